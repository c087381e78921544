//! The origin's database: IndexedDB.

use js_sys::Function;
use vestibule::Platform;
use vestibule::platform::{Commit, Committed, StoreError};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn pair(key: &str, text: &str) -> (String, String) {
    (key.to_owned(), text.to_owned())
}

fn change(key: &str, text: Option<&str>) -> (String, Option<String>) {
    (key.to_owned(), text.map(str::to_owned))
}

fn commit(expected: &[(&str, Option<&str>)], writes: &[(&str, Option<&str>)]) -> Commit {
    let all = |pairs: &[(&str, Option<&str>)]| {
        let pairs = pairs.iter().map(|(key, text)| change(key, *text));
        pairs.collect()
    };
    Commit {
        expected: all(expected),
        writes: all(writes),
    }
}

#[wasm_bindgen_test]
async fn a_commit_writes_all_or_nothing() {
    let database = Platform::browser().database;
    let write = commit(
        &[("a\0x\0", None)],
        &[("a\0x\0", Some("1")), ("a\0y\0", Some(""))],
    );
    assert_eq!(database.commit(&write).await, Ok(Committed::Done));
    // The key exists by now, so nothing is written.
    let again = commit(
        &[("a\0x\0", None)],
        &[("a\0x\0", Some("2")), ("a\0z\0", Some("2"))],
    );
    assert_eq!(database.commit(&again).await, Ok(Committed::Stale));
    let one_is_wrong = commit(
        &[("a\0x\0", Some("1")), ("a\0y\0", Some("no"))],
        &[("a\0x\0", None)],
    );
    assert_eq!(database.commit(&one_is_wrong).await, Ok(Committed::Stale));
    let all = database.read("a\0").await.unwrap();
    assert_eq!(all, [pair("a\0x\0", "1"), pair("a\0y\0", "")]);
    let remove = commit(
        &[("a\0x\0", Some("1")), ("a\0y\0", Some(""))],
        &[("a\0x\0", None), ("a\0y\0", None)],
    );
    assert_eq!(database.commit(&remove).await, Ok(Committed::Done));
    assert_eq!(database.read("a\0").await, Ok(Vec::new()));
}

#[wasm_bindgen_test]
async fn only_keys_with_the_prefix_are_read() {
    let database = Platform::browser().database;
    let keys = ["b\0k\0", "b\0k2\0", "b\0kä\0", "b\0k😀\0", "b\u{1}"];
    let writes: Vec<_> = keys.map(|key| (key, Some(key))).into();
    let write = commit(&[], &writes);
    assert_eq!(database.commit(&write).await, Ok(Committed::Done));
    let keys_of = async |prefix: &str| {
        let rows = database.read(prefix).await.unwrap();
        let keys = rows.into_iter().map(|(key, _)| key);
        keys.collect::<Vec<_>>()
    };
    assert_eq!(keys_of("b\0k\0").await, ["b\0k\0"]);
    assert_eq!(keys_of("b\0").await.len(), 4);
    assert_eq!(keys_of("b\0k😀").await, ["b\0k😀\0"]);
    let writes: Vec<_> = keys.map(|key| (key, None)).into();
    assert_eq!(
        database.commit(&commit(&[], &writes)).await,
        Ok(Committed::Done)
    );
}

#[wasm_bindgen_test]
async fn of_two_concurrent_writes_one_is_stale() {
    let one = Platform::browser().database;
    let other = Platform::browser().database;
    let first = commit(&[("c", None)], &[("c", Some("one"))]);
    let second = commit(&[("c", None)], &[("c", Some("other"))]);
    let (first, second) =
        futures_util::future::join(one.commit(&first), other.commit(&second)).await;
    let mut done = [first.unwrap(), second.unwrap()];
    done.sort_by_key(|it| *it == Committed::Stale);
    assert_eq!(done, [Committed::Done, Committed::Stale]);
    let remove = commit(&[], &[("c", None)]);
    assert_eq!(one.commit(&remove).await, Ok(Committed::Done));
}

/// Safari closes connections without an event.
#[wasm_bindgen_test]
async fn a_closed_connection_is_reopened() {
    const CLOSE_FIRST: &str = "
        const { transaction } = IDBDatabase.prototype;
        IDBDatabase.prototype.transaction = function (...given) {
          IDBDatabase.prototype.transaction = transaction;
          this.close();
          return transaction.apply(this, given);
        };";
    let database = Platform::browser().database;
    let write = commit(&[], &[("e", Some("1"))]);
    assert_eq!(database.commit(&write).await, Ok(Committed::Done));
    let close_first = Function::new_with_args("", CLOSE_FIRST);
    close_first.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(database.read("e").await, Ok(vec![pair("e", "1")]));
    let remove = commit(&[], &[("e", None)]);
    assert_eq!(database.commit(&remove).await, Ok(Committed::Done));
}

/// Browsers abort a transaction when the disk is full or the site's data is cleared.
#[wasm_bindgen_test]
async fn an_aborted_commit_writes_nothing() {
    const ABORT_AFTER_FIRST: &str = "
        const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = function (...given) {
          IDBObjectStore.prototype.put = put;
          const request = put.apply(this, given);
          request.onsuccess = () => this.transaction.abort();
          return request;
        };";
    let database = Platform::browser().database;
    let write = commit(&[("f", None)], &[("f", Some("1")), ("f2", Some("1"))]);
    let abort = Function::new_with_args("", ABORT_AFTER_FIRST);
    abort.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(database.commit(&write).await, Err(StoreError::Failed));
    assert_eq!(database.read("f").await, Ok(Vec::new()));
    assert_eq!(database.commit(&write).await, Ok(Committed::Done));
    let remove = commit(&[("f", Some("1"))], &[("f", None), ("f2", None)]);
    assert_eq!(database.commit(&remove).await, Ok(Committed::Done));
}

#[wasm_bindgen_test]
async fn sealed_values_are_opened_only_with_their_key() {
    let database = Platform::browser().database;
    let rows = [pair("d\0a\0", "{\"a\":\"geheim\"}"), pair("d\0b\0", "{}")];
    let sealed = database.seal(&rows).await.unwrap();
    assert_eq!(sealed.len(), 2);
    assert!(
        sealed
            .iter()
            .all(|text| !text.contains("geheim") && !text.starts_with('{'))
    );
    let kept = [pair("d\0a\0", &sealed[0]), pair("d\0b\0", &sealed[1])];
    let opened = database.open(&kept).await.unwrap();
    assert_eq!(opened, rows.clone().map(|(_, text)| Some(text)));
    // Moved to another key, damaged, and never sealed.
    let bad = [
        pair("d\0b\0", &sealed[0]),
        pair("d\0a\0", &sealed[0][1..]),
        pair("d\0a\0", "{\"plain\":1}"),
    ];
    let opened = database.open(&bad).await.unwrap();
    assert_eq!(opened, [None, None, Some("{\"plain\":1}".to_owned())]);
}
