//! The synchronization status of the notes.

use leptos::prelude::*;
use vestibule::ui::DatasetState;

use super::notebook::Notebook;

#[component]
pub fn Status(notebook: Notebook) -> impl IntoView {
    let is_online = RwSignal::new(is_online());
    for event in ["online", "offline"] {
        let listener =
            window_event_listener_untyped(event, move |_| is_online.set(self::is_online()));
        on_cleanup(move || listener.remove());
    }
    let text = {
        let notebook = notebook.clone();
        move || sentence(&notebook, is_online.get())
    };
    let last = {
        let notebook = notebook.clone();
        move || {
            let at = notebook.local.get()?.synchronized?;
            let time = js_sys::Date::new(&(at.as_millis() as f64).into());
            let time: String = time.to_locale_time_string("default").into();
            Some(format!("Last at {time}."))
        }
    };
    let is_busy = notebook.is_busy;
    view! { class="notes",
        <section class="notes-card notes-session" aria-label="Synchronization">
            <div role="status" class="notes-state">
                <p>{text}</p>
                <p class="notes-muted">{last}</p>
            </div>
            <button
                type="button"
                class="vestibule-button notes-sync"
                aria-busy=move || if is_busy.get() { "true" } else { "false" }
                on:click=move |_| notebook.synchronize()
            >
                <span class="vestibule-button-label">"Synchronize"</span>
                <span class="vestibule-spinner"></span>
            </button>
        </section>
    }
}

fn sentence(notebook: &Notebook, is_online: bool) -> String {
    if let Some(failed) = notebook.failed.get() {
        return format!("That did not work: {failed}");
    }
    if let DatasetState::Failed(error) = notebook.notes.get() {
        return format!("The notes cannot be read: {error}");
    }
    let (waiting, conflicts) = match notebook.local.get() {
        Some(local) => (local.unsynchronized, local.conflicts),
        None => (0, 0),
    };
    match (conflicts, waiting, is_online) {
        (0, _, false) => "No network. What you write is kept on this device.".into(),
        (0, 0, true) => "All notes are synchronized.".into(),
        (0, 1, true) => "One note is on this device alone so far.".into(),
        (0, waiting, true) => format!("{waiting} notes are on this device alone so far."),
        (1, ..) => "One note was changed in two places. Open it, and choose.".into(),
        (conflicts, ..) => {
            format!("{conflicts} notes were changed in two places. Open them, and choose.")
        }
    }
}

fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}
