//! The fields for user attributes: at a sign-up, and where somebody with a temporary password has not given
//! them yet.
//!
//! `standard` knows Cognito's own attributes, `controls` draws what is more than a line of text, `check` looks
//! at what was typed, `phone` reads numbers, `browser` asks `Intl`. All of it is in the chunk `steps`.

mod browser;
mod check;
mod controls;
mod phone;
mod standard;

use super::dom::Values;
use super::field::Spec;
use super::sign_up_field::{Kind, SignUpField};
use super::{Options, Text, UsernameKind};
use crate::Field;

/// What the name of a phone number's country ends with. A blank is in no attribute's name.
const COUNTRY: &str = " country";

/// The field of a form; `typed` is what stood in the form before, by the names of its controls.
pub(super) fn spec(
    options: &Options,
    field: &SignUpField,
    typed: &dyn Fn(&str) -> Option<String>,
) -> Spec {
    let strings = &options.0.strings;
    let known = standard::of(&field.attribute, strings);
    let kind = field.kind.clone().unwrap_or(known.kind);
    let label = field.label.clone().unwrap_or(known.label);
    let tokens = field.autocomplete.clone();
    let autocomplete = tokens.unwrap_or(Text::Borrowed(known.autocomplete));
    let mut spec = Spec::own(field.attribute.clone(), label.clone());
    spec.of = match &*field.attribute {
        "email" => Some(Field::Email),
        "phone_number" => Some(Field::PhoneNumber),
        _ => None,
    };
    spec.missing = match kind {
        _ if field.optional => None,
        // A box that is not ticked says no, which is an answer.
        Kind::Checkbox => None,
        Kind::Consent(_) => Some(strings.of_steps().missing_consent),
        _ => Some(strings.missing),
    };
    spec.check = Some(check::of(field, &kind, strings.of_steps()));
    let value = typed(&field.attribute);
    if let Kind::Line(input_type) = kind {
        let spec = spec.typed(input_type, autocomplete);
        return spec.hinted(field.hint.clone()).with_value(value);
    }
    let country = typed(&[&field.attribute, COUNTRY].concat());
    spec.shaped(controls::shape(controls::Control {
        name: field.attribute.clone(),
        label,
        kind,
        autocomplete,
        hint: field.hint.clone().unwrap_or_default(),
        is_optional: field.optional,
        value,
        country,
    }))
}

/// What one signs up with, where that is a phone number.
pub(super) fn phone_username(
    options: &Options,
    username: &str,
    typed: &dyn Fn(&str) -> Option<String>,
) -> Spec {
    let strings = &options.0.strings;
    let field = SignUpField::new("username", strings.phone_number)
        .phone()
        .autocomplete("username");
    let typed = |name: &str| match name {
        "username" => Some(String::from(username)),
        other => typed(other),
    };
    let mut spec = spec(options, &field, &typed);
    spec.of = Some(Field::Username);
    spec.missing = Some(strings.missing_phone_number);
    spec
}

/// What was filled in there, as Cognito takes it.
pub(super) fn username(options: &Options, values: &Values) -> String {
    let typed = values.text("username");
    match options.0.username {
        UsernameKind::PhoneNumber => {
            typed_number(typed, values.exact(&["username", COUNTRY].concat()))
        }
        _ => typed.into(),
    }
}

/// What the attribute of a field is called.
pub(super) fn label(options: &Options, field: &SignUpField) -> Text {
    let own = field.label.clone();
    own.unwrap_or_else(|| standard::of(&field.attribute, &options.0.strings).label)
}

/// The field for an attribute that the pool requires: the app's own, if it has one.
pub(super) fn required(options: &Options, name: &str) -> Spec {
    let own = options.0.sign_up_fields.iter();
    let mut own = own.filter(|field| field.attribute == name).cloned();
    let field = own.next();
    let field = field.unwrap_or_else(|| SignUpField::standard(name.to_owned()));
    // The pool requires it, whatever the app says.
    let field = SignUpField {
        optional: false,
        ..field
    };
    spec(options, &field, &|_| None)
}

/// What was filled in: attributes, and what is only for the pool's trigger.
#[derive(Default)]
pub(super) struct Filled {
    pub attributes: Vec<(String, String)>,
    pub validation: Vec<(String, String)>,
}

/// Every control but those of these names is an attribute under its own name, as Cognito takes it.
pub(super) fn filled(options: &Options, values: &Values, others: &[&str]) -> Filled {
    let mut filled = Filled::default();
    let fields = &options.0.sign_up_fields;
    let field = |name: &str| fields.iter().find(|field| field.attribute == name);
    for (name, typed) in values.others(others) {
        if name.contains(' ') {
            continue;
        }
        let own = field(name);
        let value = match kind_of(name, own, options) {
            Kind::Phone => typed_number(typed, values.exact(&[name, COUNTRY].concat())),
            _ => typed.to_owned(),
        };
        let list = match own {
            Some(field) if field.is_validation_data => &mut filled.validation,
            _ => &mut filled.attributes,
        };
        list.push((name.to_owned(), value));
    }
    filled
}

/// Boxes that were on the form and not ticked: a form does not tell of them.
pub(super) fn unticked(options: &Options, filled: &mut Filled) {
    for field in &options.0.sign_up_fields {
        let name = &*field.attribute;
        let is_there = filled.attributes.iter().any(|(known, _)| known == name);
        if field.kind == Some(Kind::Checkbox) && !is_there && !field.is_validation_data {
            filled.attributes.push((name.into(), "false".into()));
        }
    }
}

fn kind_of(name: &str, own: Option<&SignUpField>, options: &Options) -> Kind {
    let kind = own.and_then(|field| field.kind.clone());
    kind.unwrap_or_else(|| standard::of(name, &options.0.strings).kind)
}

/// A number as E.164 has it, by the country that was chosen.
fn typed_number(typed: &str, country: &str) -> String {
    phone::e164(typed, phone::region(country))
}
