//! The buttons of identity providers.

use leptos::prelude::*;
use vestibule::ui::{Options, Provider, SignIn};

use crate::{client, input, render, sign_in};

fn branded() -> Options {
    Options::new()
        .provider(Provider::google())
        .provider(Provider::facebook())
        .provider(Provider::amazon())
        .provider(Provider::apple())
}

#[test]
fn each_brand_has_its_label_and_an_inline_logo() {
    let html = sign_in(branded());
    for (class, text) in [
        ("vestibule-google", "Continue with Google"),
        ("vestibule-facebook", "Continue with Facebook"),
        ("vestibule-amazon", "Login with Amazon"),
        ("vestibule-apple", "Continue with Apple"),
    ] {
        let (_, button) = html.split_once(class).expect(class);
        let (button, _) = button.split_once("</button>").expect("its end");
        assert!(button.contains(text), "{text} is not in {button}");
        assert!(
            button.contains("<svg") && button.contains("aria-hidden=\"true\""),
            "{button}"
        );
    }
    assert_eq!(html.matches("<path").count(), 4 + 1 + 1 + 1, "{html}");
    assert!(!html.contains("<img") && !html.contains("url("), "{html}");
}

#[test]
fn a_named_provider_has_the_look_of_its_brand() {
    let names = ["Google", "Facebook", "LoginWithAmazon", "SignInWithApple"];
    let named = names.into_iter().fold(Options::new(), |options, name| {
        options.provider(Provider::named(name))
    });
    assert_eq!(sign_in(named), sign_in(branded()));
    let html = sign_in(Options::new().provider(Provider::named("Okta")));
    assert!(
        html.contains("Continue with Okta") && !html.contains("<svg"),
        "{html}"
    );
    let shown = Provider::named("Google").shown("Acme");
    let html = sign_in(Options::new().provider(shown));
    assert!(
        html.contains("Continue with Acme") && html.contains("<svg"),
        "{html}"
    );
}

#[test]
fn a_custom_provider_has_its_logo_and_name() {
    let acme = Provider::new("AcmeSaml", "Acme").logo("/acme.svg?a=\"b\"&c");
    let html = sign_in(Options::new().provider(acme));
    let (_, button) = html.split_once("<img").expect("a logo");
    let (picture, rest) = button.split_once('>').expect("its end");
    assert!(picture.contains("alt=\"\"") && picture.contains("width=\"20\""));
    assert!(
        picture.contains("src=\"/acme.svg?a=&quot;b&quot;&amp;c\""),
        "{picture}"
    );
    assert!(rest.starts_with("Continue with Acme"), "{rest}");
}

#[test]
fn the_apps_label_and_icon_replace_the_brands() {
    let google = Provider::google()
        .label("Mit Google fortfahren")
        .icon(|| view! { class="own", <b>"G"</b> });
    let html = sign_in(Options::new().provider(google));
    assert!(
        html.contains("Mit Google fortfahren") && !html.contains("<svg"),
        "{html}"
    );
    assert!(html.contains("vestibule-google"), "{html}");
}

#[test]
fn from_five_providers_on_four_are_shown() {
    assert!(!sign_in(branded()).contains("<details"));
    let html = sign_in(
        branded()
            .provider(Provider::new("Okta", "Okta"))
            .provider(Provider::new("Acme", "Acme")),
    );
    let (shown, folded) = html.split_once("<details").expect("a fold");
    assert!(
        folded.contains("<summary class=\"vestibule-link\">More ways</summary>"),
        "{html}"
    );
    assert!(shown.contains("Continue with Apple"), "{html}");
    for name in ["Okta", "Acme"] {
        let text = format!("Continue with {name}");
        assert!(!shown.contains(&text) && folded.contains(&text), "{html}");
    }
}

#[test]
fn an_address_names_its_provider() {
    let options = Options::new().route("acme.example", Provider::new("Acme", "Acme Login"));
    let typed = |username: &'static str| {
        let options = options.clone();
        render(move || view! { <SignIn client=client() options username on_step=|_| () /> })
    };
    let html = typed("ada@Acme.example");
    assert!(html.contains("role=\"status\""), "{html}");
    assert!(html.contains("You sign in with Acme Login."), "{html}");
    // The style sheet hides the password; a password manager may have filled it in.
    assert!(
        input(&html, "password").contains("type=\"password\""),
        "{html}"
    );
    assert!(
        !html.contains("Continue with"),
        "it has no button of its own: {html}"
    );
    assert!(!typed("ada@example.com").contains("You sign in"));
}
