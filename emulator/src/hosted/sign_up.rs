//! `/signup`: signing up.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>

use ::http::StatusCode;

use super::finish;
use super::pages::{Field, Notice, Page, SignUpPage};
use super::visit::Visit;
use crate::account::Attributes;
use crate::config::PoolSettings;
use crate::errors::Failure;
use crate::http::Response;
use crate::state::hosted::Next;
use crate::state::{Method, Methods};

pub(super) fn show(visit: &mut Visit<'_>) -> Response {
    render(visit, StatusCode::OK, None)
}

pub(super) fn submit(visit: &mut Visit<'_>) -> Response {
    let client = visit.authorization.client.clone();
    let name = visit.form.text("username").to_owned();
    let attributes: Attributes = fields(visit)
        .into_iter()
        .filter(|field| !field.value.is_empty())
        .map(|field| (field.name.to_owned(), field.value.to_owned()))
        .collect();
    let password = visit.form.text("password");
    // "Managed login and the hosted UI always require passwords":
    // https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
    let signed_up = visit
        .context
        .check_policy(password)
        .and_then(|()| visit.context.sign_up(&client, &name, password, attributes));
    match signed_up {
        Ok(signed_up) => match signed_up.delivery {
            Some(to) => visit.go_to_step("/confirm", &name, Some(to), Next::ConfirmAndSignIn, None),
            // Without a code, an administrator has to confirm the user.
            None => visit.go("/login", &[("notice", Notice::WaitForAdmin.code())]),
        },
        Err(failure) => render(visit, StatusCode::BAD_REQUEST, Some(&failure)),
    }
}

/// Signs in a user who has just confirmed a sign-up in this browser. "The second authentication factor
/// when your user signs in for the first time is their confirmation of the verification message"
/// ([MFA](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html)).
pub(super) fn sign_in_confirmed(visit: &mut Visit<'_>, name: &str) -> Response {
    let user = visit.context.pool.users.find(name);
    match user.map(|user| user.username.clone()) {
        Some(username) => finish::sign_in(visit, &username, Methods::of(Method::Password)),
        None => visit.go("/login", &[]),
    }
}

fn render(visit: &Visit<'_>, status: StatusCode, failure: Option<&Failure>) -> Response {
    let page = SignUpPage {
        name: visit.form.text("username"),
        fields: fields(visit),
        failure: failure.map(Failure::message),
    };
    visit.render(status, &Page::SignUp(page))
}

/// The fields for required attributes and for those that the pool verifies, without the attribute that is the user name.
fn fields<'a>(visit: &'a Visit<'_>) -> Vec<Field<'a>> {
    let PoolSettings {
        required_attributes,
        auto_verified_attributes,
        username_attributes,
        ..
    } = &visit.context.pool.settings;
    let mut names: Vec<&str> = Vec::new();
    for name in auto_verified_attributes.iter().chain(required_attributes) {
        let is_username = match username_attributes.as_slice() {
            [only] => only == name,
            _ => false,
        };
        if !is_username && !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let field = |name| Field {
        name,
        is_required: required_attributes.iter().any(|required| required == name),
        value: visit.form.text(name),
    };
    names.into_iter().map(field).collect()
}
