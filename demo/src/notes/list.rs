//! The list of notes by their first lines, newest first, with a mark at conflicts.

use leptos::prelude::*;

use super::notebook::Notebook;

#[component]
pub fn NoteList(notebook: Notebook) -> impl IntoView {
    let begin = {
        let notebook = notebook.clone();
        move |_| notebook.begin()
    };
    let titles = {
        let notebook = notebook.clone();
        move || notebook.titles()
    };
    view! { class="notes",
        <section class="notes-card" aria-label="Notes">
            <div class="notes-actions notes-first">
                <button type="button" class="vestibule-button" on:click=begin>"New note"</button>
            </div>
            <ul class="notes-list">
                <For each=titles key=Clone::clone children=move |(key, title)| row(&notebook, key, title) />
            </ul>
        </section>
    }
}

fn row(notebook: &Notebook, key: String, title: String) -> AnyView {
    let open = notebook.open;
    let is_open = {
        let key = key.clone();
        move || open.get().as_ref() == Some(&key)
    };
    let has_conflict = {
        let (notebook, key) = (notebook.clone(), key.clone());
        move || notebook.conflict_of(&key).is_some()
    };
    let mark = move || {
        has_conflict().then(
            || view! { class="notes", <span class="notes-mark">"Changed in two places"</span> },
        )
    };
    view! { class="notes",
        <li>
            <button
                type="button"
                class="notes-row"
                aria-current=move || if is_open() { "true" } else { "false" }
                on:click=move |_| open.set(Some(key.clone()))
            >
                <span class="notes-title">{title}</span>
                {mark}
            </button>
        </li>
    }
    .into_any()
}
