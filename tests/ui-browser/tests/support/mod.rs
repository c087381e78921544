//! Waiting for what a page paints.

use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Waits until it is so. What is loaded once it is seen takes frames, not microtasks.
pub async fn soon(is_so: impl Fn() -> bool) {
    for _ in 0..300 {
        if is_so() {
            return;
        }
        frame().await;
    }
    panic!("it did not come about");
}

/// Waits for the next frame.
pub async fn frame() {
    let frame = Promise::new(&mut |done, _| {
        window().request_animation_frame(&done).unwrap();
    });
    JsFuture::from(frame).await.unwrap();
}
