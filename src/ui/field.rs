//! A labelled input with a line below it that is always there: for a hint, or for the error that
//! belongs to the field.

use leptos::html;
use leptos::prelude::*;

use crate::Field;

use super::options::SignUpField;
use super::rules::Met;
use super::{Notice, Options, Strings, Text, UsernameKind, live};

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
}

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    /// A name: nothing is to be corrected or capitalised in it.
    Name,
    Email,
    Phone,
    Password,
    NewPassword,
    Code,
    Other(Text),
}

impl Spec {
    /// What people sign in with.
    pub fn username(options: &Options, value: &str) -> Self {
        let strings = &options.0.strings;
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
        Spec::new(
            "new-password",
            field,
            label,
            Kind::NewPassword,
            "new-password",
            missing,
        )
    }

    /// A code that was sent.
    pub fn code(strings: &Strings) -> Self {
        let missing = strings.missing_code;
        Spec::new(
            "code",
            Field::Code,
            strings.code,
            Kind::Code,
            "one-time-code",
            missing,
        )
    }

    /// A field of the app's own.
    pub fn own(strings: &Strings, field: &SignUpField) -> Self {
        Spec {
            name: field.attribute.clone(),
            of: None,
            label: field.label.clone(),
            kind: Kind::Other(field.input_type.clone()),
            autocomplete: field.autocomplete.clone(),
            value: String::new(),
            hint: field.hint.clone(),
            missing: (!field.optional).then_some(strings.missing),
        }
    }

    /// A user attribute that the pool requires and nobody has given yet, under its own name.
    pub fn attribute(strings: &Strings, name: &str) -> Self {
        let (kind, label, autocomplete) = match name {
            "email" => (Kind::Email, Text::Borrowed(strings.email), "email"),
            "phone_number" => (Kind::Phone, Text::Borrowed(strings.phone_number), "tel"),
            _ => (Kind::Other("text".into()), title_of(name), "on"),
        };
        Spec {
            name: Text::Owned(name.into()),
            of: None,
            label,
            kind,
            autocomplete: Text::Borrowed(autocomplete),
            value: String::new(),
            hint: None,
            missing: Some(strings.missing),
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
            name: Text::Borrowed(name),
            of: Some(of),
            label: Text::Borrowed(label),
            kind,
            autocomplete: Text::Borrowed(autocomplete),
            value: String::new(),
            hint: None,
            missing: Some(missing),
        }
    }

    /// Whether the line below holds a hint, so that nothing else may use it.
    pub fn has_hint(&self) -> bool {
        self.hint.is_some() || self.kind == Kind::NewPassword
    }

    /// The field as it stands in the form. `revealed` says whether passwords are readable,
    /// `enter` what a phone writes on its enter key, and `lead` is the id of what describes the
    /// field besides its own line.
    pub fn view(
        self,
        options: &Options,
        error: RwSignal<Option<Notice>>,
        revealed: RwSignal<bool>,
        enter: &'static str,
        lead: Option<String>,
    ) -> AnyView {
        let strings = options.0.strings;
        let id = options.element_id(&self.name);
        let [hint_id, error_id] = ["-hint", "-error"].map(|end| [&id, end].concat());
        let lead = lead.unwrap_or_default();
        let described = [lead.as_str(), " ", &error_id, " ", &hint_id].concat();
        let secret = matches!(self.kind, Kind::Password | Kind::NewPassword);
        let rules = (self.kind == Kind::NewPassword).then_some(options.0.rules);
        let hint = RwSignal::new(match rules {
            Some(rules) => rules.hint(&strings, ""),
            None => (self.hint.unwrap_or_default(), Met::NotAll),
        });

        let input_type = self.kind.input_type();
        let input_type = live::text(move || match secret && revealed.get() {
            true => String::from("text"),
            false => String::from(&*input_type),
        });
        let invalid = live::truth(move || error.read().is_some());
        let required = if self.missing.is_some() {
            "true"
        } else {
            "false"
        };
        let input = html::input()
            .class(self.kind.class())
            .id(id.clone())
            .name(self.name.into_owned())
            .r#type(input_type)
            .value(self.value)
            .autocomplete(self.autocomplete.into_owned())
            .inputmode(self.kind.input_mode())
            .enterkeyhint(enter)
            .autocapitalize(if self.kind.is_prose() {
                "sentences"
            } else {
                "none"
            })
            .spellcheck(if self.kind.is_prose() {
                "true"
            } else {
                "false"
            })
            .attr(
                "autocorrect",
                if self.kind.is_prose() { "on" } else { "off" },
            )
            .attr("aria-describedby", String::from(described.trim_start()))
            .attr("aria-required", required)
            .attr("aria-invalid", invalid)
            .on(leptos::ev::input, move |event| {
                // What was wrong may be right by now; Cognito will say.
                error.try_set(None);
                if let Some(rules) = rules {
                    let now = rules.hint(&strings, &event_target_value(&event));
                    hint.try_set(now);
                }
            });

        // Two types of view, so that Leptos never makes a readable field of one that holds a
        // password when it turns one screen into another.
        let control = html::div().class("vestibule-control");
        let control = match secret {
            true => control.child((input, reveal(strings, revealed))).into_any(),
            false => control.child(input).into_any(),
        };

        html::div()
            .class("vestibule-field")
            .child(vec![
                label(
                    id,
                    self.label,
                    self.missing.is_none().then_some(strings.optional),
                ),
                control,
                html::div()
                    .class("vestibule-line")
                    .child(vec![error_line(error_id, error), hint_line(hint_id, hint)])
                    .into_any(),
            ])
            .into_any()
    }
}

impl Kind {
    fn class(&self) -> &'static str {
        match self {
            Kind::Password | Kind::NewPassword => "vestibule-input vestibule-secret",
            Kind::Code => "vestibule-input vestibule-code",
            _ => "vestibule-input",
        }
    }

    fn input_type(&self) -> Text {
        Text::Borrowed(match self {
            Kind::Name | Kind::Code => "text",
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
            Kind::Code => "numeric",
            _ => "text",
        }
    }

    fn is_prose(&self) -> bool {
        matches!(self, Kind::Other(_))
    }
}

fn label(id: String, text: Text, optional: Option<&'static str>) -> AnyView {
    let optional = optional.map(|word| {
        let note = [" (", word, ")"].concat();
        html::span().class("vestibule-optional").child(note)
    });
    html::label()
        .class("vestibule-label")
        .r#for(id)
        .child((text, optional))
        .into_any()
}

/// Not a live region: after an error the focus goes to the field, whose description this is.
fn error_line(id: String, error: RwSignal<Option<Notice>>) -> AnyView {
    html::p()
        .class("vestibule-error")
        .id(id)
        .child(Notice::content(error))
        .into_any()
}

fn hint_line(id: String, hint: RwSignal<(Text, Met)>) -> AnyView {
    html::p()
        .class("vestibule-hint")
        .class((
            "vestibule-met",
            Signal::derive(move || hint.read().1 == Met::All),
        ))
        .id(id)
        .child(live::text(move || hint.read().0.clone().into_owned()))
        .into_any()
}

fn reveal(strings: Strings, revealed: RwSignal<bool>) -> AnyView {
    let choose = move |yes, no| live::either(move || revealed.get(), yes, no);
    html::button()
        .r#type("button")
        .class("vestibule-reveal")
        .attr(
            "aria-label",
            choose(strings.hide_password, strings.show_password),
        )
        .on(leptos::ev::click, move |_| {
            revealed.try_update(|shown| *shown = !*shown);
        })
        .child(choose(strings.hide, strings.show))
        .into_any()
}

/// An attribute's name as a label: `family_name` is "Family name".
fn title_of(name: &str) -> Text {
    let name = name.strip_prefix("custom:").unwrap_or(name);
    let mut letters = name.chars().map(|c| if c == '_' { ' ' } else { c });
    let mut title = String::with_capacity(name.len());
    title.extend(letters.next().map(|first| first.to_ascii_uppercase()));
    title.extend(letters);
    Text::Owned(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_get_a_readable_label() {
        assert_eq!(title_of("family_name"), "Family name");
        assert_eq!(title_of("custom:team"), "Team");
        assert_eq!(title_of(""), "");
    }
}
