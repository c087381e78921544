//! Messages to other tabs, by `BroadcastChannel`. Two platforms represent two tabs.

use std::sync::{Arc, Mutex};

use vestibule::Platform;
use vestibule::platform::Guard;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::wait;

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn on(platform: &Platform, name: &str) -> (Heard, Guard) {
        let heard = Heard::default();
        let list = heard.0.clone();
        let hear = move |message: &str| list.lock().unwrap().push(message.to_owned());
        (heard, platform.channel.listen(name, Box::new(hear)))
    }

    async fn take(&self) -> Vec<String> {
        wait(100).await;
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[wasm_bindgen_test]
async fn messages_reach_other_tabs_but_not_the_sender() {
    let tabs = [
        Platform::browser(),
        Platform::browser(),
        Platform::browser(),
    ];
    let name = "vestibule.test.channel";
    let (first, _first) = Heard::on(&tabs[0], name);
    let (second, _second) = Heard::on(&tabs[1], name);
    let (elsewhere, _elsewhere) = Heard::on(&tabs[2], "vestibule.test.elsewhere");
    tabs[0].channel.post(name, "one");
    tabs[0].channel.post(name, "two \u{1f511}");
    assert_eq!(second.take().await, ["one", "two \u{1f511}"]);
    assert!(first.take().await.is_empty());
    assert!(elsewhere.take().await.is_empty());
}

#[wasm_bindgen_test]
async fn a_tab_without_a_listener_can_send() {
    let (here, there) = (Platform::browser(), Platform::browser());
    let name = "vestibule.test.mute";
    let (heard, _guard) = Heard::on(&there, name);
    here.channel.post(name, "one");
    here.channel.post(name, "two");
    assert_eq!(heard.take().await, ["one", "two"]);
}

#[wasm_bindgen_test]
async fn a_listener_ends_with_its_guard_and_its_tab_can_still_send() {
    let (here, there) = (Platform::browser(), Platform::browser());
    let name = "vestibule.test.ended";
    let (heard, guard) = Heard::on(&there, name);
    let (back, _back) = Heard::on(&here, name);
    drop(guard);
    here.channel.post(name, "one");
    assert!(heard.take().await.is_empty());
    there.channel.post(name, "two");
    assert_eq!(back.take().await, ["two"]);
}
