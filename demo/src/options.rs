//! The options of the demo's screens.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vestibule::Redirect;
use vestibule::ui::{
    CharacterClass, Consent, FirstFactor, Options, PasswordRules, Provider, RememberMe, Screen,
    SignUpField, SignUpPassword, Window,
};

use crate::config::Setup;
use crate::language;
use crate::logo::Logo;

/// Returns the options of the screens.
pub fn options(setup: &Setup) -> Options {
    let rules = PasswordRules::length(8)
        .with(CharacterClass::Uppercase)
        .with(CharacterClass::Lowercase)
        .with(CharacterClass::Number);
    let mut options = language::in_chosen(Options::new())
        .app("Notes")
        .logo(|| view! { class="notes", <Logo /> })
        .password_rules(rules)
        .first_factor(setup.first_factor)
        .routing(setup.routing.clone())
        .sign_up_field(
            SignUpField::new("name", "Your name")
                .autocomplete("name")
                .optional(),
        );
    for name in &setup.attributes {
        options = options.sign_up_field(attribute(name));
    }
    if setup.first_factor == FirstFactor::Choice {
        options = options.sign_up_password(SignUpPassword::NotAsked);
    }
    if let Some(address) = &setup.terms {
        let consent = Consent::new("I accept the {terms} of Notes.");
        options = options.consent(consent.link("{terms}", "terms of use", address.clone()));
    }
    if setup.asks_to_remember {
        options = options.remember_me(RememberMe::Ticked);
    }
    if setup.has_hosted_ui {
        let implicit = setup.clone();
        options = options.provider(Provider::hosted("the hosted UI")).footer(
            Screen::SignIn,
            move || view! { class="notes", <Implicit setup=implicit.clone() /> },
        );
        for name in &setup.providers {
            options = options.provider(Provider::named(name.clone()).window(Window::Popup));
        }
        for domain in &setup.domains {
            let provider = Provider::named(domain.provider.clone());
            options = options.route(domain.name.clone(), provider);
        }
    }
    if let Some(inbox) = &setup.inbox {
        for screen in [
            Screen::ConfirmSignUp,
            Screen::ResetPassword,
            Screen::SignInCode,
        ] {
            let inbox = inbox.clone();
            options = options.footer(screen, move || {
                view! { class="notes", <Inbox address=inbox.clone() /> }
            });
        }
    }
    if !setup.people.is_empty() {
        let setup = setup.clone();
        options = options.footer(Screen::SignIn, move || {
            view! { class="notes", <People setup=setup.clone() /> }
        });
    }
    options
}

/// Returns the field for an attribute. The custom attribute of the emulator's pool is a list.
fn attribute(name: &str) -> SignUpField {
    match name {
        "custom:plan" => {
            SignUpField::new("custom:plan", "Plan").choices([("free", "Free"), ("team", "Team")])
        }
        name => SignUpField::standard(name.to_owned()),
    }
}

/// A sign-in by the implicit grant, for comparison.
#[component]
fn Implicit(setup: Setup) -> impl IntoView {
    let failed = RwSignal::new(String::new());
    let go = move |_| {
        let client = setup.client.clone();
        spawn_local(async move {
            if let Err(error) = client.redirect_sign_in(Redirect::implicit()).await {
                failed.try_set(error.message().into());
            }
        });
    };
    view! { class="notes",
        <p class="notes-quiet">
            <button type="button" class="vestibule-link" on:click=go>
                "Hosted UI by implicit grant"
            </button>
            <span role="status">{failed}</span>
        </p>
    }
}

/// The users to sign in as, and the other pools of the local Cognito.
#[component]
fn People(setup: Setup) -> impl IntoView {
    let first = setup.people.first().and_then(|line| line.split_once(", "));
    let first = match first {
        Some((name, password)) => format!("Sign in as {name} with the password {password}"),
        None => "Who can I sign in as?".to_owned(),
    };
    let people = setup.people.into_iter();
    let people = people.map(|line| view! { class="notes", <li>{line}</li> });
    let others = setup.others.into_iter();
    let others = others.map(|(address, title)| {
        view! { class="notes", <li><a class="vestibule-link" href=address rel="external">{title}</a></li> }
    });
    let files = setup.bucket.map(|_| {
        view! { class="notes",
            <p>"Without signing in: "<a class="vestibule-link" href="/files">"files, as a guest"</a></p>
        }
    });
    let notes = setup.has_notes.then(|| {
        view! { class="notes",
            <p>"The same with "<a class="vestibule-link" href="/notes">"notes, as a guest"</a></p>
        }
    });
    view! { class="notes",
        <details class="notes-people">
            <summary>{first}</summary>
            <p>"Name, and password where there is one:"</p>
            <ul>{people.collect_view()}</ul>
            <p>"Other pools to try:"</p>
            <ul>{others.collect_view()}</ul>
            {files}
            {notes}
        </details>
    }
}

/// A link to the emulator's inbox, since the emulator sends no e-mail.
#[component]
fn Inbox(address: String) -> impl IntoView {
    view! { class="notes",
        <p class="notes-tip">
            "Sent by a local Cognito."
            <a class="vestibule-link" href=address target="_blank" rel="noopener">"Open its inbox"</a>
        </p>
    }
}
