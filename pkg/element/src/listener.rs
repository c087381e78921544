//! A function of the script that hears what happens. Leptos wants what may go from thread to thread, which no function
//! of JavaScript can, and so each goes by a number.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static FUNCTIONS: RefCell<Vec<(u32, Function)>> = const { RefCell::new(Vec::new()) };
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// One of them, until the last clone is dropped.
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

    /// Reports what happened, as JSON.
    pub fn tell(&self, what: &str, json: &str) {
        self.call(what, json, &JsValue::UNDEFINED);
    }

    /// Asks for something that takes time.
    pub fn ask(&self, what: &str, about: &str) -> Option<JsFuture> {
        let answer = self.call(what, about, &JsValue::UNDEFINED)?;
        Some(answer.dyn_into::<Promise>().ok()?.into())
    }

    /// Something for the script to do with what it is given; and what comes of it.
    pub fn hand_over(&self, what: &str, json: &str, given: &JsValue) -> Option<JsValue> {
        self.call(what, json, given)
    }

    fn call(&self, what: &str, json: &str, more: &JsValue) -> Option<JsValue> {
        // The function may lead back here.
        let function = FUNCTIONS.with_borrow(|all| {
            let found = all.iter().find(|(number, _)| *number == self.0.0);
            found.map(|(_, function)| function.clone())
        });
        // It throws nothing: what its own listeners throw ends with them.
        let called = function?.call3(&JsValue::UNDEFINED, &what.into(), &json.into(), more);
        called.ok()
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        // Where the thread is at its end, there is nothing to forget any more.
        let _ = FUNCTIONS.try_with(|all| {
            if let Ok(mut all) = all.try_borrow_mut() {
                all.retain(|(number, _)| *number != self.0);
            }
        });
    }
}
