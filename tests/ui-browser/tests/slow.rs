//! Requests that are slow, cancelled or sent again. The timer of the hint runs out at once.

#![cfg(target_arch = "wasm32")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use js_sys::Function;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{Event, HtmlElement, HtmlInputElement};
use vestibule::platform::{Fetch, FetchError, LocalFuture, Platform};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::ui::{Authenticator, ConfirmSignUp, FurtherStep, Layout, Options, ResetPassword};
use vestibule::ui::{DocumentTitle, FirstFactor, Routing};
use vestibule::{Client, ClientConfig, Credentials, Storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::{Mounted, frame, wait_until};

wasm_bindgen_test_configure!(run_in_browser);

/// A pool that does not respond to one of the operations. It records the names of the operations.
struct Pool {
    held: Mutex<&'static str>,
    operations: Mutex<Vec<String>>,
    /// Whether the first answer to a challenge completes the sign-in.
    signs_in: bool,
}

const CLIENT: &str = "vestibuleslowrequests0001";

impl Fetch for Pool {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        _timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        let is_target = |(name, _): &&(&str, String)| name.eq_ignore_ascii_case("x-amz-target");
        let target = request.headers.iter().find(is_target);
        let target = target.map_or("", |(_, target)| target.as_str());
        let operation = String::from(target.rsplit('.').next().unwrap_or_default());
        self.operations.lock().unwrap().push(operation.clone());
        Box::pin(async move {
            while *self.held.lock().unwrap() == operation {
                frame().await;
            }
            let session = "s".repeat(40);
            let (status, body) = match operation.as_str() {
                "InitiateAuth" => (200, challenge("SELECT_CHALLENGE", &session)),
                "RespondToAuthChallenge" if self.signs_in => (200, tokens()),
                "RespondToAuthChallenge" => (200, challenge("SMS_OTP", &session)),
                "ResendConfirmationCode" | "ConfirmForgotPassword" => (200, "{}".into()),
                _ => (400, r#"{"__type": "LimitExceededException"}"#.into()),
            };
            Ok(HttpResponse {
                status,
                body,
                ..HttpResponse::default()
            })
        })
    }
}

fn challenge(name: &str, session: &str) -> String {
    format!(
        r#"{{"ChallengeName": "{name}", "Session": "{session}", "AvailableChallenges": ["PASSWORD", "SMS_OTP"],
            "ChallengeParameters": {{}}}}"#
    )
}

/// Returns the response to the last challenge of a sign-in.
fn tokens() -> String {
    let script = "
        const url = (it) => btoa(JSON.stringify(it)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
        const now = Math.floor(Date.now() / 1000);
        const iss = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule';
        const claims = { sub: 's', iss, iat: now, exp: now + 3600, auth_time: now };
        const token = (more) => [{ alg: 'RS256', kid: 'k' }, { ...claims, ...more }].map(url).join('.') + '.c2ln';
        return JSON.stringify({ AuthenticationResult: {
            IdToken: token({ token_use: 'id', aud: client, 'cognito:username': 'ada' }),
            AccessToken: token({ token_use: 'access', client_id: client, username: 'ada' }),
            RefreshToken: 'r', ExpiresIn: 3600, TokenType: 'Bearer',
        } });";
    let make = Function::new_with_args("client", script);
    let text = make.call1(&JsValue::NULL, &CLIENT.into()).unwrap();
    text.as_string().unwrap()
}

impl Pool {
    fn new(held: &'static str) -> Arc<Self> {
        hurry();
        Arc::new(Pool {
            held: Mutex::new(held),
            operations: Mutex::default(),
            signs_in: false,
        })
    }

    fn signing_in(held: &'static str) -> Arc<Self> {
        hurry();
        Arc::new(Pool {
            held: Mutex::new(held),
            operations: Mutex::default(),
            signs_in: true,
        })
    }

    fn count(&self, operation: &str) -> usize {
        let operations = self.operations.lock().unwrap();
        operations.iter().filter(|name| *name == operation).count()
    }

    fn release(&self) {
        *self.held.lock().unwrap() = "";
    }
}

fn client(pool: &Arc<Pool>) -> Client {
    let platform = Platform {
        fetch: pool.clone(),
        ..Platform::browser()
    };
    let config = ClientConfig::new("eu-west-1_Vestibule", CLIENT);
    Client::with_platform(config.storage(Storage::Memory), platform).unwrap()
}

/// Lets the timers for the hint run out at once.
fn hurry() {
    let script = "
        const real = window.originalSetTimeout ??= window.setTimeout;
        window.setTimeout = (act, delay, ...more) => real.call(window, act, delay === 5000 ? 0 : delay, ...more);";
    Function::new_no_args(script).call0(&JsValue::NULL).unwrap();
}

fn go_online() {
    let event = Event::new("online").unwrap();
    window().dispatch_event(&event).unwrap();
}

fn inline() -> Options {
    Options::new().layout(Layout::Inline)
}

/// Presses the button with this text.
fn press(page: &Mounted, text: &str) {
    let found = page.root.query_selector_all("button").unwrap();
    let mut buttons = (0..found.length()).filter_map(|index| found.get(index));
    let button = buttons.find(|button| {
        let content = button.text_content().unwrap_or_default();
        content.starts_with(text)
    });
    button.expect(text).unchecked_into::<HtmlElement>().click();
}

fn fill(page: &Mounted, name: &str, text: &str) {
    let input = page.find(&format!("[name={name}]")).expect(name);
    input.unchecked_into::<HtmlInputElement>().set_value(text);
}

async fn wait_for_hint(page: &Mounted) {
    wait_until(|| page.contains("Still trying")).await;
}

#[wasm_bindgen_test]
async fn another_code_is_requested_again_once_the_network_is_back() {
    let pool = Pool::new("ResendConfirmationCode");
    let client = client(&pool);
    let step = client.confirm_sign_up("ada");
    let page = Mounted::new(
        move || view! { <ConfirmSignUp client options=inline() step on_done=|_| () /> },
    );
    press(&page, "Send a new code");
    wait_for_hint(&page).await;
    pool.release();
    go_online();
    wait_until(|| page.contains("We sent a new code")).await;
    assert_eq!(pool.count("ResendConfirmationCode"), 2);
    assert!(page.find("[aria-invalid=true]").is_none());
}

#[wasm_bindgen_test]
async fn a_factor_is_chosen_again_once_the_network_is_back() {
    let pool = Pool::new("RespondToAuthChallenge");
    let client = client(&pool);
    let step = client.sign_in(Credentials::choice("ada")).await.unwrap();
    let is_next = RwSignal::new(false);
    let page = Mounted::new(move || {
        let on_step = move |_| is_next.set(true);
        view! { <FurtherStep client options=inline() step on_step /> }
    });
    press(&page, "Text message");
    wait_for_hint(&page).await;
    pool.release();
    go_online();
    wait_until(|| pool.count("RespondToAuthChallenge") == 2).await;
    wait_until(|| is_next.get_untracked()).await;
}

#[wasm_bindgen_test]
async fn after_a_cancelled_request_the_first_field_or_the_title_has_the_focus() {
    let pool = Pool::new("RespondToAuthChallenge");
    let client = client(&pool);
    let step = client.sign_in(Credentials::choice("ada")).await.unwrap();
    let page =
        Mounted::new(move || view! { <FurtherStep client options=inline() step on_step=|_| () /> });
    press(&page, "Text message");
    wait_for_hint(&page).await;
    press(&page, "Cancel");
    wait_until(|| !page.contains("Still trying")).await;
    let focus = document().active_element().expect("the focus");
    assert_eq!(focus.tag_name(), "H1");
}

#[wasm_bindgen_test]
async fn the_code_of_a_reset_is_sent_once() {
    let pool = Pool::new("InitiateAuth");
    let client = client(&pool);
    let step = client.reset_password("ada");
    let is_done = RwSignal::new(false);
    let page = Mounted::new(move || {
        let on_done = move |_| is_done.set(true);
        view! { <ResetPassword client options=inline() step on_done /> }
    });
    fill(&page, "code", "123456");
    fill(&page, "new-password", "Engine-1843");
    press(&page, "Save password");
    wait_until(|| pool.count("InitiateAuth") > 0).await;
    wait_for_hint(&page).await;
    press(&page, "Cancel");
    wait_until(|| !page.contains("Still trying")).await;
    pool.release();
    press(&page, "Save password");
    wait_until(|| is_done.get_untracked()).await;
    assert_eq!(pool.count("ConfirmForgotPassword"), 1);
}

#[wasm_bindgen_test]
async fn a_late_answer_does_not_change_the_screen_that_the_person_went_back_to() {
    let pool = Pool::signing_in("RespondToAuthChallenge");
    let client = client(&pool);
    let page = Mounted::new(move || {
        let options = inline()
            .routing(Routing::Off)
            .document_title(DocumentTitle::Unchanged)
            .first_factor(FirstFactor::Choice);
        view! { <Authenticator client options /> }
    });
    wait_until(|| page.find("[name=username]").is_some()).await;
    fill(&page, "username", "ada");
    press(&page, "Continue");
    wait_until(|| page.contains("Text message")).await;
    press(&page, "Text message");
    wait_for_hint(&page).await;
    press(&page, "Back to sign in");
    wait_until(|| page.title() == "Sign in").await;
    assert_eq!(pool.count("RespondToAuthChallenge"), 1);
    pool.release();
    // The answer would arrive with the next frame.
    for _ in 0..10 {
        frame().await;
    }
    assert_eq!(page.title(), "Sign in");
}
