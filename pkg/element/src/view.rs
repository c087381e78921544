//! JSON for the script, in the forms of `pkg/src/session.ts` and `pkg/src/error.ts`.

use vestibule::protocol::json::Object;
use vestibule::{CustomStep, Error, Session, SessionState, SignOutReason, SignOutReport};

/// Returns the whole session, with its tokens.
pub fn session(session: &Session) -> String {
    let mut view = Object::new();
    view.text("username", session.username());
    view.text("idToken", session.id_token());
    view.text("accessToken", session.access_token());
    view.number("expiresAt", session.expires_at().as_millis() as i64);
    view.text("state", state_name(session.state()));
    view.texts("groups", &session.groups());
    view.optional("acr", session.acr());
    view.texts("amr", &session.amr());
    view.value("claims", session.claims().value());
    view.value("accessClaims", session.access_claims().value());
    view.end()
}

/// Returns who is signed in, without tokens and claims, for events that the whole page can receive.
pub fn person(session: &Session) -> String {
    let mut view = Object::new();
    view.text("username", session.username());
    view.optional("userId", session.claims().value().string("sub"));
    view.end()
}

pub fn signed_out(reason: SignOutReason) -> String {
    let mut view = Object::new();
    view.text("reason", reason_name(reason));
    view.end()
}

/// Returns the screen that is shown, and whether somebody is signed in.
pub fn screen(name: &str, is_signed_in: bool) -> String {
    let mut view = Object::new();
    view.text("screen", name);
    view.flag("signedIn", is_signed_in);
    view.end()
}

/// Returns a menu entry that was chosen.
pub fn chosen(name: &str) -> String {
    let mut view = Object::new();
    view.text("name", name);
    view.end()
}

/// Returns whether the offer of a passkey was accepted.
pub fn offer_closed(is_registered: bool) -> String {
    let mut view = Object::new();
    view.flag("passkeyAdded", is_registered);
    view.end()
}

/// Returns a custom challenge.
pub fn question(step: &CustomStep) -> String {
    let mut parameters = Object::new();
    for (name, value) in step.parameters() {
        parameters.text(name, value);
    }
    let mut view = Object::new();
    view.text("username", step.username());
    view.object("parameters", parameters);
    view.end()
}

/// Returns an error with the help for the developer.
pub fn error(error: &Error, help: &str) -> String {
    let mut view = Object::of_kind(error.kind().name());
    view.text("message", error.message());
    view.text("help", help);
    view.flag("retryable", error.is_retryable());
    view.optional("code", error.code());
    view.optional("field", error.field().map(vestibule::Field::name));
    view.end()
}

/// Returns the report of a sign-out. `errors` are its errors by name, as JSON.
pub fn sign_out(report: &SignOutReport, errors: &[(&str, String)]) -> String {
    let mut view = Object::new();
    for (name, error) in errors {
        view.json(name, error);
    }
    if report.is_leaving() {
        view.flag("leaving", true);
    }
    if report.hosted_session_remains() {
        view.flag("hostedSessionRemains", true);
    }
    view.end()
}

fn state_name(state: SessionState) -> &'static str {
    match state {
        SessionState::Fresh => "fresh",
        SessionState::Offline => "offline",
        SessionState::Refused => "refused",
        _ => "stale",
    }
}

fn reason_name(reason: SignOutReason) -> &'static str {
    match reason {
        SignOutReason::Ended => "ended",
        SignOutReason::Revoked => "revoked",
        SignOutReason::Idle => "idle",
        SignOutReason::Total => "total",
        _ => "asked",
    }
}
