//! What else is asked of somebody who signs up.

use std::fmt;
use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use super::Text;

/// A field of the sign-up form that becomes a user attribute.
///
/// Cognito's own attributes need no more than their name: each has its label, its kind of control, and what a
/// browser may fill in. Attributes of the pool's own get theirs here.
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
/// Those of them that a pool requires and an account lacks are asked for in the same way where somebody with
/// a temporary password signs in for the first time.
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
    /// How many characters, at least and at most.
    pub(super) length: (usize, usize),
    pub(super) validate: Option<Validate>,
    pub(super) is_validation_data: bool,
}

/// What a field is filled in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A line of text, in an input of this type.
    Line(Text),
    Lines,
    Date,
    Phone,
    /// An address on the Web.
    Web,
    /// A time zone, by its IANA name.
    Zone,
    /// A language, as the browser has it.
    Language,
    /// A whole number, at least and at most.
    Number(i64, i64),
    Checkbox,
    /// Values, and what people read.
    Choices(Vec<(Text, Text)>),
    Consent(Vec<ConsentLink>),
}

/// A place in the label of a consent that leads to its document: what is replaced, what is read, and where it
/// leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConsentLink {
    pub placeholder: Text,
    pub words: Text,
    pub address: Text,
}

pub(super) type Validate = Arc<dyn Fn(&str) -> Result<(), Text> + Send + Sync>;

impl SignUpField {
    /// A field for the attribute of this name (`name`, `family_name`, `custom:team`), under this
    /// label. It must be filled in, unless [`optional`](Self::optional) is called.
    pub fn new(attribute: impl Into<Text>, label: impl Into<Text>) -> Self {
        SignUpField {
            label: Some(label.into()),
            ..SignUpField::standard(attribute)
        }
    }

    /// A field for one of Cognito's own attributes (`given_name`, `birthdate`, `phone_number`), under the label
    /// that the screens' words have for it.
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

    /// What the browser may fill in, by the tokens of
    /// [HTML's autofill](https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill):
    /// `name`, `family-name`, `organization`.
    pub fn autocomplete(mut self, tokens: impl Into<Text>) -> Self {
        self.autocomplete = Some(tokens.into());
        self
    }

    /// The `type` of the input: `text` by default, or `url`, `tel`.
    pub fn input_type(self, input_type: impl Into<Text>) -> Self {
        self.of_kind(Kind::Line(input_type.into()))
    }

    /// Several lines of text.
    pub fn multiline(self) -> Self {
        self.of_kind(Kind::Lines)
    }

    /// A date, as `2026-11-30`.
    pub fn date(self) -> Self {
        self.of_kind(Kind::Date)
    }

    /// A phone number with the choice of a country, as `+441815121000`.
    pub fn phone(self) -> Self {
        self.of_kind(Kind::Phone)
    }

    /// A whole number in these bounds: those of the attribute in the pool.
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

    /// A text of so many characters: the bounds of the attribute in the pool.
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

    /// A box: `true` where it is ticked, `false` where it is not.
    pub fn checkbox(self) -> Self {
        self.of_kind(Kind::Checkbox)
    }

    /// One of these, each with what people read.
    pub fn choices<V: Into<Text>, W: Into<Text>>(
        self,
        choices: impl IntoIterator<Item = (V, W)>,
    ) -> Self {
        let choices = choices.into_iter();
        let own = choices.map(|(value, words)| (value.into(), words.into()));
        self.of_kind(Kind::Choices(own.collect()))
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

    /// Looks at what was typed before it is sent, and says what is wrong with it. Cognito decides all the same.
    pub fn validate(
        mut self,
        check: impl Fn(&str) -> Result<(), Text> + Send + Sync + 'static,
    ) -> Self {
        self.validate = Some(Arc::new(check));
        self
    }

    /// What is filled in is no attribute: it goes to the pool's trigger before the sign-up (`ValidationData`),
    /// which can refuse it by that, and is kept nowhere.
    pub fn validation_data(mut self) -> Self {
        self.is_validation_data = true;
        self
    }

    /// Whether it becomes an attribute that the person can change later.
    pub(super) fn is_kept(&self) -> bool {
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

/// A box on the sign-up form that has to be ticked: the terms of use, say.
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
    words: Text,
    links: Vec<ConsentLink>,
    attribute: Option<(Text, Text)>,
    optional: bool,
}

impl Consent {
    /// What is agreed to.
    pub fn new(words: impl Into<Text>) -> Self {
        Consent {
            words: words.into(),
            links: Vec::new(),
            attribute: None,
            optional: false,
        }
    }

    /// Puts a link in the place of `placeholder`. It opens in a tab of its own, so that nothing that was typed
    /// is lost.
    pub fn link(
        mut self,
        placeholder: impl Into<Text>,
        words: impl Into<Text>,
        address: impl Into<Text>,
    ) -> Self {
        self.links.push(ConsentLink {
            placeholder: placeholder.into(),
            words: words.into(),
            address: address.into(),
        });
        self
    }

    /// Keeps what was agreed to as a user attribute: `value` where the box is ticked.
    pub fn attribute(mut self, name: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.attribute = Some((name.into(), value.into()));
        self
    }

    /// The box may stay empty: for news by mail, say.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// As a field of the form; `number` tells those apart that are no attributes.
    pub(super) fn into_field(self, number: usize) -> SignUpField {
        // A blank is in no attribute's name.
        let unnamed = || {
            (
                ["consent ", &number.to_string()].concat().into(),
                "yes".into(),
            )
        };
        let (name, value) = self.attribute.unwrap_or_else(unnamed);
        let field = SignUpField {
            optional: self.optional,
            // What the box is worth.
            autocomplete: Some(value),
            ..SignUpField::new(name, self.words)
        };
        field.of_kind(Kind::Consent(self.links))
    }
}
