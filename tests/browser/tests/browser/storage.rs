//! `localStorage` and `sessionStorage`.

use std::sync::Arc;

use vestibule::Platform;
use vestibule::platform::{Store, StoreError};
use wasm_bindgen_test::wasm_bindgen_test;

fn both() -> [Arc<dyn Store>; 2] {
    let platform = Platform::browser();
    [platform.local, platform.tab]
}

fn origins_own() -> web_sys::Storage {
    web_sys::window().unwrap().local_storage().unwrap().unwrap()
}

#[wasm_bindgen_test]
async fn written_values_are_read() {
    for store in both() {
        let key = "vestibule.test.k\u{e9}y";
        assert_eq!(store.read(key).await, Ok(None));
        for value in ["", "text", "\u{fc} \u{1f511} \u{2028} \"\\\n", "{\"v\":1}"] {
            assert_eq!(store.write(key, value).await, Ok(()));
            assert_eq!(store.read(key).await, Ok(Some(value.to_owned())));
        }
        assert_eq!(store.remove(key).await, Ok(()));
        assert_eq!(store.read(key).await, Ok(None));
        assert_eq!(store.remove(key).await, Ok(()), "twice does no harm");
    }
}

#[wasm_bindgen_test]
async fn local_and_session_storage_are_separate() {
    let [local, tab] = both();
    let key = "vestibule.test.apart";
    local.write(key, "local").await.unwrap();
    tab.write(key, "tab").await.unwrap();
    assert_eq!(local.read(key).await, Ok(Some("local".to_owned())));
    assert_eq!(origins_own().get_item(key), Ok(Some("local".to_owned())));
    let other = Platform::browser();
    assert_eq!(other.tab.read(key).await, Ok(Some("tab".to_owned())));
    local.remove(key).await.unwrap();
    assert_eq!(tab.read(key).await, Ok(Some("tab".to_owned())));
    tab.remove(key).await.unwrap();
}

#[wasm_bindgen_test]
async fn keys_are_found_by_prefix() {
    for store in both() {
        for key in [
            "vestibule.test.list.a",
            "vestibule.test.list.b",
            "other.test.list.a",
        ] {
            store.write(key, "x").await.unwrap();
        }
        let mut keys = store.keys("vestibule.test.list.").await.unwrap();
        keys.sort();
        assert_eq!(keys, ["vestibule.test.list.a", "vestibule.test.list.b"]);
        for key in [
            "vestibule.test.list.a",
            "vestibule.test.list.b",
            "other.test.list.a",
        ] {
            store.remove(key).await.unwrap();
        }
        assert!(store.keys("vestibule.test.list.").await.unwrap().is_empty());
    }
}

#[wasm_bindgen_test]
async fn a_full_storage_is_an_error_and_keeps_its_values() {
    let [local, _] = both();
    let key = "vestibule.test.record";
    local.write(key, "before").await.unwrap();
    let filler = "vestibule.test.filler";
    let mut size = 8 << 20;
    let mut filled = 0;
    while size > 0 {
        // Filled with ever smaller pieces, until not one more character fits.
        let name = format!("{filler}.{filled}");
        match local.write(&name, &"x".repeat(size)).await {
            Ok(()) => filled += 1,
            Err(error) => {
                assert_eq!(error, StoreError::Full);
                size /= 2;
            }
        }
    }
    assert!(filled > 1);
    assert_eq!(
        local.write(key, &"after".repeat(1000)).await,
        Err(StoreError::Full)
    );
    assert_eq!(local.read(key).await, Ok(Some("before".to_owned())));
    for name in local.keys(filler).await.unwrap() {
        local.remove(&name).await.unwrap();
    }
    local.write(key, "after").await.unwrap();
    local.remove(key).await.unwrap();
}
