//! The screens as entries of the browser's history: Back and Forward lead from one to the next, with what was typed
//! there, and a reload comes back to the one that was there.
//!
//! A screen that Cognito's next question follows gives its entry to it: a question that was answered cannot be
//! answered again.
//!
//! Whoever is signed in has no use for the entries of the way there: Back passes over them, whatever entries the app has
//! put between several such ways. That needs the page on which the person signed in: once it was loaded anew, the
//! history is not followed, and those entries show the app.

use leptos::prelude::{WindowListenerHandle, window_event_listener_untyped};
use vestibule_chunk::chunk;

use super::Text;
use super::arrival;
use super::auth::{Auth, Place};
use super::draft::{self, Draft};
use super::history::{self, Mark};
use super::options::{Options, Routing};

/// The entries that the page has made.
#[derive(Default)]
pub(super) struct Navigation {
    /// By their depth. Those that were made before a reload are not among them, or are empty.
    entries: Vec<Entry>,
    /// The depth of the entry that is shown.
    at: usize,
    /// That of the entry where the way begins, which has the sign-in screen.
    base: usize,
    /// The browser is still on its way there.
    is_settling: bool,
    listener: Option<WindowListenerHandle>,
    /// The address of the page before the first of the screens' own.
    address: Option<String>,
}

#[derive(Default)]
struct Entry {
    place: Option<Place>,
    draft: Draft,
}

/// What becomes of the entry of the screen that is there, when another one comes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HistoryChange {
    /// It stays; the other screen gets one of its own.
    Push,
    /// The other screen takes it over.
    Replace,
}

/// Whether Forward leads from the sign-in screen to the one that was left.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LeftScreen {
    /// It does.
    Kept,
    /// It does not: that screen has done its work, or cannot do it any more.
    Discarded,
}

impl Navigation {
    /// Whether the history is followed: then the chunk is loaded.
    pub fn is_followed(&self) -> bool {
        self.listener.is_some()
    }

    /// Follows the history no longer.
    pub fn stop(&mut self) {
        if let Some(listener) = self.listener.take() {
            listener.remove();
        }
    }

    /// The mark of the entry at a depth of this way.
    fn mark(&self, depth: usize, screen: &str) -> Mark {
        Mark {
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

/// Whether the entry that is shown, or the address, may name a screen. Without the chunk that knows which.
pub(super) fn may_name_screen(options: &Options) -> bool {
    if options.advanced().start.is_some() {
        return true;
    }
    match options.0.routing {
        Routing::Off => false,
        Routing::Unchanged => history::mark(options).is_some_and(|mark| mark.names_screen()),
        Routing::Hash | Routing::Path(_) => true,
    }
}

/// Goes to a screen behind the sign-in screen.
pub(super) fn go(auth: &Auth, place: Place, change: HistoryChange) {
    if is_off(auth) {
        return auth.go(place);
    }
    follow(auth);
    keep_here(auth);
    let is_settling = auth.navigation().change(|navigation| {
        if change == HistoryChange::Push {
            navigation.at += 1;
        }
        navigation.entries.truncate(navigation.at);
        navigation.entry(navigation.at).place = Some(place.clone());
        navigation.is_settling
    });
    if !is_settling {
        write(auth, change);
    }
    auth.go(place);
}

/// Goes to the sign-in screen, in the entry where the way began.
pub(super) fn go_home(auth: &Auth, place: Place, left: LeftScreen) {
    if is_off(auth) {
        return auth.go(place);
    }
    follow(auth);
    keep_here(auth);
    let back = auth.navigation().change(|navigation| {
        if left == LeftScreen::Discarded {
            navigation.entries.clear();
        }
        let back = navigation.at.saturating_sub(navigation.base);
        navigation.at = navigation.base;
        *navigation.entry(navigation.base) = Entry {
            place: Some(place.clone()),
            draft: Draft::default(),
        };
        navigation.is_settling |= back > 0;
        back
    });
    if back > 0 {
        history::go_back(back);
    } else if history::mark(auth.options()).is_some() {
        // The way began at another screen, by a link or a reload.
        write_name(auth, place.name());
    }
    auth.go(place);
}

/// Somebody is signed in: the address is the page's own again, and no screen is kept. Another sign-in begins in the entry
/// that is there.
#[chunk(steps)]
pub(super) fn end(auth: &Auth) {
    let (address, mark) = auth.navigation().change(|navigation| {
        navigation.entries.clear();
        navigation.base = navigation.at;
        (navigation.address.take(), Mark::signed_in(navigation.at))
    });
    let address = address.or_else(|| history::address_of(auth.options(), "sign-in"));
    history::replace(auth.options(), &mark, address.as_deref());
}

/// Goes where the entry that is shown, or the address, says that the person stands. Says whether it says that.
pub(super) fn goes_on(auth: &Auth) -> Named {
    let named = match is_off(auth) {
        true => None,
        false => named(auth.options()),
    };
    if named.is_some() {
        follow(auth);
    } else if auth.options().0.routing == Routing::Hash {
        // A link within the page may follow, and Back leads here.
        follow(auth);
        let mark = auth
            .navigation()
            .change(|navigation| navigation.mark(navigation.at, "sign-in"));
        history::replace(auth.options(), &mark, None);
    }
    let start = || auth.options().advanced().start.clone();
    let Some(name) = named.map(Text::Owned).or_else(start) else {
        return Named::Nothing;
    };
    match arrival::by_name(&name) {
        Some(place) => {
            here(auth, place);
            Named::Shown
        }
        None if name == "sign-in" => Named::SignIn,
        None => Named::Other(name),
    }
}

fn named(options: &Options) -> Option<String> {
    let mark = history::mark(options).map(|mark| mark.screen);
    mark.or_else(|| history::named_by_address(options))
}

/// What an entry or an address names.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// A screen, which is shown.
    Shown,
    SignIn,
    /// What the storage of the tab may know, or what has to be asked for first.
    Other(Text),
    Nothing,
}

/// Shows a place in the entry that is there.
pub(super) fn here(auth: &Auth, place: Place) {
    if !is_off(auth) {
        follow(auth);
        auth.navigation()
            .change(|navigation| navigation.entry(navigation.at).place = Some(place.clone()));
        write_name(auth, place.name());
    }
    auth.go(place);
}

fn is_off(auth: &Auth) -> bool {
    auth.options().0.routing == Routing::Off
}

/// From now on the history is followed.
fn follow(auth: &Auth) {
    if auth
        .navigation()
        .change(|navigation| navigation.is_followed())
    {
        return;
    }
    let options = auth.options();
    let mark = history::mark(options);
    let is_link = history::named_by_address(options).is_some_and(|name| arrival::is_linked(&name));
    let heard = auth.clone();
    let listener = window_event_listener_untyped("popstate", move |_| arrive(&heard));
    auth.navigation().change(|navigation| {
        navigation.at = mark.as_ref().map_or(0, |mark| mark.depth);
        navigation.base = mark.as_ref().map_or(0, |mark| mark.base);
        navigation.listener = Some(listener);
        let is_pages_own = !is_link && mark.is_none_or(|mark| !mark.names_screen());
        navigation.address = is_pages_own.then(history::address);
    });
}

/// Keeps the screen that is there, with what was typed, for when somebody comes back to it.
fn keep_here(auth: &Auth) {
    let (place, draft) = (auth.place_now(), draft::of_screen(auth.options()));
    auth.navigation().change(|navigation| {
        let at = navigation.at;
        *navigation.entry(at) = Entry {
            place: Some(place),
            draft,
        };
    });
}

/// Tells the browser of the entry that is shown now.
fn write(auth: &Auth, change: HistoryChange) {
    let options = auth.options();
    let (first, here) = auth.navigation().change(|navigation| {
        let depth = navigation.at;
        let place = navigation.entry(depth).place.as_ref();
        let name = place.map_or("sign-in", Place::name);
        let first = navigation.mark(depth.saturating_sub(1), "sign-in");
        (first, navigation.mark(depth, name))
    });
    match change {
        HistoryChange::Replace => write_name(auth, &here.screen),
        HistoryChange::Push => {
            // The first of a way is not marked as one yet.
            if history::mark(options).is_none_or(|mark| !mark.names_screen()) {
                history::replace(options, &first, None);
            }
            let address = history::address_of(options, &here.screen);
            history::push(options, &here, address.as_deref());
        }
    }
}

/// Names the screen of the entry that is shown.
fn write_name(auth: &Auth, name: &str) {
    let options = auth.options();
    let mark = auth
        .navigation()
        .change(|navigation| navigation.mark(navigation.at, name));
    let address = history::address_of(options, name);
    history::replace(options, &mark, address.as_deref());
}

/// The browser shows another entry.
fn arrive(auth: &Auth) {
    let mark = history::mark(auth.options());
    let is_link = mark.is_none();
    let Some(mark) = mark.or_else(|| linked(auth)) else {
        // Of the app's own.
        return;
    };
    let left = auth.navigation().change(|navigation| navigation.at);
    if settles(auth, mark.depth) || left == mark.depth {
        return;
    }
    if auth.is_somebody() {
        return pass(auth, &mark);
    }
    keep_here(auth);
    let (place, draft) = auth.navigation().change(|navigation| {
        navigation.at = mark.depth;
        navigation.base = navigation.base.min(mark.base);
        let entry = navigation.entry(mark.depth);
        (entry.place.clone(), entry.draft.clone())
    });
    match place.or_else(|| arrival::by_name(&mark.screen)) {
        Some(place) => {
            auth.go(place);
            draft.put_back(auth.options());
        }
        // Made before a reload, or by a link.
        None => arrival::resume_here(auth, is_link.then_some(mark.screen)),
    }
}

/// The browser shows an entry of a way by which the person has signed in. Who goes back goes to what was there before it.
fn pass(auth: &Auth, mark: &Mark) {
    let left = auth.navigation().change(|navigation| {
        let left = navigation.at;
        navigation.at = mark.depth;
        left
    });
    if mark.depth < left && mark.names_screen() {
        auth.navigation()
            .change(|navigation| navigation.at = mark.base);
        history::go_back(mark.depth - mark.base + 1);
    }
}

/// The mark of an entry that a link made, whose address names a screen.
fn linked(auth: &Auth) -> Option<Mark> {
    let screen = history::named_by_address(auth.options())?;
    // Any other fragment is the app's own.
    if !arrival::is_linked(&screen) {
        return None;
    }
    let mark = auth
        .navigation()
        .change(|navigation| navigation.mark(navigation.at + 1, &screen));
    history::replace(auth.options(), &mark, None);
    auth.navigation()
        .change(|navigation| navigation.entries.truncate(mark.depth));
    Some(mark)
}

/// Whether the browser is where it was sent. What was gone to meanwhile gets its entries now.
fn settles(auth: &Auth, depth: usize) -> bool {
    let (was_settling, at) = auth
        .navigation()
        .change(|navigation| (std::mem::take(&mut navigation.is_settling), navigation.at));
    if !was_settling {
        return false;
    }
    for next in depth + 1..=at {
        auth.navigation().change(|navigation| navigation.at = next);
        write(auth, HistoryChange::Push);
    }
    true
}
