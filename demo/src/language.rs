//! The language of the screens, and a list to choose it. The demo's own texts are English.

use leptos::prelude::*;
use vestibule::ui::{Language, Options};

#[derive(Clone, Copy)]
struct Chosen(RwSignal<Language>);

/// Provides the chosen language, which is initially the browser's.
pub fn provide() {
    provide_context(Chosen(RwSignal::new(Language::from_browser())));
}

/// Returns the options with the chosen language.
pub fn in_chosen(options: Options) -> Options {
    let options = options.language_address("/languages/{language}.json");
    match use_context() {
        Some(Chosen(language)) => options.language(language),
        None => options,
    }
}

/// The list of languages.
#[component]
pub fn Languages() -> impl IntoView {
    use_context().map(|Chosen(language)| {
        let all = Language::ALL.into_iter().map(|one| {
            let is_chosen = move || language.get() == one;
            view! { class="notes",
                <option value=one.code() lang=one.code() selected=is_chosen>{one.name()}</option>
            }
        });
        let choose = move |event| {
            let code = event_target_value(&event);
            if let Some(one) = Language::lookup([code.as_str()], &Language::ALL) {
                language.set(one);
            }
        };
        view! { class="notes",
            <nav class="notes-languages vestibule-tokens" aria-label="Language">
                <select aria-label="Language" on:change=choose>{all.collect_view()}</select>
            </nav>
        }
    })
}
