//! The values of a form.

use leptos::web_sys::Element;

use super::code::extract_code;
use super::dom;

/// The values of a form when it was submitted, by the names of its controls.
#[derive(Default)]
pub(super) struct Values(Vec<(String, String)>);

impl Values {
    /// Reads the values of the form.
    ///
    /// They are read from the document and not kept in state: values from a password manager that fires no event are
    /// included, and no copy of a password stays in memory.
    pub fn of(form: &Element) -> Self {
        Values(dom::form_values(form))
    }

    /// Returns a value exactly as it was typed: for passwords.
    pub fn raw(&self, name: &str) -> &str {
        let value = self.0.iter().find(|(known, _)| known == name);
        value.map_or("", |(_, text)| text)
    }

    /// Returns a value without leading and trailing white space: for everything but passwords.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// Returns the code in a value.
    pub fn code(&self, name: &str) -> String {
        extract_code(self.raw(name))
    }

    /// Returns the values that are not empty and whose names are not in `known`.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        let owned = |(name, text): &(&str, &str)| (String::from(*name), String::from(*text));
        Values(pairs.iter().map(owned).collect())
    }

    #[test]
    fn all_values_but_passwords_are_trimmed() {
        let values = values(&[("username", " ada "), ("password", " pass word ")]);
        assert_eq!(values.text("username"), "ada");
        assert_eq!(values.raw("password"), " pass word ");
        assert_eq!(values.raw("absent"), "");
    }

    #[test]
    fn a_code_is_extracted_from_the_value_of_its_field() {
        assert_eq!(values(&[("code", "123 456 ")]).code("code"), "123456");
    }

    #[test]
    fn others_are_the_fields_of_slots_that_have_a_value() {
        let values = values(&[
            ("username", "ada"),
            ("custom:team", "blue"),
            ("nickname", " "),
        ]);
        let others: Vec<_> = values.others(&["username"]).collect();
        assert_eq!(others, [("custom:team", "blue")]);
    }
}
