//! Access to the document that Leptos does not offer: focus, form values, the console. On a server these functions do
//! nothing.

use leptos::web_sys::{Element, Event};

use vestibule_chunk::chunk;

use crate::Error;
use crate::platform::LocalFuture;

use super::reactive;
pub(super) use super::values::Values;

/// Returns the names and values of a form's controls.
pub(super) fn form_values(form: &Element) -> Vec<(String, String)> {
    page::values(form)
}

/// Returns whether this runs in a browser and not on a server.
pub(super) fn is_browser() -> bool {
    page::is_browser()
}

/// Runs `act` after the view that is being rendered is in the document; never on a server.
pub(super) fn after_render(act: impl FnOnce() + 'static) {
    if is_browser() {
        reactive::spawn(async move { act() });
    }
}

/// Returns the time in milliseconds; 0 on a server.
pub(super) fn now() -> f64 {
    page::now()
}

/// Returns the value of the control that an event comes from.
pub(super) fn value(event: &Event) -> String {
    page::value(event)
}

/// Returns whether the checkbox that an event comes from is checked.
pub(super) fn is_checked(event: &Event) -> bool {
    page::is_checked(event)
}

/// Sets the value of the control that an event comes from.
pub(super) fn set_value(event: &Event, text: &str) {
    page::set_value(event, text);
}

/// Returns how a control's value was entered.
pub(super) fn input_kind(event: &Event) -> InputKind {
    page::input_kind(event)
}

/// How a value was entered into a control.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InputKind {
    /// Typed key by key.
    Typed,
    /// In the middle of an IME composition.
    Composing,
    /// Inserted at once: pasted, dropped, or autofilled.
    Inserted,
}

/// Moves the focus to the control with this name.
pub(super) fn focus(form: &Element, name: &str) {
    page::focus(form, &control_selector(name));
}

/// Moves the focus to the first editable control of a card's form, or, with `or_title`, to the title if there is none.
pub(super) fn focus_first(card: &Element, or_title: bool) {
    if !page::focus(card, "form input:not([hidden],[readonly])") && or_title {
        page::focus(card, ".vestibule-title, h1");
    }
}

/// Moves the focus to the page's heading.
pub(super) fn focus_heading() {
    page::focus_heading();
}

/// Selects the text of the control with this name, so that typing replaces it.
pub(super) fn select(form: &Element, name: &str) {
    page::select(form, &control_selector(name));
}

/// Sets the value of the control with this name as autofill does, with an `input` event.
pub(super) fn fill(form: &Element, name: &str, text: &str) {
    page::fill(form, &control_selector(name), text);
}

/// Submits a form as its button does.
pub(super) fn submit(form: &Element) {
    page::submit(form);
}

/// Copies a text to the clipboard. Returns whether the browser allowed it.
pub(super) fn copy(text: String) -> LocalFuture<'static, bool> {
    page::copy(text)
}

/// Returns a CSS selector for the control with this name.
fn control_selector(name: &str) -> String {
    ["[name=\"", name, "\"]"].concat()
}

/// Returns whether an element other than the body has the focus.
pub(super) fn has_focused_element() -> bool {
    page::has_focused_element()
}

/// Writes a warning to the console.
pub(super) fn warn(message: &str) {
    page::warn(message);
}

/// Writes the developer's help for an error to the console: the person sees one sentence only.
pub(super) fn log_error(error: &Error) {
    let error = error.clone();
    reactive::spawn(async move {
        // If the chunk cannot be loaded, there is no network, and nothing to change in the app.
        if page::load_chunk("errors").await {
            log_error_help(&error);
        }
    });
}

#[chunk(errors)]
fn log_error_help(error: &Error) {
    if !error.help().is_empty() {
        let (kind, message) = (error.kind().name(), error.message());
        page::warn(&[kind, ": ", message, "\n", error.help()].concat());
    }
}

#[cfg(target_arch = "wasm32")]
mod page {
    use js_sys::{Array, Date};
    use leptos::web_sys::{self, Element, Event, HtmlElement, HtmlInputElement};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{FormData, HtmlFormElement, InputEvent};

    use super::InputKind;
    use crate::platform::LocalFuture;

    pub fn is_browser() -> bool {
        web_sys::window().is_some()
    }

    pub fn now() -> f64 {
        Date::now()
    }

    pub fn value(event: &Event) -> String {
        // Called for events of inputs only.
        let control = event.target().map(JsCast::unchecked_into);
        control.map_or_else(String::new, |input: HtmlInputElement| input.value())
    }

    pub fn is_checked(event: &Event) -> bool {
        let control = event.target().map(JsCast::unchecked_into);
        control.is_some_and(|input: HtmlInputElement| input.checked())
    }

    pub fn values(form: &Element) -> Vec<(String, String)> {
        let Ok(data) = FormData::new_with_form(form.unchecked_ref()) else {
            return Vec::new();
        };
        let entries = Array::from(&data);
        let mut values = Vec::new();
        for index in 0..entries.length() {
            let entry: Array = entries.get(index).unchecked_into();
            // The value of a file input is not a string.
            if let (Some(name), Some(text)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
                values.push((name, text));
            }
        }
        values
    }

    /// Returns whether there is such an element.
    pub fn focus(form: &Element, selector: &str) -> bool {
        let found = form.query_selector(selector);
        let Ok(Some(element)) = found else {
            return false;
        };
        // Elements that are not focusable ignore it.
        let _ = element.unchecked_into::<HtmlElement>().focus();
        true
    }

    pub fn focus_heading() {
        if let Some(heading) = visible_heading() {
            // Without the attribute the index is -1, and the heading cannot have the focus.
            heading.set_tab_index(heading.tab_index());
            let _ = heading.focus();
        }
    }

    fn visible_heading() -> Option<HtmlElement> {
        let document = web_sys::window()?.document()?;
        let all = document.query_selector_all("h1").ok()?;
        let mut all = (0..all.length()).filter_map(|index| all.get(index)?.dyn_into().ok());
        all.find(|heading: &HtmlElement| heading.offset_width() > 0)
    }

    pub fn set_value(event: &Event, text: &str) {
        if let Some(target) = event.target() {
            target.unchecked_into::<HtmlInputElement>().set_value(text);
        }
    }

    pub fn input_kind(event: &Event) -> InputKind {
        // Autofill dispatches a plain `Event`.
        let Some(event) = event.dyn_ref::<InputEvent>() else {
            return InputKind::Inserted;
        };
        let kind = event.input_type();
        // An on-screen keyboard may suggest a code and insert it at once.
        let is_letter = event
            .data()
            .is_none_or(|data| data.chars().nth(1).is_none());
        match event.is_composing() {
            true => InputKind::Composing,
            false if kind == "insertText" && is_letter => InputKind::Typed,
            false if kind.starts_with("delete") => InputKind::Typed,
            false => InputKind::Inserted,
        }
    }

    pub fn select(form: &Element, selector: &str) {
        if let Some(input) = input(form, selector) {
            input.select();
        }
    }

    pub fn fill(form: &Element, selector: &str, text: &str) {
        if let Some(input) = input(form, selector) {
            input.set_value(text);
            if let Ok(event) = Event::new("input") {
                // It fails only for an event that is already being dispatched.
                let _ = input.dispatch_event(&event);
            }
        }
    }

    fn input(form: &Element, selector: &str) -> Option<HtmlInputElement> {
        let found = form.query_selector(selector).ok()??;
        Some(found.unchecked_into())
    }

    pub fn submit(form: &Element) {
        // It fails if the form is not in the document any more.
        let _ = form.unchecked_ref::<HtmlFormElement>().request_submit();
    }

    pub fn copy(text: String) -> LocalFuture<'static, bool> {
        Box::pin(async move {
            let Some(window) = web_sys::window() else {
                return false;
            };
            let clipboard = window.navigator().clipboard();
            // The clipboard is `undefined` in insecure contexts.
            if JsValue::from(&clipboard).is_undefined() {
                return false;
            }
            JsFuture::from(clipboard.write_text(&text)).await.is_ok()
        })
    }

    pub fn has_focused_element() -> bool {
        let document = web_sys::window().and_then(|window| window.document());
        let active = document.and_then(|document| document.active_element());
        active.is_some_and(|element| element.tag_name() != "BODY")
    }

    pub fn warn(message: &str) {
        web_sys::console::warn_1(&JsValue::from_str(message));
    }

    /// Loads a chunk. Returns whether it is loaded.
    pub async fn load_chunk(name: &str) -> bool {
        crate::platform::browser::load_chunk(name).await.is_ok()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    use leptos::web_sys::{Element, Event};

    use super::InputKind;
    use crate::platform::LocalFuture;

    pub fn is_browser() -> bool {
        false
    }

    pub fn now() -> f64 {
        0.0
    }

    pub fn value(_event: &Event) -> String {
        String::new()
    }

    pub fn is_checked(_event: &Event) -> bool {
        false
    }

    pub fn values(_form: &Element) -> Vec<(String, String)> {
        Vec::new()
    }

    pub fn focus(_form: &Element, _selector: &str) -> bool {
        false
    }

    pub fn focus_heading() {}

    pub fn set_value(_event: &Event, _text: &str) {}

    pub fn input_kind(_event: &Event) -> InputKind {
        InputKind::Typed
    }

    pub fn select(_form: &Element, _selector: &str) {}

    pub fn fill(_form: &Element, _selector: &str, _text: &str) {}

    pub fn submit(_form: &Element) {}

    pub fn copy(_text: String) -> LocalFuture<'static, bool> {
        Box::pin(std::future::ready(false))
    }

    pub fn has_focused_element() -> bool {
        false
    }

    pub fn warn(_message: &str) {}

    pub async fn load_chunk(_name: &str) -> bool {
        true
    }
}
