//! What the account page needs of the browser: the focus, dialogs, what is in view, and dates as people write them. On
//! a server all of it does nothing, and dates are those of ISO 8601.

use crate::platform::Timestamp;
use crate::ui::Text;
use crate::ui::language::CurrentStrings;

pub(super) use browser::{close_dialog, focus_selector, once_seen, show_dialog};
use leptos::web_sys::Element;

/// Where the focus goes.
#[derive(Clone)]
pub(super) enum Focus {
    /// To the section's heading.
    Title,
    /// To the button of this name, or else to the heading.
    Button(Text),
}

/// Moves the focus to something in a section.
pub(super) fn focus(section: &Element, focus: &Focus) {
    let found = match focus {
        Focus::Title => false,
        Focus::Button(name) => focus_selector(section, &["[name=\"", name, "\"]"].concat()),
    };
    if !found {
        focus_selector(section, "h2");
    }
}

/// How much of a time is said.
#[derive(Clone, Copy)]
pub(super) enum Precision {
    Day,
    Minute,
}

/// A time as people write it, in the language of the screens, or else of the page.
pub(super) fn date(time: Timestamp, precision: Precision, strings: &CurrentStrings) -> String {
    let written = browser::date(time.as_millis(), precision, strings.tag());
    written.unwrap_or_else(|| iso(time))
}

/// The day by ISO 8601, in UTC.
fn iso(time: Timestamp) -> String {
    let (year, month, day) = civil(time.as_millis() / 86_400_000);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The day of the calendar so many days after 1970-01-01, by Howard Hinnant's algorithm
/// (<https://howardhinnant.github.io/date_algorithms.html#civil_from_days>).
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days.saturating_add(719_468);
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::{Array, Date, Function, Object, Reflect};
    use leptos::web_sys::{self, Element};
    use wasm_bindgen::closure::Closure;
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{
        HtmlDialogElement, HtmlElement, IntersectionObserver, IntersectionObserverEntry,
    };

    use super::Precision;

    /// What can be filled in.
    const FIELD: &str = ":is(input,select,textarea):not([hidden],[readonly])";

    /// Says whether there is such an element.
    pub fn focus_selector(root: &Element, selector: &str) -> bool {
        let found = root.query_selector(selector);
        let Ok(Some(element)) = found else {
            return false;
        };
        // What cannot have the focus refuses it.
        let _ = element.unchecked_into::<HtmlElement>().focus();
        true
    }

    /// Opens the dialog, unless it is open, and goes to its first field, or else to its title: to no button that
    /// could be pressed by a slip.
    pub fn show_dialog(dialog: &Element) {
        let native: &HtmlDialogElement = dialog.unchecked_ref();
        if !native.open() {
            // It is refused only where the dialog is open already.
            let _ = native.show_modal();
        }
        let _ = focus_selector(dialog, FIELD) || focus_selector(dialog, ".vestibule-title");
    }

    pub fn close_dialog(dialog: &Element) {
        dialog.unchecked_ref::<HtmlDialogElement>().close();
    }

    /// Acts once the element comes near to what is seen of the page.
    pub fn once_seen(element: &Element, act: Box<dyn FnOnce()>) {
        let mut act = Some(act);
        let seen = move |entries: Array, observer: IntersectionObserver| {
            let is_seen = |entry: JsValue| {
                entry
                    .unchecked_into::<IntersectionObserverEntry>()
                    .is_intersecting()
            };
            if entries.iter().any(is_seen) {
                observer.disconnect();
                if let Some(act) = act.take() {
                    act();
                }
            }
        };
        let seen = Closure::<dyn FnMut(Array, IntersectionObserver)>::new(seen).into_js_value();
        // A browser without it does not run WebAssembly, either.
        if let Ok(observer) = IntersectionObserver::new(seen.unchecked_ref()) {
            observer.observe(element);
        }
    }

    /// In this language, or else in the page's, or else in the browser's.
    pub fn date(millis: u64, precision: Precision, language: Option<&str>) -> Option<String> {
        let options = Object::new();
        let set = |name: &str, value: &str| Reflect::set(&options, &name.into(), &value.into());
        set("dateStyle", "long").ok()?;
        if let Precision::Minute = precision {
            set("timeStyle", "short").ok()?;
        }
        let date = Date::new(&JsValue::from_f64(millis as f64));
        let format = Reflect::get(&date, &"toLocaleString".into()).ok()?;
        let format: &Function = format.unchecked_ref();
        let written = |language: &JsValue| format.call2(&date, language, &options);
        // What a page says of its language may be none.
        let language = language.map_or_else(language_of_page, JsValue::from_str);
        let text = written(&language).or_else(|_| written(&JsValue::UNDEFINED));
        text.ok()?.as_string()
    }

    fn language_of_page() -> JsValue {
        let document = web_sys::window().and_then(|window| window.document());
        let root = document.and_then(|document| document.document_element());
        let language = root.and_then(|root| root.get_attribute("lang"));
        let language = language.filter(|language| !language.is_empty());
        language.map_or(JsValue::UNDEFINED, JsValue::from)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod browser {
    use leptos::web_sys::Element;

    use super::Precision;

    pub fn focus_selector(_root: &Element, _selector: &str) -> bool {
        false
    }

    pub fn show_dialog(_dialog: &Element) {}

    pub fn close_dialog(_dialog: &Element) {}

    pub fn once_seen(_element: &Element, _act: Box<dyn FnOnce()>) {}

    pub fn date(_: u64, _: Precision, _: Option<&str>) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_writes_days_by_iso_8601() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_795_995_896, "2026-11-29"),
            (4_107_542_399, "2100-02-28"),
        ] {
            assert_eq!(iso(Timestamp::from_millis(seconds * 1000)), day);
        }
        // The end of time is a day, too.
        assert!(!iso(Timestamp::from_millis(u64::MAX)).is_empty());
    }
}
