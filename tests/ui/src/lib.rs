//! The screens as a server renders them. Labels, support for password managers and a strict Content-Security-Policy are
//! visible in their HTML, before any script runs.

#![cfg(test)]

mod account;
mod language;
mod own;
mod providers;
mod records;
mod sign_up;
mod slots;
mod steps;

use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use vestibule::ui::{
    Authenticator, ChangePassword, ColorScheme, ConfirmSignUp, FirstFactor, ForgotPassword, Groups,
    Layout, Notice, Options, Position, Prerendered, PrerenderedSignIn, Provider, RememberMe,
    RequireAuth, RequireGroup, RequireLevel, ResetPassword, STYLE_SHEET, Screen, SignIn, SignUp,
    SignUpAccess, SignUpField, SignedIn, Strings, StyleSource, Theme, UsernameKind, use_session,
};
use vestibule::{Client, ClientConfig, StepUp, Storage};

fn client() -> Client {
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    Client::new(config.storage(Storage::Memory)).expect("the settings are sound")
}

/// Renders a view to HTML.
fn render<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new();
    let html = owner.with(|| view().to_html());
    assert!(!html.contains("style="), "an inline style: {html}");
    assert!(!html.contains("<style"), "an inline style sheet: {html}");
    assert!(!html.contains("<script"), "an inline script: {html}");
    html
}

fn sign_in(options: Options) -> String {
    render(move || {
        view! {
            <SignIn
                client=client()
                options
                on_step=|_| ()
                on_sign_up=|_| ()
                on_forgot_password=|_| ()
            />
        }
    })
}

fn sign_up(options: Options) -> String {
    render(move || view! { <SignUp client=client() options on_step=|_| () /> })
}

/// Returns the tag of the input with this name.
fn input<'a>(html: &'a str, name: &str) -> &'a str {
    let mark = format!("name=\"{name}\"");
    let tags = html.split('<').filter(|tag| tag.starts_with("input"));
    let mut tags = tags.filter(|tag| tag.contains(&mark));
    tags.next()
        .unwrap_or_else(|| panic!("no input {name} in {html}"))
}

#[test]
fn the_authenticator_waits_on_a_server() {
    let options = Options::new().app("Notes");
    let html =
        render(|| view! { <Authenticator client=client() options><p>"Secret"</p></Authenticator> });
    assert!(html.contains("vestibule-waiting"), "{html}");
    assert!(!html.contains("Secret"), "nobody is signed in: {html}");
}

#[test]
fn a_form_submitted_before_its_script_keeps_the_password_out_of_the_address() {
    let html = sign_in(Options::new());
    assert!(html.contains("<form method=\"post\""), "{html}");
}

#[test]
fn a_prerendered_form_sends_nothing_and_is_labelled() {
    let prerendered =
        |options: Options| render(move || view! { <PrerenderedSignIn client=client() options /> });
    let html = prerendered(Options::new().app("Notes"));
    for part in [
        "<dialog open=\"\" id=\"vestibule-prerendered\" aria-labelledby=\"vestibule-title\"",
        "id=\"vestibule-title\" class=\"vestibule-title\">Sign in to Notes</h1>",
        "<form novalidate=\"\" method=\"dialog\"",
        "Forgot your password?",
        "Create an account",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert_eq!(html.matches("method=").count(), 1, "{html}");
    assert!(input(&html, "username").contains("autofocus"));
    assert!(!input(&html, "password").contains("autofocus"));
    // Browsers without dialogs submit the form to the page's address, which must not contain any values.
    let asked = prerendered(Options::new().remember_me(RememberMe::Ticked));
    for html in [html, asked] {
        assert!(!html.contains(" name=\""), "{html}");
    }
    // Inline screens do not take the focus.
    let inline = prerendered(Options::new().layout(Layout::Inline).id("second"));
    assert!(!inline.contains("autofocus"), "{inline}");
    assert!(inline.contains("id=\"second-prerendered\""), "{inline}");
}

#[test]
fn a_prerendered_form_has_its_styles_and_their_hash() {
    let form = |options| Prerendered::sign_in(client(), options);
    let plain = form(Options::new().app("Notes"));
    let written = render(
        || view! { <PrerenderedSignIn client=client() options=Options::new().app("Notes") /> },
    );
    assert_eq!(plain.html(), written);
    assert!(plain.css().contains(".vestibule-input{"), "{}", plain.css());
    // Styles of providers and other screens are not included.
    for part in [".vestibule-google", ".vestibule-account"] {
        assert!(
            STYLE_SHEET.contains(part) && !plain.css().contains(part),
            "{part}"
        );
    }
    let element = plain.style_element();
    assert_eq!(element, format!("<style>{}</style>", plain.css()));
    let branded = form(Options::new().provider(Provider::google()));
    assert!(
        branded.css().contains(".vestibule-google"),
        "{}",
        branded.css()
    );
    assert_ne!(branded.style_source(), plain.style_source());
    let themed = form(Options::new().theme(Theme::new().set("radius", "4px")));
    assert!(
        themed.css().contains("--vestibule-radius:4px;"),
        "{}",
        themed.css()
    );
    let breaking = Theme::new().set("font", "x</style><script>");
    let breaking = form(Options::new().theme(breaking));
    assert!(!breaking.css().contains('<'), "{}", breaking.css());
    // The hash of an empty string: such a page links the style sheet.
    let linked = form(Options::new().style(StyleSource::Page));
    assert_eq!(
        linked.style_source(),
        "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    );
}

#[test]
fn the_checkbox_to_stay_signed_in_is_an_option() {
    assert!(!sign_in(Options::new()).contains("checkbox"));
    let strings = Strings {
        remember_me: "Stay",
        ..Strings::ENGLISH
    };
    for (asked, ticked) in [(RememberMe::Ticked, true), (RememberMe::Unticked, false)] {
        let html = sign_in(Options::new().remember_me(asked).strings(strings));
        let tag = input(&html, "remember");
        assert!(tag.contains("type=\"checkbox\""), "{tag}");
        assert_eq!(tag.contains("checked"), ticked, "{tag}");
        assert!(html.contains("Stay</label>"), "{html}");
    }
}

#[test]
fn password_managers_recognize_the_fields() {
    let html = sign_in(Options::new());
    assert!(input(&html, "username").contains("autocomplete=\"username\""));
    assert!(input(&html, "password").contains("autocomplete=\"current-password\""));
    assert!(input(&html, "password").contains("type=\"password\""));

    let html = sign_up(Options::new());
    assert!(input(&html, "email").contains("autocomplete=\"email\""));
    assert!(input(&html, "new-password").contains("autocomplete=\"new-password\""));

    let step = client().confirm_sign_up("ada");
    let html = render(|| view! { <ConfirmSignUp client=client() step on_done=|_| () /> });
    assert!(input(&html, "code").contains("autocomplete=\"one-time-code\""));
    assert!(input(&html, "code").contains("inputmode=\"numeric\""));

    let step = client().reset_password("ada");
    let html = render(|| view! { <ResetPassword client=client() step on_done=|_| () /> });
    let username = input(&html, "username");
    assert!(
        username.contains("value=\"ada\"") && username.contains("hidden"),
        "{username}"
    );

    let html =
        render(|| view! { <ChangePassword client=client() username="ada" on_done=|()| () /> });
    assert!(input(&html, "password").contains("autocomplete=\"current-password\""));
    assert!(input(&html, "new-password").contains("autocomplete=\"new-password\""));
}

#[test]
fn the_kind_of_username_sets_its_field() {
    let html = sign_in(Options::new().username(UsernameKind::Email));
    assert!(
        input(&html, "username").contains("type=\"email\""),
        "{html}"
    );
    assert!(html.contains(">Email<"), "{html}");
    let html = sign_up(Options::new().username(UsernameKind::Email));
    assert!(!html.contains("name=\"email\""), "asked for twice: {html}");
    let html = sign_in(Options::new().username(UsernameKind::PhoneNumber));
    assert!(input(&html, "username").contains("type=\"tel\""), "{html}");
}

#[test]
fn every_field_has_its_label_and_its_description() {
    let field = SignUpField::new("custom:team", "Team")
        .hint("As on your badge.")
        .optional();
    let html = sign_up(Options::new().sign_up_field(field));
    assert!(html.contains("for=\"vestibule-custom-team\""), "{html}");
    assert!(html.contains("id=\"vestibule-custom-team\""), "{html}");
    assert!(html.contains("As on your badge."), "{html}");
    let tag = input(&html, "custom:team");
    assert!(
        tag.contains("vestibule-custom-team-error vestibule-custom-team-hint"),
        "{tag}"
    );
    assert!(tag.contains("aria-required=\"false\""), "{tag}");
}

#[test]
fn an_app_sets_texts_views_and_colours() {
    let strings = Strings {
        sign_in: "Log in",
        ..Strings::ENGLISH
    };
    let options = Options::new()
        .app("Notes")
        .strings(strings)
        .theme(Theme::new().set_light("accent", "#7a1fa2"))
        .color_scheme(ColorScheme::Dark)
        .layout(Layout::Inline)
        .logo(|| view! { class="own", <b>"The logo"</b> })
        .header(Screen::SignIn, || view! { class="own", <p>"Above"</p> })
        .fields(Screen::SignIn, || view! { class="own", <p>"Within"</p> })
        .footer(Screen::SignIn, || view! { class="own", <p>"Below"</p> })
        .footer(Screen::SignUp, || view! { class="own", <p>"Elsewhere"</p> });
    let html = sign_in(options);
    let places: Vec<_> = [
        "Above",
        "The logo",
        "Sign in to Notes",
        "Within",
        "Log in",
        "Below",
    ]
    .iter()
    .map(|text| {
        html.find(text)
            .unwrap_or_else(|| panic!("no {text} in {html}"))
    })
    .collect();
    assert!(places.is_sorted(), "in another order: {html}");
    assert!(!html.contains("Elsewhere"), "{html}");
    assert!(html.contains("vestibule-theme-"), "{html}");
    assert!(html.contains("data-theme=\"dark\""), "{html}");
    assert!(!html.contains("vestibule-whole-page"), "{html}");
}

#[test]
fn providers_are_first_or_last() {
    let google = Provider::new("Google", "Google");
    let last = sign_in(Options::new().provider(google.clone()));
    let first = sign_in(
        Options::new()
            .provider(google)
            .providers_at(Position::First),
    );
    let places = |html: &str| (html.find("Continue with Google"), html.find("<form"));
    let (button, form) = places(&last);
    assert!(button > form, "{last}");
    let (button, form) = places(&first);
    assert!(button.is_some() && button < form, "{first}");
}

#[test]
fn without_sign_up_there_is_no_link_to_it() {
    assert!(sign_in(Options::new()).contains("Create an account"));
    let html = sign_in(Options::new().sign_up(SignUpAccess::Closed));
    assert!(!html.contains("Create an account"), "{html}");
}

#[test]
fn there_is_a_link_to_sign_in_without_a_password() {
    let text = "Sign in without a password";
    for (factor, has_password, has_link) in [
        (FirstFactor::Password, true, false),
        (FirstFactor::PasswordOrChoice, true, true),
        (FirstFactor::Choice, false, false),
    ] {
        let html = sign_in(Options::new().first_factor(factor));
        assert_eq!(html.contains("name=\"password\""), has_password, "{html}");
        assert_eq!(html.contains(text), has_link, "{html}");
        assert_eq!(
            html.contains("Forgot your password?"),
            has_password,
            "{html}"
        );
    }
}

#[test]
fn a_notice_is_in_the_alert() {
    let notice = Notice::success("Your account is ready.");
    let html = render(|| view! { <SignIn client=client() notice on_step=|_| () /> });
    let (_, alert) = html.split_once("role=\"alert\"").expect("an alert");
    assert!(alert.contains("Your account is ready."), "{html}");
}

#[test]
fn texts_are_escaped() {
    let username = "<img src=x onerror=alert(1)>\"";
    let html = render(|| view! { <SignedIn client=client() username /> });
    assert!(!html.contains("<img"), "{html}");
    let html = render(|| view! { <ForgotPassword client=client() username on_step=|_| () /> });
    assert!(
        !html.contains("<img") && !html.contains("alert(1)>\"\""),
        "{html}"
    );
}

#[test]
fn a_server_shows_neither_children_nor_fallback() {
    let html = render(|| view! { <RequireAuth client=client()><p>"Secret"</p></RequireAuth> });
    assert!(html.contains("vestibule-waiting"), "{html}");
    assert!(!html.contains("Secret"), "{html}");
    let html = render(|| {
        let waiting = || view! { class="own", <p>"One moment"</p> };
        let fallback = || view! { class="own", <p>"For members"</p> };
        view! { <RequireAuth client=client() waiting fallback><p>"Secret"</p></RequireAuth> }
    });
    assert!(html.contains("One moment"), "{html}");
    assert!(!html.contains("For members"), "it is not known yet: {html}");
    assert!(
        !html.contains("vestibule-waiting") && !html.contains("Secret"),
        "{html}"
    );
}

#[test]
fn without_a_session_nobody_is_in_a_group() {
    let html = render(|| {
        let fallback = || view! { class="own", <p>"Not for you"</p> };
        view! { <RequireGroup group="admin" fallback><p>"Secret"</p></RequireGroup> }
    });
    assert!(
        html.contains("Not for you") && !html.contains("Secret"),
        "{html}"
    );
    let html = render(|| {
        view! { <RequireGroup group=Groups::all(["a", "b"])><p>"Secret"</p></RequireGroup> }
    });
    assert!(!html.contains("Secret"), "{html}");
}

#[test]
fn without_a_session_no_level_is_reached() {
    let html = render(|| {
        let level = StepUp::to("urn:cognito:loa:1");
        let fallback = || view! { class="own", <p>"Show that it is you"</p> };
        view! { <RequireLevel client=client() level fallback><p>"Secret"</p></RequireLevel> }
    });
    assert!(
        html.contains("Show that it is you") && !html.contains("Secret"),
        "{html}"
    );
}

#[test]
fn the_session_is_unknown_on_a_server() {
    let html = render(|| {
        let state = use_session(&client());
        view! { <p>{move || format!("{:?}", state.get())}</p> }
    });
    assert!(html.contains("Unknown"), "{html}");
}
