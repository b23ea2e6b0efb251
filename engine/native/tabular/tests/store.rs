//! A table is read once until its file changes.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tabular::TableStore;

#[test]
fn a_table_is_read_again_only_when_its_file_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    let store = TableStore::default();
    assert_eq!(store.open(&path).unwrap_err().code, "table_missing");

    fs::write(&path, "a,b\n1,2\n").unwrap();
    let first = store.open(&path).unwrap();
    assert!(Arc::ptr_eq(&first, &store.open(&path).unwrap()));

    fs::write(&path, "a,b\n1,2\n3,4\n").unwrap();
    let grown = store.open(&path).unwrap();
    assert_eq!((first.rows, grown.rows), (1, 2));

    // As many bytes, another time.
    fs::write(&path, "a,b\n1,2\n3,5\n").unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(5)).unwrap();
    assert_ne!(grown.columns, store.open(&path).unwrap().columns);

    fs::remove_file(&path).unwrap();
    assert_eq!(store.open(&path).unwrap_err().code, "table_missing");
}
