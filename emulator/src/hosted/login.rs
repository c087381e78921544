//! `/login`: sign-in with user name and password.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html>

use ::http::StatusCode;

use super::pages::{LoginPage, Notice, Page};
use super::parameters::{Denial, Prompt};
use super::visit::Visit;
use super::{authorize, finish, second_factor};
use crate::account::SignedInState;
use crate::errors::Failure;
use crate::http::Response;
use crate::state::hosted::Next;
use crate::state::{Method, Methods};

pub(super) fn show(visit: &mut Visit<'_>) -> Response {
    render(visit, StatusCode::OK, None)
}

// Assumed: that the user can cancel, which in Cognito only other providers allow.
pub(super) fn submit(visit: &mut Visit<'_>) -> Response {
    if visit.form.has("cancel") {
        return visit.authorization.deny(Denial::AccessDenied);
    }
    if visit.form.has("continue") && may_continue(visit) {
        let login = visit.browser.login(visit.context.pool);
        return match login.is_some_and(|login| visit.lacks_level(login)) {
            true => second_factor::step_up(visit),
            false => finish::finish(visit),
        };
    }
    let name = visit.form.text("username").to_owned();
    let password = visit.form.text("password");
    let client = visit.authorization.client.clone();
    match visit.context.check_password(&client, &name, password) {
        Ok((username, SignedInState::Done)) => {
            second_factor::continue_sign_in(visit, &username, Methods::of(Method::Password))
        }
        Ok((username, SignedInState::NewPasswordRequired)) => {
            let session = visit.context.start_new_password(&client, &username);
            visit.go_to_step(
                "/changePassword",
                &name,
                None,
                Next::NewPassword { session },
                None,
            )
        }
        Err(failure) => refuse(visit, &name, &failure),
    }
}

/// Shows the error, or the page on which the user can resolve it.
fn refuse(visit: &mut Visit<'_>, name: &str, failure: &Failure) -> Response {
    match failure.kind() {
        "UserNotConfirmedException" => {
            let notice = Some(Notice::NotConfirmed.code());
            visit.go_to_step("/confirm", name, None, Next::Confirm, notice)
        }
        "PasswordResetRequiredException" => {
            let notice = Some(Notice::ResetRequired.code());
            visit.go_to_step(
                "/confirmForgotPassword",
                name,
                None,
                Next::ResetPassword,
                notice,
            )
        }
        _ => render(visit, StatusCode::BAD_REQUEST, Some(failure)),
    }
}

fn render(visit: &Visit<'_>, status: StatusCode, failure: Option<&Failure>) -> Response {
    let login = visit
        .browser
        .login(visit.context.pool)
        .filter(|_| may_continue(visit));
    let hint = visit.authorization.login_hint.as_deref();
    let page = LoginPage {
        name: visit.form.get("username").or(hint).unwrap_or_default(),
        signed_in: login.map(|login| login.username.as_str()),
        notice: Notice::of_code(visit.query.text("notice")),
        failure: failure.map(Failure::message),
    };
    visit.render(status, &Page::Login(page))
}

/// Whether the signed-in user can continue without a password.
fn may_continue(visit: &Visit<'_>) -> bool {
    visit.authorization.prompt != Prompt::Login && authorize::is_signed_in(visit)
}
