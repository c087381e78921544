//! A labelled input with a line below it for a hint or the field's error. The line always takes up its space.

use leptos::web_sys::Event;

use std::sync::Arc;

use crate::{Error, ErrorKind, Field};

use super::dom::Values;
use super::field_parts::{error_line, hint_line, label, prose, reveal_button, with_reveal};
use super::node::{Node, node};
use super::reactive::{Reactive, aria_bool};
use super::{Notice, Options, Strings, Text, UsernameKind, caps_lock, rules};

/// The specification of a form field.
pub(super) struct FieldSpec {
    /// The control's name, which password managers read and which is the key of its value.
    pub name: Text,
    /// The field in errors that belong to this control.
    pub field: Option<Field>,
    label: Text,
    kind: Kind,
    autocomplete: Text,
    value: String,
    hint: Option<Text>,
    /// The message for an empty field; `None` for an optional field.
    pub missing: Option<&'static str>,
    /// A message for some kinds of errors, in place of the usual one.
    pub custom_message: Option<CustomMessage>,
    /// Validates the value before the form is submitted.
    pub check: Option<Check>,
    on_input: Option<OnInput>,
    view: Option<FieldView>,
    /// Feedback on a new password.
    pub password_feedback: Option<&'static PasswordFeedback>,
}

/// Feedback on a new password. These are function pointers, so that the code is in the chunk of the screens that ask
/// for one.
pub(super) struct PasswordFeedback {
    /// Returns the view below the field, with this id for its description, and the listener that keeps it up to date.
    pub list: fn(&Options, String) -> (Node, OnInput),
    /// Returns the message for an error.
    pub error: fn(&Options, &Error) -> Option<&'static str>,
}

/// Returns what is wrong with a value, if anything.
pub(super) type Check = Arc<dyn Fn(&Values, &str) -> Option<Text> + Send + Sync>;

/// Renders a field that is not a single-line input.
pub(super) type FieldView = Box<dyn FnOnce(FieldContext) -> Node + Send>;

/// What such a field needs from the form around it.
pub(super) struct FieldContext<'a> {
    pub options: &'a Options,
    pub error: &'a Reactive<Option<Notice>>,
    /// The label of the enter key of on-screen keyboards (`enterkeyhint`).
    pub enter_key_hint: &'static str,
    /// The id of a text that describes the field, besides its own line.
    pub lead: Option<String>,
}

/// Kinds of errors, and the message for them.
pub(super) type CustomMessage = (&'static [ErrorKind], &'static str);

/// A listener for the `input` event of a field.
pub(super) type OnInput = Box<dyn FnMut(&Event) + Send>;

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    /// A name, without autocorrection and capitalisation.
    Name,
    Email,
    Phone,
    Password,
    NewPassword,
    /// A code, with one cell per digit; zero cells if its length is not known.
    Code(usize),
    Other(Text),
}

impl FieldSpec {
    /// Returns the field for what people sign in with.
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
        let spec = FieldSpec::new(
            "username",
            Field::Username,
            label,
            kind,
            "username",
            missing,
        );
        FieldSpec {
            value: value.into(),
            ..spec
        }
    }

    /// Returns the field for an e-mail address, in addition to the username.
    pub fn email(strings: &Strings) -> Self {
        let (label, missing) = (strings.email, strings.missing_email);
        FieldSpec::new("email", Field::Email, label, Kind::Email, "email", missing)
    }

    /// Returns the field for the current password.
    pub fn password(strings: &Strings, label: &'static str) -> Self {
        let missing = strings.missing_password;
        let autocomplete = "current-password";
        FieldSpec::new(
            "password",
            Field::Password,
            label,
            Kind::Password,
            autocomplete,
            missing,
        )
    }

    /// Returns the field for a new password.
    pub fn new_password(strings: &Strings, label: &'static str) -> Self {
        let missing = strings.missing_new_password;
        let field = Field::NewPassword;
        let spec = FieldSpec::new(
            "new-password",
            field,
            label,
            Kind::NewPassword,
            "new-password",
            missing,
        );
        FieldSpec {
            password_feedback: Some(&rules::PASSWORD_FEEDBACK),
            ..spec
        }
    }

    /// Returns the field for a code.
    pub fn code(strings: &Strings) -> Self {
        let missing = strings.missing_code;
        FieldSpec::new(
            super::code::NAME,
            Field::Code,
            strings.code,
            Kind::Code(0),
            "one-time-code",
            missing,
        )
    }

    /// Shows the code in this many cells.
    pub fn in_cells(self, cells: usize) -> Self {
        let kind = Kind::Code(cells);
        FieldSpec { kind, ..self }
    }

    /// Returns the field for the answer to a custom challenge, without autocorrection and capitalisation.
    pub fn answer(label: &'static str, missing: &'static str) -> Self {
        FieldSpec {
            field: None,
            ..FieldSpec::new("answer", Field::Code, label, Kind::Name, "off", missing)
        }
    }

    /// Returns an optional field for a name that the person gives to something.
    pub fn nickname(name: &'static str, label: &'static str, hint: &'static str) -> Self {
        FieldSpec {
            autocomplete: Text::Borrowed("off"),
            hint: Some(Text::Borrowed(hint)),
            ..FieldSpec::text(Text::Borrowed(name), Text::Borrowed(label))
        }
    }

    /// Returns an optional field for a line of text.
    pub fn text(name: Text, label: Text) -> Self {
        FieldSpec {
            name,
            field: None,
            label,
            kind: Kind::Other(Text::Borrowed("text")),
            autocomplete: Text::Borrowed("on"),
            value: String::new(),
            hint: None,
            missing: None,
            custom_message: None,
            check: None,
            on_input: None,
            view: None,
            password_feedback: None,
        }
    }

    fn new(
        name: &'static str,
        field: Field,
        label: &'static str,
        kind: Kind,
        autocomplete: &'static str,
        missing: &'static str,
    ) -> Self {
        FieldSpec {
            field: Some(field),
            kind,
            autocomplete: Text::Borrowed(autocomplete),
            missing: Some(missing),
            ..FieldSpec::text(Text::Borrowed(name), Text::Borrowed(label))
        }
    }

    /// Sets the type of the input and its autocomplete tokens.
    pub fn with_input_type(mut self, input_type: Text, autocomplete: Text) -> Self {
        self.kind = match &*input_type {
            "email" => Kind::Email,
            "tel" => Kind::Phone,
            _ => Kind::Other(input_type),
        };
        self.autocomplete = autocomplete;
        self
    }

    /// Renders the field with this view.
    pub fn with_view(mut self, view: FieldView) -> Self {
        self.view = Some(view);
        self
    }

    /// Sets the hint.
    pub fn with_hint(mut self, hint: Option<Text>) -> Self {
        self.hint = hint;
        self
    }

    /// Adds a listener for the `input` event.
    pub fn on_input(mut self, act: OnInput) -> Self {
        self.on_input = Some(act);
        self
    }

    /// Sets the message for some kinds of errors, in place of the usual one.
    pub fn with_error_message(mut self, custom_message: CustomMessage) -> Self {
        self.custom_message = Some(custom_message);
        self
    }

    /// Sets the initial value, if there is one.
    pub fn with_value(mut self, value: Option<String>) -> Self {
        self.value = value.unwrap_or(self.value);
        self
    }

    /// Returns whether the line below is used for a hint, so that the form's alert cannot use it.
    pub fn has_hint(&self) -> bool {
        self.hint.is_some() || self.password_feedback.is_some()
    }

    /// Renders the field. `revealed` says whether passwords are readable, `enter_key_hint` is the label of the enter
    /// key of on-screen keyboards, and `lead` is the id of a text that describes the field, besides its own line.
    pub fn view(
        self,
        options: &Options,
        error: &Reactive<Option<Notice>>,
        revealed: &Reactive<bool>,
        enter_key_hint: &'static str,
        lead: Option<String>,
    ) -> Node {
        if let Some(view) = self.view {
            return view(FieldContext {
                options,
                error,
                enter_key_hint,
                lead,
            });
        }
        let optional_word = options.0.strings.optional;
        let id = options.element_id(&self.name);
        let [hint_id, error_id] = ["-hint", "-error"].map(|end| [&id, end].concat());
        let mut described = lead.map_or_else(String::new, |lead| lead + " ");
        described.extend([error_id.as_str(), " ", &hint_id]);
        let (list, on_input) = match self.password_feedback {
            Some(feedback) => {
                let (list, follow) = (feedback.list)(options, hint_id.clone());
                (Some(list), Some(follow))
            }
            None => (None, self.on_input),
        };
        let caps = Reactive::new(false);

        let optional = self.missing.is_none();
        let invalid = error.clone();
        let input = node("input")
            .attr("class", self.kind.class())
            .attr("id", id.clone())
            .attr("name", self.name)
            .attr("autocomplete", self.autocomplete)
            .attr("inputmode", self.kind.input_mode())
            .attr("enterkeyhint", enter_key_hint)
            .attr("aria-describedby", described)
            .attr("aria-required", aria_bool(!optional))
            .dynamic_attr("aria-invalid", move || aria_bool(invalid.get().is_some()))
            .on("input", input_listener(error, on_input));
        let input = prose(input, self.kind.is_prose());
        // Without a value there is no attribute.
        let input = match self.value.is_empty() {
            true => input,
            false => input.attr("value", self.value),
        };
        let control = node("div").attrs("class=vestibule-control");
        let is_secret = matches!(self.kind, Kind::Password | Kind::NewPassword);
        let control = match is_secret {
            true => control
                .child(with_reveal(caps_lock::watch(input, &caps), revealed))
                .child(reveal_button(options, id.clone(), revealed)),
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

fn input_listener(
    error: &Reactive<Option<Notice>>,
    mut on_input: Option<OnInput>,
) -> impl FnMut(Event) + Send + 'static {
    let error = error.clone();
    move |event| {
        // The new value may be right.
        error.set(None);
        if let Some(act) = &mut on_input {
            act(&event);
        }
    }
}
