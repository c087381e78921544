//! What JavaScript sees of the library's values, as JSON in the form that `pkg/index.d.ts` tells.

use crate::error::{Error, ErrorKind, Field};
use crate::protocol::json::Value;
use crate::{
    Change, CodeDelivery, ConfirmSignUpStep, Medium, ResetPasswordStep, Session, SignInStep,
    SignOutReason, SignOutReport, SignedUp, User,
};

pub(super) fn error(error: &Error) -> Value {
    let setting = setting(error);
    let (field, message) = match &setting {
        Some((name, message)) => (Some(name.as_str()), message.as_str()),
        None => (error.field().map(Field::name), error.message()),
    };
    object(vec![
        ("kind", error.kind().name().into()),
        ("message", message.into()),
        ("retryable", error.is_retryable().into()),
        ("help", error.help().into()),
        ("code", optional(error.code())),
        ("field", optional(field)),
        (
            "status",
            error
                .status()
                .map_or(Value::Null, |status| i64::from(status).into()),
        ),
        ("requestId", optional(error.request_id())),
    ])
}

pub(super) fn sign_in_step(step: &SignInStep) -> Value {
    match step {
        SignInStep::Done(done) => object(vec![("kind", "done".into()), ("session", session(done))]),
        SignInStep::NewPassword(step) => object(vec![
            ("kind", "newPassword".into()),
            ("username", step.username().into()),
            ("missingAttributes", list(step.missing_attributes())),
        ]),
        SignInStep::ConfirmSignUp(step) => confirm_sign_up(step),
        SignInStep::ResetPassword(step) => reset_password(step),
        SignInStep::Unsupported(step) => object(vec![
            ("kind", "unsupported".into()),
            ("challenge", step.challenge().into()),
        ]),
    }
}

pub(super) fn signed_up(done: &SignedUp) -> Value {
    object(vec![
        ("kind", "done".into()),
        ("username", done.username().into()),
        ("userSub", optional(done.user_sub())),
    ])
}

pub(super) fn confirm_sign_up(step: &ConfirmSignUpStep) -> Value {
    code_step("confirmSignUp", step.username(), step.delivery())
}

pub(super) fn reset_password(step: &ResetPasswordStep) -> Value {
    code_step("resetPassword", step.username(), step.delivery())
}

/// A step that waits for a code.
fn code_step(kind: &str, username: &str, delivery: Option<&CodeDelivery>) -> Value {
    object(vec![
        ("kind", kind.into()),
        ("username", username.into()),
        ("delivery", delivery.map_or(Value::Null, code_delivery)),
    ])
}

pub(super) fn session(session: &Session) -> Value {
    object(vec![
        ("username", session.username().into()),
        ("idToken", session.id_token().into()),
        ("accessToken", session.access_token().into()),
        (
            "expiresAt",
            (session.expires_at().as_millis() as i64).into(),
        ),
        ("groups", list(&session.groups())),
        ("claims", session.claims().value().clone()),
        ("accessClaims", session.access_claims().value().clone()),
    ])
}

pub(super) fn user(user: &User) -> Value {
    let attributes = user.attributes.iter();
    let attributes = attributes.map(|it| (it.name.clone(), it.value.as_str().into()));
    object(vec![
        ("username", user.username.as_str().into()),
        ("attributes", Value::Object(attributes.collect())),
        ("preferredMfa", optional(user.preferred_mfa.as_deref())),
        ("mfa", list(&user.mfa)),
    ])
}

pub(super) fn change(change: &Change) -> Value {
    match change {
        Change::SignedIn(it) => change_with("signedIn", "session", session(it)),
        Change::Refreshed(it) => change_with("refreshed", "session", session(it)),
        Change::SignedOut(it) => change_with("signedOut", "reason", reason(*it).into()),
    }
}

pub(super) fn sign_out(report: &SignOutReport) -> Value {
    object(vec![(
        "unfinished",
        report.unfinished().map_or(Value::Null, error),
    )])
}

#[cfg(feature = "redirect")]
pub(super) fn outcome(outcome: &crate::RedirectOutcome) -> Value {
    object(vec![
        ("session", session(&outcome.session)),
        ("appState", optional(outcome.app_state.as_deref())),
    ])
}

fn change_with(kind: &str, name: &str, value: Value) -> Value {
    object(vec![("kind", kind.into()), (name, value)])
}

fn reason(reason: SignOutReason) -> &'static str {
    match reason {
        SignOutReason::Asked => "asked",
        SignOutReason::Ended => "ended",
    }
}

fn code_delivery(delivery: &CodeDelivery) -> Value {
    let medium = match &delivery.medium {
        Medium::Email => "email",
        Medium::Sms => "sms",
        Medium::Other(name) => name,
    };
    object(vec![
        ("medium", medium.into()),
        ("destination", delivery.destination.as_str().into()),
        ("attribute", delivery.attribute.as_str().into()),
    ])
}

/// The setting that a configuration error begins with, by the name that it has in JavaScript, and
/// the message with it.
fn setting(error: &Error) -> Option<(String, String)> {
    if error.kind() != ErrorKind::Configuration {
        return None;
    }
    let (name, problem) = error.message().split_once(": ")?;
    if !name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    {
        return None;
    }
    let name = camel_case(name);
    let message = [&name, ": ", problem].concat();
    Some((name, message))
}

fn camel_case(snake_case: &str) -> String {
    let mut name = String::new();
    let mut raised = false;
    for letter in snake_case.chars() {
        match letter {
            '_' => raised = true,
            letter if raised => {
                name.push(letter.to_ascii_uppercase());
                raised = false;
            }
            letter => name.push(letter),
        }
    }
    name
}

/// An object without the fields that are null: in JavaScript they are undefined.
fn object(fields: Vec<(&str, Value)>) -> Value {
    let present = fields
        .into_iter()
        .filter(|(_, value)| *value != Value::Null);
    Value::Object(
        present
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

fn optional(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}

fn list(items: &[String]) -> Value {
    Value::Array(items.iter().map(|item| item.as_str().into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json;

    fn written(error: Error) -> String {
        json::write(&super::error(&error))
    }

    #[test]
    fn an_error_has_what_it_knows_and_nothing_else() {
        let refused = Error::new(ErrorKind::CodeMismatch, "Invalid code")
            .with_code("CodeMismatchException")
            .with_field(Field::Code)
            .with_answer(400, Some("id-1".to_owned()));
        assert_eq!(
            written(refused),
            r#"{"kind":"codeMismatch","message":"Invalid code","retryable":false,"help":"","code":"CodeMismatchException","field":"code","status":400,"requestId":"id-1"}"#
        );
        let nobody = json::parse(&written(Error::signed_out())).unwrap();
        for absent in ["code", "field", "status", "requestId"] {
            assert!(nobody.field(absent).is_none(), "{absent}");
        }
    }

    #[test]
    fn a_configuration_error_names_the_setting_as_javascript_does() {
        let view = super::error(&Error::configuration("user_pool_id", "it is empty"));
        assert_eq!(view.string("field"), Some("userPoolId"));
        assert_eq!(view.string("message"), Some("userPoolId: it is empty"));
        let view = super::error(&Error::configuration(
            "amplify_outputs.json",
            "it is not JSON",
        ));
        assert_eq!(view.string("field"), None);
        assert_eq!(
            view.string("message"),
            Some("amplify_outputs.json: it is not JSON")
        );
    }
}
