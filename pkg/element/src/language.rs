//! The language of an element's screens. All of it is in the chunk `language`, which only elements want that speak
//! another language than English, or in words of the page's own.

use leptos::prelude::*;
use vestibule::ui::{Language, Options};
use vestibule_chunk::chunk;

use super::told::Told;

/// The options in a language, whose words the script gives. Whoever calls it has the chunk there.
#[chunk(language)]
pub fn speak(options: Options, language: &ArcRwSignal<Language>, told: &Told) -> Options {
    let told = told.clone();
    let load = move |language: Language| {
        let asked = told.ask("words", language.code());
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
