//! Messages to other tabs, by `BroadcastChannel`. Two platforms represent two tabs.

use std::sync::{Arc, Mutex};

use vestibule::Platform;
use vestibule::platform::Guard;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::wait;

#[derive(Clone, Default)]
struct Received(Arc<Mutex<Vec<String>>>);

impl Received {
    fn on(platform: &Platform, name: &str) -> (Received, Guard) {
        let received = Received::default();
        let list = received.0.clone();
        let listener = move |message: &str| list.lock().unwrap().push(message.to_owned());
        (received, platform.channel.listen(name, Box::new(listener)))
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
    let (first, _first) = Received::on(&tabs[0], name);
    let (second, _second) = Received::on(&tabs[1], name);
    let (other_name, _other_name) = Received::on(&tabs[2], "vestibule.test.other");
    tabs[0].channel.post(name, "one");
    tabs[0].channel.post(name, "two \u{1f511}");
    assert_eq!(second.take().await, ["one", "two \u{1f511}"]);
    assert!(first.take().await.is_empty());
    assert!(other_name.take().await.is_empty());
}

#[wasm_bindgen_test]
async fn a_tab_without_a_listener_can_send() {
    let (here, there) = (Platform::browser(), Platform::browser());
    let name = "vestibule.test.mute";
    let (received, _guard) = Received::on(&there, name);
    here.channel.post(name, "one");
    here.channel.post(name, "two");
    assert_eq!(received.take().await, ["one", "two"]);
}

#[wasm_bindgen_test]
async fn a_listener_ends_with_its_guard_and_its_tab_can_still_send() {
    let (here, there) = (Platform::browser(), Platform::browser());
    let name = "vestibule.test.ended";
    let (received, guard) = Received::on(&there, name);
    let (back, _back) = Received::on(&here, name);
    drop(guard);
    here.channel.post(name, "one");
    assert!(received.take().await.is_empty());
    there.channel.post(name, "two");
    assert_eq!(back.take().await, ["two"]);
}
