//! A table is read once until its file changes, and so is what follows from it.

use preparing::{DataWarning, DataWarningCode, Partition, SplitSetup, TableStore};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, SystemTime};

use tabular::{ColumnEncoding, ColumnRole, DataSetup, ReadOptions};
use trainer::ir::SplitMethod;

#[test]
fn a_table_is_read_again_only_when_its_file_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    let store = TableStore::default();
    assert_eq!(store.table(&path, &ReadOptions::default()).unwrap_err().code, "table_missing");

    fs::write(&path, "a,b\n1,2\n").unwrap();
    let first = store.table(&path, &ReadOptions::default()).unwrap();
    assert!(Arc::ptr_eq(&first, &store.table(&path, &ReadOptions::default()).unwrap()));

    fs::write(&path, "a,b\n1,2\n3,4\n").unwrap();
    let grown = store.table(&path, &ReadOptions::default()).unwrap();
    assert_eq!((first.rows, grown.rows), (1, 2));

    // As many bytes, another time.
    fs::write(&path, "a,b\n1,2\n3,5\n").unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(5)).unwrap();
    assert_ne!(grown.columns, store.table(&path, &ReadOptions::default()).unwrap().columns);

    fs::remove_file(&path).unwrap();
    assert_eq!(store.table(&path, &ReadOptions::default()).unwrap_err().code, "table_missing");
}

#[test]
fn profile_and_schemas_are_those_of_the_file_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    let name = path.to_str().unwrap();
    let store = TableStore::default();
    assert_eq!(store.profile(name, &ReadOptions::default()).unwrap_err().code, "table_missing");
    fs::write(&path, "kind,y\nb,1\na,2\n").unwrap();
    let profile = store.profile(name, &ReadOptions::default()).unwrap();
    assert!(Arc::ptr_eq(&profile, &store.profile(name, &ReadOptions::default()).unwrap()));
    assert_eq!((profile.rows, profile.path.as_str()), (2, name));

    let mut coded = profile.proposal.clone();
    coded.columns[0].encoding = ColumnEncoding::Code;
    let schema = store.schema(&coded).unwrap();
    assert!(Arc::ptr_eq(&schema, &store.schema(&coded).unwrap()));
    let mut one_hot = coded.clone();
    one_hot.columns[0].encoding = ColumnEncoding::OneHot;
    assert_eq!((schema.features.len(), store.schema(&one_hot).unwrap().features.len()), (1, 2));
    let mut other = coded.clone();
    other.columns[0].name = "sort".to_owned();
    assert_eq!(store.schema(&other).unwrap_err().code, "column_missing");

    fs::write(&path, "kind,y\nb,1\na,2\nc,2\n").unwrap();
    assert_eq!(
        (store.profile(name, &ReadOptions::default()).unwrap().rows, store.schema(&one_hot).unwrap().features.len()),
        (3, 3)
    );

    fs::remove_file(&path).unwrap();
    assert_eq!(store.schema(&one_hot).unwrap_err().code, "table_missing");
}

#[test]
fn those_who_ask_at_once_have_one_table() {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = (0..17).map(|index| folder.path().join(format!("{index}.csv"))).collect();
    for (index, path) in paths.iter().enumerate() {
        fs::write(path, format!("a,b\n{index},2\n3,{index}\n")).unwrap();
    }
    let (store, barrier) = (TableStore::default(), Barrier::new(6));
    thread::scope(|scope| {
        let asked: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    store.table(&paths[0], &ReadOptions::default()).unwrap()
                })
            })
            .collect();
        let tables: Vec<_> = asked.into_iter().map(|asked| asked.join().unwrap()).collect();
        assert!(tables.iter().all(|table| Arc::ptr_eq(table, &tables[0])));
    });
    // Of many tables the last ones used are kept.
    let first = store.table(&paths[0], &ReadOptions::default()).unwrap();
    for path in &paths[1..8] {
        store.table(path, &ReadOptions::default()).unwrap();
    }
    assert!(Arc::ptr_eq(&first, &store.table(&paths[0], &ReadOptions::default()).unwrap()));
    for path in &paths[8..] {
        store.table(path, &ReadOptions::default()).unwrap();
    }
    assert!(!Arc::ptr_eq(&first, &store.table(&paths[0], &ReadOptions::default()).unwrap()));
}

#[test]
fn of_many_setups_the_latest_schemas_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    let names: Vec<String> = (0..80).map(|index| format!("c{index}")).collect();
    let cells: Vec<String> = names.iter().map(|_| "1".to_owned()).collect();
    fs::write(&path, format!("{}\n{}\n", names.join(","), cells.join(","))).unwrap();
    let store = TableStore::default();
    let proposal = &store.profile(path.to_str().unwrap(), &ReadOptions::default()).unwrap().proposal;
    let setups: Vec<DataSetup> = (0..70)
        .map(|index| {
            let mut setup = proposal.clone();
            setup.columns[index].role = ColumnRole::Feature;
            setup
        })
        .collect();
    let schemas: Vec<_> = setups.iter().map(|setup| store.schema(setup).unwrap()).collect();
    assert!(Arc::ptr_eq(&schemas[69], &store.schema(&setups[69]).unwrap()));
    assert!(!Arc::ptr_eq(&schemas[0], &store.schema(&setups[0]).unwrap()));
}

const COLUMNS: usize = 8;
const LAST: usize = COLUMNS - 1;

/// Writes a NumPy file of whole numbers as of `modified`; its last column is 3, but for a first row of `first`.
fn write_numbers(path: &Path, rows: usize, first: f64, modified: SystemTime) {
    let mut header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {COLUMNS}), }}");
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    for cell in 0..rows * COLUMNS {
        let (row, column) = (cell / COLUMNS, cell % COLUMNS);
        let value = match (row, column) {
            (0, LAST) => first,
            (_, LAST) => 3.0,
            _ => (row % 97) as f64,
        };
        bytes.extend(value.to_le_bytes());
    }
    fs::write(path, bytes).unwrap();
    fs::File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
}

#[test]
fn no_edit_of_a_large_table_s_columns_reads_its_file_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.npy");
    let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    // 38 MB of columns.
    write_numbers(&path, 600_000, 3.0, modified);
    let store = TableStore::default();
    let profile = store.profile(path.to_str().unwrap(), &ReadOptions::default()).unwrap();
    // Other numbers behind the store's back: whatever it answers from now on shows which of them it read.
    write_numbers(&path, 600_000, 4.0, modified);
    let mut setup = profile.proposal.clone();
    for column in &mut setup.columns {
        (column.role, column.encoding) = (ColumnRole::Feature, ColumnEncoding::Number);
    }
    setup.columns[0].role = ColumnRole::Target;
    setup.columns[LAST].encoding = ColumnEncoding::OneHot;
    assert_eq!(store.schema(&setup).unwrap().features.len(), COLUMNS - 1);
    setup.columns[1].role = ColumnRole::Ignore;
    assert_eq!(store.schema(&setup).unwrap().features.len(), COLUMNS - 2);
    let split = SplitSetup { split: SplitMethod::Last, validation_split: 0.2, test_split: 0.0, fold: None, seed: 1 };
    let constant = |warning: &DataWarning| warning.code == DataWarningCode::ConstantFeature;
    let judgement = store.judgement(&setup, split).unwrap();
    assert!(judgement.warnings.iter().any(constant));
    assert_eq!(
        judgement.rows.training,
        Partition::of(&store.table(&path, &ReadOptions::default()).unwrap(), &setup, split, None)
            .unwrap()
            .training
            .len()
    );
    let table = store.table(&path, &ReadOptions::default()).unwrap();
    assert_eq!(table.columns[LAST].text(0).as_deref(), Some("3"));
    // A store that may hold nothing would have read the file as it is now.
    let fresh = TableStore::holding(0);
    assert_eq!(fresh.schema(&setup).unwrap().features.len(), COLUMNS - 1);
}

#[test]
fn columns_used_longest_ago_are_let_go_and_what_is_known_of_them_stays() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a", "b", "c"].map(|name| folder.path().join(format!("{name}.npy")));
    for path in &paths {
        write_numbers(path, 1_000, 1.0, SystemTime::now());
    }
    let reading = ReadOptions::default();
    let bytes = TableStore::default().table(&paths[0], &reading).unwrap().bytes();
    let store = TableStore::holding(2 * bytes);
    let first = store.table(&paths[0], &reading).unwrap();
    let profile = store.profile(paths[0].to_str().unwrap(), &reading).unwrap();
    let second = store.table(&paths[1], &reading).unwrap();
    assert!(Arc::ptr_eq(&first, &store.table(&paths[0], &reading).unwrap()));
    store.table(&paths[2], &reading).unwrap();
    assert!(Arc::ptr_eq(&first, &store.table(&paths[0], &reading).unwrap()));
    assert!(!Arc::ptr_eq(&second, &store.table(&paths[1], &reading).unwrap()));
    assert!(Arc::ptr_eq(&profile, &store.profile(paths[0].to_str().unwrap(), &reading).unwrap()));
    // One that is larger than everything that may be held is read for whoever asks, and held by nobody else.
    let small = TableStore::holding(bytes - 1);
    assert_eq!(Arc::strong_count(&small.table(&paths[0], &reading).unwrap()), 1);
}
