//! The screens as entries of the browser's history. Back and Forward lead from one screen to the next and restore what
//! was entered there; a reload restores the screen.
//!
//! The screens of a sign-in's challenges replace each other in one entry, since a challenge that was answered cannot be
//! answered again.
//!
//! After a sign-in, Back skips the entries of the sign-in flow, even if the app has added entries between several
//! flows. This works until the page is reloaded: then the history is not followed, and those entries show the app.

use leptos::prelude::{WindowListenerHandle, window_event_listener_untyped};
use vestibule_chunk::chunk;

use super::Text;
use super::auth::{Auth, Stage};
use super::draft::{self, Draft};
use super::history::{self, EntryState, HistoryChange};
use super::options::{Options, Routing};
use super::start_screen;

/// The history entries of the screens.
#[derive(Default)]
pub(super) struct Navigation {
    /// The entries by depth. Entries from before a reload are missing or empty.
    entries: Vec<Entry>,
    /// The depth of the current entry.
    depth: usize,
    /// The depth of the entry where the flow begins, with the sign-in screen.
    base: usize,
    /// The browser has not completed a `history.go` yet.
    is_going_back: bool,
    listener: Option<WindowListenerHandle>,
    /// The page's address before the first address of a screen.
    address: Option<String>,
}

#[derive(Default)]
struct Entry {
    stage: Option<Stage>,
    draft: Draft,
}

/// Whether Forward leads from the sign-in screen back to the screen that was left.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LeftScreen {
    /// It does.
    Kept,
    /// It does not: that screen is complete, or cannot be completed any more.
    Discarded,
}

impl Navigation {
    /// Returns whether the history is followed. Then the chunk is loaded.
    pub fn is_listening(&self) -> bool {
        self.listener.is_some()
    }

    /// Stops following the history.
    pub fn stop(&mut self) {
        if let Some(listener) = self.listener.take() {
            listener.remove();
        }
    }

    /// Returns the state of the entry at a depth of this flow.
    fn entry_state(&self, depth: usize, screen: &str) -> EntryState {
        EntryState {
            depth,
            base: self.base.min(depth),
            screen: screen.into(),
        }
    }

    fn entry(&mut self, depth: usize) -> &mut Entry {
        if self.entries.len() <= depth {
            self.entries.resize_with(depth + 1, Entry::default);
        }
        &mut self.entries[depth]
    }
}

/// Returns whether the current entry or the address may name a screen. It is decided without the chunk that knows the
/// screens' names.
pub(super) fn may_name_screen(options: &Options) -> bool {
    if options.advanced().start.is_some() {
        return true;
    }
    match options.0.routing {
        Routing::Off => false,
        Routing::Unchanged => {
            history::current_entry(options).is_some_and(|entry| entry.names_screen())
        }
        Routing::Hash | Routing::Path(_) => true,
    }
}

/// Goes to a screen other than the sign-in screen.
pub(super) fn go(auth: &Auth, stage: Stage, change: HistoryChange) {
    if is_off(auth) {
        return auth.go(stage);
    }
    start_listening(auth);
    save_current(auth);
    let is_going_back = auth.navigation().update_untracked(|navigation| {
        if change == HistoryChange::Push {
            navigation.depth += 1;
        }
        navigation.entries.truncate(navigation.depth);
        navigation.entry(navigation.depth).stage = Some(stage.clone());
        navigation.is_going_back
    });
    if !is_going_back {
        write_entry(auth, change);
    }
    auth.go(stage);
}

/// Goes to the sign-in screen, in the entry where the flow began.
pub(super) fn go_to_sign_in(auth: &Auth, stage: Stage, left: LeftScreen) {
    if is_off(auth) {
        return auth.go(stage);
    }
    start_listening(auth);
    save_current(auth);
    let (back, draft) = auth.navigation().update_untracked(|navigation| {
        if left == LeftScreen::Discarded {
            navigation.entries.clear();
        }
        let entries = navigation.depth.saturating_sub(navigation.base);
        navigation.depth = navigation.base;
        let entry = navigation.entry(navigation.base);
        entry.stage = Some(stage.clone());
        let draft = std::mem::take(&mut entry.draft);
        navigation.is_going_back |= entries > 0;
        (entries, draft)
    });
    if back > 0 {
        history::go_back(back);
    } else if history::current_entry(auth.options()).is_some() {
        // The flow began at another screen, by a link or a reload.
        write_name(auth, stage.name());
    }
    auth.go(stage);
    if back > 0 {
        // The screen that was left passes on its username.
        draft.without("username").restore(auth.options());
    }
}

/// Ends the flow after a sign-in: restores the page's address and drops the stored screens. Another flow may begin in
/// the current entry.
#[chunk(steps)]
pub(super) fn end_flow(auth: &Auth) {
    let is_screens_entry = is_screens_entry(auth.options());
    let (address, state) = auth.navigation().update_untracked(|navigation| {
        navigation.entries.clear();
        navigation.base = navigation.depth;
        (
            navigation.address.take(),
            EntryState::signed_in(navigation.depth),
        )
    });
    let address = address.or_else(|| history::address_of(auth.options(), "sign-in"));
    let address = address.filter(|_| is_screens_entry);
    history::replace(auth.options(), &state, address.as_deref());
}

/// Shows the screen that the current entry, the address or the app names, if it needs no data. Returns what they name.
pub(super) fn restore(auth: &Auth) -> StartTarget {
    let named = match is_off(auth) {
        true => None,
        false => named(auth.options()),
    };
    if named.is_some() {
        start_listening(auth);
    } else if auth.options().0.routing == Routing::Hash {
        // A link within the page may add an entry, from which Back leads here.
        start_listening(auth);
        let state = auth
            .navigation()
            .update_untracked(|navigation| navigation.entry_state(navigation.depth, "sign-in"));
        history::replace(auth.options(), &state, None);
    }
    let start = || auth.options().advanced().start.clone();
    let Some(name) = named.map(Text::Owned).or_else(start) else {
        return StartTarget::None;
    };
    match start_screen::by_name(&name) {
        Some(stage) => {
            show_in_entry(auth, stage);
            StartTarget::Shown
        }
        None if name == "sign-in" => StartTarget::SignIn,
        None => StartTarget::Other(name),
    }
}

fn named(options: &Options) -> Option<String> {
    let screen = history::current_entry(options).map(|entry| entry.screen);
    screen.or_else(|| history::named_by_address(options))
}

/// The screen that the current entry, the address or the app names.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum StartTarget {
    /// A screen that is shown now.
    Shown,
    SignIn,
    /// A name whose screen needs the state in the tab's storage, or the username first.
    Other(Text),
    None,
}

/// Shows a screen in the current entry.
pub(super) fn show_in_entry(auth: &Auth, stage: Stage) {
    if !is_off(auth) {
        start_listening(auth);
        auth.navigation().update_untracked(|navigation| {
            navigation.entry(navigation.depth).stage = Some(stage.clone())
        });
        write_name(auth, stage.name());
    }
    auth.go(stage);
}

fn is_off(auth: &Auth) -> bool {
    auth.options().0.routing == Routing::Off
}

/// Starts to follow the history.
fn start_listening(auth: &Auth) {
    if auth
        .navigation()
        .update_untracked(|navigation| navigation.is_listening())
    {
        return;
    }
    save_address(auth);
    let state = history::current_entry(auth.options());
    let listening = auth.clone();
    let listener = window_event_listener_untyped("popstate", move |_| on_popstate(&listening));
    auth.navigation().update_untracked(|navigation| {
        navigation.depth = state.as_ref().map_or(0, |state| state.depth);
        navigation.base = state.as_ref().map_or(0, |state| state.base);
        navigation.listener = Some(listener);
    });
}

/// Saves the page's address before the first screen changes it.
fn save_address(auth: &Auth) {
    if !is_screens_entry(auth.options()) {
        auth.navigation()
            .update_untracked(|navigation| navigation.address = Some(history::address()));
    }
}

/// Returns whether the current entry or its address is that of a screen, and not of the app.
fn is_screens_entry(options: &Options) -> bool {
    history::current_entry(options).is_some_and(|state| state.names_screen())
        || history::named_by_address(options).is_some_and(|name| start_screen::is_linkable(&name))
}

/// Saves the current screen and what was entered, for when the person comes back to it.
fn save_current(auth: &Auth) {
    let (stage, draft) = (auth.stage_untracked(), draft::read(auth.options()));
    auth.navigation().update_untracked(|navigation| {
        let depth = navigation.depth;
        *navigation.entry(depth) = Entry {
            stage: Some(stage),
            draft,
        };
    });
}

/// Writes the current entry to the browser's history.
fn write_entry(auth: &Auth, change: HistoryChange) {
    let options = auth.options();
    let (first, here) = auth.navigation().update_untracked(|navigation| {
        let depth = navigation.depth;
        let stage = navigation.entry(depth).stage.as_ref();
        let name = stage.map_or("sign-in", Stage::name);
        let first = navigation.entry_state(depth.saturating_sub(1), "sign-in");
        (first, navigation.entry_state(depth, name))
    });
    match change {
        HistoryChange::Replace => write_name(auth, &here.screen),
        HistoryChange::Push => {
            save_address(auth);
            // The first entry of a flow has no state yet.
            if history::current_entry(options).is_none_or(|state| !state.names_screen()) {
                history::replace(options, &first, None);
            }
            let address = history::address_of(options, &here.screen);
            history::push(options, &here, address.as_deref());
        }
    }
}

/// Writes the name of the screen to the current entry.
fn write_name(auth: &Auth, name: &str) {
    let options = auth.options();
    let state = auth
        .navigation()
        .update_untracked(|navigation| navigation.entry_state(navigation.depth, name));
    let address = history::address_of(options, name);
    history::replace(options, &state, address.as_deref());
}

/// Handles `popstate`: the browser shows another entry.
fn on_popstate(auth: &Auth) {
    let state = history::current_entry(auth.options());
    let is_link = state.is_none();
    let Some(state) = state.or_else(|| add_link_entry(auth)) else {
        // An entry of the app.
        return;
    };
    let left = auth
        .navigation()
        .update_untracked(|navigation| navigation.depth);
    if finish_going_back(auth, state.depth) || left == state.depth {
        return;
    }
    if auth.is_signed_in() {
        return skip_flow(auth, &state);
    }
    // A late answer must not change the screen.
    auth.shared().cancel_request();
    save_current(auth);
    let (stage, draft) = auth.navigation().update_untracked(|navigation| {
        navigation.depth = state.depth;
        navigation.base = navigation.base.min(state.base);
        let entry = navigation.entry(state.depth);
        (entry.stage.clone(), entry.draft.clone())
    });
    match stage.or_else(|| start_screen::by_name(&state.screen)) {
        Some(stage) => {
            auth.go(stage);
            draft.restore(auth.options());
        }
        // An entry from before a reload, or of a link.
        None => start_screen::resume_in_entry(auth, is_link.then_some(state.screen)),
    }
}

/// Skips the entries of the flow by which the person has signed in: Back leads to the entry before them.
fn skip_flow(auth: &Auth, state: &EntryState) {
    let left = auth.navigation().update_untracked(|navigation| {
        let left = navigation.depth;
        navigation.depth = state.depth;
        left
    });
    if state.depth < left && state.names_screen() {
        auth.navigation()
            .update_untracked(|navigation| navigation.depth = state.base);
        history::go_back(state.depth - state.base + 1);
    }
}

/// Writes the state of an entry that a link has added, if its address is that of another screen. The entry may also be
/// an earlier one, where somebody followed a link before the module was loaded.
fn add_link_entry(auth: &Auth) -> Option<EntryState> {
    let screen = history::screen_at_address(auth.options())?;
    let is_shown = auth.stage_untracked().name() == screen;
    // Any other fragment belongs to the app, and so do all entries of somebody who is signed in.
    if is_shown || auth.is_signed_in() || !start_screen::is_linkable(&screen) {
        return None;
    }
    let state = auth
        .navigation()
        .update_untracked(|navigation| navigation.entry_state(navigation.depth + 1, &screen));
    history::replace(auth.options(), &state, None);
    auth.navigation()
        .update_untracked(|navigation| navigation.entries.truncate(state.depth));
    Some(state)
}

/// Returns whether this `popstate` completes a `history.go` of ours. Then it writes the entries of screens that were
/// opened meanwhile.
fn finish_going_back(auth: &Auth, depth: usize) -> bool {
    let (was_going_back, current) = auth.navigation().update_untracked(|navigation| {
        (
            std::mem::take(&mut navigation.is_going_back),
            navigation.depth,
        )
    });
    if !was_going_back {
        return false;
    }
    for next in depth + 1..=current {
        auth.navigation()
            .update_untracked(|navigation| navigation.depth = next);
        write_entry(auth, HistoryChange::Push);
    }
    true
}
