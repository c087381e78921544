//! The editor of the open note. Each change is stored at once.

use leptos::html::Textarea;
use leptos::prelude::*;

use super::notebook::Notebook;

#[component]
pub fn Editor(notebook: Notebook, key: String) -> impl IntoView {
    let text = RwSignal::new(String::new());
    follow(&notebook, &key, text);
    let area = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            // Elements that are not focusable ignore it.
            let _ = area.focus();
        }
    });
    let typed = {
        let (notebook, key) = (notebook.clone(), key.clone());
        move |event| {
            let value = event_target_value(&event);
            text.set(value.clone());
            notebook.write(key.clone(), value);
        }
    };
    view! { class="notes",
        <section class="notes-card notes-file" aria-label="Note">
            <label class="notes-label" for="note">"Text"</label>
            <textarea id="note" rows="6" node_ref=area prop:value=text on:input=typed></textarea>
            <div class="notes-actions">
                <button type="button" class="vestibule-button" on:click=move |_| notebook.remove(key.clone())>
                    "Delete this note"
                </button>
            </div>
        </section>
    }
}

/// Shows changes from other tabs and devices. While a write is pending, the stored value is older than the text here.
fn follow(notebook: &Notebook, key: &str, text: RwSignal<String>) {
    let (notes, pending, key) = (notebook.notes, notebook.pending, key.to_owned());
    Effect::new(move |_| {
        let notes = notes.get();
        let value = notes.get(&key).unwrap_or_default();
        if pending.get_untracked() == 0 && text.with_untracked(|text| text != value) {
            text.set(value.to_owned());
        }
    });
}
