//! The language of the screens, as a server renders them.

use leptos::prelude::*;
use vestibule::ui::{
    Language, LanguageFile, Notice, Options, PrerenderedSignIn, SignIn, SignUpField, StepStrings,
    Strings, languages,
};

use super::{client, render, sign_in, sign_up};

#[test]
fn the_card_uses_and_declares_its_language() {
    let html = sign_in(
        Options::new()
            .app("Notes")
            .language(Language::GERMAN)
            .bundled_language(&languages::GERMAN),
    );
    assert!(html.contains("lang=\"de\" dir=\"ltr\""), "{html}");
    assert!(html.contains("Bei Notes anmelden"), "{html}");
    assert!(html.contains("Passwort vergessen?"), "{html}");
    assert!(!html.contains("Sign in"), "{html}");
}

#[test]
fn a_right_to_left_language_sets_the_direction() {
    static ARABIC: LanguageFile =
        LanguageFile::new(Language::ARABIC, r#"{ "strings": { "sign_in": "دخول" } }"#);
    let html = sign_in(
        Options::new()
            .language(Language::ARABIC)
            .bundled_language(&ARABIC),
    );
    assert!(html.contains("lang=\"ar\" dir=\"rtl\""), "{html}");
    assert!(html.contains("دخول"), "{html}");
}

#[test]
fn without_a_language_there_are_no_attributes() {
    let html = sign_in(Options::new());
    assert!(!html.contains("lang="), "{html}");
    assert!(!html.contains("dir="), "{html}");
}

/// A server does not fetch language files.
#[test]
fn a_server_renders_english_if_it_has_no_file() {
    let html = sign_in(Options::new().language(Language::GREEK));
    assert!(html.contains("lang=\"en\" dir=\"ltr\""), "{html}");
    assert!(html.contains("Sign in"), "{html}");
}

#[test]
fn a_signal_sets_the_language() {
    let html = render(|| {
        let language = RwSignal::new(Language::ENGLISH);
        language.set(Language::GERMAN);
        let options = Options::new()
            .language(language)
            .bundled_language(&languages::GERMAN);
        view! { <SignIn client=client() options on_step=|_| () /> }
    });
    assert!(html.contains("Anmelden"), "{html}");
}

#[test]
fn the_apps_texts_replace_the_english_ones() {
    let own = Strings {
        sign_in: "Log in",
        ..Strings::ENGLISH
    };
    let options = Options::new()
        .strings(own)
        .bundled_language(&languages::GERMAN);
    let html = sign_in(options.clone().language(Language::ENGLISH));
    assert!(html.contains("Log in"), "{html}");
    let html = sign_in(options.language(Language::GERMAN));
    assert!(!html.contains("Log in"), "{html}");
}

#[test]
fn texts_that_a_file_lacks_are_english() {
    static SHORT: LanguageFile = LanguageFile::new(
        Language::other("eo"),
        r#"{ "strings": { "sign_up": "Krei konton", "resend_wait": { "few": "x" }, "or": 7, "new": "" } }"#,
    );
    let strings = SHORT.strings();
    assert_eq!(strings.sign_up, "Krei konton");
    assert_eq!(strings.resend_wait, Strings::ENGLISH.resend_wait);
    assert_eq!(strings.or, Strings::ENGLISH.or);
    assert_eq!(*SHORT.steps(), StepStrings::ENGLISH);
    static BROKEN: LanguageFile = LanguageFile::new(Language::GREEK, "<!doctype html>");
    assert_eq!(*BROKEN.strings(), Strings::ENGLISH);
}

#[test]
fn plurals_follow_the_language() {
    let html = sign_up(
        Options::new()
            .language(Language::GERMAN)
            .bundled_language(&languages::GERMAN),
    );
    assert!(html.contains("mindestens 8 Zeichen"), "{html}");
}

#[test]
fn a_prerendered_form_uses_the_language() {
    let html = render(|| {
        let options = Options::new()
            .language(Language::GERMAN)
            .bundled_language(&languages::GERMAN);
        view! { <PrerenderedSignIn client=client() options /> }
    });
    assert!(html.contains("Passwort vergessen?"), "{html}");
}

#[test]
fn groups_of_texts_follow_the_language() {
    let html = sign_up(
        Options::new()
            .language(Language::GERMAN)
            .bundled_language(&languages::GERMAN)
            .sign_up_field(SignUpField::standard("birthdate")),
    );
    assert!(html.contains("Geburtsdatum"), "{html}");
}

#[test]
fn a_notice_is_translated() {
    let notice = |text: &'static str| {
        let options = Options::new()
            .language(Language::GERMAN)
            .bundled_language(&languages::GERMAN);
        let notice = Notice::success(text);
        render(move || view! { <SignIn client=client() options notice on_step=|_| () /> })
    };
    let html = notice(Strings::ENGLISH.password_saved);
    assert!(
        html.contains("Ihr neues Passwort ist gespeichert."),
        "{html}"
    );
    // The app's own texts are not translated.
    let html = notice("Welcome back.");
    assert!(html.contains("Welcome back."), "{html}");
}

#[test]
fn every_bundled_file_has_its_language() {
    let with_files = Language::ALL
        .iter()
        .filter(|language| **language != Language::ENGLISH);
    let inside = languages::ALL.iter().map(|file| file.language());
    assert!(with_files.copied().eq(inside));
    for file in languages::ALL {
        let texts = file.strings().entries().len() + file.steps().entries().len();
        assert!(texts > 100, "{}", file.language().code());
        assert_ne!(*file.strings(), Strings::ENGLISH);
        assert_ne!(*file.steps(), StepStrings::ENGLISH);
    }
}
