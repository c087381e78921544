//! `/confirm` and `/resendcode`: confirming a sign-up with a code.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html>

use ::http::StatusCode;

use super::pages::{CodePage, Notice, Page};
use super::sign_up;
use super::visit::Visit;
use crate::account::AliasConflict;
use crate::errors::Failure;
use crate::http::Response;
use crate::state::hosted::Next;

pub(super) fn show(visit: &mut Visit<'_>) -> Response {
    render(visit, StatusCode::OK, None)
}

pub(super) fn submit(visit: &mut Visit<'_>) -> Response {
    let client = visit.authorization.client.clone();
    let step = visit.step();
    let name = visit.name(step.as_ref());
    let code = visit.form.text("code").trim();
    match visit
        .context
        .confirm_sign_up(&client, &name, code, AliasConflict::Refuse)
    {
        Ok(()) => {
            visit.end_step();
            match step.map(|step| step.next) {
                Some(Next::ConfirmAndSignIn) => sign_up::sign_in_confirmed(visit, &name),
                _ => visit.go("/login", &[("notice", Notice::Confirmed.code())]),
            }
        }
        Err(failure) => render(visit, StatusCode::BAD_REQUEST, Some(&failure)),
    }
}

pub(super) fn resend(visit: &mut Visit<'_>) -> Response {
    let client = visit.authorization.client.clone();
    let step = visit.step();
    let name = visit.name(step.as_ref());
    match visit.context.resend_sign_up_code(&client, &name) {
        Ok(delivery) => {
            visit.end_step();
            let next = step.map_or(Next::Confirm, |step| step.next);
            let notice = Some(Notice::Resent.code());
            visit.go_to_step("/confirm", &name, delivery, next, notice)
        }
        Err(failure) => render(visit, StatusCode::BAD_REQUEST, Some(&failure)),
    }
}

fn render(visit: &Visit<'_>, status: StatusCode, failure: Option<&Failure>) -> Response {
    let step = visit.step();
    let page = CodePage {
        name: visit.name(step.as_ref()),
        is_name_known: step.is_some(),
        delivery: step.as_ref().and_then(|step| step.delivery.as_ref()),
        notice: Notice::of_code(visit.query.text("notice")),
        failure: failure.map(Failure::message),
    };
    visit.render(status, &Page::Confirm(page))
}
