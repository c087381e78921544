//! The screens for the further steps of a sign-in, with the emulator.

use leptos::prelude::*;
use vestibule::ui::{FurtherStep, Options, Screen, StepStrings, Strings};
use vestibule::{Credentials, Password, SignInStep};
use vestibule_native_tests::{FACTORS, Page, STRICT, Stage};

use crate::{input, render};

fn step(stage: &Stage, page: &Page, credentials: Credentials) -> SignInStep {
    stage.run(page.client.sign_in(credentials)).unwrap()
}

fn screen(page: &Page, step: SignInStep, options: Options) -> String {
    let client = page.client.clone();
    render(move || view! { <FurtherStep client step options on_step=|_| () on_back=|_| () /> })
}

/// Returns the texts of the buttons in a list of choices.
fn choices(html: &str) -> Vec<&str> {
    let (_, list) = html.split_once("<ul").expect("a list");
    let (list, _) = list.split_once("</ul>").expect("its end");
    let buttons = list.split("<li>").skip(1);
    let labels = buttons.filter_map(|button| {
        let (_, text) = button.split_once("vestibule-button-label\"><span>")?;
        Some(text.split_once('<')?.0)
    });
    labels.collect()
}

#[test]
fn a_code_screen_shows_the_destination_and_supports_autofill() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let karen = step(&stage, &page, Password::srp("karen", "Sparck1935"));
    let html = screen(&page, karen, Options::new());
    for text in [
        "Check your phone",
        "+********2600",
        "Sign in again for a new one",
    ] {
        assert!(html.contains(text), "{text} is not in {html}");
    }
    let code = input(&html, "code");
    assert!(
        code.contains("autocomplete=\"one-time-code\"") && code.contains("inputmode=\"numeric\"")
    );
    assert!(
        !html.contains("Send a new code"),
        "Cognito sends none: {html}"
    );
    // Password managers need the username.
    assert!(
        input(&html, "username").contains("value=\"karen\""),
        "{html}"
    );
}

#[test]
fn a_first_factor_can_be_sent_again_and_replaced() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let code = Credentials::choice("hedy").preferred("EMAIL_OTP");
    let html = screen(&page, step(&stage, &page, code), Options::new());
    assert!(
        html.contains("New code in 30 seconds") || html.contains("Send a new code"),
        "{html}"
    );
    assert!(html.contains("Sign in another way"), "{html}");
}

#[test]
fn factors_have_everyday_names() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let first = step(&stage, &page, Credentials::choice("hedy"));
    let html = screen(&page, first, Options::new());
    // There is no choice between SRP and a plain password.
    assert_eq!(choices(&html), ["Password", "Email", "Text message"]);
    let second = step(&stage, &page, Password::srp("barbara", "Liskov1939"));
    let html = screen(&page, second, Options::new());
    assert_eq!(
        choices(&html),
        ["Text message", "Authenticator app", "Email"]
    );
    assert!(
        !html.contains("SMS_MFA") && !html.contains("type=\"submit\""),
        "{html}"
    );
}

#[test]
fn a_second_factor_is_set_up() {
    let stage = Stage::new();
    let page = stage.page(STRICT);
    let joan = step(&stage, &page, Password::srp("joan", "Clarke1917"));
    let html = screen(&page, joan, Options::new().app("Notes"));
    assert_eq!(choices(&html), ["Authenticator app", "Email"]);
}

#[test]
fn the_app_replaces_texts_of_a_step() {
    static STEPS: StepStrings = StepStrings {
        app: "Codegenerator",
        ..StepStrings::ENGLISH
    };
    let strings = Strings {
        steps: Some(&STEPS),
        ..Strings::ENGLISH
    };
    let options = Options::new().strings(strings).footer(
        Screen::ChooseFactor,
        || view! { class="own", <p>"Below"</p> },
    );
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let barbara = step(&stage, &page, Password::srp("barbara", "Liskov1939"));
    let html = screen(&page, barbara, options);
    assert_eq!(choices(&html), ["Text message", "Codegenerator", "Email"]);
    assert!(html.contains("Below"), "{html}");
}

#[test]
fn a_custom_challenge_has_a_field_or_the_apps_view() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let question = step(&stage, &page, Credentials::custom("hedy"));
    let html = screen(&page, question.clone(), Options::new());
    assert!(input(&html, "answer").contains("type=\"text\""), "{html}");
    // The plain field does not show the parameters, which may contain anything.
    assert!(!html.contains("magic word"), "{html}");
    let own = Options::new().custom_challenge(|challenge| {
        let step = challenge.step();
        let question = step.parameter("question").unwrap_or_default().to_owned();
        view! { class="own", <h1>{question}</h1> }.into_any()
    });
    let html = screen(&page, question, own);
    assert!(html.contains("What is the magic word?"), "{html}");
    assert!(
        !html.contains("<input") && html.contains("Back to sign in"),
        "{html}"
    );
}

#[test]
fn steps_with_screens_of_their_own_render_nothing() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let done = step(&stage, &page, Password::srp("hedy", "Lamarr1914"));
    let html = screen(&page, done, Options::new());
    assert!(!html.contains("vestibule-card"), "{html}");
}
