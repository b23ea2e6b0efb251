//! What is proposed of a table: which column is predicted, and from which others.

use crate::column::ColumnType;
use crate::column_profile::ColumnProfile;
use crate::encoding::{ColumnEncoding, EncodingOptions};
use crate::identifiers::IdentifierKind;
use crate::notice::{NoticeCode, NoticeFix, TableNotice};
use crate::setup::{ColumnRole, ColumnSetup};
use crate::split_words::SplitPart;
use failures::FailureValue;

/// Names of columns that are to be predicted, without regard to upper and lower case.
const TARGETS: &[&str] = &[
    "target", "label", "class", "y", "outcome", "response", "output", "目标", "标签", "类别", "ziel", "klasse", "cible",
];

/// Names of columns that say what rows are for.
const SPLITS: &[&str] = &["split", "fold", "set", "subset", "partition", "划分"];

/// Roles and encodings of the columns, in their order. The target is the column that is called so (`target`, `label`,
/// `class`, …), else the last that can be one: neither empty nor constant, no identifier, no time. What says nothing is
/// ignored, and so are identifiers, unless nothing else were left. A column called `split`, `fold` or `set` that has
/// nothing but words for training, validation and test says what rows are for.
pub(crate) fn propose(profiles: &[ColumnProfile]) -> Vec<ColumnSetup> {
    let split = profiles.iter().position(says_what_rows_are_for);
    let target = target(profiles, split);
    let mut setups: Vec<ColumnSetup> = (profiles.iter().enumerate())
        .map(|(index, profile)| {
            let role = if index == target {
                ColumnRole::Target
            } else if Some(index) == split {
                ColumnRole::Split
            } else if profile.constant || profile.identifier.is_some() {
                ColumnRole::Ignore
            } else {
                ColumnRole::Feature
            };
            let encoding = match role {
                ColumnRole::Target => profile.target_encoding,
                ColumnRole::Split => ColumnEncoding::Code,
                _ => profile.feature_encoding,
            };
            let (name, options) = (profile.name.clone(), EncodingOptions::default());
            ColumnSetup { name, role, encoding, options, impute: None, scaling: None }
        })
        .collect();
    if setups.iter().all(|setup| setup.role != ColumnRole::Feature) {
        for (setup, profile) in setups.iter_mut().zip(profiles) {
            if setup.role == ColumnRole::Ignore && profile.identifier == Some(IdentifierKind::RunningNumber) {
                setup.role = ColumnRole::Feature;
            }
        }
    }
    setups
}

/// Whether a column is called so and has such words alone, training and another among them.
fn says_what_rows_are_for(profile: &ColumnProfile) -> bool {
    let is_called_so = SPLITS.contains(&profile.name.trim().to_lowercase().as_str());
    let is_told_whole = profile.column_type == ColumnType::Category && profile.distinct == profile.top.len();
    let parts: Option<Vec<SplitPart>> = profile.top.iter().map(|value| SplitPart::of_word(&value.value)).collect();
    let has_both = |parts: Vec<SplitPart>| {
        parts.contains(&SplitPart::Training) && parts.iter().any(|part| *part != SplitPart::Training)
    };
    is_called_so && is_told_whole && parts.is_some_and(has_both)
}

fn target(profiles: &[ColumnProfile], split: Option<usize>) -> usize {
    let split = split.map(|index| &profiles[index].name);
    let can_be =
        |profile: &ColumnProfile| !profile.constant && profile.identifier.is_none() && Some(&profile.name) != split;
    let name = |profile: &ColumnProfile| profile.name.trim().to_lowercase();
    // Beside an x, y is a place and no answer.
    let are_places = profiles.iter().any(|profile| name(profile) == "x");
    let is_called_so = |profile: &ColumnProfile| {
        let name = name(profile);
        TARGETS.contains(&name.as_str()) && !(are_places && name == "y")
    };
    let is_time = |profile: &ColumnProfile| profile.column_type == ColumnType::Time;
    let last = |is_it: &dyn Fn(&ColumnProfile) -> bool| profiles.iter().rposition(is_it);
    last(&|profile| can_be(profile) && is_called_so(profile))
        .or_else(|| last(&|profile| can_be(profile) && !is_time(profile)))
        .or_else(|| last(&can_be))
        .or_else(|| last(&|profile| profile.distinct > 0))
        .unwrap_or(profiles.len().saturating_sub(1))
}

/// Identifiers that are ignored, each said with the way to use it all the same.
pub(crate) fn notices(profiles: &[ColumnProfile], setups: &[ColumnSetup], rows: usize) -> Vec<TableNotice> {
    let mut notices = Vec::new();
    for (profile, setup) in profiles.iter().zip(setups) {
        let Some(kind) = profile.identifier.filter(|_| setup.role == ColumnRole::Ignore) else { continue };
        let reason = match kind {
            IdentifierKind::RunningNumber => "it counts the rows",
            IdentifierKind::Named => "it is called so and differs in every row",
            IdentifierKind::UniqueText => "its text differs in every row",
        };
        let example = profile.top.first().map_or(String::new(), |value| failures::shortened(&value.value));
        let text = format!("\"{}\" is ignored as an identifier: {reason}, such as \"{example}\"", profile.name);
        let fix = NoticeFix::Column { column: profile.name.clone(), role: Some(ColumnRole::Feature), encoding: None };
        let notice = TableNotice::new(NoticeCode::IdentifierIgnored, rows as u64, text).in_column(&profile.name);
        notices.push(notice.value("example", FailureValue::Text(example)).mended_by(fix));
    }
    notices
}
