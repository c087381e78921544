//! What the page's side hands over by `page.js`: how chunks and workers are loaded, and `extra.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The object of `extra.js`. What it does is declared by those who ask for it.
    pub(super) type Extra;
}

#[cfg(feature = "parts")]
#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    /// Loads a chunk, where the program was cut.
    #[wasm_bindgen(catch, js_name = loadChunk)]
    pub(super) async fn load_chunk(name: &str) -> Result<(), JsValue>;
}

// The npm package loads `extra.js` and `worker.js` when a page needs them.
#[cfg(feature = "js")]
#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = lentExtra)]
    pub(super) fn extra() -> Extra;
    #[wasm_bindgen(catch, js_name = openKeeper)]
    pub(super) async fn open_keeper(work: &str) -> Result<JsValue, JsValue>;
}

#[cfg(not(feature = "js"))]
#[wasm_bindgen(module = "/src/platform/browser/extra.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = extra)]
    static EXTRA: Extra;
}

#[cfg(not(feature = "js"))]
pub(super) fn extra() -> Extra {
    EXTRA.with(|extra| extra.unchecked_ref::<JsValue>().clone().unchecked_into())
}
