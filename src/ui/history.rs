//! The browser's history, as the screens mark their entries in it: by a depth, that of the first entry of the same way,
//! and a screen's name, beside whatever the app keeps in the entry.

use super::options::{Options, Routing};
use super::rules::digits;

/// A depth beyond this is none that the screens have written: browsers keep some fifty entries.
const DEEPEST: usize = 1000;

/// What the screens keep in an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// How many entries of the screens lie before it.
    pub depth: usize,
    /// The same of the entry where the way to sign in begins that it belongs to. No entry of the app's own lies between.
    pub base: usize,
    pub screen: String,
}

/// What stands for a screen in the entry where somebody is in.
const SIGNED_IN: &str = "in";

impl Mark {
    fn read(text: &str) -> Option<Self> {
        let (depth, rest) = text.split_once(' ')?;
        let (base, screen) = rest.split_once(' ')?;
        let depth = depth.parse().ok().filter(|depth| *depth <= DEEPEST)?;
        let base = base.parse().ok().filter(|base| *base <= depth)?;
        let screen = screen.into();
        Some(Mark {
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

    /// The mark of the entry where a way ends that has led in. Another way begins in it.
    pub fn signed_in(depth: usize) -> Self {
        Mark {
            depth,
            base: depth,
            screen: SIGNED_IN.into(),
        }
    }

    /// Whether it is the mark of a screen on the way to sign in.
    pub fn names_screen(&self) -> bool {
        self.screen != SIGNED_IN
    }
}

/// The mark of the entry that is shown.
pub(super) fn mark(options: &Options) -> Option<Mark> {
    Mark::read(&page::mark(&key(options))?)
}

/// The address under which a screen is.
pub(super) fn address_of(options: &Options, screen: &str) -> Option<String> {
    address_in(&options.0.routing, screen)
}

/// The same, for a way to have addresses.
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

/// The screen that the address names.
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

/// The page's address from its path on.
pub(super) fn address() -> String {
    page::address()
}

pub(super) fn push(options: &Options, mark: &Mark, address: Option<&str>) {
    page::push(&key(options), &mark.text(), address);
}

pub(super) fn replace(options: &Options, mark: &Mark, address: Option<&str>) {
    page::replace(&key(options), &mark.text(), address);
}

pub(super) fn go_back(entries: usize) {
    page::go_back(entries);
}

/// The name of the mark in an entry's state. Screens with other ids have another.
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

    pub fn mark(key: &str) -> Option<String> {
        let state = history()?.state().ok()?;
        // Of what is no object nothing can be read.
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

    pub fn push(key: &str, mark: &str, address: Option<&str>) {
        if let Some(history) = history() {
            // A browser that refuses, of a page that makes very many, leaves the screen without an entry.
            let _ = history.push_state_with_url(&state(&Object::new(), key, mark), "", address);
        }
    }

    pub fn replace(key: &str, mark: &str, address: Option<&str>) {
        let Some(history) = history() else {
            return;
        };
        let own = Object::new();
        if let Ok(now) = history.state()
            && now.is_object()
        {
            Object::assign(&own, now.unchecked_ref());
        }
        let _ = history.replace_state_with_url(&state(&own, key, mark), "", address);
    }

    pub fn go_back(entries: usize) {
        if let Some(history) = history() {
            let _ = history.go_with_delta(-i32::try_from(entries).unwrap_or_default());
        }
    }

    fn state(own: &Object, key: &str, mark: &str) -> JsValue {
        // It fails for frozen objects, which this one is not.
        let _ = Reflect::set(own, &key.into(), &mark.into());
        own.into()
    }

    fn history() -> Option<History> {
        window()?.history().ok()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub fn mark(_key: &str) -> Option<String> {
        None
    }

    pub fn address() -> String {
        String::new()
    }

    pub fn push(_key: &str, _mark: &str, _address: Option<&str>) {}

    pub fn replace(_key: &str, _mark: &str, _address: Option<&str>) {}

    pub fn go_back(_entries: usize) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let mark = Mark {
            depth: 12,
            base: 10,
            screen: "sign-up".into(),
        };
        for mark in [mark, Mark::signed_in(3)] {
            assert_eq!(Mark::read(&mark.text()), Some(mark));
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
            assert_eq!(Mark::read(other), None, "{other}");
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
