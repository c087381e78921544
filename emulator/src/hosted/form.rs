//! The parameters of a request's body or query.

use crate::http::{Request, form, header};

/// Names and values in their order.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the body; empty if it is not a form.
    pub(super) fn of_body(request: &Request) -> Self {
        if !is_form(request) {
            return Self(Vec::new());
        }
        Self(form(&String::from_utf8_lossy(request.body())))
    }

    pub(super) fn of_query(request: &Request) -> Self {
        Self(request.uri().query().map(form).unwrap_or_default())
    }

    /// The pairs with one of these names.
    pub(super) fn only(&self, names: &[&str]) -> Self {
        let named = self
            .0
            .iter()
            .filter(|(key, _)| names.contains(&key.as_str()));
        Self(named.cloned().collect())
    }

    /// The first value; `None` if it is empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The first value, or an empty text.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Whether a parameter occurs twice, which
    /// [RFC 6749, section 3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1) forbids.
    pub(super) fn repeats(&self, name: &str) -> bool {
        self.0.iter().filter(|(key, _)| key == name).count() > 1
    }
}

/// Whether the content type is that of a form.
pub(super) fn is_form(request: &Request) -> bool {
    let media_type = header(request, "content-type").unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
