//! A note that was changed in two places: both versions side by side, and three ways to resolve it.

use leptos::prelude::*;
use vestibule::{Conflict, Resolution, Timestamp};

use super::notebook::Notebook;

#[component]
pub fn ConflictCard(notebook: Notebook, conflict: Conflict) -> impl IntoView {
    let both = both(&conflict).map(|text| Resolution::Value(Some(text)));
    let choices = [
        ("Keep mine", Some(Resolution::Local)),
        ("Take theirs", Some(Resolution::Remote)),
        ("Keep both", both),
    ];
    let choices = choices.into_iter().filter_map(|(label, resolution)| {
        let (notebook, conflict, resolution) = (notebook.clone(), conflict.clone(), resolution?);
        let choose = move |_| notebook.resolve(conflict.clone(), resolution.clone());
        Some(view! { class="notes",
            <button type="button" class="vestibule-button" on:click=choose>{label}</button>
        })
    });
    let choices = choices.collect_view();
    view! { class="notes",
        <section class="notes-card notes-file" aria-label="A choice between two versions">
            <h2>"This note was changed in two places"</h2>
            <div class="notes-versions">
                {version("Mine, on this device", conflict.local.as_deref(), conflict.local_modified)}
                {version("Theirs, on another device", conflict.remote.as_deref(), conflict.remote_modified)}
            </div>
            <div class="notes-actions">{choices}</div>
        </section>
    }
}

fn version(title: &'static str, text: Option<&str>, at: Timestamp) -> AnyView {
    let content = match text {
        Some(text) => {
            view! { class="notes", <p class="notes-text">{text.to_owned()}</p> }.into_any()
        }
        None => view! { class="notes", <p class="notes-muted">"Deleted"</p> }.into_any(),
    };
    let time = js_sys::Date::new(&(at.as_millis() as f64).into());
    let time: String = time
        .to_locale_string("default", &js_sys::Object::new())
        .into();
    view! { class="notes",
        <section class="notes-version" aria-label=title>
            <h3>{title}</h3>
            {content}
            <p class="notes-muted">{time}</p>
        </section>
    }
    .into_any()
}

/// Returns both versions joined, if neither was deleted.
fn both(conflict: &Conflict) -> Option<String> {
    let (local, remote) = (conflict.local.as_ref()?, conflict.remote.as_ref()?);
    Some(format!("{}\n\n{}", local.trim_end(), remote.trim_start()))
}
