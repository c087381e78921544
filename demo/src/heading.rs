//! The heading of a page. It sets the document's title, and gets the focus after a navigation.

use std::cell::Cell;

use leptos::html::H1;
use leptos::prelude::*;

thread_local! {
    /// Whether there was a heading before. The first page does not move the focus.
    static IS_LATER: Cell<bool> = const { Cell::new(false) };
}

/// Renders a page's heading.
pub fn heading(text: impl Into<String>) -> AnyView {
    let text = text.into();
    let title = format!("{text} – Notes");
    let node = NodeRef::<H1>::new();
    Effect::new(move |_| {
        let Some(heading) = node.get() else {
            return;
        };
        let is_later = IS_LATER.replace(true);
        document().set_title(&title);
        if is_later && is_focus_lost() {
            // Elements that are not focusable ignore it.
            let _ = heading.focus();
        }
    });
    view! { class="notes", <h1 node_ref=node tabindex="-1">{text}</h1> }.into_any()
}

/// Returns whether the focused element has been removed.
fn is_focus_lost() -> bool {
    let active = document().active_element();
    active.is_none_or(|element| element.tag_name() == "BODY")
}
