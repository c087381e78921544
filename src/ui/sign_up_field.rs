//! What else is asked of somebody who signs up.

use super::Text;

/// A field of the sign-up form that becomes a user attribute.
#[derive(Clone, Debug)]
pub struct SignUpField {
    pub(super) attribute: Text,
    pub(super) label: Text,
    pub(super) autocomplete: Text,
    pub(super) input_type: Text,
    pub(super) hint: Option<Text>,
    pub(super) optional: bool,
}

impl SignUpField {
    /// A field for the attribute of this name (`name`, `family_name`, `custom:team`), under this
    /// label. It must be filled in, unless [`optional`](Self::optional) is called.
    pub fn new(attribute: impl Into<Text>, label: impl Into<Text>) -> Self {
        SignUpField {
            attribute: attribute.into(),
            label: label.into(),
            autocomplete: Text::Borrowed("on"),
            input_type: Text::Borrowed("text"),
            hint: None,
            optional: false,
        }
    }

    /// What the browser may fill in, by the tokens of
    /// [HTML's autofill](https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill):
    /// `name`, `family-name`, `organization`.
    pub fn autocomplete(mut self, tokens: impl Into<Text>) -> Self {
        self.autocomplete = tokens.into();
        self
    }

    /// The `type` of the input: `text` by default, or `url`, `date`, `tel`.
    pub fn input_type(mut self, input_type: impl Into<Text>) -> Self {
        self.input_type = input_type.into();
        self
    }

    /// A line of help below the field.
    pub fn hint(mut self, hint: impl Into<Text>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The field may stay empty; the attribute is then left out.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}
