//! Additional fields and consents of the sign-up form.

use std::fmt;
use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use super::Text;

/// A field of the sign-up form that becomes a user attribute.
///
/// Cognito's standard attributes need only their name: the label, the control and the autofill tokens are known. Custom
/// attributes get them here.
///
/// ```
/// use vestibule::ui::{Options, SignUpField};
///
/// let options = Options::new()
///     .sign_up_field(SignUpField::standard("given_name"))
///     .sign_up_field(SignUpField::standard("birthdate"))
///     .sign_up_field(SignUpField::standard("phone_number").optional())
///     .sign_up_field(SignUpField::new("custom:team", "Team").length(2..=20))
///     .sign_up_field(SignUpField::new("custom:seats", "Seats").number(1..=50))
///     .sign_up_field(SignUpField::new("custom:size", "Shirt").choices([("s", "Small"), ("l", "Large")]))
///     .sign_up_field(SignUpField::new("custom:news", "Send me news").checkbox())
///     .sign_up_field(
///         SignUpField::new("invitation", "Invitation")
///             .validation_data()
///             .validate(|typed| match typed.starts_with("N-") {
///                 true => Ok(()),
///                 false => Err("An invitation begins with N-.".into()),
///             }),
///     );
/// # let _ = options;
/// ```
///
/// If the pool requires one of them and an account lacks it, somebody who signs in for the first time with a temporary
/// password is asked for it in the same way.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>
#[derive(Clone)]
pub struct SignUpField {
    pub(super) attribute: Text,
    pub(super) label: Option<Text>,
    pub(super) autocomplete: Option<Text>,
    pub(super) kind: Option<Kind>,
    pub(super) hint: Option<Text>,
    pub(super) optional: bool,
    /// The minimum and the maximum number of characters.
    pub(super) length: (usize, usize),
    pub(super) validate: Option<Validate>,
    pub(super) is_validation_data: bool,
}

/// The kind of a field's value and control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A line of text, in an input of this type.
    Line(Text),
    Lines,
    Date,
    Phone,
    /// A URL.
    Web,
    /// A time zone, by its IANA name.
    Zone,
    /// A language tag. The browser's language is the default.
    Language,
    /// A whole number with its minimum and maximum.
    Number(i64, i64),
    Checkbox,
    /// The values and their labels.
    Choices(Vec<(Text, Text)>),
    Consent(Vec<ConsentLink>),
}

/// A link in the label of a consent: the placeholder that it replaces, its text, and its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConsentLink {
    pub placeholder: Text,
    pub text: Text,
    pub address: Text,
}

pub(super) type Validate = Arc<dyn Fn(&str) -> Result<(), Text> + Send + Sync>;

impl SignUpField {
    /// Returns a field for the attribute with this name (`name`, `family_name`, `custom:team`) and this label. It is
    /// required, unless [`optional`](Self::optional) is called.
    pub fn new(attribute: impl Into<Text>, label: impl Into<Text>) -> Self {
        SignUpField {
            label: Some(label.into()),
            ..SignUpField::standard(attribute)
        }
    }

    /// Returns a field for one of Cognito's standard attributes (`given_name`, `birthdate`, `phone_number`) with the
    /// label of the screens' language.
    pub fn standard(attribute: impl Into<Text>) -> Self {
        SignUpField {
            attribute: attribute.into(),
            label: None,
            autocomplete: None,
            kind: None,
            hint: None,
            optional: false,
            length: (0, usize::MAX),
            validate: None,
            is_validation_data: false,
        }
    }

    /// Sets the tokens of [HTML's
    /// autofill](https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill): `name`,
    /// `family-name`, `organization`.
    pub fn autocomplete(mut self, tokens: impl Into<Text>) -> Self {
        self.autocomplete = Some(tokens.into());
        self
    }

    /// Sets the `type` of the input: `text` by default, or `url`, `tel`.
    pub fn input_type(self, input_type: impl Into<Text>) -> Self {
        self.of_kind(Kind::Line(input_type.into()))
    }

    /// Makes it a text of several lines.
    pub fn multiline(self) -> Self {
        self.of_kind(Kind::Lines)
    }

    /// Makes it a date, as `2026-11-30`.
    pub fn date(self) -> Self {
        self.of_kind(Kind::Date)
    }

    /// Makes it a phone number with a list of countries, as `+441815121000`.
    pub fn phone(self) -> Self {
        self.of_kind(Kind::Phone)
    }

    /// Makes it a whole number in this range, which is that of the attribute in the pool.
    pub fn number(self, bounds: impl RangeBounds<i64>) -> Self {
        let least = match bounds.start_bound() {
            Bound::Included(least) => *least,
            Bound::Excluded(below) => below.saturating_add(1),
            Bound::Unbounded => i64::MIN,
        };
        let most = match bounds.end_bound() {
            Bound::Included(most) => *most,
            Bound::Excluded(above) => above.saturating_sub(1),
            Bound::Unbounded => i64::MAX,
        };
        self.of_kind(Kind::Number(least, most))
    }

    /// Sets the range of the number of characters, which is that of the attribute in the pool.
    pub fn length(mut self, bounds: impl RangeBounds<usize>) -> Self {
        let least = match bounds.start_bound() {
            Bound::Included(least) => *least,
            Bound::Excluded(below) => below.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let most = match bounds.end_bound() {
            Bound::Included(most) => *most,
            Bound::Excluded(above) => above.saturating_sub(1),
            Bound::Unbounded => usize::MAX,
        };
        self.length = (least, most);
        self
    }

    /// Makes it a checkbox: `true` if it is checked, `false` if not.
    pub fn checkbox(self) -> Self {
        self.of_kind(Kind::Checkbox)
    }

    /// Makes it a list of these values, each with its label.
    pub fn choices<V: Into<Text>, W: Into<Text>>(
        self,
        choices: impl IntoIterator<Item = (V, W)>,
    ) -> Self {
        let choices = choices.into_iter();
        let own = choices.map(|(value, label)| (value.into(), label.into()));
        self.of_kind(Kind::Choices(own.collect()))
    }

    /// Sets a line of help below the field.
    pub fn hint(mut self, hint: impl Into<Text>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Makes the field optional. The attribute is omitted if the field is empty.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Validates the value before it is sent, and returns what is wrong with it. Cognito validates it in any case.
    pub fn validate(
        mut self,
        check: impl Fn(&str) -> Result<(), Text> + Send + Sync + 'static,
    ) -> Self {
        self.validate = Some(Arc::new(check));
        self
    }

    /// Sends the value to the pool's pre sign-up trigger (`ValidationData`), which can refuse the sign-up. It is not an
    /// attribute and is not stored.
    pub fn validation_data(mut self) -> Self {
        self.is_validation_data = true;
        self
    }

    /// Returns whether it becomes an attribute that the person can change later.
    pub(super) fn is_attribute(&self) -> bool {
        !self.is_validation_data && !matches!(self.kind, Some(Kind::Consent(_)))
    }

    pub(super) fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = Some(kind);
        self
    }
}

impl fmt::Debug for SignUpField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignUpField")
            .field("attribute", &self.attribute)
            .field("kind", &self.kind)
            .field("optional", &self.optional)
            .finish_non_exhaustive()
    }
}

/// A checkbox on the sign-up form that has to be checked: the terms of use, for example.
///
/// ```
/// use vestibule::ui::{Consent, Options};
///
/// let options = Options::new().consent(
///     Consent::new("I accept the {terms} and the {privacy}.")
///         .link("{terms}", "terms of use", "/terms")
///         .link("{privacy}", "privacy policy", "/privacy")
///         .attribute("custom:terms", "2026-11"),
/// );
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
pub struct Consent {
    label: Text,
    links: Vec<ConsentLink>,
    attribute: Option<(Text, Text)>,
    optional: bool,
}

impl Consent {
    /// Returns a consent with this label.
    pub fn new(label: impl Into<Text>) -> Self {
        Consent {
            label: label.into(),
            links: Vec::new(),
            attribute: None,
            optional: false,
        }
    }

    /// Replaces `placeholder` in the label with a link. It opens in a new tab, so that nothing that was entered is
    /// lost.
    pub fn link(
        mut self,
        placeholder: impl Into<Text>,
        text: impl Into<Text>,
        address: impl Into<Text>,
    ) -> Self {
        self.links.push(ConsentLink {
            placeholder: placeholder.into(),
            text: text.into(),
            address: address.into(),
        });
        self
    }

    /// Stores the consent as a user attribute with this value.
    pub fn attribute(mut self, name: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.attribute = Some((name.into(), value.into()));
        self
    }

    /// Makes the consent optional: for a newsletter, for example.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Converts it to a field. `number` makes the names of consents unique that are not attributes.
    pub(super) fn into_field(self, number: usize) -> SignUpField {
        // No attribute's name contains a space.
        let unnamed = || {
            (
                ["consent ", &number.to_string()].concat().into(),
                "yes".into(),
            )
        };
        let (name, value) = self.attribute.unwrap_or_else(unnamed);
        let field = SignUpField {
            optional: self.optional,
            // The value of the checkbox.
            autocomplete: Some(value),
            ..SignUpField::new(name, self.label)
        };
        field.of_kind(Kind::Consent(self.links))
    }
}
