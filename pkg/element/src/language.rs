//! The language of an element's screens. What is not in the main module is in the chunk `language`, which only elements want that speak
//! another language than English, or in words of the page's own.

use leptos::prelude::*;
use vestibule::ui::{Language, Options};
use vestibule_chunk::chunk;

use super::listener::Listener;

/// The options in this language, if in any; inside of what is mounted, which it belongs to. Whoever has a language has
/// the chunk there.
pub fn with(
    options: Options,
    language: Option<ArcRwSignal<Language>>,
    listener: &Listener,
) -> Options {
    match language {
        Some(language) => speak(options, &language, listener),
        None => options,
    }
}

/// The options in a language, whose words the script gives.
#[chunk(language)]
fn speak(options: Options, language: &ArcRwSignal<Language>, listener: &Listener) -> Options {
    let listener = listener.clone();
    let load = move |language: Language| {
        let asked = listener.ask("words", language.code());
        async move { asked?.await.ok()?.as_string() }
    };
    options
        .language(Signal::from(language.clone()))
        .language_loader(load)
}

/// The language of a tag, or of the browser where there is none.
#[chunk(language)]
pub fn named(tag: &str) -> ArcRwSignal<Language> {
    ArcRwSignal::new(found(tag))
}

/// Changes to the language of a tag, or of the browser.
#[chunk(language)]
pub fn change(language: &ArcRwSignal<Language>, tag: &str) {
    language.set(found(tag));
}

fn found(tag: &str) -> Language {
    match tag {
        "" => Language::from_browser(),
        tag => Language::lookup([tag], &Language::ALL).unwrap_or(Language::ENGLISH),
    }
}
