//! Services: functions of the app that run before a sign-in or replace it.

#![cfg(target_arch = "wasm32")]

mod support;

use std::sync::{Arc, Mutex};

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{HtmlElement, HtmlFormElement, HtmlInputElement};
use vestibule::ui::{Layout, Options, Refusal, Screen, SignIn, SignUp, Spot};
use vestibule::{Client, ClientConfig, SignInStep, SignUpStep, Storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::wait_until;

wasm_bindgen_test_configure!(run_in_browser);

fn client() -> Client {
    // There is no server: requests of the screens fail.
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    let config = config
        .storage(Storage::Memory)
        .endpoint("http://127.0.0.1:9");
    Client::new(config).expect("the settings are sound")
}

fn root() -> HtmlElement {
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    root
}

fn fill(root: &HtmlElement, name: &str, value: &str) {
    let found = root.query_selector(&format!("[name={name}]")).unwrap();
    let input: HtmlInputElement = found.expect(name).unchecked_into();
    input.set_value(value);
}

fn send(root: &HtmlElement) {
    let form = root.query_selector("form").unwrap().expect("a form");
    form.unchecked_into::<HtmlFormElement>()
        .request_submit()
        .unwrap();
}

fn says(root: &HtmlElement, text: &str) -> bool {
    root.text_content().unwrap_or_default().contains(text)
}

fn own_field() -> impl IntoView {
    view! { <input name="tenant" /> }
}

#[wasm_bindgen_test]
async fn a_service_refuses_with_its_message_and_reads_the_apps_fields() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let keep = seen.clone();
    let options = Options::new()
        .layout(Layout::Inline)
        .fields(Screen::SignIn, own_field)
        .sign_in_service(move |_, request| {
            let tenant = request.field("tenant").map(String::from);
            let seen = (
                request.username().to_owned(),
                request.password().map(String::from),
                tenant,
            );
            keep.lock().unwrap().push(seen);
            async { Err(Refusal::new("Not on Sundays.")) }
        });
    let root = root();
    let view = move || view! { <SignIn client=client() options on_step=|_| () /> };
    let handle = mount_to(root.clone(), view);
    for (name, value) in [
        ("username", " ada "),
        ("password", " pass word "),
        ("tenant", "acme"),
    ] {
        fill(&root, name, value);
    }
    send(&root);
    wait_until(|| says(&root, "Not on Sundays.")).await;
    let seen = seen.lock().unwrap().clone();
    let all = (
        "ada".to_owned(),
        Some(" pass word ".to_owned()),
        Some("acme".to_owned()),
    );
    assert_eq!(seen, [all]);
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn a_service_replaces_a_sign_in() {
    let result = Arc::new(Mutex::new(None));
    let keep = result.clone();
    let options = Options::new()
        .layout(Layout::Inline)
        .sign_in_service(|client, request| {
            let step = client.reset_password(request.username());
            async { Ok(Some(SignInStep::ResetPassword(step))) }
        });
    let root = root();
    let on_step = move |step: SignInStep| *keep.lock().unwrap() = Some(step.username().to_owned());
    let view = move || view! { <SignIn client=client() options on_step /> };
    let handle = mount_to(root.clone(), view);
    fill(&root, "username", "ada");
    fill(&root, "password", "Lovelace1815");
    send(&root);
    wait_until(|| result.lock().unwrap().as_deref() == Some("ada")).await;
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn a_service_replaces_a_sign_up() {
    let result = Arc::new(Mutex::new(None));
    let keep = result.clone();
    let options = Options::new()
        .layout(Layout::Inline)
        .sign_up_service(|client, _| {
            let step = client.confirm_sign_up("by the front desk");
            async { Ok(Some(SignUpStep::Confirm(step))) }
        });
    let root = root();
    let on_step = move |step: SignUpStep| {
        if let SignUpStep::Confirm(step) = step {
            *keep.lock().unwrap() = Some(step.username().to_owned());
        }
    };
    let view = move || view! { <SignUp client=client() options on_step /> };
    let handle = mount_to(root.clone(), view);
    for (name, value) in [
        ("username", "ada"),
        ("email", "ada@example.com"),
        ("new-password", "Lovelace1815"),
    ] {
        fill(&root, name, value);
    }
    send(&root);
    wait_until(|| result.lock().unwrap().as_deref() == Some("by the front desk")).await;
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn an_error_is_below_the_apps_view_after_the_last_field() {
    let note = || view! { <p id="note">"Ask the front desk."</p> };
    for spot in [Spot::field("password"), Spot::Fields] {
        let options = Options::new()
            .layout(Layout::Inline)
            .after(Screen::SignIn, spot, note)
            .sign_in_service(|_, _| async { Err(Refusal::new("Not on Sundays.")) });
        let root = root();
        let view = move || view! { <SignIn client=client() options on_step=|_| () /> };
        let handle = mount_to(root.clone(), view);
        fill(&root, "username", "ada");
        fill(&root, "password", "Lovelace1815");
        send(&root);
        wait_until(|| says(&root, "Not on Sundays.")).await;
        let is_below = js_sys::Function::new_with_args(
            "root",
            "const of = (css) => root.querySelector(css).getBoundingClientRect();
             return of('.vestibule-alert').top >= of('#note').bottom;",
        );
        let is_below = is_below.call1(&JsValue::UNDEFINED, &root).unwrap();
        assert_eq!(is_below.as_bool(), Some(true));
        drop(handle);
        root.remove();
    }
}
