//! The screens as entries of the browser's history: Back and Forward lead from one to the next, with what was typed
//! there, and a reload comes back to the one that was there.
//!
//! A screen that Cognito's next question follows gives its entry to it: a question that was answered cannot be
//! answered again.
//!
//! Whoever is signed in has no use for the entries of the way there: Back passes over them.

use leptos::prelude::{WindowListenerHandle, window_event_listener_untyped};
use vestibule_chunk::chunk;

use super::auth::{Auth, Place};
use super::draft::{self, Draft};
use super::further;
use super::history::{self, Mark};
use super::options::{Options, Routing};

/// What a page knows of the entries that it has made.
#[derive(Default)]
pub(super) struct Trail {
    /// By their depth. Those that were made before a reload are not among them, or are empty.
    entries: Vec<Entry>,
    /// The depth of the entry that is shown.
    at: usize,
    /// That of the entry where the way begins, which has the sign-in screen.
    base: usize,
    /// The same of the way by which somebody signed in last.
    base_before: usize,
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

/// What another screen does to the entry of the one that is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It gets one of its own.
    On,
    /// It takes it over.
    Instead,
}

/// What Forward leads to from the sign-in screen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// The screen that was left.
    Standing,
    /// Nothing: the screen that was left has done its work, or cannot do it any more.
    Over,
}

impl Trail {
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

    fn entry(&mut self, depth: usize) -> &mut Entry {
        if self.entries.len() <= depth {
            self.entries.resize_with(depth + 1, Entry::default);
        }
        &mut self.entries[depth]
    }
}

/// Whether the entry that is shown, or the address, may name a screen. Without the chunk that knows which.
pub(super) fn may_name_screen(options: &Options) -> bool {
    match options.0.routing {
        Routing::Off => false,
        Routing::Unchanged => history::mark(options).is_some(),
        Routing::Hash | Routing::Path(_) => true,
    }
}

/// Goes to a screen behind the sign-in screen.
pub(super) fn go(auth: &Auth, place: Place, step: Step) {
    if is_off(auth) {
        return auth.go(place);
    }
    follow(auth);
    keep_here(auth);
    let is_settling = auth.trail().change(|trail| {
        if step == Step::On {
            trail.at += 1;
        }
        trail.entries.truncate(trail.at);
        trail.entry(trail.at).place = Some(place.clone());
        trail.is_settling
    });
    if !is_settling {
        write(auth, step);
    }
    auth.go(place);
}

/// Goes to the sign-in screen, in the entry where the way began.
pub(super) fn go_home(auth: &Auth, place: Place, left: Left) {
    if is_off(auth) {
        return auth.go(place);
    }
    follow(auth);
    keep_here(auth);
    let back = auth.trail().change(|trail| {
        if left == Left::Over {
            trail.entries.clear();
        }
        let back = trail.at.saturating_sub(trail.base);
        trail.at = trail.base;
        *trail.entry(trail.base) = Entry {
            place: Some(place.clone()),
            draft: Draft::default(),
        };
        trail.is_settling |= back > 0;
        back
    });
    if back > 0 {
        history::go_back(back);
    }
    auth.go(place);
}

/// Somebody is signed in: the address is the page's own again, and no screen is kept. Another sign-in begins in the entry
/// that is there.
#[chunk(steps)]
pub(super) fn end(auth: &Auth) {
    let address = auth.trail().change(|trail| {
        trail.entries.clear();
        trail.base_before = std::mem::replace(&mut trail.base, trail.at);
        trail.address.take()
    });
    let address = address.or_else(|| history::address_of(auth.options(), "sign-in"));
    history::clear(auth.options(), address.as_deref());
}

/// Goes where the entry that is shown, or the address, says that the person stands. Says whether it says that.
pub(super) fn goes_on(auth: &Auth) -> Named {
    if is_off(auth) {
        return Named::Nothing;
    }
    let options = auth.options();
    let mark = history::mark(options);
    let named = mark.as_ref().map(|mark| mark.screen.clone());
    let named = named.or_else(|| history::named_by_address(options));
    let Some(name) = named else {
        return Named::Nothing;
    };
    follow(auth);
    match further::by_name(&name) {
        Some(place) => {
            here(auth, place);
            Named::Shown
        }
        None if name == "sign-in" => Named::SignIn,
        None => Named::Nothing,
    }
}

/// What an entry or an address names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// A screen, which is shown.
    Shown,
    SignIn,
    /// Nothing, or what only the storage of the tab may know.
    Nothing,
}

/// Shows a place in the entry that is there.
pub(super) fn here(auth: &Auth, place: Place) {
    if !is_off(auth) {
        follow(auth);
        auth.trail()
            .change(|trail| trail.entry(trail.at).place = Some(place.clone()));
        write_name(auth, place.name());
    }
    auth.go(place);
}

fn is_off(auth: &Auth) -> bool {
    auth.options().0.routing == Routing::Off
}

/// From now on the history is followed.
fn follow(auth: &Auth) {
    if auth.trail().change(|trail| trail.is_followed()) {
        return;
    }
    let mark = history::mark(auth.options());
    let heard = auth.clone();
    let listener = window_event_listener_untyped("popstate", move |_| arrive(&heard));
    auth.trail().change(|trail| {
        trail.at = mark.as_ref().map_or(0, |mark| mark.depth);
        trail.listener = Some(listener);
        trail.address = mark.is_none().then(history::address);
    });
}

/// Keeps the screen that is there, with what was typed, for when somebody comes back to it.
fn keep_here(auth: &Auth) {
    let (place, draft) = (auth.place_now(), draft::of_screen(auth.options()));
    auth.trail().change(|trail| {
        let at = trail.at;
        *trail.entry(at) = Entry {
            place: Some(place),
            draft,
        };
    });
}

/// Tells the browser of the entry that is shown now.
fn write(auth: &Auth, step: Step) {
    let options = auth.options();
    let depth = auth.trail().change(|trail| trail.at);
    let place = auth
        .trail()
        .change(|trail| trail.entry(depth).place.clone());
    let name = place.map_or("sign-in", |place| place.name());
    let mark = |depth, screen: &str| Mark {
        depth,
        screen: screen.into(),
    };
    match step {
        Step::Instead => write_name(auth, name),
        Step::On => {
            // The first of a way has no mark yet.
            if history::mark(options).is_none() {
                history::replace(options, &mark(depth - 1, "sign-in"), None);
            }
            let address = history::address_of(options, name);
            history::push(options, &mark(depth, name), address.as_deref());
        }
    }
}

/// Names the screen of the entry that is shown.
fn write_name(auth: &Auth, name: &str) {
    let options = auth.options();
    let mark = Mark {
        depth: auth.trail().change(|trail| trail.at),
        screen: name.into(),
    };
    let address = history::address_of(options, name);
    history::replace(options, &mark, address.as_deref());
}

/// The browser shows another entry.
fn arrive(auth: &Auth) {
    let mark = history::mark(auth.options());
    let Some(mark) = mark.or_else(|| linked(auth)) else {
        // Of the app's own.
        return;
    };
    let left = auth.trail().change(|trail| trail.at);
    if settles(auth, mark.depth) || left == mark.depth {
        return;
    }
    if auth.is_somebody() {
        return pass(auth, mark.depth);
    }
    keep_here(auth);
    let (place, draft) = auth.trail().change(|trail| {
        trail.at = mark.depth;
        trail.base = trail.base.min(mark.depth);
        let entry = trail.entry(mark.depth);
        (entry.place.clone(), entry.draft.clone())
    });
    match place.or_else(|| further::by_name(&mark.screen)) {
        Some(place) => {
            auth.go(place);
            draft.put_back(auth.options());
        }
        // Made before a reload.
        None => further::resume_here(auth),
    }
}

/// The browser shows an entry of the way by which the person has signed in. Who goes back goes to what was there before it.
fn pass(auth: &Auth, depth: usize) {
    let back = auth.trail().change(|trail| {
        let left = std::mem::replace(&mut trail.at, depth);
        if depth > left {
            return None;
        }
        // Of an older way it is not known where that began.
        let first = match depth < trail.base_before {
            true => 0,
            false => trail.base_before,
        };
        trail.at = first;
        Some(depth - first + 1)
    });
    if let Some(entries) = back {
        history::go_back(entries);
    }
}

/// The mark of an entry that a link made, whose address names a screen.
fn linked(auth: &Auth) -> Option<Mark> {
    let screen = history::named_by_address(auth.options())?;
    let mark = Mark {
        depth: auth.trail().change(|trail| trail.at) + 1,
        screen,
    };
    history::replace(auth.options(), &mark, None);
    auth.trail()
        .change(|trail| trail.entries.truncate(mark.depth));
    Some(mark)
}

/// Whether the browser is where it was sent. What was gone to meanwhile gets its entries now.
fn settles(auth: &Auth, depth: usize) -> bool {
    let (was_settling, at) = auth
        .trail()
        .change(|trail| (std::mem::take(&mut trail.is_settling), trail.at));
    if !was_settling {
        return false;
    }
    for next in depth + 1..=at {
        auth.trail().change(|trail| trail.at = next);
        write(auth, Step::On);
    }
    true
}
