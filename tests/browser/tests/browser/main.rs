//! The browser platform on the real thing, and the client on top of it.

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

/// Where the emulator is.
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
