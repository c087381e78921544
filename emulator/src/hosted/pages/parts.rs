//! Parts of pages: messages and fields.

use maud::{Markup, html};

use super::Field;
use super::{CodePage, Notice};
use crate::config::PoolSettings;
use crate::hosted::visit::Visit;
use crate::state::Delivery;

/// Whether a field gets the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Focus {
    Here,
    NotHere,
}

pub(super) fn notice(notice: Option<Notice>) -> Markup {
    html! { @if let Some(notice) = notice { p.notice role="status" { (notice.message()) } } }
}

pub(super) fn failure(message: Option<&str>) -> Markup {
    html! {
        @if let Some(message) = message {
            p.failure role="alert" { span.sign aria-hidden="true" { "!" } span { (message) } }
        }
    }
}

pub(super) fn sent(delivery: Option<&Delivery>) -> Markup {
    html! {
        @if let Some(delivery) = delivery {
            p { "We sent a code to " strong { (delivery.destination) } "." }
        }
    }
}

pub(super) fn username_field(pool: &PoolSettings, value: &str) -> Markup {
    let (label, kind, mode) = match pool.username_attributes.as_slice() {
        [] => ("User name", "text", None),
        [only] if only == "email" => ("E-mail address", "email", Some("email")),
        [only] if only == "phone_number" => ("Phone number", "tel", Some("tel")),
        _ => ("E-mail address or phone number", "text", None),
    };
    html! {
        label for="username" { (label) }
        input #username name="username" type=(kind) inputmode=[mode] value=(value)
            autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="128"
            required autofocus[value.is_empty()];
    }
}

/// The name if it is known, otherwise a field for it.
pub(super) fn name_or_field(visit: &Visit<'_>, page: &CodePage<'_>) -> Markup {
    match page.is_name_known {
        true => known_name(&page.name),
        false => username_field(&visit.context.pool.settings, &page.name),
    }
}

/// A hidden user name for password managers.
pub(super) fn known_name(name: &str) -> Markup {
    html! {
        p.quiet { "Account: " strong { (name) } }
        input type="text" name="username" value=(name) autocomplete="username" readonly hidden;
    }
}

pub(super) fn password_field(
    name: &str,
    label: &str,
    autocomplete: &str,
    rules_of: Option<&PoolSettings>,
    focus: Focus,
) -> Markup {
    let hint = rules_of.map(|_| format!("{name}-hint"));
    html! {
        label for=(name) { (label) }
        input id=(name) name=(name) type="password" autocomplete=(autocomplete) maxlength="256"
            aria-describedby=[hint.as_deref()] required autofocus[focus == Focus::Here];
        @if let (Some(hint), Some(pool)) = (&hint, rules_of) {
            p.hint id=(hint) { (rules(pool)) }
        }
    }
}

pub(super) fn new_password_fields(pool: &PoolSettings, focus: Focus) -> Markup {
    html! {
        (password_field("password", "New password", "new-password", Some(pool), focus))
        (password_field("confirm_password", "New password again", "new-password", None, Focus::NotHere))
    }
}

pub(super) fn code_field() -> Markup {
    html! {
        label for="code" { "Code" }
        input #code name="code" type="text" inputmode="numeric" autocomplete="one-time-code"
            autocapitalize="none" spellcheck="false" maxlength="2048" required autofocus;
    }
}

pub(super) fn attribute_field(field: &Field<'_>) -> Markup {
    let (kind, autocomplete) = match field.name {
        "email" => ("email", Some("email")),
        "phone_number" => ("tel", Some("tel")),
        "name" => ("text", Some("name")),
        "given_name" => ("text", Some("given-name")),
        "family_name" => ("text", Some("family-name")),
        "middle_name" => ("text", Some("additional-name")),
        "nickname" | "preferred_username" => ("text", Some("nickname")),
        "birthdate" => ("date", Some("bday")),
        "website" => ("url", Some("url")),
        "address" => ("text", Some("street-address")),
        "gender" => ("text", Some("sex")),
        _ => ("text", None),
    };
    html! {
        label for=(field.name) {
            (label_of(field.name))
            @if !field.is_required { span.quiet { " (optional)" } }
        }
        input id=(field.name) name=(field.name) type=(kind) value=(field.value)
            autocomplete=[autocomplete] maxlength="2048" required[field.is_required];
    }
}

/// The label of an attribute: `Given name` for `given_name`.
fn label_of(attribute: &str) -> String {
    match attribute {
        "email" => "E-mail address".to_owned(),
        name => {
            let text = name.trim_start_matches("custom:").replace('_', " ");
            let mut letters = text.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string());
            first.unwrap_or_default() + letters.as_str()
        }
    }
}

/// The password policy as a sentence.
fn rules(pool: &PoolSettings) -> String {
    let policy = &pool.password_policy;
    let mut parts = vec![format!("at least {} characters", policy.minimum_length)];
    let kinds = [
        (policy.require_uppercase, "a capital letter"),
        (policy.require_lowercase, "a small letter"),
        (policy.require_numbers, "a digit"),
        (policy.require_symbols, "a symbol"),
    ];
    parts.extend(
        kinds
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, what)| what.to_owned()),
    );
    let last = parts.pop().unwrap_or_default();
    match parts.is_empty() {
        true => format!("It needs {last}."),
        false => format!("It needs {} and {last}.", parts.join(", ")),
    }
}
