//! What the screens need of the document and that Leptos does not give: focus, the values of a
//! form, a word to the developer. On a server, where there is no document, all of it does nothing.

use leptos::web_sys::{Element, Event};

use vestibule_chunk::chunk;

use crate::Error;
use crate::platform::LocalFuture;

use super::code::code_in;
use super::live;

/// The values of a form at the moment that it was sent: names and texts.
pub(super) struct Values(Vec<(String, String)>);

impl Values {
    /// Reads them from the form.
    ///
    /// They are read from the document, not kept beside it: what a password manager fills in
    /// counts even where it fires no event, and no copy of a password stays in memory.
    pub fn of(form: &Element) -> Self {
        Values(page::values(form))
    }

    /// The text as it was typed, byte for byte: for passwords.
    pub fn exact(&self, name: &str) -> &str {
        let value = self.0.iter().find(|(known, _)| known == name);
        value.map_or("", |(_, text)| text)
    }

    /// The text without white space around it: for everything else.
    pub fn text(&self, name: &str) -> &str {
        self.exact(name).trim()
    }

    /// The code in what was typed or pasted.
    pub fn code(&self, name: &str) -> String {
        code_in(self.exact(name))
    }

    /// All of them.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    pub fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }

    /// Those that are filled in and whose names are none of these.
    pub fn others<'a>(
        &'a self,
        known: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        let all = self
            .0
            .iter()
            .map(|(name, text)| (name.as_str(), text.trim()));
        all.filter(move |(name, text)| !known.contains(name) && !text.is_empty())
    }
}

/// Whether there is a page at all, and so a person: on a server there is none.
pub(super) fn is_page() -> bool {
    page::is_there()
}

/// Does something once the view that is being made stands on the page; nothing on a server.
pub(super) fn soon(act: impl FnOnce() + 'static) {
    if is_page() {
        live::spawn(async move { act() });
    }
}

/// What stands in the control that an event comes from.
pub(super) fn value(event: &Event) -> String {
    page::value(event)
}

/// Puts something else into the control that an event comes from.
pub(super) fn set_value(event: &Event, text: &str) {
    page::set_value(event, text);
}

/// How what is in a control got there, as an event of the control tells it.
pub(super) fn entry(event: &Event) -> Entry {
    page::entry(event)
}

/// How something gets into a control.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Letter by letter.
    Typed,
    /// In the middle of a letter that is made of several keys.
    Composed,
    /// At once: pasted, dropped, or filled in by the browser.
    Whole,
}

/// Moves the focus to the control of this name.
pub(super) fn focus(form: &Element, name: &str) {
    page::focus(form, &control(name));
}

/// Moves the focus to the first control of a card's form that can be filled in, or else, if that is wanted, to the
/// title.
pub(super) fn focus_first(card: &Element, or_title: bool) {
    if !page::focus(card, "form input:not([hidden],[readonly])") && or_title {
        page::focus(card, ".vestibule-title, h1");
    }
}

/// Moves the focus to the page's heading.
pub(super) fn focus_heading() {
    page::focus_heading();
}

/// Marks all that is in the control of this name, so that what is typed next takes its place.
pub(super) fn select(form: &Element, name: &str) {
    page::select(form, &control(name));
}

/// Puts something into the control of this name, as if the browser had filled it in.
pub(super) fn fill(form: &Element, name: &str, text: &str) {
    page::fill(form, &control(name), text);
}

/// Sends a form as its button does.
pub(super) fn send(form: &Element) {
    page::send(form);
}

/// Copies a text for the person, and says whether the browser let it.
pub(super) fn copy(text: String) -> LocalFuture<'static, bool> {
    page::copy(text)
}

/// The selector of the control of this name.
pub(super) fn control(name: &str) -> String {
    ["[name=\"", name, "\"]"].concat()
}

/// Whether the person is somewhere on the page already, in a control of the page's own.
pub(super) fn is_focus_elsewhere() -> bool {
    page::is_focus_elsewhere()
}

/// Says something in the console.
pub(super) fn warn(words: &str) {
    page::warn(words);
}

/// Says in the console what is behind an error: the person reads one sentence, and whoever builds
/// the app needs the rest.
pub(super) fn tell_developer(error: &Error) {
    let error = error.clone();
    live::spawn(async move {
        // Where it cannot be fetched the network is away, and there is nothing to change in the app.
        if page::load_chunk("errors").await {
            warn_of(&error);
        }
    });
}

#[chunk(errors)]
fn warn_of(error: &Error) {
    if !error.help().is_empty() {
        let (kind, message) = (error.kind().name(), error.message());
        page::warn(&[kind, ": ", message, "\n", error.help()].concat());
    }
}

#[cfg(target_arch = "wasm32")]
mod page {
    use js_sys::Array;
    use leptos::web_sys::{self, Element, Event, HtmlElement, HtmlInputElement};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{FormData, HtmlFormElement, InputEvent};

    use super::Entry;
    use crate::platform::LocalFuture;

    pub fn is_there() -> bool {
        web_sys::window().is_some()
    }

    pub fn value(event: &Event) -> String {
        // Asked of inputs alone, so that nothing else needs telling from them.
        let control = event.target().map(JsCast::unchecked_into);
        control.map_or_else(String::new, |input: HtmlInputElement| input.value())
    }

    pub fn values(form: &Element) -> Vec<(String, String)> {
        let Ok(data) = FormData::new_with_form(form.unchecked_ref()) else {
            return Vec::new();
        };
        let entries = Array::from(&data);
        let mut values = Vec::new();
        for index in 0..entries.length() {
            let entry: Array = entries.get(index).unchecked_into();
            // A file is no text.
            if let (Some(name), Some(text)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
                values.push((name, text));
            }
        }
        values
    }

    /// Whether there is such an element.
    pub fn focus(form: &Element, selector: &str) -> bool {
        let found = form.query_selector(selector);
        let Ok(Some(element)) = found else {
            return false;
        };
        // What cannot have the focus refuses it.
        let _ = element.unchecked_into::<HtmlElement>().focus();
        true
    }

    pub fn focus_heading() {
        let document = web_sys::window().and_then(|window| window.document());
        let heading = document.and_then(|document| document.query_selector("h1").ok()?);
        let Some(heading) = heading else {
            return;
        };
        if !heading.has_attribute("tabindex") {
            // It fails for a name that is none.
            let _ = heading.set_attribute("tabindex", "-1");
        }
        let _ = heading.unchecked_into::<HtmlElement>().focus();
    }

    pub fn set_value(event: &Event, text: &str) {
        if let Some(target) = event.target() {
            target.unchecked_into::<HtmlInputElement>().set_value(text);
        }
    }

    pub fn entry(event: &Event) -> Entry {
        // What the browser fills in comes as a plain event.
        let Some(event) = event.dyn_ref::<InputEvent>() else {
            return Entry::Whole;
        };
        let kind = event.input_type();
        // A keyboard on a screen offers a code and types it at once.
        let is_letter = event
            .data()
            .is_none_or(|data| data.chars().nth(1).is_none());
        match event.is_composing() {
            true => Entry::Composed,
            false if kind == "insertText" && is_letter => Entry::Typed,
            false if kind.starts_with("delete") => Entry::Typed,
            false => Entry::Whole,
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
                // It fails for an event that is under way.
                let _ = input.dispatch_event(&event);
            }
        }
    }

    fn input(form: &Element, selector: &str) -> Option<HtmlInputElement> {
        let found = form.query_selector(selector).ok()??;
        Some(found.unchecked_into())
    }

    pub fn send(form: &Element) {
        // Where a browser does not know it, the person presses the button.
        let _ = form.unchecked_ref::<HtmlFormElement>().request_submit();
    }

    pub fn copy(text: String) -> LocalFuture<'static, bool> {
        Box::pin(async move {
            let Some(window) = web_sys::window() else {
                return false;
            };
            let clipboard = window.navigator().clipboard();
            // Pages that came without TLS have none.
            if JsValue::from(&clipboard).is_undefined() {
                return false;
            }
            JsFuture::from(clipboard.write_text(&text)).await.is_ok()
        })
    }

    pub fn is_focus_elsewhere() -> bool {
        let document = web_sys::window().and_then(|window| window.document());
        let active = document.and_then(|document| document.active_element());
        active.is_some_and(|element| element.tag_name() != "BODY")
    }

    pub fn warn(message: &str) {
        web_sys::console::warn_1(&JsValue::from_str(message));
    }

    /// Loads a chunk, and says whether it is there.
    pub async fn load_chunk(name: &str) -> bool {
        crate::platform::browser::load_chunk(name).await.is_ok()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    use leptos::web_sys::{Element, Event};

    use super::Entry;
    use crate::platform::LocalFuture;

    pub fn is_there() -> bool {
        false
    }

    pub fn value(_event: &Event) -> String {
        String::new()
    }

    pub fn values(_form: &Element) -> Vec<(String, String)> {
        Vec::new()
    }

    pub fn focus(_form: &Element, _selector: &str) -> bool {
        false
    }

    pub fn focus_heading() {}

    pub fn set_value(_event: &Event, _text: &str) {}

    pub fn entry(_event: &Event) -> Entry {
        Entry::Typed
    }

    pub fn select(_form: &Element, _selector: &str) {}

    pub fn fill(_form: &Element, _selector: &str, _text: &str) {}

    pub fn send(_form: &Element) {}

    pub fn copy(_text: String) -> LocalFuture<'static, bool> {
        Box::pin(std::future::ready(false))
    }

    pub fn is_focus_elsewhere() -> bool {
        false
    }

    pub fn warn(_message: &str) {}

    pub async fn load_chunk(_name: &str) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        let owned = |(name, text): &(&str, &str)| (String::from(*name), String::from(*text));
        Values(pairs.iter().map(owned).collect())
    }

    #[test]
    fn a_password_is_kept_byte_for_byte_and_the_rest_is_trimmed() {
        let values = values(&[("username", " ada "), ("password", " pass word ")]);
        assert_eq!(values.text("username"), "ada");
        assert_eq!(values.exact("password"), " pass word ");
        assert_eq!(values.exact("absent"), "");
    }

    #[test]
    fn a_code_is_read_off_what_was_typed() {
        assert_eq!(values(&[("code", "123 456 ")]).code("code"), "123456");
    }

    #[test]
    fn others_are_what_a_slot_added_and_somebody_filled_in() {
        let values = values(&[
            ("username", "ada"),
            ("custom:team", "blue"),
            ("nickname", " "),
        ]);
        let others: Vec<_> = values.others(&["username"]).collect();
        assert_eq!(others, [("custom:team", "blue")]);
    }
}
