//! Code fields: typing, and WebOTP.

#![cfg(target_arch = "wasm32")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use js_sys::Function;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::tick;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{HtmlElement, HtmlInputElement};
use vestibule::platform::{Fetch, FetchError, LocalFuture, Platform};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::ui::{ConfirmSignUp, Layout, Options, ResetPassword};
use vestibule::{Client, ClientConfig, Storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::wait_until;

wasm_bindgen_test_configure!(run_in_browser);

/// A pool that sends codes by text message and accepts every code. It records the requests.
#[derive(Default)]
struct Pool(Mutex<Vec<String>>);

impl Fetch for Pool {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        _timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        let body = request.body.clone().unwrap_or_default();
        self.0.lock().unwrap().push(body);
        let sent = r#"{"CodeDeliveryDetails": {"DeliveryMedium": "SMS", "Destination": "+***2600",
            "AttributeName": "phone_number"}}"#;
        Box::pin(std::future::ready(Ok(HttpResponse {
            status: 200,
            body: sent.into(),
            ..HttpResponse::default()
        })))
    }
}

impl Pool {
    fn has(&self, code: &str) -> bool {
        let named = format!("\"ConfirmationCode\":\"{code}\"");
        let sent = self.0.lock().unwrap();
        sent.iter()
            .any(|body| body.replace(": ", ":").contains(&named))
    }
}

fn client(pool: &Arc<Pool>) -> Client {
    let platform = Platform {
        fetch: pool.clone(),
        ..Platform::browser()
    };
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    Client::with_platform(config.storage(Storage::Memory), platform).unwrap()
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

/// Types a text key by key.
fn type_in(input: &HtmlInputElement, text: &str) {
    for letter in text.chars() {
        input.set_value(&format!("{}{letter}", input.value()));
        let make = Function::new_with_args(
            "data",
            "return new InputEvent('input', { inputType: 'insertText', data })",
        );
        let event = make.call1(&JsValue::NULL, &letter.to_string().into());
        input
            .dispatch_event(event.unwrap().unchecked_ref())
            .unwrap();
    }
}

/// Simulates WebOTP: the first request returns this code. Records the requests.
fn simulate_web_otp(code: &str) {
    let make = Function::new_with_args(
        "code",
        "window.OTPCredential ??= class {};
        window.asked = [];
        navigator.credentials.get = (options) => {
            window.asked.push(options);
            return window.asked.length === 1 ? Promise.resolve({ code }) : new Promise(() => {});
        };",
    );
    make.call1(&JsValue::NULL, &code.into()).unwrap();
}

fn evaluate(script: &str) -> JsValue {
    let script = Function::new_no_args(script);
    script.call0(&JsValue::NULL).unwrap()
}

#[wasm_bindgen_test]
async fn the_code_of_a_new_account_has_cells_and_submits_itself() {
    let (pool, root) = (Arc::new(Pool::default()), root());
    let client = client(&pool);
    let step = client.confirm_sign_up("ada");
    let options = Options::new().layout(Layout::Inline);
    let view = move || view! { <ConfirmSignUp client options step on_done=|_| () /> };
    let handle = mount_to(root.clone(), view);
    let code = input(&root, "code");
    assert!(code.class_name().contains("vestibule-cells"));
    type_in(&code, "59500");
    tick().await;
    assert!(pool.0.lock().unwrap().is_empty(), "not whole yet");
    type_in(&code, "3");
    wait_until(|| pool.has("595003")).await;
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn the_code_of_a_reset_waits_for_the_new_password() {
    let (pool, root) = (Arc::new(Pool::default()), root());
    let client = client(&pool);
    let step = client.reset_password("ada");
    let options = Options::new().layout(Layout::Inline);
    let view = move || view! { <ResetPassword client options step on_done=|_| () /> };
    let handle = mount_to(root.clone(), view);
    let code = input(&root, "code");
    assert!(code.class_name().contains("vestibule-cells"));
    type_in(&code, "595003");
    for _ in 0..20 {
        tick().await;
    }
    assert!(pool.0.lock().unwrap().is_empty());
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn web_otp_is_active_while_the_screen_is_shown() {
    simulate_web_otp("595003");
    let (pool, root) = (Arc::new(Pool::default()), root());
    let client = client(&pool);
    let step = client.confirm_sign_up("ada").resend().await.unwrap();
    let options = Options::new().layout(Layout::Inline);
    let view = move || view! { <ConfirmSignUp client options step on_done=|_| () /> };
    let handle = mount_to(root.clone(), view);
    wait_until(|| pool.has("595003")).await;
    assert_eq!(input(&root, "code").value(), "595003");
    // It waits for the next message, in case another code is requested.
    wait_until(|| evaluate("return window.asked.length").as_f64() == Some(2.0)).await;
    let otp = evaluate("return JSON.stringify(window.asked[1].otp)");
    assert_eq!(otp.as_string().as_deref(), Some(r#"{"transport":["sms"]}"#));
    let is_aborted = || evaluate("return window.asked[1].signal.aborted").as_bool();
    assert_eq!(is_aborted(), Some(false));
    drop(handle);
    tick().await;
    assert_eq!(is_aborted(), Some(true), "it outlived its screen");
    root.remove();
}

#[wasm_bindgen_test]
async fn web_otp_is_not_used_for_codes_by_email() {
    simulate_web_otp("595003");
    let (pool, root) = (Arc::new(Pool::default()), root());
    let client = client(&pool);
    let step = client.confirm_sign_up("ada");
    let options = Options::new().layout(Layout::Inline);
    let view = move || view! { <ConfirmSignUp client options step on_done=|_| () /> };
    let handle = mount_to(root.clone(), view);
    for _ in 0..20 {
        tick().await;
    }
    assert_eq!(evaluate("return window.asked.length").as_f64(), Some(0.0));
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn the_time_to_the_next_code_passes_while_the_page_runs_no_timers() {
    let (pool, root) = (Arc::new(Pool::default()), root());
    let client = client(&pool);
    let step = client.confirm_sign_up("ada").resend().await.unwrap();
    let options = Options::new().layout(Layout::Inline);
    let view = move || view! { <ConfirmSignUp client options step on_done=|_| () /> };
    let handle = mount_to(root.clone(), view);
    let label = || root.text_content().unwrap_or_default();
    wait_until(|| label().contains("29")).await;
    evaluate("const real = Date.now; Date.now = () => real() + 60000; window.realNow = real;");
    wait_until(|| label().contains("Send a new code")).await;
    evaluate("Date.now = window.realNow");
    drop(handle);
    root.remove();
}
