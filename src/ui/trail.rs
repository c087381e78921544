//! The screens as entries of the browser's history: Back and Forward lead from one to the next, with what was typed
//! there, and a reload comes back to the one that was there.
//!
//! A screen that Cognito's next question follows gives its entry to it: a question that was answered cannot be
//! answered again.

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
        let back = trail.at;
        trail.at = 0;
        *trail.entry(0) = Entry {
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

/// Somebody is signed in: the address is the page's own again, and no screen is kept.
#[chunk(steps)]
pub(super) fn end(auth: &Auth) {
    let address = auth.trail().change(|trail| {
        trail.entries.clear();
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
            // The first of all has no mark yet.
            if depth == 1 && history::mark(options).is_none() {
                history::replace(options, &mark(0, "sign-in"), None);
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
    if settles(auth, mark.depth) || auth.trail().change(|trail| trail.at) == mark.depth {
        return;
    }
    keep_here(auth);
    let (place, draft) = auth.trail().change(|trail| {
        trail.at = mark.depth;
        let entry = trail.entry(mark.depth);
        (entry.place.clone(), entry.draft.clone())
    });
    if auth.is_somebody() {
        return;
    }
    match place.or_else(|| further::by_name(&mark.screen)) {
        Some(place) => {
            auth.go(place);
            draft.put_back(auth.options());
        }
        // Made before a reload.
        None => further::resume_here(auth),
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
