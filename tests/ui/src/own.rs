//! Views of the app: around parts of the screens, and in their place.

use leptos::prelude::*;
use vestibule::StepUp as Level;
use vestibule::ui::{
    AuthStage, Options, RequireAuth, Screen, SignIn, Spot, StepUp, use_authenticator,
};

use crate::{client, render, sign_in, sign_up};

fn own(text: &'static str) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || view! { class="own", <i>{text}</i> }.into_any()
}

/// Asserts that the texts are in the page in this order.
fn expect_order(html: &str, texts: &[&str]) {
    let places: Vec<_> = texts
        .iter()
        .map(|text| {
            html.find(text)
                .unwrap_or_else(|| panic!("no {text} in {html}"))
        })
        .collect();
    assert!(places.is_sorted(), "in another order: {html}");
}

#[test]
fn views_are_before_and_after_every_spot() {
    let mut options = Options::new();
    for (spot, before, after) in [
        (Spot::Fields, "before all", "after all"),
        (Spot::field("email"), "before one", "after one"),
        (Spot::Button, "before the button", "after the button"),
    ] {
        options = options
            .before(Screen::SignUp, spot.clone(), own(before))
            .after(Screen::SignUp, spot, own(after));
    }
    let html = sign_up(options.clone());
    expect_order(
        &html,
        &[
            "before all",
            "name=\"username\"",
            "before one",
            "name=\"email\"",
            "after one",
            "name=\"new-password\"",
            "after all",
            "before the button",
            "type=\"submit\"",
            "after the button",
        ],
    );
    assert!(!sign_in(options).contains("<i class=\"own\""));
}

#[test]
fn a_field_or_the_button_can_be_replaced() {
    let field = || view! { class="own", <input name="username" placeholder="Badge" /> }.into_any();
    let button =
        || view! { class="own", <button type="submit">"Open the door"</button> }.into_any();
    let options = Options::new()
        .replace(Screen::SignIn, Spot::field("username"), field)
        .replace(Screen::SignIn, Spot::Button, button);
    let html = sign_in(options);
    assert_eq!(html.matches("name=\"username\"").count(), 1, "{html}");
    assert_eq!(html.matches("type=\"submit\"").count(), 1, "{html}");
    expect_order(&html, &["Badge", "name=\"password\"", "Open the door"]);
}

#[test]
fn all_fields_can_be_replaced() {
    let fields =
        || view! { class="own", <input name="username" /><input name="password" /> }.into_any();
    let html = sign_in(Options::new().replace(Screen::SignIn, Spot::Fields, fields));
    assert_eq!(html.matches("<input").count(), 2, "{html}");
}

#[test]
fn a_whole_screen_can_be_replaced() {
    let options = Options::new().screen(Screen::SignIn, own("Knock three times"));
    let html = sign_in(options.clone());
    assert!(html.contains("Knock three times"), "{html}");
    assert!(
        !html.contains("<form") && html.contains("vestibule-card"),
        "{html}"
    );
    assert!(sign_up(options).contains("<form"));
}

#[test]
fn a_custom_ui_reads_the_stage() {
    let html = render(|| {
        let waiting = || {
            let flow = use_authenticator().expect("a RequireAuth around it");
            let (stage, busy, text) = (flow.stage(), flow.is_busy(), flow.message());
            let stands = move || matches!(stage.get(), AuthStage::Starting);
            view! { class="own", <p>{move || format!("{} {} {:?}", stands(), busy.get(), text.get())}</p> }
        };
        view! { <RequireAuth client=client() waiting><p>"Secret"</p></RequireAuth> }
    });
    assert!(html.contains("true false \"\""), "{html}");
    // Outside an authenticator there is no state machine.
    let html = render(|| view! { <p>{use_authenticator().is_none()}</p> });
    assert!(html.contains("true"), "{html}");
}

#[test]
fn a_step_up_explains_itself_before_anything_is_sent() {
    let level = || Level::to("urn:cognito:loa:3");
    let html = render(move || view! { <StepUp client=client() level=level() /> });
    expect_order(
        &html,
        &["Show that it is you", "stronger sign-in", ">Continue<"],
    );
    assert!(!html.contains("Not now"), "{html}");
    let html = render(move || view! { <StepUp client=client() level=level() on_cancel=|()| () /> });
    assert!(html.contains("Not now"), "{html}");
}

#[test]
fn a_view_before_a_field_is_before_its_label() {
    let options = Options::new().before(Screen::SignIn, Spot::field("password"), own("Psst"));
    let html = render(move || view! { <SignIn client=client() options on_step=|_| () /> });
    expect_order(
        &html,
        &[
            "Psst",
            "for=\"vestibule-password\"",
            "id=\"vestibule-password\"",
        ],
    );
}
