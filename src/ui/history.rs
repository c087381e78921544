//! The browser's history. The screens add their own state to its entries, beside the app's state: the entry's depth,
//! the depth of the first entry of the same sign-in flow, and the name of the screen.

use super::options::{Options, Routing};
use super::rules::digits;

/// The largest valid depth: browsers keep about fifty entries.
const MAX_DEPTH: usize = 1000;

/// The state of the screens in a history entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntryState {
    /// The number of entries of the screens before this one.
    pub depth: usize,
    /// The depth of the entry where its sign-in flow begins. There is no entry of the app between the two.
    pub base: usize,
    pub screen: String,
}

/// How another screen is added to the history.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HistoryChange {
    /// In a new entry.
    Push,
    /// In the entry of the previous screen.
    Replace,
}

/// The name of the screen in the entry where the person signed in.
const SIGNED_IN: &str = "in";

impl EntryState {
    fn read(text: &str) -> Option<Self> {
        let (depth, rest) = text.split_once(' ')?;
        let (base, screen) = rest.split_once(' ')?;
        let depth = depth.parse().ok().filter(|depth| *depth <= MAX_DEPTH)?;
        let base = base.parse().ok().filter(|base| *base <= depth)?;
        let screen = screen.into();
        Some(EntryState {
            depth,
            base,
            screen,
        })
    }

    fn text(&self) -> String {
        let digits = |number| digits(u32::try_from(number).unwrap_or_default());
        [
            &digits(self.depth),
            " ",
            &digits(self.base),
            " ",
            &self.screen,
        ]
        .concat()
    }

    /// Returns the state of the entry where a sign-in flow has ended with a sign-in. Another flow may begin in it.
    pub fn signed_in(depth: usize) -> Self {
        EntryState {
            depth,
            base: depth,
            screen: SIGNED_IN.into(),
        }
    }

    /// Returns whether it names a screen of the sign-in flow.
    pub fn names_screen(&self) -> bool {
        self.screen != SIGNED_IN
    }
}

/// Returns the state of the current entry.
pub(super) fn current_entry(options: &Options) -> Option<EntryState> {
    EntryState::read(&page::read(&key(options))?)
}

/// Returns the address of a screen.
pub(super) fn address_of(options: &Options, screen: &str) -> Option<String> {
    address_in(&options.0.routing, screen)
}

/// Returns the address of a screen with this routing.
pub(super) fn address_in(routing: &Routing, screen: &str) -> Option<String> {
    let is_sign_in = screen == "sign-in";
    Some(match routing {
        Routing::Hash if is_sign_in => before_hash(&page::address()).into(),
        Routing::Hash => ["#", screen].concat(),
        Routing::Path(base) if is_sign_in => base.clone().into_owned(),
        Routing::Path(base) => [base.trim_end_matches('/'), "/", screen].concat(),
        Routing::Unchanged | Routing::Off => return None,
    })
}

/// Returns the name of the screen in the page's address.
pub(super) fn named_by_address(options: &Options) -> Option<String> {
    let address = page::address();
    let name = match &options.0.routing {
        Routing::Hash => address.split_once('#')?.1,
        Routing::Path(base) => {
            let path = address.split(['?', '#']).next().unwrap_or_default();
            path.strip_prefix(base.trim_end_matches('/'))?
                .strip_prefix('/')?
        }
        Routing::Unchanged | Routing::Off => return None,
    };
    (!name.is_empty()).then(|| name.into())
}

/// Returns the name of the screen whose address the page has. The sign-in screen has the address without a name.
pub(super) fn screen_at_address(options: &Options) -> Option<String> {
    let is_sign_in = || address_of(options, "sign-in") == Some(page::address());
    named_by_address(options).or_else(|| is_sign_in().then(|| "sign-in".into()))
}

/// Returns the page's address without its origin.
pub(super) fn address() -> String {
    page::address()
}

pub(super) fn push(options: &Options, entry: &EntryState, address: Option<&str>) {
    page::push(&key(options), &entry.text(), address);
}

pub(super) fn replace(options: &Options, entry: &EntryState, address: Option<&str>) {
    page::replace(&key(options), &entry.text(), address);
}

pub(super) fn go_back(entries: usize) {
    page::go_back(entries);
}

/// Returns the key of the screens' state in an entry. Screens with another id prefix have another key.
fn key(options: &Options) -> String {
    options.element_id("screen")
}

fn before_hash(address: &str) -> &str {
    address.split('#').next().unwrap_or_default()
}

#[cfg(target_arch = "wasm32")]
mod page {
    use js_sys::{Object, Reflect};
    use leptos::web_sys::{History, window};
    use wasm_bindgen::{JsCast, JsValue};

    pub fn read(key: &str) -> Option<String> {
        let state = history()?.state().ok()?;
        // `Reflect::get` fails for anything but an object.
        Reflect::get(&state, &key.into()).ok()?.as_string()
    }

    pub fn address() -> String {
        let parts = || {
            let location = window()?.location();
            let (path, search) = (location.pathname().ok()?, location.search().ok()?);
            Some([path, search, location.hash().ok()?].concat())
        };
        parts().unwrap_or_default()
    }

    pub fn push(key: &str, text: &str, address: Option<&str>) {
        if let Some(history) = history() {
            // Browsers refuse pages that push very many entries. Then the screen has no entry.
            let _ = history.push_state_with_url(&state(&Object::new(), key, text), "", address);
        }
    }

    pub fn replace(key: &str, text: &str, address: Option<&str>) {
        let Some(history) = history() else {
            return;
        };
        let own = Object::new();
        if let Ok(now) = history.state()
            && now.is_object()
        {
            Object::assign(&own, now.unchecked_ref());
        }
        let _ = history.replace_state_with_url(&state(&own, key, text), "", address);
    }

    pub fn go_back(entries: usize) {
        if let Some(history) = history() {
            let _ = history.go_with_delta(-i32::try_from(entries).unwrap_or_default());
        }
    }

    fn state(own: &Object, key: &str, text: &str) -> JsValue {
        // It fails for frozen objects only.
        let _ = Reflect::set(own, &key.into(), &text.into());
        own.into()
    }

    fn history() -> Option<History> {
        window()?.history().ok()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub fn read(_key: &str) -> Option<String> {
        None
    }

    pub fn address() -> String {
        String::new()
    }

    pub fn push(_key: &str, _text: &str, _address: Option<&str>) {}

    pub fn replace(_key: &str, _text: &str, _address: Option<&str>) {}

    pub fn go_back(_entries: usize) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let entry = EntryState {
            depth: 12,
            base: 10,
            screen: "sign-up".into(),
        };
        for entry in [entry, EntryState::signed_in(3)] {
            assert_eq!(EntryState::read(&entry.text()), Some(entry));
        }
        for other in [
            "",
            "sign-up",
            "1 sign-up",
            "x 0 sign-up",
            "-1 0 sign-up",
            "1 2 sign-up",
            "4294967295 0 sign-up",
        ] {
            assert_eq!(EntryState::read(other), None, "{other}");
        }
    }

    #[test]
    fn each_screen_has_an_address_where_the_options_say_so() {
        let of = |routing, screen| address_of(&Options::new().routing(routing), screen);
        let path = || Routing::Path("/welcome/".into());
        assert_eq!(of(Routing::Unchanged, "sign-up"), None);
        assert_eq!(of(Routing::Hash, "sign-up").as_deref(), Some("#sign-up"));
        assert_eq!(of(path(), "sign-up").as_deref(), Some("/welcome/sign-up"));
        assert_eq!(of(path(), "sign-in").as_deref(), Some("/welcome/"));
    }
}
