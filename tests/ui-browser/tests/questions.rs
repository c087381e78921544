//! Custom challenges with the app's view.

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
use vestibule::ui::{Authenticator, CustomChallenge, FirstFactor, Layout, Options, Routing};
use vestibule::{Client, ClientConfig, Error, ErrorKind, Storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::wait_until;

wasm_bindgen_test_configure!(run_in_browser);

/// A pool that returns these responses, and then the question.
struct Pool(Mutex<Vec<(u16, &'static str)>>);

const QUESTION: (u16, &str) = (
    200,
    r#"{"ChallengeName": "CUSTOM_CHALLENGE", "Session": "a session of a sign-in",
        "ChallengeParameters": {"question": "What is the magic word?"}}"#,
);
const ANOTHER: (u16, &str) = (
    200,
    r#"{"ChallengeName": "CUSTOM_CHALLENGE", "Session": "a session of a sign-in",
        "ChallengeParameters": {"question": "And the other one?"}}"#,
);
const ENDED: (u16, &str) = (
    400,
    r#"{"__type": "NotAuthorizedException", "message": "Incorrect username or password."}"#,
);
const REFUSED: (u16, &str) = (
    400,
    r#"{"__type": "UserLambdaValidationException",
        "message": "VerifyAuthChallengeResponse failed with error Not on Sundays."}"#,
);

impl Fetch for Pool {
    fn fetch<'a>(
        &'a self,
        _request: &'a HttpRequest,
        _timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        let mut responses = self.0.lock().unwrap();
        let (status, body) = responses.pop().unwrap_or(QUESTION);
        Box::pin(std::future::ready(Ok(HttpResponse {
            status,
            body: body.into(),
            ..HttpResponse::default()
        })))
    }
}

struct Shown {
    root: HtmlElement,
    /// The last challenge that the app's view received.
    challenge: Arc<Mutex<Option<CustomChallenge>>>,
    _handle: leptos::mount::UnmountHandle<AnyViewState>,
}

type AnyViewState = <leptos::prelude::AnyView as leptos::tachys::view::Render>::State;

fn shown(responses: &[(u16, &'static str)]) -> Shown {
    let responses = responses.iter().rev().copied().collect();
    let platform = Platform {
        fetch: Arc::new(Pool(Mutex::new(responses))),
        ..Platform::browser()
    };
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    let client = Client::with_platform(config.storage(Storage::Session), platform).unwrap();
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let challenge = Arc::new(Mutex::new(None));
    let keep = challenge.clone();
    let options = Options::new()
        .layout(Layout::Inline)
        .routing(Routing::Off)
        .first_factor(FirstFactor::Custom)
        .custom_challenge(move |challenge| {
            let question = challenge.step().parameter("question");
            let question = question.unwrap_or_default().to_owned();
            *keep.lock().unwrap() = Some(challenge);
            view! { <h1>{question}</h1> }.into_any()
        });
    let view = move || view! { <Authenticator client options /> }.into_any();
    let handle = mount_to(root.clone(), view);
    Shown {
        root,
        challenge,
        _handle: handle,
    }
}

impl Shown {
    fn name(&self) -> Option<HtmlInputElement> {
        let found = self.root.query_selector("[name=username]").unwrap();
        found.map(JsCast::unchecked_into)
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

    /// Submits an answer.
    async fn answer(&self) -> Result<(), Error> {
        let challenge = self.challenge.lock().unwrap().clone();
        challenge.expect("a question").submit("abracadabra").await
    }

    async fn begin(&self) {
        wait_until(|| self.name().is_some()).await;
        self.name().unwrap().set_value("hedy");
        self.press("Continue");
        wait_until(|| self.says("What is the magic word?")).await;
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.root.remove();
    }
}

fn is_stored() -> bool {
    let storage = window().session_storage().unwrap().unwrap();
    let key = "vestibule.vestibuledemobrowser000001.signIn";
    storage.get_item(key).unwrap().is_some()
}

#[wasm_bindgen_test]
async fn the_last_wrong_answer_returns_to_the_sign_in_with_a_message() {
    let shown = shown(&[QUESTION, ANOTHER, ENDED]);
    shown.begin().await;
    assert!(is_stored());
    shown.answer().await.unwrap();
    wait_until(|| shown.says("And the other one?")).await;
    shown.answer().await.unwrap();
    wait_until(|| shown.says("Those details do not match.")).await;
    assert!(!shown.says("And the other one?"));
    assert_eq!(shown.name().unwrap().value(), "hedy");
    // A reload starts at the sign-in, too.
    wait_until(|| !is_stored()).await;
}

#[wasm_bindgen_test]
async fn any_other_error_is_returned_to_the_view() {
    let shown = shown(&[QUESTION, REFUSED]);
    shown.begin().await;
    let error = shown.answer().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LambdaRejected);
    assert!(shown.says("What is the magic word?"));
}
