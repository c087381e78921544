//! Fields for user attributes: at a sign-up, on the account page, and where somebody with a temporary password has to
//! add them.
//!
//! `standard` has Cognito's standard attributes, `controls` renders controls other than a line of text, `check`
//! validates values, `phone` parses phone numbers, `browser` accesses `Intl`. All of it is in the chunk `steps`.

mod browser;
mod check;
mod controls;
mod phone;
mod standard;

use super::dom::Values;
use super::field::FieldSpec;
use super::sign_up_field::{Kind, SignUpField};
use super::{Options, Text, UsernameKind};
use crate::Field;

/// The suffix of the name of a phone number's country control. No attribute's name contains a space.
const COUNTRY: &str = " country";

/// Returns the field of a form. `typed` returns earlier values of the form, by control name.
pub(super) fn spec(
    options: &Options,
    field: &SignUpField,
    typed: &dyn Fn(&str) -> Option<String>,
) -> FieldSpec {
    let strings = &options.0.strings;
    let standard = standard::of(&field.attribute, strings);
    let kind = field.kind.clone().unwrap_or(standard.kind);
    let label = field.label.clone().unwrap_or(standard.label);
    let tokens = field.autocomplete.clone();
    let autocomplete = tokens.unwrap_or(Text::Borrowed(standard.autocomplete));
    let mut spec = FieldSpec::text(field.attribute.clone(), label.clone());
    spec.field = match &*field.attribute {
        "email" => Some(Field::Email),
        "phone_number" => Some(Field::PhoneNumber),
        _ => None,
    };
    spec.missing = match kind {
        _ if field.optional => None,
        // An unchecked box is a valid answer.
        Kind::Checkbox => None,
        Kind::Consent(_) => Some(strings.step_strings().missing_consent),
        _ => Some(strings.missing),
    };
    spec.check = Some(check::of(field, &kind, strings.step_strings()));
    let value = typed(&field.attribute);
    if let Kind::Line(input_type) = kind {
        let spec = spec.with_input_type(input_type, autocomplete);
        return spec.with_hint(field.hint.clone()).with_value(value);
    }
    let country = typed(&[&field.attribute, COUNTRY].concat());
    spec.with_view(controls::field_view(controls::Control {
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

/// Returns the username field for a pool where people sign up with a phone number.
pub(super) fn phone_username(
    options: &Options,
    username: &str,
    typed: &dyn Fn(&str) -> Option<String>,
) -> FieldSpec {
    let strings = &options.0.strings;
    let field = SignUpField::new("username", strings.phone_number)
        .phone()
        .autocomplete("username");
    let typed = |name: &str| match name {
        "username" => Some(String::from(username)),
        other => typed(other),
    };
    let mut spec = spec(options, &field, &typed);
    spec.field = Some(Field::Username);
    spec.missing = Some(strings.missing_phone_number);
    spec
}

/// Returns the username in Cognito's format.
pub(super) fn username(options: &Options, values: &Values) -> String {
    let typed = values.text("username");
    match options.0.username {
        UsernameKind::PhoneNumber => {
            e164_number(typed, values.raw(&["username", COUNTRY].concat()))
        }
        _ => typed.into(),
    }
}

/// Returns the label of a field.
pub(super) fn label(options: &Options, field: &SignUpField) -> Text {
    let own = field.label.clone();
    own.unwrap_or_else(|| standard::of(&field.attribute, &options.0.strings).label)
}

/// Returns the field for an attribute that the pool requires: the app's field, if it has one.
pub(super) fn required(options: &Options, name: &str) -> FieldSpec {
    let own = options.0.sign_up_fields.iter();
    let mut own = own.filter(|field| field.attribute == name).cloned();
    let field = own.next();
    let field = field.unwrap_or_else(|| SignUpField::standard(name.to_owned()));
    // The pool requires it, even if the app's field is optional.
    let field = SignUpField {
        optional: false,
        ..field
    };
    spec(options, &field, &|_| None)
}

/// Submitted values: attributes, and validation data for the pool's trigger.
#[derive(Default)]
pub(super) struct SubmittedAttributes {
    pub attributes: Vec<(String, String)>,
    pub validation: Vec<(String, String)>,
}

/// Returns the values in Cognito's format. Each control is an attribute with its name, except those in `others`.
pub(super) fn submitted(
    options: &Options,
    values: &Values,
    others: &[&str],
) -> SubmittedAttributes {
    let mut submitted = SubmittedAttributes::default();
    let fields = &options.0.sign_up_fields;
    let field = |name: &str| fields.iter().find(|field| field.attribute == name);
    for (name, typed) in values.others(others) {
        if name.contains(' ') {
            continue;
        }
        let own = field(name);
        let value = match kind_of(name, own, options) {
            Kind::Phone => e164_number(typed, values.raw(&[name, COUNTRY].concat())),
            _ => typed.to_owned(),
        };
        let list = match own {
            Some(field) if field.is_validation_data => &mut submitted.validation,
            _ => &mut submitted.attributes,
        };
        list.push((name.to_owned(), value));
    }
    submitted
}

/// Adds `false` for unchecked boxes, which form data does not contain.
pub(super) fn add_unchecked_boxes(options: &Options, submitted: &mut SubmittedAttributes) {
    for field in &options.0.sign_up_fields {
        let name = &*field.attribute;
        let is_there = submitted.attributes.iter().any(|(known, _)| known == name);
        if field.kind == Some(Kind::Checkbox) && !is_there && !field.is_validation_data {
            submitted.attributes.push((name.into(), "false".into()));
        }
    }
}

fn kind_of(name: &str, own: Option<&SignUpField>, options: &Options) -> Kind {
    let kind = own.and_then(|field| field.kind.clone());
    kind.unwrap_or_else(|| standard::of(name, &options.0.strings).kind)
}

/// Converts a phone number to E.164, with the chosen country.
fn e164_number(typed: &str, country: &str) -> String {
    phone::e164(typed, phone::region(country))
}
