//! Tests of the browser platform, and of the client on it.

#![cfg(target_arch = "wasm32")]
#![forbid(unsafe_code)]

mod client;
mod database;
mod fetch;
mod lock;
mod page;
mod storage;
mod stores;
mod tabs;
mod verifier;
mod wake;

use std::time::Duration;

use vestibule::Platform;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// The URL of the emulator.
const EMULATOR: &str = match option_env!("VESTIBULE_EMULATOR_URL") {
    Some(url) => url,
    None => "http://127.0.0.1:9239",
};

/// Waits in real time.
async fn wait(millis: u64) {
    Platform::browser()
        .clock
        .sleep(Duration::from_millis(millis))
        .await;
}
