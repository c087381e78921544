//! Time, by `Date` and `setTimeout`.

use std::time::Duration;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::Browser;
use crate::platform::{Clock, LocalFuture, Timestamp};

impl Clock for Browser {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(js_sys::Date::now() as u64)
    }

    fn sleep(&self, duration: Duration) -> LocalFuture<'_, ()> {
        let millis = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX);
        Box::pin(async move {
            // A promise that only ever resolves cannot fail.
            let _ = JsFuture::from(after(millis)).await;
        })
    }

    fn ticks(&self) -> u64 {
        performance_now() as u64
    }
}

/// Resolves after so many milliseconds.
pub(super) fn after(millis: i32) -> Promise {
    Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, millis);
    })
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, millis: i32) -> JsValue;

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}
