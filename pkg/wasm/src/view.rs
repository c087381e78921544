//! Writes the library's values as JSON, in the form of the types in `pkg/src`.

use vestibule_chunk::chunk;

use vestibule::npm::{self, Challenge};
use vestibule::protocol::json::Object;
use vestibule::protocol::text::cut_text;
use vestibule::{
    Account, AwsCredentials, Change, CodeDelivery, ConfirmSignUpStep, Error, ErrorKind, Field,
    IdentityChange, RedirectOutcome, ResetPasswordStep, RoleCredentials, Session, SignInStep,
    SignOutReport, SignedRequest, SignedUp, ThisDevice,
};

/// Writes an error without the chunk `errors`, if that could not be loaded: only the kinds that a page
/// needs then, for example offline.
pub(super) fn bare_error(error: &Error) -> String {
    let mut view = Object::of_kind(match error.kind() {
        ErrorKind::SignedOut => "signedOut",
        ErrorKind::SessionExpired => "sessionExpired",
        ErrorKind::Timeout => "timeout",
        _ if error.is_retryable() => "network",
        _ => "other",
    });
    view.text("message", error.message());
    view.flag("retryable", error.is_retryable());
    view.end()
}

#[chunk(errors)]
pub(super) fn error(error: &Error) -> String {
    let setting = setting(error);
    let (field, message) = match &setting {
        Some((name, message)) => (Some(name.as_str()), message.as_str()),
        None => (error.field().map(Field::name), error.message()),
    };
    let mut view = Object::of_kind(error.kind().name());
    view.text("message", message);
    view.flag("retryable", error.is_retryable());
    view.text("help", error.help());
    view.optional("code", error.code());
    view.optional("field", field);
    if let Some(status) = error.status() {
        view.number("status", status.into());
    }
    view.optional("requestId", error.request_id());
    view.end()
}

/// Writes an error about an invalid argument.
pub(super) fn wrong_argument(name: &str, message: &str, help: &str) -> String {
    let mut view = Object::of_kind("invalidInput");
    view.text("message", message);
    view.flag("retryable", false);
    view.text("help", help);
    view.text("field", name);
    view.end()
}

/// Wraps a value that is not an object, or an object of unknown form; `pkg/src/core.ts` unwraps it.
pub(super) fn value(json: &str) -> Object {
    let mut view = Object::new();
    view.json("value", json);
    view
}

pub(super) fn sign_in_step(step: &SignInStep) -> Object {
    match step {
        SignInStep::Done(done) => signed_in(done),
        SignInStep::NewPassword(step) => {
            let mut view = Object::of_kind("newPassword");
            view.text("username", step.username());
            view.texts("missingAttributes", step.missing_attributes());
            view
        }
        SignInStep::ConfirmSignUp(step) => confirm_sign_up(step),
        SignInStep::ResetPassword(step) => reset_password(step),
        SignInStep::SmsCode(code) | SignInStep::EmailCode(code) => challenge(step, code.delivery()),
        step => challenge(step, None),
    }
}

pub(super) fn totp_set_up(secret: &str) -> Object {
    let mut view = Object::of_kind("totpSetUp");
    view.text("secret", secret);
    view
}

pub(super) fn this_device(device: &ThisDevice) -> Object {
    let mut view = Object::new();
    view.text("key", &device.key);
    view.flag("undecided", device.is_undecided);
    view
}

/// Writes a step around a challenge. Which fields it has depends only on the challenge.
fn challenge(step: &SignInStep, delivery: Option<CodeDelivery>) -> Object {
    let mut view = Object::of_kind(npm::name_of_step(step));
    let Some(challenge) = Challenge::of(step) else {
        return view;
    };
    view.text("username", challenge.username());
    view.text("challenge", challenge.name());
    view.texts("choices", &challenge.choices());
    view.optional("deviceName", challenge.parameter("FRIENDLY_DEVICE_NAME"));
    let mut parameters = Object::new();
    for (name, value) in challenge.parameters() {
        parameters.text(name, value);
    }
    view.object("parameters", parameters);
    if let Some(delivery) = delivery {
        view.object("delivery", code_delivery(&delivery));
    }
    view
}

pub(super) fn signed_up(done: &SignedUp) -> Object {
    let mut view = Object::of_kind("done");
    view.text("username", done.username());
    view.optional("userSub", done.user_sub());
    view.optional("session", npm::session_of(done));
    view
}

pub(super) fn confirm_sign_up(step: &ConfirmSignUpStep) -> Object {
    code_step("confirmSignUp", step.username(), step.delivery())
}

pub(super) fn reset_password(step: &ResetPasswordStep) -> Object {
    code_step("resetPassword", step.username(), step.delivery())
}

pub(super) fn session(session: &Session) -> Object {
    let mut view = Object::new();
    view.text("username", session.username());
    view.text("idToken", session.id_token());
    view.text("accessToken", session.access_token());
    view.number("expiresAt", session.expires_at().as_millis() as i64);
    view.text("state", npm::name_of_state(session.state()));
    view.texts("groups", &session.groups());
    view.optional("acr", session.acr());
    view.texts("amr", &session.amr());
    view.value("claims", session.claims().value());
    view.value("accessClaims", session.access_claims().value());
    view
}

pub(super) fn change(change: &Change) -> String {
    let mut view = Object::of_kind(npm::name_of_change(change));
    view.number("sequence", change.sequence() as i64);
    match change {
        Change::SignedIn(it) | Change::Refreshed(it) | Change::Stale(it) => {
            view.object("session", session(it));
        }
        Change::SignedOut { reason, .. } => view.text("reason", npm::name_of_reason(*reason)),
        _ => {}
    }
    view.end()
}

/// `unfinished` and `not_removed` are the JSON of errors.
pub(super) fn sign_out(
    report: &SignOutReport,
    unfinished: Option<&str>,
    not_removed: Option<&str>,
) -> Object {
    let mut view = Object::new();
    if let Some(unfinished) = unfinished {
        view.json("unfinished", unfinished);
    }
    if let Some(not_removed) = not_removed {
        view.json("notRemoved", not_removed);
    }
    view.optional("active", report.active());
    if report.is_leaving() {
        view.flag("leaving", true);
    }
    if report.hosted_session_remains() {
        view.flag("hostedSessionRemains", true);
    }
    view
}

pub(super) fn aws_credentials(credentials: &AwsCredentials) -> Object {
    let mut view = Object::new();
    view.text("accessKeyId", credentials.access_key_id());
    view.text("secretAccessKey", credentials.secret_access_key());
    view.text("sessionToken", credentials.session_token());
    view.number("expiration", credentials.expires_at().as_millis() as i64);
    view.text("identityId", credentials.identity_id());
    view.optional("replacedIdentityId", credentials.replaced_identity_id());
    view
}

pub(super) fn role_credentials(credentials: &RoleCredentials) -> Object {
    let mut view = Object::new();
    view.text("accessKeyId", credentials.access_key_id());
    view.text("secretAccessKey", credentials.secret_access_key());
    view.text("sessionToken", credentials.session_token());
    view.number("expiration", credentials.expires_at().as_millis() as i64);
    view.text("assumedRoleArn", credentials.assumed_role_arn());
    view.text("subject", credentials.subject());
    view
}

pub(super) fn identity_change(change: &IdentityChange) -> String {
    let mut view = Object::new();
    view.text("from", &change.from);
    view.text("to", &change.to);
    view.end()
}

pub(super) fn signed_request(request: &SignedRequest) -> Object {
    let mut headers = Object::new();
    for (name, value) in &request.headers {
        headers.text(name, value);
    }
    let mut view = Object::new();
    view.text("url", &request.url);
    view.object("headers", headers);
    view.text("identityId", &request.identity_id);
    view
}

pub(super) fn accounts(accounts: &[Account]) -> Object {
    let mut all = String::from("[");
    for account in accounts {
        if all.len() > 1 {
            all.push(',');
        }
        let mut one = Object::new();
        one.text("username", account.username());
        one.flag("active", account.is_active());
        one.value("claims", account.claims().value());
        all.push_str(&one.end());
    }
    all.push(']');
    value(&all)
}

pub(super) fn outcome(outcome: &RedirectOutcome) -> Object {
    let mut view = Object::new();
    view.object("session", session(&outcome.session));
    view.optional("appState", outcome.app_state.as_deref());
    view.optional("returnTo", outcome.return_to.as_deref());
    view
}

pub(super) fn signed_in(it: &Session) -> Object {
    let mut view = Object::of_kind("done");
    view.object("session", session(it));
    view
}

/// Writes a step that waits for a code.
fn code_step(kind: &str, username: &str, delivery: Option<&CodeDelivery>) -> Object {
    let mut view = Object::of_kind(kind);
    view.text("username", username);
    if let Some(delivery) = delivery {
        view.object("delivery", code_delivery(delivery));
    }
    view
}

fn code_delivery(delivery: &CodeDelivery) -> Object {
    let mut view = Object::new();
    view.text("medium", npm::name_of_medium(&delivery.medium));
    view.text("destination", &delivery.destination);
    view.text("attribute", &delivery.attribute);
    view
}

/// Returns the setting that the message of a configuration error starts with, by its name in
/// JavaScript, and the message with that name.
fn setting(error: &Error) -> Option<(String, String)> {
    if error.kind() != ErrorKind::Configuration {
        return None;
    }
    let (name, problem) = cut_text(error.message(), ": ")?;
    // A nested setting has both names, separated by a dot. A file name is not a setting.
    let is_name = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'.');
    if !name.bytes().all(is_name) || name.ends_with(".json") {
        return None;
    }
    let name = camel_case(name);
    let message = [&name, ": ", problem].concat();
    Some((name, message))
}

fn camel_case(snake_case: &str) -> String {
    let mut name = String::new();
    let mut is_word_start = false;
    for letter in snake_case.chars() {
        match letter {
            '_' => is_word_start = true,
            letter if is_word_start => {
                name.push(letter.to_ascii_uppercase());
                is_word_start = false;
            }
            letter => name.push(letter),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::ready;
    use std::pin::pin;
    use std::sync::Arc;
    use std::task::{Context, Poll, Waker};
    use std::time::Duration;
    use vestibule::platform::{Fetch, FetchError, LocalFuture};
    use vestibule::protocol::http::{HttpRequest, HttpResponse};
    use vestibule::protocol::json;
    use vestibule::{Client, ClientConfig, Platform};

    /// Answers every request with the same error.
    struct Refuses;

    impl Fetch for Refuses {
        fn fetch<'a>(
            &'a self,
            _: &'a HttpRequest,
            _: Duration,
        ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
            Box::pin(ready(Ok(HttpResponse {
                status: 400,
                request_id: Some("id-1".to_owned()),
                body: r#"{"__type":"CodeMismatchException","message":"Invalid code"}"#.to_owned(),
                ..HttpResponse::default()
            })))
        }
    }

    fn client() -> Client {
        let platform = Platform {
            fetch: Arc::new(Refuses),
            ..Platform::browser()
        };
        let config = ClientConfig::new("eu-west-1_AbC", "abc");
        Client::with_platform(config, platform).unwrap()
    }

    /// Returns the error of a future that is ready immediately.
    fn refusal<T>(asked: impl Future<Output = Result<T, Error>>) -> Error {
        match pin!(asked).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Err(error)) => error,
            Poll::Ready(Ok(_)) => panic!("it was not refused"),
            Poll::Pending => panic!("it waits for something"),
        }
    }

    #[test]
    fn an_error_contains_only_known_fields() {
        let step = client().confirm_sign_up("ada");
        assert_eq!(
            error(&refusal(step.submit("123456"))),
            r#"{"kind":"codeMismatch","message":"Invalid code","retryable":false,"help":"","code":"CodeMismatchException","field":"code","status":400,"requestId":"id-1"}"#
        );
        let nobody = json::parse(&error(&refusal(client().session()))).unwrap();
        assert_eq!(nobody.string("kind"), Some("signedOut"));
        for absent in ["code", "field", "status", "requestId"] {
            assert!(nobody.field(absent).is_none(), "{absent}");
        }
    }

    #[test]
    fn a_configuration_error_names_the_setting_as_javascript_does() {
        let refused = |setting, problem| {
            json::parse(&error(&npm::configuration_error(setting, problem))).unwrap()
        };
        let view = refused("user_pool_id", "it is empty");
        assert_eq!(view.string("field"), Some("userPoolId"));
        assert_eq!(view.string("message"), Some("userPoolId: it is empty"));
        let view = refused("identity_pool.sts_endpoint", "it is empty");
        assert_eq!(view.string("field"), Some("identityPool.stsEndpoint"));
        let view = refused("amplify_outputs.json", "it is not JSON");
        assert_eq!(view.string("field"), None);
        assert_eq!(
            view.string("message"),
            Some("amplify_outputs.json: it is not JSON")
        );
    }
}
