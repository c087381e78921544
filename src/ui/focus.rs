//! Moves the focus when one view replaces another, so that it never falls back to the body.

use super::node::Handle;
use super::options::Layout;
use super::shared_state::SharedState;
use super::{Options, dom};

/// Moves the focus to the first field of a card, or else to its title, if another screen was shown before or if the
/// screens take the whole page. It never moves the focus away from another element.
pub(super) fn on_render(options: &Options, card: &Handle) {
    let has_changed_screen =
        SharedState::from_context().is_some_and(|shared| shared.has_changed_screen());
    let is_page = options.0.layout == Layout::Page;
    if !is_page && !has_changed_screen {
        return;
    }
    let card = card.clone();
    dom::after_render(move || {
        if let Some(card) = card.element()
            && !dom::has_focused_element()
        {
            dom::focus_first(&card, has_changed_screen);
        }
    });
}

/// Moves the focus to the heading of the app's page when it replaces a screen.
pub(super) fn to_heading() {
    dom::after_render(|| {
        if !dom::has_focused_element() {
            dom::focus_heading();
        }
    });
}
