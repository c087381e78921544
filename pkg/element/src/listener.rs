//! A function of the script that receives events. Leptos requires `Send`, which JavaScript functions are not, so a
//! listener holds a number instead.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static FUNCTIONS: RefCell<Vec<(u32, Function)>> = const { RefCell::new(Vec::new()) };
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// A listener. The function is released when the last clone is dropped.
#[derive(Clone)]
pub struct Listener(Arc<Number>);

struct Number(u32);

impl Listener {
    pub fn new(function: Function) -> Self {
        let number = LAST.get() + 1;
        LAST.set(number);
        FUNCTIONS.with_borrow_mut(|all| all.push((number, function)));
        Listener(Arc::new(Number(number)))
    }

    /// Sends an event, as JSON.
    pub fn send(&self, event: &str, json: &str) {
        self.call(event, json, &JsValue::UNDEFINED);
    }

    /// Asks for something asynchronously.
    pub fn ask(&self, event: &str, about: &str) -> Option<JsFuture> {
        let returned = self.call(event, about, &JsValue::UNDEFINED)?;
        Some(returned.dyn_into::<Promise>().ok()?.into())
    }

    /// Passes a value to the script and returns its result.
    pub fn hand_over(&self, event: &str, json: &str, given: &JsValue) -> Option<JsValue> {
        self.call(event, json, given)
    }

    fn call(&self, event: &str, json: &str, more: &JsValue) -> Option<JsValue> {
        // The function may call back into this module, so the list must not be borrowed.
        let function = FUNCTIONS.with_borrow(|all| {
            let found = all.iter().find(|(number, _)| *number == self.0.0);
            found.map(|(_, function)| function.clone())
        });
        // The script catches event the page's listeners throw.
        let called = function?.call3(&JsValue::UNDEFINED, &event.into(), &json.into(), more);
        called.ok()
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        // The list no longer exists while the thread ends.
        let _ = FUNCTIONS.try_with(|all| {
            if let Ok(mut all) = all.try_borrow_mut() {
                all.retain(|(number, _)| *number != self.0);
            }
        });
    }
}
