//! The style sheets of the screens, and their adoption into the page.

use super::minify_css;
use super::options::{Options, StyleSource};

/// The style sheet of all screens.
///
/// The screens adopt it as constructable style sheets
/// ([`adoptedStyleSheets`](https://developer.mozilla.org/en-US/docs/Web/API/Document/adoptedStyleSheets)), which a
/// policy of `style-src 'self'` allows. A page that is rendered on a server serves it as a file, too, and says so with
/// [`StyleSource::Page`](super::StyleSource::Page).
pub const STYLE_SHEET: &str = concat!(
    include_str!("style.css"),
    include_str!("steps.css"),
    include_str!("attributes.css"),
    include_str!("providers.css"),
    include_str!("brands.css"),
    include_str!("account.css")
);

/// The styles of every screen.
const BASE: &str = include_str!("style.css");
/// The styles of the further steps of a sign-in.
const STEPS: &str = include_str!("steps.css");
/// The styles of fields for attributes that are not a line of text.
const ATTRIBUTES: &str = include_str!("attributes.css");
/// The styles of the buttons of providers, and of providers with brand guidelines.
#[cfg(feature = "redirect")]
const PROVIDERS: &str = include_str!("providers.css");
#[cfg(feature = "redirect")]
const BRANDS: &str = include_str!("brands.css");
/// The styles of the account page.
const ACCOUNT: &str = include_str!("account.css");

/// Minifies a style sheet at compile time, by about a sixth.
macro_rules! minify {
    ($css:expr) => {
        match str::from_utf8(
            &const { minify_css::minify::<{ minify_css::minify::<0>($css).1 }>($css).0 },
        ) {
            Ok(css) => css,
            Err(_) => $css,
        }
    };
}

const MINIFIED: &str = minify!(BASE);
const MINIFIED_STEPS: &str = minify!(STEPS);
const MINIFIED_ATTRIBUTES: &str = minify!(ATTRIBUTES);
#[cfg(feature = "redirect")]
pub(super) const MINIFIED_PROVIDERS: &str = minify!(PROVIDERS);
#[cfg(feature = "redirect")]
pub(super) const MINIFIED_BRANDS: &str = minify!(BRANDS);
const MINIFIED_ACCOUNT: &str = minify!(ACCOUNT);

/// Adopts the base styles and the theme, if the document does not have them yet.
pub(super) fn adopt(options: &Options) {
    if options.0.style == StyleSource::Screens {
        adopt_sheet(options, "vestibule", MINIFIED);
    }
    if let Some(theme) = &options.0.theme {
        adopt_sheet(options, &theme.class, &theme.css);
    }
}

/// Adopts the styles of the further steps of a sign-in.
pub(super) fn adopt_steps(options: &Options) {
    if options.0.style == StyleSource::Screens {
        adopt_sheet(options, "vestibule-steps", MINIFIED_STEPS);
    }
}

/// Adopts the styles of the fields for attributes.
pub(super) fn adopt_attributes(options: &Options) {
    if options.0.style == StyleSource::Screens {
        adopt_sheet(options, "vestibule-attributes", MINIFIED_ATTRIBUTES);
    }
}

/// Adopts other styles of the screens, under this name.
#[cfg(feature = "redirect")]
pub(super) fn adopt_named(options: &Options, name: &str, css: &str) {
    if options.0.style == StyleSource::Screens {
        adopt_sheet(options, name, css);
    }
}

/// Passes a style sheet to the app's hook, or else to the document.
fn adopt_sheet(options: &Options, name: &str, css: &str) {
    if !options.advanced().hooks.adopt(name, css) {
        sheet::adopt(name, css);
    }
}

/// Adopts the styles of the account page, which need the base styles.
pub(super) fn adopt_account(options: &Options) {
    adopt(options);
    if options.0.style == StyleSource::Screens {
        adopt_sheet(options, "vestibule-account", MINIFIED_ACCOUNT);
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

    /// Adopts a style sheet into the document, unless it has one with this name.
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
    /// Does nothing: a server has no document.
    pub fn adopt(_name: &str, _css: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "redirect")]
    #[test]
    fn a_minified_style_sheet_has_the_same_rules() {
        let mut rest = STYLE_SHEET;
        let mut said = String::new();
        while let Some((before, comment)) = rest.split_once("/*") {
            said.push_str(before);
            rest = comment.split_once("*/").expect("an end").1;
        }
        said.push_str(rest);
        let without_spaces = |css: &str| css.split_whitespace().collect::<String>();
        assert_eq!(
            without_spaces(
                &[
                    MINIFIED,
                    MINIFIED_STEPS,
                    MINIFIED_ATTRIBUTES,
                    MINIFIED_PROVIDERS,
                    MINIFIED_BRANDS,
                    MINIFIED_ACCOUNT
                ]
                .concat()
            ),
            without_spaces(&said)
        );
        assert!(MINIFIED.len() < BASE.len() * 6 / 7);
        for kept in [
            "content:\"!\" / \"\";",
            ".vestibule *,.vestibule ::before",
            " :not(",
        ] {
            assert!(MINIFIED.contains(kept), "{kept} is not in {MINIFIED}");
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
