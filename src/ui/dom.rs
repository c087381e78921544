//! What the screens need of the document and that Leptos does not give: focus, the values of a
//! form, a word to the developer. On a server, where there is no document, all of it does nothing.

use leptos::ev::SubmitEvent;
use leptos::web_sys::HtmlFormElement;

/// The values of a form at the moment that it was sent: names and texts.
pub(super) struct Values(Vec<(String, String)>);

impl Values {
    /// Reads them from the form.
    ///
    /// They are read from the document, not kept beside it: what a password manager fills in
    /// counts even where it fires no event, and no copy of a password lies about.
    pub fn of(form: &HtmlFormElement) -> Self {
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

    /// A code without the spaces that people put between its digits.
    pub fn code(&self, name: &str) -> String {
        let typed = self.exact(name).chars();
        typed.filter(|c| !c.is_whitespace()).collect()
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

/// Keeps the browser from sending the form anywhere.
pub(super) fn keep(event: &SubmitEvent) {
    event.prevent_default();
}

/// Moves the focus to the control of this name.
pub(super) fn focus(form: &HtmlFormElement, name: &str) {
    page::focus(form, &["[name=\"", name, "\"]"].concat());
}

/// Moves the focus to the first control that can be filled in.
pub(super) fn focus_first(form: &HtmlFormElement) {
    page::focus(form, "input:not([hidden],[readonly])");
}

/// Whether the person is somewhere on the page already, in a control of the page's own.
pub(super) fn is_focus_elsewhere() -> bool {
    page::is_focus_elsewhere()
}

/// Says something to the developer, in the console.
pub(super) fn warn(message: &str) {
    page::warn(message);
}

#[cfg(target_arch = "wasm32")]
mod page {
    use leptos::web_sys::{self, HtmlElement, HtmlFormElement};
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::FormData;

    pub fn values(form: &HtmlFormElement) -> Vec<(String, String)> {
        let Ok(data) = FormData::new_with_form(form) else {
            return Vec::new();
        };
        let entries = js_sys::try_iter(&data).ok().flatten();
        let entries = entries.into_iter().flatten().flatten();
        entries.filter_map(|entry| pair(&entry)).collect()
    }

    fn pair(entry: &JsValue) -> Option<(String, String)> {
        let entry: &js_sys::Array = entry.dyn_ref()?;
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    }

    pub fn focus(form: &HtmlFormElement, selector: &str) {
        if let Ok(Some(element)) = form.query_selector(selector)
            && let Some(element) = element.dyn_ref::<HtmlElement>()
        {
            let _ = element.focus();
        }
    }

    pub fn is_focus_elsewhere() -> bool {
        let document = web_sys::window().and_then(|window| window.document());
        let active = document.and_then(|document| document.active_element());
        active.is_some_and(|element| element.tag_name() != "BODY")
    }

    pub fn warn(message: &str) {
        web_sys::console::warn_1(&JsValue::from_str(message));
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    use leptos::web_sys::HtmlFormElement;

    pub fn values(_form: &HtmlFormElement) -> Vec<(String, String)> {
        Vec::new()
    }

    pub fn focus(_form: &HtmlFormElement, _selector: &str) {}

    pub fn is_focus_elsewhere() -> bool {
        false
    }

    pub fn warn(_message: &str) {}
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
    fn a_code_loses_its_spaces() {
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
