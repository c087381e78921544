//! The style sheet, and how it reaches the page.

use super::options::{Options, StyleSource};
use super::short;

/// The style sheet of the screens.
///
/// They bring it themselves as a constructable style sheet
/// ([`adoptedStyleSheets`](https://developer.mozilla.org/en-US/docs/Web/API/Document/adoptedStyleSheets)),
/// which a policy of `style-src 'self'` allows. A page that is rendered on a server serves it as
/// a file besides, and says so with [`StyleSource::Page`](super::StyleSource::Page).
pub const STYLE_SHEET: &str = concat!(
    include_str!("style.css"),
    include_str!("steps.css"),
    include_str!("attributes.css"),
    include_str!("providers.css"),
    include_str!("brands.css"),
    include_str!("account.css")
);

/// What every page has of it.
const FIRST: &str = include_str!("style.css");
/// What only the further steps of a sign-in need, and come with.
const STEPS: &str = include_str!("steps.css");
/// What the fields for attributes need that are more than a line of text, and come with.
const ATTRIBUTES: &str = include_str!("attributes.css");
/// What the buttons of providers need, and what only those need that have rules of their own.
#[cfg(feature = "redirect")]
const PROVIDERS: &str = include_str!("providers.css");
#[cfg(feature = "redirect")]
const BRANDS: &str = include_str!("brands.css");
/// What only the account page needs, and comes with.
const ACCOUNT: &str = include_str!("account.css");

/// The same for machines: a sixth of the bytes is for people alone.
macro_rules! short {
    ($css:expr) => {
        match str::from_utf8(&const { short::shorten::<{ short::shorten::<0>($css).1 }>($css).0 }) {
            Ok(css) => css,
            Err(_) => $css,
        }
    };
}

const SHORT: &str = short!(FIRST);
const SHORT_STEPS: &str = short!(STEPS);
const SHORT_ATTRIBUTES: &str = short!(ATTRIBUTES);
#[cfg(feature = "redirect")]
pub(super) const SHORT_PROVIDERS: &str = short!(PROVIDERS);
#[cfg(feature = "redirect")]
pub(super) const SHORT_BRANDS: &str = short!(BRANDS);
const SHORT_ACCOUNT: &str = short!(ACCOUNT);

/// Sees to it that the document has the styles that these options ask for, each once.
pub(super) fn adopt(options: &Options) {
    if options.0.style == StyleSource::Screens {
        hand_over(options, "vestibule", SHORT);
    }
    if let Some(theme) = &options.0.theme {
        hand_over(options, &theme.class, &theme.css);
    }
}

/// The same for the styles of the further steps of a sign-in.
pub(super) fn adopt_steps(options: &Options) {
    if options.0.style == StyleSource::Screens {
        hand_over(options, "vestibule-steps", SHORT_STEPS);
    }
}

/// The same for those of the fields for attributes.
pub(super) fn adopt_attributes(options: &Options) {
    if options.0.style == StyleSource::Screens {
        hand_over(options, "vestibule-attributes", SHORT_ATTRIBUTES);
    }
}

/// The same for other styles of the screens, under a name of their own.
#[cfg(feature = "redirect")]
pub(super) fn adopt_named(options: &Options, name: &str, css: &str) {
    if options.0.style == StyleSource::Screens {
        hand_over(options, name, css);
    }
}

/// To whoever takes them, or else to the document.
fn hand_over(options: &Options, name: &str, css: &str) {
    if !options.advanced().hooks.adopt(name, css) {
        sheet::adopt(name, css);
    }
}

/// The same for the styles of the account page, which stand on those of all screens.
pub(super) fn adopt_account(options: &Options) {
    adopt(options);
    if options.0.style == StyleSource::Screens {
        hand_over(options, "vestibule-account", SHORT_ACCOUNT);
    }
}

#[cfg(target_arch = "wasm32")]
mod sheet {
    use std::cell::RefCell;

    use wasm_bindgen::JsCast;
    use web_sys::CssStyleSheet;

    thread_local! {
        static ADOPTED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    /// Adopts a style sheet into the document, unless one of this name is there.
    pub fn adopt(name: &str, css: &str) {
        let known = ADOPTED.with_borrow(|names| names.iter().any(|known| known == name));
        if known {
            return;
        }
        let Some(document) = web_sys::window().and_then(|window| window.document()) else {
            return;
        };
        let Ok(sheet) = CssStyleSheet::new() else {
            return;
        };
        if sheet.replace_sync(css).is_ok() {
            let sheets = document.adopted_style_sheets();
            sheets.push(sheet.unchecked_ref());
            document.set_adopted_style_sheets(&sheets);
            ADOPTED.with_borrow_mut(|names| names.push(name.into()));
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod sheet {
    /// Nothing: a server has no document.
    pub fn adopt(_name: &str, _css: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "redirect")]
    #[test]
    fn the_short_style_sheet_says_the_same() {
        let mut rest = STYLE_SHEET;
        let mut said = String::new();
        while let Some((before, comment)) = rest.split_once("/*") {
            said.push_str(before);
            rest = comment.split_once("*/").expect("an end").1;
        }
        said.push_str(rest);
        let words = |css: &str| css.split_whitespace().collect::<String>();
        assert_eq!(
            words(
                &[
                    SHORT,
                    SHORT_STEPS,
                    SHORT_ATTRIBUTES,
                    SHORT_PROVIDERS,
                    SHORT_BRANDS,
                    SHORT_ACCOUNT
                ]
                .concat()
            ),
            words(&said)
        );
        assert!(SHORT.len() < FIRST.len() * 6 / 7);
        for kept in [
            "content:\"!\" / \"\";",
            ".vestibule *,.vestibule ::before",
            " :not(",
        ] {
            assert!(SHORT.contains(kept), "{kept} is not in {SHORT}");
        }
    }

    /// The custom properties that a block of declarations sets.
    fn properties(block: &str) -> Vec<&str> {
        let declarations = block.lines().map(str::trim);
        let names = declarations.filter_map(|line| line.strip_prefix("--vestibule-"));
        names
            .filter_map(|line| Some(line.split_once(':')?.0))
            .collect()
    }

    #[test]
    fn the_two_dark_sets_are_the_same_and_replace_colours_of_the_light_one() {
        let mut blocks = STYLE_SHEET.split("color-scheme:");
        let light = blocks.next().map(properties).unwrap_or_default();
        let system = blocks.find(|block| block.contains("--vestibule-"));
        let forced = blocks.find(|block| block.contains("--vestibule-"));
        let declared = |block: &str| {
            let lines = block.lines().map(str::trim).map(String::from);
            lines
                .filter(|line| line.starts_with("--"))
                .collect::<Vec<_>>()
        };
        assert!(light.len() > 10);
        assert_eq!(system.map(declared), forced.map(declared));
        for name in system.map(properties).unwrap_or_default() {
            assert!(light.contains(&name), "{name} is dark only");
        }
    }
}
