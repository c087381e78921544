//! Fills in codes from text messages through [WebOTP](https://wicg.github.io/web-otp/), in browsers that have it. The
//! last line of the message has to be `@domain #code`, for this page's domain.

use super::code;
use super::form::FormState;
use crate::{CodeDelivery, Medium};

/// Fills in each code that arrives by text message while the screen is shown.
pub(super) fn listen(state: &FormState, delivery: Option<&CodeDelivery>) {
    if delivery.is_some_and(|delivery| delivery.medium == Medium::Sms) {
        let state = state.clone();
        page::listen(move |code| state.fill(code::NAME, &code));
    }
}

#[cfg(target_arch = "wasm32")]
mod page {
    use std::cell::RefCell;

    use js_sys::{Array, Object, Promise, Reflect};
    use leptos::prelude::on_cleanup;
    use leptos::web_sys::window;
    use wasm_bindgen::prelude::wasm_bindgen;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    use crate::ui::reactive;

    #[wasm_bindgen]
    extern "C" {
        type AbortController;

        #[wasm_bindgen(constructor)]
        fn new() -> AbortController;

        #[wasm_bindgen(method)]
        fn abort(this: &AbortController);

        #[wasm_bindgen(method, getter)]
        fn signal(this: &AbortController) -> JsValue;

        #[wasm_bindgen(js_namespace = ["navigator", "credentials"], js_name = get, catch)]
        fn get_credential(options: &Object) -> Result<Promise, JsValue>;
    }

    thread_local! {
        /// A page can have one such request at a time: its number, and its abort controller.
        static PENDING: RefCell<(u32, Option<AbortController>)> = const { RefCell::new((0, None)) };
    }

    pub fn listen(on_code: impl Fn(String) + 'static) {
        let supports_otp = |window: &JsValue| Reflect::has(window, &"OTPCredential".into());
        if !window().is_some_and(|window| supports_otp(&window).unwrap_or_default()) {
            return;
        }
        let controller = AbortController::new();
        let signal = controller.signal();
        let number = PENDING.with_borrow_mut(|(number, pending)| {
            *number += 1;
            if let Some(before) = pending.replace(controller) {
                before.abort();
            }
            *number
        });
        on_cleanup(move || stop(number));
        reactive::spawn(async move {
            while let Some(code) = next_code(&signal).await {
                on_code(code);
            }
        });
    }

    /// Aborts the request, unless another screen has made a new one.
    fn stop(number: u32) {
        PENDING.with_borrow_mut(|(now, pending)| {
            if *now == number
                && let Some(controller) = pending.take()
            {
                controller.abort();
            }
        });
    }

    async fn next_code(signal: &JsValue) -> Option<String> {
        let (options, otp) = (Object::new(), Object::new());
        let transport = Array::of1(&"sms".into());
        Reflect::set(&otp, &"transport".into(), &transport).ok()?;
        Reflect::set(&options, &"otp".into(), &otp).ok()?;
        Reflect::set(&options, &"signal".into(), signal).ok()?;
        let found = JsFuture::from(get_credential(&options).ok()?).await.ok()?;
        // `Reflect::get` fails for anything but an object.
        Reflect::get(found.dyn_ref::<Object>()?, &"code".into())
            .ok()?
            .as_string()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub fn listen(_on_code: impl Fn(String) + 'static) {}
}
