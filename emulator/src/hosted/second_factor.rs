//! `/mfa`: the second factor that the user, the pool or the app requires.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html#login-endpoint-step-up>

use ::http::StatusCode;

use super::finish;
use super::pages::{FactorPage, Notice, Page};
use super::parameters::Denial;
use super::visit::Visit;
use crate::account::{Admitted, Answer, IssuedChallenge, Step};
use crate::errors::Failure;
use crate::http::Response;
use crate::state::Methods;
use crate::state::hosted::{Factor, Next, Step as PageStep};

/// Asks a signed-in user for the missing factor without a password: only max_age makes users "authenticate again from
/// scratch instead of only stepping up"
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html#login-endpoint-step-up>).
pub(super) fn step_up(visit: &mut Visit<'_>) -> Response {
    let login = visit.browser.login(visit.context.pool);
    let shown = login.map(|login| (login.username.clone(), login.methods.clone()));
    match shown {
        Some((username, methods)) => continue_sign_in(visit, &username, methods),
        None => visit.go("/login", &[]),
    }
}

/// Continues with a second factor, or redirects to the app.
pub(super) fn continue_sign_in(
    visit: &mut Visit<'_>,
    username: &str,
    methods: Methods,
) -> Response {
    let client = visit.authorization.client.clone();
    let level = visit.level(username);
    let next = visit.context.hosted_next(&client, username, methods, level);
    match next {
        Ok(step) => follow(visit, username, step),
        Err(failure) => visit
            .authorization
            .fail("invalid_request", failure.message()),
    }
}

pub(super) fn show(visit: &mut Visit<'_>) -> Response {
    match current_step(visit) {
        Some((_, factor)) => render(visit, StatusCode::OK, &factor, None),
        None => start_again(visit),
    }
}

// Assumed: that the user can cancel, and the messages of the page.
pub(super) fn submit(visit: &mut Visit<'_>) -> Response {
    if visit.form.has("cancel") {
        visit.end_step();
        return visit.authorization.deny(Denial::AccessDenied);
    }
    let Some((_, factor)) = current_step(visit) else {
        return start_again(visit);
    };
    match answer(visit, &factor) {
        Ok(step) => {
            visit.end_step();
            follow(visit, &factor.username, step)
        }
        Err(failure) if failure.message().starts_with("Invalid session") => start_again(visit),
        Err(failure) => render(visit, StatusCode::BAD_REQUEST, &factor, Some(&failure)),
    }
}

fn answer(visit: &mut Visit<'_>, factor: &Factor) -> Result<Step, Failure> {
    let client = visit.authorization.client.clone();
    let answer = Answer {
        session: &factor.session,
        name: &factor.username,
        device_key: None,
    };
    let code = visit.form.text("code").trim().to_owned();
    let context = &mut visit.context;
    match (factor.challenge, &factor.secret) {
        ("SOFTWARE_TOKEN_MFA", _) => context.answer_software_token(&client, &answer, &code),
        ("SELECT_MFA_TYPE", _) => {
            context.answer_mfa_selection(&client, &answer, visit.form.text("choice"))
        }
        ("MFA_SETUP", Some(_)) => {
            let session = context.verify_token_in_session(&factor.session, &code, "")?;
            let answer = Answer {
                session: &session,
                ..answer
            };
            context.answer_set_up(&client, &answer, None)
        }
        ("MFA_SETUP", None) => {
            let address = visit.form.text("email").trim();
            context.answer_set_up(&client, &answer, Some(address))
        }
        (challenge, _) => context.answer_code(&client, &answer, challenge, &code),
    }
}

fn follow(visit: &mut Visit<'_>, username: &str, step: Step) -> Response {
    match step {
        Step::Admitted(Admitted { username, methods }) => {
            finish::sign_in(visit, &username, methods)
        }
        Step::Challenge(ask) => show_challenge(visit, username, ask),
        Step::Tokens(_) => visit.go("/login", &[]),
    }
}

fn show_challenge(visit: &mut Visit<'_>, username: &str, ask: IssuedChallenge) -> Response {
    let parameter = |name: &str| ask.parameters.get(name).cloned();
    let listed = parameter("MFAS_CAN_CHOOSE").or(parameter("MFAS_CAN_SETUP"));
    let choices: Vec<String> = listed
        .and_then(|list| serde_json::from_str(&list).ok())
        .unwrap_or_default();
    let mut factor = Factor {
        session: ask.session.unwrap_or_default(),
        challenge: ask.name,
        username: username.to_owned(),
        destination: parameter("CODE_DELIVERY_DESTINATION"),
        choices,
        secret: None,
    };
    let takes_app = factor
        .choices
        .iter()
        .any(|kind| kind == "SOFTWARE_TOKEN_MFA");
    if factor.challenge == "MFA_SETUP" && takes_app {
        // The pages do not support the set-up of an e-mail address as a factor.
        match visit.context.new_token_in_session(&factor.session) {
            Ok((secret, session)) => {
                factor.secret = Some(secret);
                factor.session = session;
            }
            Err(_) => return start_again(visit),
        }
    }
    visit.go_to_step("/mfa", username, None, Next::SecondFactor(factor), None)
}

fn current_step(visit: &Visit<'_>) -> Option<(PageStep, Factor)> {
    let step = visit.step()?;
    match step.next.clone() {
        Next::SecondFactor(factor) => Some((step, factor)),
        _ => None,
    }
}

fn start_again(visit: &mut Visit<'_>) -> Response {
    visit.end_step();
    visit.go("/login", &[("notice", Notice::SessionExpired.code())])
}

fn render(
    visit: &Visit<'_>,
    status: StatusCode,
    factor: &Factor,
    failure: Option<&Failure>,
) -> Response {
    let page = FactorPage {
        factor,
        failure: failure.map(Failure::message),
    };
    visit.render(status, &Page::SecondFactor(page))
}
