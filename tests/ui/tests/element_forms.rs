//! The first form of the custom element, which the npm package renders before its module is loaded.
//! `tests/cases/forms.json` contains what the screens render for the same attributes, and
//! `tests/interop/package/form.mjs` compares the package with it.
//!
//!     VESTIBULE_BLESS=1 cargo test -p vestibule-ui-tests --test element_forms

use vestibule::ui::{
    ColorScheme, FirstFactor, LanguageFile, Layout, Options, Prerendered, RememberMe, SignUpAccess,
    UsernameKind, languages,
};
use vestibule::{Client, ClientConfig, Storage};
use vestibule_native_tests::assert_generated;

/// An attribute of the element with a value, and the corresponding options.
type Case = (&'static str, &'static str, fn(Options) -> Options);

const KINDS: [Case; 3] = [
    ("username-kind", "username", |it| it),
    ("username-kind", "email", |it| {
        it.username(UsernameKind::Email)
    }),
    ("username-kind", "phone-number", |it| {
        it.username(UsernameKind::PhoneNumber)
    }),
];

const FACTORS: [Case; 4] = [
    ("first-factor", "password", |it| it),
    ("first-factor", "password-or-choice", |it| {
        it.first_factor(FirstFactor::PasswordOrChoice)
    }),
    ("first-factor", "choice", |it| {
        it.first_factor(FirstFactor::Choice)
    }),
    ("first-factor", "custom", |it| {
        it.first_factor(FirstFactor::Custom)
    }),
];

const OTHERS: [Case; 7] = [
    ("app-name", "Notes & <Co>", |it| it.app("Notes & <Co>")),
    ("sign-up", "closed", |it| it.sign_up(SignUpAccess::Closed)),
    ("remember-me", "unticked", |it| {
        it.remember_me(RememberMe::Unticked)
    }),
    ("remember-me", "ticked", |it| {
        it.remember_me(RememberMe::Ticked)
    }),
    ("layout", "page", |it| it.layout(Layout::Page)),
    ("color-scheme", "light", |it| {
        it.color_scheme(ColorScheme::Light)
    }),
    ("color-scheme", "dark", |it| {
        it.color_scheme(ColorScheme::Dark)
    }),
];

/// For each language: the form with the most texts.
const MOST_WORDS: [Case; 3] = [
    ("app-name", "Notes", |it| it.app("Notes")),
    ("first-factor", "password-or-choice", |it| {
        it.first_factor(FirstFactor::PasswordOrChoice)
    }),
    ("remember-me", "ticked", |it| {
        it.remember_me(RememberMe::Ticked)
    }),
];

/// Returns the form as HTML, without Leptos's markers.
fn form(options: Options) -> String {
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    let client = Client::new(config.storage(Storage::Memory)).unwrap();
    let form = Prerendered::sign_in(client, options);
    form.html().replace("<!>", "")
}

fn case(attributes: &[Case]) -> String {
    let options = with(attributes);
    written(&pairs(attributes), options)
}

fn case_in(file: &'static LanguageFile) -> String {
    let language = file.language();
    let mut pairs = pairs(&MOST_WORDS);
    pairs.push(("language", language.code()));
    let options = with(&MOST_WORDS).language(language).bundled_language(file);
    written(&pairs, options)
}

fn with(attributes: &[Case]) -> Options {
    let start = Options::new().layout(Layout::Inline);
    let set = |options, (_, _, set): &Case| set(options);
    attributes.iter().fold(start, set)
}

fn pairs(attributes: &[Case]) -> Vec<(&'static str, &'static str)> {
    attributes
        .iter()
        .map(|(name, value, _)| (*name, *value))
        .collect()
}

fn written(attributes: &[(&str, &str)], options: Options) -> String {
    let given: Vec<_> = attributes
        .iter()
        .map(|(name, value)| format!("{name:?}: {value:?}"))
        .collect();
    let html = form(options).replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "  {{ \"attributes\": {{ {} }}, \"html\": \"{html}\" }}",
        given.join(", ")
    )
}

#[test]
fn the_cases_match_the_screens() {
    let pairs = KINDS
        .iter()
        .flat_map(|kind| FACTORS.iter().map(|factor| vec![*kind, *factor]));
    let cases = pairs.chain(OTHERS.iter().map(|other| vec![*other]));
    let mut cases: Vec<_> = cases.map(|attributes| case(&attributes)).collect();
    cases.extend(languages::ALL.iter().map(|file| case_in(file)));
    let wanted = format!("[\n{}\n]\n", cases.join(",\n"));
    assert_generated!("tests/cases/forms.json", &wanted);
}
