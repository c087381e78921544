//! `/changePassword`: replacing a temporary password.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>

use ::http::StatusCode;

use super::pages::{Field, NewPasswordPage, Notice, Page};
use super::recover::PASSWORDS_DIFFER;
use super::second_factor;
use super::visit::Visit;
use crate::account::Attributes;
use crate::http::Response;
use crate::state::hosted::{Next, Step};
use crate::state::{Method, Methods};

pub(super) fn show(visit: &mut Visit<'_>) -> Response {
    match current_step(visit) {
        Some((step, _, username)) => render(visit, StatusCode::OK, &step, &username, None),
        None => start_again(visit),
    }
}

pub(super) fn submit(visit: &mut Visit<'_>) -> Response {
    let Some((step, session, username)) = current_step(visit) else {
        return start_again(visit);
    };
    let password = visit.form.text("password").to_owned();
    if password != visit.form.text("confirm_password") {
        let message = Some(PASSWORDS_DIFFER);
        return render(visit, StatusCode::BAD_REQUEST, &step, &username, message);
    }
    let client = visit.authorization.client.clone();
    let given = given(visit, &username);
    match visit
        .context
        .replace_temporary_password(&client, &session, &password, given)
    {
        Ok(username) => {
            visit.end_step();
            second_factor::continue_sign_in(visit, &username, Methods::of(Method::Password))
        }
        Err(failure) => {
            let message = Some(failure.message());
            render(visit, StatusCode::BAD_REQUEST, &step, &username, message)
        }
    }
}

/// The current step, its `Session`, and its user, if the session has not expired.
fn current_step(visit: &Visit<'_>) -> Option<(Step, String, String)> {
    let step = visit.step()?;
    let Next::NewPassword { session } = step.next.clone() else {
        return None;
    };
    let client = &visit.authorization.client;
    let username = visit.context.new_password_session(client, &session).ok()?;
    Some((step, session, username))
}

fn start_again(visit: &mut Visit<'_>) -> Response {
    visit.end_step();
    visit.go("/login", &[("notice", Notice::SessionExpired.code())])
}

fn given(visit: &Visit<'_>, username: &str) -> Attributes {
    let fields = missing(visit, username).into_iter();
    fields
        .filter(|field| !field.value.is_empty())
        .map(|field| (field.name.to_owned(), field.value.to_owned()))
        .collect()
}

fn render(
    visit: &Visit<'_>,
    status: StatusCode,
    step: &Step,
    username: &str,
    failure: Option<&str>,
) -> Response {
    let fields = missing(visit, username);
    let page = NewPasswordPage {
        name: &step.name,
        fields,
        failure,
    };
    visit.render(status, &Page::NewPassword(page))
}

/// The required attributes that the user does not have yet.
fn missing<'a>(visit: &'a Visit<'_>, username: &str) -> Vec<Field<'a>> {
    let pool = &visit.context.pool;
    let user = pool.users.by_username(username);
    let has = |name: &str| user.is_some_and(|user| user.attribute(name).is_some());
    let required = pool
        .settings
        .required_attributes
        .iter()
        .filter(|name| !has(name));
    required
        .map(|name| Field {
            name,
            is_required: true,
            value: visit.form.text(name),
        })
        .collect()
}
