//! The sign-in of a user without a password.

#![cfg(target_arch = "wasm32")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, HtmlInputElement};
use vestibule::platform::{Fetch, FetchError, LocalFuture, Platform};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::ui::{FirstFactor, Layout, Options, SignIn};
use vestibule::{Client, ClientConfig, SignInStep, Storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::wait_until;

wasm_bindgen_test_configure!(run_in_browser);

/// A pool that refuses every password, and sends a code for a sign-in with `USER_AUTH`.
#[derive(Default)]
struct Pool(Mutex<Vec<&'static str>>);

impl Fetch for Pool {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        _timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        let by_choice = request.body.as_deref().unwrap_or("").contains("USER_AUTH");
        let (flow, status, body) = match by_choice {
            true => (
                "choice",
                200,
                r#"{"ChallengeName": "EMAIL_OTP", "Session": "a session of a sign-in",
                    "ChallengeParameters": {"CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
                        "CODE_DELIVERY_DESTINATION": "a***@e***"}}"#,
            ),
            false => (
                "password",
                400,
                r#"{"__type": "NotAuthorizedException", "message": "Incorrect username or password."}"#,
            ),
        };
        self.0.lock().unwrap().push(flow);
        Box::pin(std::future::ready(Ok(HttpResponse {
            status,
            body: body.into(),
            ..HttpResponse::default()
        })))
    }
}

struct Shown {
    root: HtmlElement,
    pool: Arc<Pool>,
    step: Arc<Mutex<Option<SignInStep>>>,
    _handle: leptos::mount::UnmountHandle<AnyViewState>,
}

type AnyViewState = <leptos::prelude::AnyView as leptos::tachys::view::Render>::State;

fn shown(factor: FirstFactor) -> Shown {
    let pool = Arc::new(Pool::default());
    let platform = Platform {
        fetch: pool.clone(),
        ..Platform::browser()
    };
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    let client = Client::with_platform(config.storage(Storage::Memory), platform).unwrap();
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let options = Options::new().layout(Layout::Inline).first_factor(factor);
    let step = Arc::new(Mutex::new(None));
    let keep = step.clone();
    let on_step = move |next| *keep.lock().unwrap() = Some(next);
    let view = move || view! { <SignIn client options on_step /> }.into_any();
    let handle = mount_to(root.clone(), view);
    Shown {
        root,
        pool,
        step,
        _handle: handle,
    }
}

impl Shown {
    fn fill(&self, name: &str, value: &str) {
        let found = self.root.query_selector(&format!("[name={name}]")).unwrap();
        found
            .expect(name)
            .unchecked_into::<HtmlInputElement>()
            .set_value(value);
    }

    fn press(&self, text: &str) {
        let buttons = self.root.query_selector_all("button").unwrap();
        let mut buttons = (0..buttons.length()).filter_map(|index| buttons.get(index));
        let found = buttons.find(|button| button.text_content().as_deref() == Some(text));
        found.expect(text).unchecked_into::<HtmlElement>().click();
    }

    fn says(&self, text: &str) -> bool {
        self.root.text_content().unwrap_or_default().contains(text)
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.root.remove();
    }
}

const WITHOUT_PASSWORD: &str = "Sign in without a password";

#[wasm_bindgen_test]
async fn a_refusal_mentions_the_sign_in_without_a_password() {
    let shown = shown(FirstFactor::PasswordOrChoice);
    shown.fill("username", "annie");
    shown.fill("password", "Easley1933");
    shown.press("Sign in");
    wait_until(|| shown.says("Try again, or sign in without a password.")).await;
    shown.press(WITHOUT_PASSWORD);
    wait_until(|| shown.step.lock().unwrap().is_some()).await;
    let step = shown.step.lock().unwrap().clone();
    assert!(matches!(&step, Some(SignInStep::EmailCode(code)) if code.username() == "annie"));
    assert_eq!(*shown.pool.0.lock().unwrap(), ["password", "choice"]);
}

#[wasm_bindgen_test]
async fn without_a_username_nothing_is_sent() {
    let shown = shown(FirstFactor::PasswordOrChoice);
    shown.press(WITHOUT_PASSWORD);
    wait_until(|| shown.says("Enter your username.")).await;
    assert!(shown.pool.0.lock().unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn a_refusal_does_not_mention_it_if_it_is_off() {
    let shown = shown(FirstFactor::Password);
    shown.fill("username", "annie");
    shown.fill("password", "Easley1933");
    shown.press("Sign in");
    wait_until(|| shown.says("Those details do not match. Try again.")).await;
    assert!(!shown.says("without a password"));
}
