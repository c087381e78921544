//! The style sheet, and how it reaches the page.

use super::Theme;
use super::options::{Options, StyleSource};

/// The style sheet of the screens.
///
/// They bring it themselves as a constructable style sheet
/// ([`adoptedStyleSheets`](https://developer.mozilla.org/en-US/docs/Web/API/Document/adoptedStyleSheets)),
/// which a policy of `style-src 'self'` allows. A page that is rendered on a server serves it as
/// a file besides, and says so with [`StyleSource::Page`](super::StyleSource::Page).
pub const STYLE_SHEET: &str = include_str!("style.css");

/// Sees to it that the document has the styles that these options ask for, each once.
pub(super) fn adopt(options: &Options) {
    if options.0.style == StyleSource::Screens {
        sheet::adopt("vestibule", STYLE_SHEET);
    }
    if !options.0.theme.is_empty() {
        let theme: &Theme = &options.0.theme;
        sheet::adopt(&theme.class(), &theme.css());
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
