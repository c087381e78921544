//! Time, by `Date`, `performance` and `setTimeout`.

use std::time::Duration;

use wasm_bindgen::prelude::*;

use super::Browser;
use crate::platform::{Clock, LocalFuture, Timestamp, millis};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

#[wasm_bindgen(module = "/src/platform/browser/clock.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn sleep(millis: i32) -> Result<(), JsValue>;
}

impl Clock for Browser {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(js_sys::Date::now() as u64)
    }

    fn sleep(&self, duration: Duration) -> LocalFuture<'_, ()> {
        let millis = i32::try_from(millis(duration)).unwrap_or(i32::MAX);
        Box::pin(async move {
            let _ = sleep(millis).await;
        })
    }

    fn ticks(&self) -> u64 {
        performance_now() as u64
    }
}
