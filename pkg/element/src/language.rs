//! The language of an element's screens. Most of it is in the chunk `language`, which only elements load that use
//! another language than English, or texts of the page.

use leptos::prelude::*;
use vestibule::ui::{Language, Options};
use vestibule_chunk::chunk;

use super::listener::Listener;

/// Returns the options with this language, if there is one. Call it inside the mounted view, which owns the language.
/// The caller has to load the chunk first if there is a language.
pub fn with(
    options: Options,
    language: Option<ArcRwSignal<Language>>,
    listener: &Listener,
) -> Options {
    match language {
        Some(language) => with_language(options, &language, listener),
        None => options,
    }
}

/// Returns the options with a language, whose texts the script loads.
#[chunk(language)]
fn with_language(
    options: Options,
    language: &ArcRwSignal<Language>,
    listener: &Listener,
) -> Options {
    let listener = listener.clone();
    let load = move |language: Language| {
        let asked = listener.ask("texts", language.code());
        async move { asked?.await.ok()?.as_string() }
    };
    options
        .language(Signal::from(language.clone()))
        .language_loader(load)
}

/// Returns the language for a tag, or the browser's language for an empty tag.
#[chunk(language)]
pub fn named(tag: &str) -> ArcRwSignal<Language> {
    ArcRwSignal::new(lookup(tag))
}

/// Changes to the language for a tag, or to the browser's.
#[chunk(language)]
pub fn change(language: &ArcRwSignal<Language>, tag: &str) {
    language.set(lookup(tag));
}

fn lookup(tag: &str) -> Language {
    match tag {
        "" => Language::from_browser(),
        tag => Language::lookup([tag], &Language::ALL).unwrap_or(Language::ENGLISH),
    }
}
