//! `/forgotPassword` and `/confirmForgotPassword`: setting a new password with a code.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html>

use ::http::StatusCode;

use super::pages::{CodePage, ForgotPage, Notice, Page};
use super::visit::Visit;
use crate::errors::Failure;
use crate::http::Response;
use crate::state::hosted::Next;

/// The message if the two new passwords differ.
pub(super) const PASSWORDS_DIFFER: &str = "The two passwords are not the same.";

pub(super) fn show_forgot(visit: &mut Visit<'_>) -> Response {
    render_forgot(visit, StatusCode::OK, None)
}

pub(super) fn submit_forgot(visit: &mut Visit<'_>) -> Response {
    let client = visit.authorization.client.clone();
    let name = visit.form.text("username").to_owned();
    match visit.context.forgot_password(&client, &name) {
        Ok(delivery) => {
            let next = Next::ResetPassword;
            visit.go_to_step("/confirmForgotPassword", &name, Some(delivery), next, None)
        }
        Err(failure) => render_forgot(visit, StatusCode::BAD_REQUEST, Some(&failure)),
    }
}

pub(super) fn show_confirm(visit: &mut Visit<'_>) -> Response {
    render_confirm(visit, StatusCode::OK, None)
}

pub(super) fn submit_confirm(visit: &mut Visit<'_>) -> Response {
    let client = visit.authorization.client.clone();
    let step = visit.step();
    let name = visit.name(step.as_ref());
    let code = visit.form.text("code").trim();
    let password = visit.form.text("password");
    if password != visit.form.text("confirm_password") {
        return render_confirm(visit, StatusCode::BAD_REQUEST, Some(PASSWORDS_DIFFER));
    }
    match visit
        .context
        .confirm_forgot_password(&client, &name, code, password)
    {
        Ok(()) => {
            visit.end_step();
            visit.go("/login", &[("notice", Notice::PasswordChanged.code())])
        }
        Err(failure) => render_confirm(visit, StatusCode::BAD_REQUEST, Some(failure.message())),
    }
}

fn render_forgot(visit: &Visit<'_>, status: StatusCode, failure: Option<&Failure>) -> Response {
    let hint = visit.authorization.login_hint.as_deref();
    let page = ForgotPage {
        name: visit.form.get("username").or(hint).unwrap_or_default(),
        failure: failure.map(Failure::message),
    };
    visit.render(status, &Page::Forgot(page))
}

fn render_confirm(visit: &Visit<'_>, status: StatusCode, failure: Option<&str>) -> Response {
    let step = visit.step();
    let page = CodePage {
        name: visit.name(step.as_ref()),
        is_name_known: step.is_some(),
        delivery: step.as_ref().and_then(|step| step.delivery.as_ref()),
        notice: Notice::of_code(visit.query.text("notice")),
        failure,
    };
    visit.render(status, &Page::Reset(page))
}
