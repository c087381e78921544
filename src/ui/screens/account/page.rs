//! Access to the document for the account page: the focus, dialogs, visibility, and localised dates. On a server it
//! does nothing, and dates are in ISO 8601.

use crate::platform::Timestamp;
use crate::ui::Text;
use crate::ui::language::CurrentStrings;

pub(super) use browser::{close_dialog, focus_selector, show_dialog, when_visible};
use leptos::web_sys::Element;

/// A target of the focus.
#[derive(Clone)]
pub(super) enum Focus {
    /// The section's heading.
    Title,
    /// The button with this name, or else the heading.
    Button(Text),
}

/// Moves the focus in a section.
pub(super) fn focus(section: &Element, focus: &Focus) {
    let found = match focus {
        Focus::Title => false,
        Focus::Button(name) => focus_selector(section, &["[name=\"", name, "\"]"].concat()),
    };
    if !found {
        focus_selector(section, "h2");
    }
}

/// The precision of a formatted time.
#[derive(Clone, Copy)]
pub(super) enum Precision {
    Day,
    Minute,
}

/// Formats a time in the language of the screens, or else of the page.
pub(super) fn date(time: Timestamp, precision: Precision, strings: &CurrentStrings) -> String {
    let written = browser::date(time.as_millis(), precision, strings.tag());
    written.unwrap_or_else(|| time.iso_date())
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

    /// Editable controls.
    const FIELD: &str = ":is(input,select,textarea):not([hidden],[readonly])";

    /// Moves the focus to the first match. Returns whether there is one.
    pub fn focus_selector(root: &Element, selector: &str) -> bool {
        let found = root.query_selector(selector);
        let Ok(Some(element)) = found else {
            return false;
        };
        // Elements that are not focusable ignore it.
        let _ = element.unchecked_into::<HtmlElement>().focus();
        true
    }

    /// Opens the dialog, unless it is open, and moves the focus to its first field, or else to its title: never to a
    /// button, which could be pressed by accident.
    pub fn show_dialog(dialog: &Element) {
        let native: &HtmlDialogElement = dialog.unchecked_ref();
        if !native.open() {
            // It fails only if the dialog is already open.
            let _ = native.show_modal();
        }
        let _ = focus_selector(dialog, FIELD) || focus_selector(dialog, ".vestibule-title");
    }

    pub fn close_dialog(dialog: &Element) {
        dialog.unchecked_ref::<HtmlDialogElement>().close();
    }

    /// Calls `act` once the element is visible.
    pub fn when_visible(element: &Element, act: Box<dyn FnOnce()>) {
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
        // Every browser with WebAssembly has it.
        if let Ok(observer) = IntersectionObserver::new(seen.unchecked_ref()) {
            observer.observe(element);
        }
    }

    /// Formats a time in this language, or else the page's, or else the browser's.
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
        // The page's `lang` may be invalid.
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

    pub fn when_visible(_element: &Element, _act: Box<dyn FnOnce()>) {}

    pub fn date(_: u64, _: Precision, _: Option<&str>) -> Option<String> {
        None
    }
}
