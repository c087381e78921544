//! What a diagnosis finds of the identity pool, by asking it for credentials as the app does.

use super::findings::Report;
use super::identity_words as words;
use super::report::Subject;
use super::words::UNREACHABLE;
use crate::client::Client;
use crate::config::IdentityPool;
use crate::error::{Error, ErrorKind};
use crate::flow::aws::login_key;
use crate::protocol::text::has;

/// Whom the credentials are for.
enum Asker {
    /// Who is signed in to the user pool, by the name that the identity pool knows it by.
    User(String),
    /// Who may be known by the app's own logins.
    Other,
    Guest,
}

/// Why there are no credentials.
#[derive(PartialEq, Eq)]
enum Problem {
    Unreachable,
    NoIdentityPool,
    NoGuests,
    Provider,
    Role,
    SeveralRoles,
    NoBasicFlow,
    /// What it said, by AWS's name for it.
    Other(String),
    /// It may be another answer a little later.
    Passing,
}

impl Client {
    pub(super) async fn look_at_identity_pool(&self, report: &mut Report) {
        let Some(pool) = &self.settings().identity_pool else {
            return;
        };
        let session = self.current().await;
        let asker = match (session, &pool.logins) {
            (Some(session), _) => Asker::User(login_key(pool, &session)),
            (None, Some(_)) => Asker::Other,
            (None, None) => Asker::Guest,
        };
        let problem = self.aws().renew().await.err().map(|it| problem_of(&it));
        let at = Subject::IdentityPool;
        match &problem {
            Some(Problem::Unreachable) => {
                let found = ["no answer from ", &pool.api()].concat();
                return report.wrong(at, found, UNREACHABLE);
            }
            Some(Problem::NoIdentityPool) => {
                let found = ["there is no identity pool ", &pool.id].concat();
                return report.wrong(at, found, words::NO_IDENTITY_POOL);
            }
            Some(Problem::Passing) => return report.unknown(at, "Cognito did not say", ""),
            _ => report.right(at, &*pool.id),
        }
        look_at_guests(pool, &asker, problem.as_ref(), report);
        look_at_provider(&asker, problem.as_ref(), report);
        look_at_role(problem, report);
    }
}

fn look_at_guests(
    pool: &IdentityPool,
    asker: &Asker,
    problem: Option<&Problem>,
    report: &mut Report,
) {
    let at = Subject::Guests;
    match (asker, problem) {
        (_, Some(Problem::NoGuests)) => {
            report.note(at, "they are not allowed", words::ALLOW_GUESTS);
        }
        (Asker::Guest, None) if pool.basic_role_arn.is_some() => {
            report.right(at, "they are allowed");
        }
        (Asker::Guest, None) => report.note(at, "they are allowed", words::GUEST_LIMITS),
        (Asker::Guest, Some(_)) => report.unknown(at, "they get no credentials", ""),
        _ => report.unknown(at, "nobody is one now", words::SIGN_OUT),
    }
}

fn look_at_provider(asker: &Asker, problem: Option<&Problem>, report: &mut Report) {
    let at = Subject::Provider;
    match (asker, problem) {
        (Asker::User(name), Some(Problem::Provider)) => {
            let found = ["the tokens of ", name, " are not taken"].concat();
            report.wrong(at, found, words::ADD_PROVIDER);
        }
        (Asker::User(name), None | Some(Problem::Role | Problem::SeveralRoles)) => {
            report.right(at, &**name);
        }
        (Asker::User(_), _) => report.unknown(at, "the identity pool did not say", ""),
        _ => report.unknown(at, "nobody is signed in", words::SIGN_IN),
    }
}

fn look_at_role(problem: Option<Problem>, report: &mut Report) {
    let at = Subject::Role;
    match problem {
        None => report.right(at, "it gives credentials"),
        Some(Problem::Role) => report.wrong(at, "it cannot be assumed", words::TRUST),
        Some(Problem::SeveralRoles) => {
            report.wrong(at, "there are several", words::CHOOSE_ROLE);
        }
        Some(Problem::NoBasicFlow) => {
            report.wrong(at, "the basic flow is not allowed", words::ALLOW_BASIC_FLOW);
        }
        Some(Problem::Other(code)) => {
            report.unknown(at, ["the identity pool said ", &code].concat(), "");
        }
        Some(_) => report.unknown(at, "nobody gets as far", ""),
    }
}

fn problem_of(error: &Error) -> Problem {
    let code = error.code().unwrap_or_default();
    match (error.kind(), code) {
        (ErrorKind::Network | ErrorKind::Timeout, _) => Problem::Unreachable,
        (ErrorKind::GuestsNotAllowed, _) => Problem::NoGuests,
        (ErrorKind::IdentityPoolConfiguration, "ResourceNotFoundException") => {
            Problem::NoIdentityPool
        }
        (ErrorKind::IdentityPoolConfiguration, "NotAuthorizedException") => Problem::Provider,
        (ErrorKind::IdentityPoolConfiguration, "InvalidParameterException") => Problem::NoBasicFlow,
        (ErrorKind::IdentityPoolConfiguration, _) => Problem::Role,
        _ if has(error.message(), "ambiguous role") => Problem::SeveralRoles,
        _ if error.is_retryable() || code.is_empty() => Problem::Passing,
        _ => Problem::Other(code.to_owned()),
    }
}
