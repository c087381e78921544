//! The feedback below a password while it is typed.

#![cfg(target_arch = "wasm32")]

use js_sys::{Function, Object, Reflect};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::tick;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{Event, HtmlElement, HtmlInputElement};
use vestibule::ui::{Layout, Options, PasswordRules, PasswordStrength, SignIn, SignUp};
use vestibule::{Client, ClientConfig, Storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn client() -> Client {
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    Client::new(config.storage(Storage::Memory)).expect("the settings are sound")
}

fn root() -> HtmlElement {
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    root
}

fn input(root: &HtmlElement, name: &str) -> HtmlInputElement {
    let found = root.query_selector(&format!("[name={name}]")).unwrap();
    found.expect(name).unchecked_into()
}

fn texts(root: &HtmlElement, selector: &str) -> Vec<String> {
    let found = root.query_selector_all(selector).unwrap();
    let nodes = (0..found.length()).filter_map(|index| found.get(index));
    nodes.filter_map(|node| node.text_content()).collect()
}

/// Returns the accessible description of a control.
fn description(root: &HtmlElement, input: &HtmlInputElement) -> String {
    let ids = input.get_attribute("aria-describedby").unwrap_or_default();
    let parts = ids.split(' ').filter_map(|id| {
        let found = root.query_selector(&format!("#{id}")).unwrap()?;
        found.text_content()
    });
    parts.collect()
}

async fn type_in(input: &HtmlInputElement, text: &str) {
    input.set_value(text);
    input.dispatch_event(&Event::new("input").unwrap()).unwrap();
    tick().await;
}

/// Dispatches a key event, with Caps Lock on or off.
async fn press(input: &HtmlInputElement, kind: &str, caps_lock: bool) {
    let options = Object::new();
    Reflect::set(&options, &"modifierCapsLock".into(), &caps_lock.into()).unwrap();
    let make = Function::new_with_args("kind, options", "return new KeyboardEvent(kind, options)");
    let event = make.call2(&JsValue::NULL, &kind.into(), &options).unwrap();
    input.dispatch_event(event.unchecked_ref()).unwrap();
    tick().await;
}

#[wasm_bindgen_test]
async fn rules_are_checked_while_a_password_is_typed() {
    let root = root();
    let options = Options::new()
        .layout(Layout::Inline)
        .password_rules(PasswordRules::default());
    let view = move || view! { <SignUp client=client() options on_step=|_| () /> };
    let handle = mount_to(root.clone(), view);
    let password = input(&root, "new-password");
    let all = ["8+ characters", "A–Z", "a–z", "0–9", "a symbol"];
    assert_eq!(texts(&root, ".vestibule-rule"), all);
    assert!(texts(&root, ".vestibule-met").is_empty());
    type_in(&password, "Lovelace").await;
    assert_eq!(
        texts(&root, ".vestibule-met"),
        ["8+ characters", "A–Z", "a–z"]
    );
    assert_eq!(
        description(&root, &password),
        "Still needed: 0–9 and a symbol."
    );
    type_in(&password, "Lovelace-1815").await;
    assert_eq!(texts(&root, ".vestibule-met"), all);
    assert_eq!(description(&root, &password), "That will do.");
    type_in(&password, "1815").await;
    assert_eq!(texts(&root, ".vestibule-met"), ["0–9"]);
    assert_eq!(texts(&root, ".vestibule-rule"), all, "each rule stays");
    drop(handle);
    root.remove();
}

/// An estimator that is slow for short passwords.
async fn estimate(password: String) -> Option<PasswordStrength> {
    if password.len() < 8 {
        for _ in 0..10 {
            tick().await;
        }
    }
    match password.len() {
        0..8 => Some(PasswordStrength::Weak),
        8..100 => Some(PasswordStrength::Good),
        _ => None,
    }
}

#[wasm_bindgen_test]
async fn the_strength_of_a_password_is_shown() {
    let root = root();
    let options = Options::new()
        .layout(Layout::Inline)
        .password_strength(estimate);
    let view = move || view! { <SignUp client=client() options on_step=|_| () /> };
    let handle = mount_to(root.clone(), view);
    let password = input(&root, "new-password");
    let meter = root.query_selector(".vestibule-strength").unwrap();
    let meter = meter.expect("a place for it before it says anything");
    assert_eq!(meter.get_attribute("role").as_deref(), Some("status"));
    let said = async |text: &str| {
        type_in(&password, text).await;
        for _ in 0..20 {
            tick().await;
        }
        let full = texts(&root, ".vestibule-full").len();
        (meter.text_content().unwrap_or_default(), full)
    };
    assert_eq!(said("1815").await, ("Weak: easy to guess".into(), 1));
    assert_eq!(
        said("Lovelace-1815").await,
        ("Good: hard to guess".into(), 3)
    );
    // The result of an outdated request is dropped.
    type_in(&password, "1815").await;
    assert_eq!(
        said("Lovelace-1815").await,
        ("Good: hard to guess".into(), 3)
    );
    assert_eq!(said("").await, (String::new(), 0));
    assert_eq!(said(&"Lovelace".repeat(20)).await, (String::new(), 0));
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn caps_lock_is_reported_while_a_password_is_typed() {
    let root = root();
    let options = Options::new().layout(Layout::Inline);
    let view = move || view! { <SignIn client=client() options on_step=|_| () /> };
    let handle = mount_to(root.clone(), view);
    let password = input(&root, "password");
    assert_eq!(description(&root, &password), "");
    press(&password, "keydown", true).await;
    assert_eq!(description(&root, &password), "Caps Lock is on.");
    let line = root
        .query_selector(".vestibule-caps")
        .unwrap()
        .expect("the line");
    assert_eq!(line.get_attribute("aria-live").as_deref(), Some("polite"));
    press(&password, "keyup", false).await;
    assert_eq!(description(&root, &password), "");
    assert!(root.query_selector(".vestibule-caps").unwrap().is_none());
    // Autofill dispatches events without a key.
    password
        .dispatch_event(&Event::new("keyup").unwrap())
        .unwrap();
    tick().await;
    assert_eq!(description(&root, &password), "");
    drop(handle);
    root.remove();
}
