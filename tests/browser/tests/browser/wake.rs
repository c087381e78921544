//! Wake-ups of the tab, by events of the window.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use vestibule::Platform;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn wake_ups_are_reported_until_the_guard_is_dropped() {
    let count = Arc::new(AtomicU32::new(0));
    let counted = count.clone();
    let guard = Platform::browser().wake.listen(Box::new(move || {
        counted.fetch_add(1, Ordering::Relaxed);
    }));
    let happens = |name: &str| {
        let event = web_sys::Event::new(name).unwrap();
        web_sys::window().unwrap().dispatch_event(&event).unwrap();
        count.swap(0, Ordering::Relaxed)
    };
    let told = ["online", "pageshow", "visibilitychange", "offline"].map(happens);
    assert_eq!(told, [1, 1, 1, 0]);
    drop(guard);
    assert_eq!(["online", "pageshow"].map(happens), [0, 0]);
}
