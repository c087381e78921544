//! Time, random values and the page's URL.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use vestibule::Platform;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::wait;

#[wasm_bindgen_test]
async fn the_clock_and_timers_work() {
    let clock = Platform::browser().clock;
    let earlier = js_sys::Date::now() as u64;
    let before = clock.now();
    let later = js_sys::Date::now() as u64;
    assert!(
        before.as_secs() > 1_750_000_000,
        "it is later than June 2025"
    );
    assert!((earlier..=later).contains(&before.as_millis()));
    clock.sleep(Duration::from_millis(60)).await;
    let slept = clock.now().since(before);
    assert!(
        slept >= Duration::from_millis(59) && slept < Duration::from_secs(5),
        "{slept:?}"
    );
}

#[wasm_bindgen_test]
async fn spawned_tasks_run() {
    let platform = Platform::browser();
    let ran = Rc::new(Cell::new(false));
    let flag = ran.clone();
    platform.spawn.spawn(Box::pin(async move {
        wait(1).await;
        flag.set(true);
    }));
    assert!(!ran.get());
    wait(50).await;
    assert!(ran.get());
}

#[wasm_bindgen_test]
fn random_values_are_available() {
    let random = Platform::browser().random;
    let draws: Vec<[u8; 32]> = (0..100).filter_map(|_| random.bytes()).collect();
    assert_eq!(draws.len(), 100);
    let mut ones = 0;
    for (index, draw) in draws.iter().enumerate() {
        assert!(!draws[..index].contains(draw));
        ones += draw.iter().map(|byte| byte.count_ones()).sum::<u32>();
    }
    // 25,600 coins; ten standard deviations either way.
    assert!((12_000..13_600).contains(&ones), "{ones}");
}

#[wasm_bindgen_test]
fn the_url_is_replaced_without_a_history_entry() {
    let window = web_sys::window().expect("this is a page");
    let history = window.history().expect("a page has a history");
    let navigator = Platform::browser().navigator;
    let before = navigator.url();
    assert_eq!(Ok(before.clone()), window.location().href());

    let state = JsValue::from_str("the app's own");
    history
        .replace_state_with_url(&state, "", None)
        .expect("the state can be set");
    let (entries, path) = (history.length(), window.location().pathname().unwrap());
    for url in [
        format!("{path}?code=CODE&state=STATE#fragment"),
        format!("{path}?kept=%C3%BC"),
        path.clone(),
    ] {
        navigator.replace_url(&url);
        assert!(navigator.url().ends_with(&url), "{} {url}", navigator.url());
        assert_eq!(history.length(), entries, "no new entry");
        assert_eq!(history.state().unwrap(), state, "the app's state stays");
    }
    // The browser refuses a URL of another origin, which must not panic.
    let here = navigator.url();
    navigator.replace_url("https://example.com/");
    assert_eq!(navigator.url(), here);
    navigator.replace_url(&before);
}
