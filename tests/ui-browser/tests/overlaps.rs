//! Errors do not cover an app's own views on any form, in a narrow card with a double font size. The screens of signed-in
//! users are in `slots.rs`, the elements in `tests/e2e/element-views.spec.ts`.

#![cfg(target_arch = "wasm32")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, HtmlFormElement, HtmlInputElement};
use vestibule::platform::{Fetch, FetchError, LocalFuture, Platform};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::ui::{
    ChangePassword, ConfirmSignUp, ForgotPassword, FurtherStep, Layout, NewPasswordRequired,
    Options, RememberMe, ResetPassword, Screen, SignIn, SignUp, Spot, StepUp,
};
use vestibule::{Client, ClientConfig, Credentials, SignInStep, StepUp as Level, Storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::{Mounted, enlarge, overlaps, wait_until};

wasm_bindgen_test_configure!(run_in_browser);

/// Responds the same to all requests.
struct Pool(Mutex<(u16, String)>);

impl Fetch for Pool {
    fn fetch<'a>(
        &'a self,
        _request: &'a HttpRequest,
        _timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        let (status, body) = self.0.lock().unwrap().clone();
        Box::pin(std::future::ready(Ok(HttpResponse {
            status,
            body: body.into(),
            ..HttpResponse::default()
        })))
    }
}

const REFUSED: &str =
    r#"{"__type": "LimitExceededException", "message": "Attempt limit exceeded."}"#;

/// A screen with a form, the names of its fields, and the challenge that shows it.
struct Case {
    screen: Screen,
    fields: &'static [&'static str],
    challenge: Option<&'static str>,
    view: fn(Client, Options, Option<SignInStep>) -> AnyView,
}

const fn case(
    screen: Screen,
    fields: &'static [&'static str],
    view: fn(Client, Options, Option<SignInStep>) -> AnyView,
) -> Case {
    Case {
        screen,
        fields,
        challenge: None,
        view,
    }
}

const fn step(screen: Screen, fields: &'static [&'static str], challenge: &'static str) -> Case {
    Case {
        screen,
        fields,
        challenge: Some(challenge),
        view: |client, options, step| {
            let step = step.expect("a step");
            match step {
                SignInStep::NewPassword(step) => {
                    view! { <NewPasswordRequired step options on_step=|_| () /> }.into_any()
                }
                step => view! { <FurtherStep client step options on_step=|_| () /> }.into_any(),
            }
        },
    }
}

const CASES: [Case; 15] = [
    case(
        Screen::SignIn,
        &["username", "password"],
        |client, options, _| {
            let options = options.remember_me(RememberMe::Unticked);
            view! { <SignIn client options on_step=|_| () /> }.into_any()
        },
    ),
    case(
        Screen::SignUp,
        &["username", "email", "new-password"],
        |client, options, _| view! { <SignUp client options on_step=|_| () /> }.into_any(),
    ),
    case(Screen::ConfirmSignUp, &["code"], |client, options, _| {
        let step = client.confirm_sign_up("ada");
        view! { <ConfirmSignUp client options step on_done=|_| () /> }.into_any()
    }),
    case(
        Screen::ForgotPassword,
        &["username"],
        |client, options, _| view! { <ForgotPassword client options on_step=|_| () /> }.into_any(),
    ),
    case(
        Screen::ResetPassword,
        &["code", "new-password"],
        |client, options, _| {
            let step = client.reset_password("ada");
            view! { <ResetPassword client options step on_done=|_| () /> }.into_any()
        },
    ),
    case(
        Screen::ChangePassword,
        &["password", "new-password"],
        |client, options, _| {
            view! { <ChangePassword client options username="ada" on_done=|()| () /> }.into_any()
        },
    ),
    case(Screen::StepUp, &[], |client, options, _| {
        let level = Level::to("urn:cognito:loa:3");
        view! { <StepUp client options level /> }.into_any()
    }),
    step(Screen::SignInCode, &["code"], "SMS_OTP"),
    step(Screen::AuthenticatorCode, &["code"], "SOFTWARE_TOKEN_MFA"),
    step(Screen::CustomChallenge, &["answer"], "CUSTOM_CHALLENGE"),
    step(
        Screen::NewPassword,
        &["new-password"],
        "NEW_PASSWORD_REQUIRED",
    ),
    step(Screen::Passkey, &[], "WEB_AUTHN"),
    step(Screen::ChooseFactor, &[], "SELECT_CHALLENGE"),
    step(Screen::Password, &["password"], "SELECT_CHALLENGE"),
    step(Screen::SetUpFactor, &[], "MFA_SETUP"),
];

fn inputs(page: &Mounted) -> Vec<HtmlInputElement> {
    let found = page.root.query_selector_all(".vestibule-input").unwrap();
    let nodes = (0..found.length()).filter_map(|index| found.get(index));
    nodes.map(JsCast::unchecked_into).collect()
}

fn submit(page: &Mounted) {
    let choices = page.root.query_selector_all(".vestibule-choices button");
    let choices = choices.unwrap();
    // One that sends a request: the password has a screen that needs none.
    let mut choices = (0..choices.length()).filter_map(|index| choices.get(index));
    let requesting = choices.find(|choice| {
        let text = choice.text_content().unwrap_or_default();
        text.starts_with("Text message") || text.starts_with("Authenticator app")
    });
    if let Some(choice) = requesting {
        return choice.unchecked_into::<HtmlElement>().click();
    }
    let form = page.root.query_selector("form").unwrap().expect("a form");
    form.unchecked_into::<HtmlFormElement>()
        .request_submit()
        .unwrap();
}

/// Returns whether an element of this class has content.
fn has_content(page: &Mounted, kind: &str) -> bool {
    page.find(&format!(".{kind}:not(:empty)")).is_some()
}

/// Returns options with views in every slot of a form.
fn with_all_slots(screen: Screen, fields: &[&'static str]) -> Options {
    let own = |text: &'static str| move || view! { class="own", <i>{text}</i> }.into_any();
    let spots = [Spot::Fields, Spot::Button];
    let spots = spots
        .into_iter()
        .chain(fields.iter().map(|name| Spot::field(*name)));
    let options = Options::new()
        .layout(Layout::Inline)
        .header(screen, own("header"))
        .footer(screen, own("footer"));
    spots.fold(options, |options, spot| {
        let options = options.before(screen, spot.clone(), own("before"));
        options.after(screen, spot, own("after"))
    })
}

#[wasm_bindgen_test]
async fn errors_do_not_cover_the_apps_views() {
    let _enlarged = enlarge();
    for case in CASES {
        let pool = Arc::new(Pool(Mutex::new((400, REFUSED.into()))));
        let platform = Platform {
            fetch: pool.clone(),
            ..Platform::browser()
        };
        let config = ClientConfig::new("eu-west-1_Vestibule", "overlapsofvestibule000001");
        let client = Client::with_platform(config.storage(Storage::Memory), platform).unwrap();
        let mut next = None;
        if let Some(challenge) = case.challenge {
            *pool.0.lock().unwrap() = (200, challenge_response(challenge));
            let first = client.sign_in(Credentials::choice("ada")).await;
            next = Some(first.unwrap());
            if let (Screen::Password, Some(SignInStep::SelectChallenge(step))) =
                (case.screen, &next)
            {
                next = Some(step.choose("PASSWORD").await.unwrap());
            }
            *pool.0.lock().unwrap() = (400, REFUSED.into());
        }
        let (screen, view) = (case.screen, case.view);
        let options = with_all_slots(screen, case.fields);
        let page = Mounted::new(move || view(client, options, next));
        page.root.set_attribute("style", "width: 320px").unwrap();
        wait_until(|| has_content(&page, "vestibule-card")).await;

        if !case.fields.is_empty() {
            submit(&page);
            wait_until(|| has_content(&page, "vestibule-error")).await;
            assert_eq!(overlaps(), [""; 0], "{screen:?}, empty");
        }
        for input in inputs(&page) {
            input.set_value(match input.name().as_str() {
                "code" => "12345678",
                "email" => "ada@example.com",
                name if name.contains("password") => "Engine-1843",
                _ => "ada",
            });
        }
        submit(&page);
        wait_until(|| {
            has_content(&page, "vestibule-alert") || has_content(&page, "vestibule-error")
        })
        .await;
        assert_eq!(overlaps(), [""; 0], "{screen:?}, refused");
    }
}

fn challenge_response(challenge: &str) -> String {
    let session = "s".repeat(40);
    let set_up = match challenge {
        "MFA_SETUP" => r#""MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\",\"EMAIL_OTP\"]","#,
        _ => "",
    };
    format!(
        r#"{{"ChallengeName": "{challenge}", "Session": "{session}",
            "AvailableChallenges": ["PASSWORD", "SMS_OTP"],
            "ChallengeParameters": {{"CREDENTIAL_REQUEST_OPTIONS": "{{}}", "question": "Which word?",
                {set_up}
                "userAttributes": "{{}}", "requiredAttributes": "[]"}}}}"#
    )
}
