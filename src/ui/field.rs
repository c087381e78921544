//! A labelled input with a line below it that is always there: for a hint, or for the error that
//! belongs to the field.

use leptos::web_sys::Event;

use std::sync::Arc;

use crate::{Error, ErrorKind, Field};

use super::dom::Values;
use super::field_parts::{error_line, hint_line, label, prose, readable, reveal};
use super::live::{Live, truth};
use super::node::{Node, node};
use super::{Notice, Options, Strings, Text, UsernameKind, caps_lock, rules};

/// What one field of a form is.
pub(super) struct Spec {
    /// The control's name: what password managers look at, and the key of its value.
    pub name: Text,
    /// The field that an error names when it belongs here.
    pub of: Option<Field>,
    label: Text,
    kind: Kind,
    autocomplete: Text,
    value: String,
    hint: Option<Text>,
    /// What to say where it is empty; nothing for a field that may stay empty.
    pub missing: Option<&'static str>,
    /// What to say of some kinds of errors in place of the usual words.
    pub sentence: Option<Sentence>,
    /// Looks at what is filled in before the form is sent.
    pub check: Option<Check>,
    on_typed: Option<OnTyped>,
    shape: Option<Shape>,
    /// What a new password lacks.
    pub judge: Option<&'static Judge>,
}

/// What is said of a new password. By pointers, so that it is in the chunk of the screens that ask for one.
pub(super) struct Judge {
    /// What stands below the field, described by this id, and follows what is typed.
    pub list: fn(&Options, String) -> (Node, OnTyped),
    /// Of an error.
    pub error: fn(&Options, &Error) -> Option<&'static str>,
}

/// Says what is wrong with a value, if anything is.
pub(super) type Check = Arc<dyn Fn(&Values, &str) -> Option<Text> + Send + Sync>;

/// Makes the whole field where it is no line with an input.
pub(super) type Shape = Box<dyn FnOnce(Place) -> Node + Send>;

/// What a field of another shape has to know of the form around it.
pub(super) struct Place<'a> {
    pub options: &'a Options,
    pub error: &'a Live<Option<Notice>>,
    /// What a phone writes on its enter key.
    pub enter: &'static str,
    /// The id of what describes the field besides its own line.
    pub lead: Option<String>,
}

/// Kinds of errors, and what is said of them.
pub(super) type Sentence = (&'static [ErrorKind], &'static str);

/// What else happens when something was typed into a field.
pub(super) type OnTyped = Box<dyn FnMut(&Event) + Send>;

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    /// A name: nothing is to be corrected or capitalised in it.
    Name,
    Email,
    Phone,
    Password,
    NewPassword,
    /// In so many cells, or in none where nobody says how long it is.
    Code(usize),
    Other(Text),
}

impl Spec {
    /// What people sign in with.
    pub fn username(options: &Options, value: &str) -> Self {
        let strings: &Strings = &options.0.strings;
        let (kind, label, missing) = match options.0.username {
            UsernameKind::Username => (Kind::Name, strings.username, strings.missing_username),
            UsernameKind::Email => (Kind::Email, strings.email, strings.missing_email),
            UsernameKind::PhoneNumber => (
                Kind::Phone,
                strings.phone_number,
                strings.missing_phone_number,
            ),
        };
        let spec = Spec::new(
            "username",
            Field::Username,
            label,
            kind,
            "username",
            missing,
        );
        Spec {
            value: value.into(),
            ..spec
        }
    }

    /// An e-mail address besides a username.
    pub fn email(strings: &Strings) -> Self {
        let (label, missing) = (strings.email, strings.missing_email);
        Spec::new("email", Field::Email, label, Kind::Email, "email", missing)
    }

    /// The password of an account.
    pub fn password(strings: &Strings, label: &'static str) -> Self {
        let missing = strings.missing_password;
        let autocomplete = "current-password";
        Spec::new(
            "password",
            Field::Password,
            label,
            Kind::Password,
            autocomplete,
            missing,
        )
    }

    /// A password to be.
    pub fn new_password(strings: &Strings, label: &'static str) -> Self {
        let missing = strings.missing_new_password;
        let field = Field::NewPassword;
        let spec = Spec::new(
            "new-password",
            field,
            label,
            Kind::NewPassword,
            "new-password",
            missing,
        );
        Spec {
            judge: Some(&rules::JUDGE),
            ..spec
        }
    }

    /// A code that was sent.
    pub fn code(strings: &Strings) -> Self {
        let missing = strings.missing_code;
        Spec::new(
            super::code::NAME,
            Field::Code,
            strings.code,
            Kind::Code(0),
            "one-time-code",
            missing,
        )
    }

    /// The same code in so many cells.
    pub fn in_cells(self, cells: usize) -> Self {
        let kind = Kind::Code(cells);
        Spec { kind, ..self }
    }

    /// The answer to a question of the app's own: nothing is to be corrected or capitalised in it.
    pub fn answer(label: &'static str, missing: &'static str) -> Self {
        Spec {
            of: None,
            ..Spec::new("answer", Field::Code, label, Kind::Name, "off", missing)
        }
    }

    /// A name that the person gives to something, or not.
    pub fn nickname(name: &'static str, label: &'static str, hint: &'static str) -> Self {
        Spec {
            autocomplete: Text::Borrowed("off"),
            hint: Some(Text::Borrowed(hint)),
            ..Spec::own(Text::Borrowed(name), Text::Borrowed(label))
        }
    }

    /// A field for something else, which may stay empty: a line of text.
    pub fn own(name: Text, label: Text) -> Self {
        Spec {
            name,
            of: None,
            label,
            kind: Kind::Other(Text::Borrowed("text")),
            autocomplete: Text::Borrowed("on"),
            value: String::new(),
            hint: None,
            missing: None,
            sentence: None,
            check: None,
            on_typed: None,
            shape: None,
            judge: None,
        }
    }

    fn new(
        name: &'static str,
        of: Field,
        label: &'static str,
        kind: Kind,
        autocomplete: &'static str,
        missing: &'static str,
    ) -> Self {
        Spec {
            of: Some(of),
            kind,
            autocomplete: Text::Borrowed(autocomplete),
            missing: Some(missing),
            ..Spec::own(Text::Borrowed(name), Text::Borrowed(label))
        }
    }

    /// The same field, as an input of this type that the browser fills in by these tokens.
    pub fn typed(mut self, input_type: Text, autocomplete: Text) -> Self {
        self.kind = match &*input_type {
            "email" => Kind::Email,
            "tel" => Kind::Phone,
            _ => Kind::Other(input_type),
        };
        self.autocomplete = autocomplete;
        self
    }

    /// The same field, in another shape.
    pub fn shaped(mut self, shape: Shape) -> Self {
        self.shape = Some(shape);
        self
    }

    /// The same field, with a line of help.
    pub fn hinted(mut self, hint: Option<Text>) -> Self {
        self.hint = hint;
        self
    }

    /// The same field, which also does this when something was typed into it.
    pub fn on_typed(mut self, act: OnTyped) -> Self {
        self.on_typed = Some(act);
        self
    }

    /// The same field, which says this of some kinds of errors in place of the usual words.
    pub fn saying(mut self, sentence: Sentence) -> Self {
        self.sentence = Some(sentence);
        self
    }

    /// With what stands in it to begin with.
    pub fn with_value(mut self, value: Option<String>) -> Self {
        self.value = value.unwrap_or(self.value);
        self
    }

    /// Whether the line below holds a hint, so that nothing else may use it.
    pub fn has_hint(&self) -> bool {
        self.hint.is_some() || self.judge.is_some()
    }

    /// The field as it stands in the form. `revealed` says whether passwords are readable,
    /// `enter` what a phone writes on its enter key, and `lead` is the id of what describes the
    /// field besides its own line.
    pub fn view(
        self,
        options: &Options,
        error: &Live<Option<Notice>>,
        revealed: &Live<bool>,
        enter: &'static str,
        lead: Option<String>,
    ) -> Node {
        if let Some(shape) = self.shape {
            return shape(Place {
                options,
                error,
                enter,
                lead,
            });
        }
        let optional_word = options.0.strings.optional;
        let id = options.element_id(&self.name);
        let [hint_id, error_id] = ["-hint", "-error"].map(|end| [&id, end].concat());
        let mut described = lead.map_or_else(String::new, |lead| lead + " ");
        described.extend([error_id.as_str(), " ", &hint_id]);
        let (list, on_typed) = match self.judge {
            Some(judge) => {
                let (list, follow) = (judge.list)(options, hint_id.clone());
                (Some(list), Some(follow))
            }
            None => (None, self.on_typed),
        };
        let caps = Live::new(false);

        let optional = self.missing.is_none();
        let invalid = error.clone();
        let input = node("input")
            .attr("class", self.kind.class())
            .attr("id", id.clone())
            .attr("name", self.name)
            .attr("autocomplete", self.autocomplete)
            .attr("inputmode", self.kind.input_mode())
            .attr("enterkeyhint", enter)
            .attr("aria-describedby", described)
            .attr("aria-required", truth(!optional))
            .live_attr("aria-invalid", move || truth(invalid.get().is_some()))
            .on("input", on_input(error, on_typed));
        let input = prose(input, self.kind.is_prose());
        // An empty attribute would be one too many.
        let input = match self.value.is_empty() {
            true => input,
            false => input.attr("value", self.value),
        };
        let control = node("div").attrs("class=vestibule-control");
        let is_secret = matches!(self.kind, Kind::Password | Kind::NewPassword);
        let control = match is_secret {
            true => control
                .child(readable(caps_lock::watched(input, &caps), revealed))
                .child(reveal(options, id.clone(), revealed)),
            false => control.child(input.attr("type", self.kind.input_type())),
        };

        let line = node("div")
            .attrs("class=vestibule-line")
            .child(error_line(error_id, error));
        let line = match (list, is_secret) {
            (Some(list), _) => line.child(list).child(caps_lock::line(options, &caps)),
            (None, true) => line.child(caps_lock::line(options, &caps).attr("id", hint_id)),
            (None, false) => line.child(hint_line(hint_id, self.hint.unwrap_or_default())),
        };
        node("div")
            .attrs("class=vestibule-field")
            .child(label(id, self.label, optional.then_some(optional_word)))
            .child(control)
            .child(line)
            .into()
    }
}

impl Kind {
    fn class(&self) -> &'static str {
        match self {
            Kind::Password | Kind::NewPassword => "vestibule-input vestibule-secret",
            Kind::Code(6) => "vestibule-input vestibule-code vestibule-cells",
            Kind::Code(8) => "vestibule-input vestibule-code vestibule-cells vestibule-eight",
            Kind::Code(_) => "vestibule-input vestibule-code",
            _ => "vestibule-input",
        }
    }

    fn input_type(&self) -> Text {
        Text::Borrowed(match self {
            Kind::Name | Kind::Code(_) => "text",
            Kind::Email => "email",
            Kind::Phone => "tel",
            Kind::Password | Kind::NewPassword => "password",
            Kind::Other(own) => return own.clone(),
        })
    }

    fn input_mode(&self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Phone => "tel",
            Kind::Code(_) => "numeric",
            _ => "text",
        }
    }

    fn is_prose(&self) -> bool {
        matches!(self, Kind::Other(_))
    }
}

fn on_input(
    error: &Live<Option<Notice>>,
    mut on_typed: Option<OnTyped>,
) -> impl FnMut(Event) + Send + 'static {
    let error = error.clone();
    move |event| {
        // What was wrong may be right by now; Cognito will say.
        error.set(None);
        if let Some(act) = &mut on_typed {
            act(&event);
        }
    }
}
