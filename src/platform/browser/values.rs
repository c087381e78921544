//! What JavaScript gives and throws.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Thrown;
    #[wasm_bindgen(method, getter, catch)]
    fn name(this: &Thrown) -> Result<JsValue, JsValue>;
}

/// The name of an error or a `DOMException`; empty of anything else.
pub(super) fn name_of(thrown: JsValue) -> String {
    let name = thrown.unchecked_into::<Thrown>().name();
    name.ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default()
}

/// An array's texts.
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
