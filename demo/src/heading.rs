//! The heading of a page: it names the document, and has the focus once somebody has come to it from another page.

use std::cell::Cell;

use leptos::html::H1;
use leptos::prelude::*;

thread_local! {
    /// Whether there was a heading before: whoever has just opened the app begins at its top.
    static IS_LATER: Cell<bool> = const { Cell::new(false) };
}

/// A page's heading.
pub fn heading(words: impl Into<String>) -> AnyView {
    let words = words.into();
    let title = format!("{words} – Notes");
    let node = NodeRef::<H1>::new();
    Effect::new(move |_| {
        let Some(heading) = node.get() else {
            return;
        };
        let is_later = IS_LATER.replace(true);
        document().set_title(&title);
        if is_later && is_focus_lost() {
            // What cannot have the focus refuses it.
            let _ = heading.focus();
        }
    });
    view! { class="notes", <h1 node_ref=node tabindex="-1">{words}</h1> }.into_any()
}

/// Whether what had the focus is no longer on the page.
fn is_focus_lost() -> bool {
    let active = document().active_element();
    active.is_none_or(|element| element.tag_name() == "BODY")
}
