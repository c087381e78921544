//! Conversions of JavaScript values and exceptions.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Thrown;
    #[wasm_bindgen(method, getter, catch)]
    fn name(this: &Thrown) -> Result<JsValue, JsValue>;
}

/// Returns the `name` of an error or `DOMException`, or an empty string for anything else.
pub(super) fn name_of(thrown: JsValue) -> String {
    let name = thrown.unchecked_into::<Thrown>().name();
    name.ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default()
}

/// Returns the strings of an array.
#[cfg(any(
    feature = "api",
    feature = "cookies",
    feature = "npm",
    feature = "sealed",
    feature = "worker"
))]
pub(super) fn texts(array: JsValue) -> Vec<String> {
    let array: js_sys::Array = array.unchecked_into();
    array.iter().filter_map(|text| text.as_string()).collect()
}
