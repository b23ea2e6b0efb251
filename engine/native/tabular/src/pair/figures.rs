//! Single figures of how two columns go together.

use rustc_hash::FxHashMap;

/// The rank of each number from 1 on, equal ones sharing the mean of theirs.
pub(super) fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equal in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = before as f64 + (equal.len() as f64 + 1.0) / 2.0;
        equal.iter().for_each(|row| ranks[*row] = rank);
        before += equal.len();
    }
    ranks
}

/// The share of a number's variance that lies between categories, η² (Pearson 1905).
pub(super) fn correlation_ratio(values: &[f64], codes: &[Option<u32>]) -> Option<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let all: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let mut sums: Vec<(usize, f64)> = Vec::new();
    for (value, code) in values.iter().zip(codes) {
        let code = code.map_or(0, |code| code as usize);
        sums.resize(sums.len().max(code + 1), (0, 0.0));
        sums[code] = (sums[code].0 + 1, sums[code].1 + (value - mean));
    }
    let between: f64 = sums.iter().filter(|(count, _)| *count > 0).map(|(count, sum)| sum * sum / *count as f64).sum();
    (all > 0.0).then(|| (between / all).clamp(0.0, 1.0))
}

/// Cramér's V: √(χ² / (rows · (fewer categories − 1))) (Cramér, Mathematical Methods of Statistics, 1946).
pub(super) fn cramers_v(first: &[Option<u32>], second: &[Option<u32>]) -> Option<f64> {
    let mut cells: FxHashMap<(u32, u32), f64> = FxHashMap::default();
    let (mut lines, mut columns): (FxHashMap<u32, f64>, FxHashMap<u32, f64>) = Default::default();
    let mut rows = 0.0;
    for (line, column) in first.iter().zip(second).filter_map(|(line, column)| line.zip(*column)) {
        *cells.entry((line, column)).or_default() += 1.0;
        *lines.entry(line).or_default() += 1.0;
        *columns.entry(column).or_default() += 1.0;
        rows += 1.0;
    }
    let fewer = lines.len().min(columns.len());
    // In one order, whatever the hash table's: sums of floats depend on it.
    let mut shares: Vec<f64> =
        cells.iter().map(|((line, column), count)| count * count / (lines[line] * columns[column])).collect();
    shares.sort_unstable_by(f64::total_cmp);
    let over_rows = shares.iter().sum::<f64>() - 1.0;
    (rows > 0.0 && fewer > 1).then(|| (over_rows / (fewer - 1) as f64).clamp(0.0, 1.0).sqrt())
}
