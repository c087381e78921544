//! Where the focus goes when one view takes the place of another, so that it never falls to the page's body.

use super::kept::Kept;
use super::node::Handle;
use super::options::Layout;
use super::{Options, dom};

/// Goes to the first field of a card, or to its title where there is none, where a screen follows another, and where
/// the screens are the page; never away from where the person is.
pub(super) fn on_arrival(options: &Options, card: &Handle) {
    let has_moved = Kept::around().is_some_and(|kept| kept.has_moved());
    let is_page = options.0.layout == Layout::Page;
    if !is_page && !has_moved {
        return;
    }
    let card = card.clone();
    dom::soon(move || {
        if let Some(card) = card.element()
            && !dom::is_focus_elsewhere()
        {
            dom::focus_first(&card, has_moved);
        }
    });
}

/// Goes to the heading of what takes the place of a screen: the app's own page.
pub(super) fn to_heading() {
    dom::soon(|| {
        if !dom::is_focus_elsewhere() {
            dom::focus_heading();
        }
    });
}
