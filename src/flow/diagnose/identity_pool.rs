//! Checks the identity pool, by requesting credentials as the app does.

use super::findings::Findings;
use super::identity_messages as messages;
use super::messages::UNREACHABLE;
use super::report::Subject;
use crate::client::Client;
use crate::config::IdentityPool;
use crate::error::{Error, ErrorKind};
use crate::flow::aws::login_key;
use crate::protocol::text::has;

/// The person for whom credentials are requested.
enum Requester {
    /// Signed in to the user pool, with the key of its login.
    User(String),
    /// Possibly known by the app's own logins.
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
    /// Another error, with AWS's code.
    Other(String),
    /// A temporary problem.
    Temporary,
}

impl Client {
    pub(super) async fn check_identity_pool(&self, findings: &mut Findings) {
        let Some(pool) = &self.settings().identity_pool else {
            return;
        };
        let session = self.current().await;
        let requester = match (session, &pool.logins) {
            (Some(session), _) => Requester::User(login_key(pool, &session)),
            (None, Some(_)) => Requester::Other,
            (None, None) => Requester::Guest,
        };
        let problem = self.aws().renew().await.err().map(|it| problem_from(&it));
        let at = Subject::IdentityPool;
        match &problem {
            Some(Problem::Unreachable) => {
                let found = ["no response from ", &pool.api()].concat();
                return findings.wrong(at, found, UNREACHABLE);
            }
            Some(Problem::NoIdentityPool) => {
                let found = ["there is no identity pool ", &pool.id].concat();
                return findings.wrong(at, found, messages::NO_IDENTITY_POOL);
            }
            Some(Problem::Temporary) => {
                return findings.unknown(at, "Cognito's response does not show it", "");
            }
            _ => findings.right(at, &*pool.id),
        }
        check_guests(pool, &requester, problem.as_ref(), findings);
        check_provider(&requester, problem.as_ref(), findings);
        check_role(problem, findings);
    }
}

fn check_guests(
    pool: &IdentityPool,
    requester: &Requester,
    problem: Option<&Problem>,
    findings: &mut Findings,
) {
    let at = Subject::Guests;
    match (requester, problem) {
        (_, Some(Problem::NoGuests)) => {
            findings.note(at, "they are not allowed", messages::ALLOW_GUESTS);
        }
        (Requester::Guest, None) if pool.basic_role_arn.is_some() => {
            findings.right(at, "they are allowed");
        }
        (Requester::Guest, None) => findings.note(at, "they are allowed", messages::GUEST_LIMITS),
        (Requester::Guest, Some(_)) => findings.unknown(at, "they get no credentials", ""),
        _ => findings.unknown(at, "you are signed in", messages::SIGN_OUT),
    }
}

fn check_provider(requester: &Requester, problem: Option<&Problem>, findings: &mut Findings) {
    let at = Subject::Provider;
    match (requester, problem) {
        (Requester::User(name), Some(Problem::Provider)) => {
            let found = ["the tokens of ", name, " are not accepted"].concat();
            findings.wrong(at, found, messages::ADD_PROVIDER);
        }
        (Requester::User(name), None | Some(Problem::Role | Problem::SeveralRoles)) => {
            findings.right(at, &**name);
        }
        (Requester::User(_), _) => {
            findings.unknown(at, "the identity pool's response does not show it", "")
        }
        _ => findings.unknown(at, "nobody is signed in", messages::SIGN_IN),
    }
}

fn check_role(problem: Option<Problem>, findings: &mut Findings) {
    let at = Subject::Role;
    match problem {
        None => findings.right(at, "it gives credentials"),
        Some(Problem::Role) => findings.wrong(at, "it cannot be assumed", messages::TRUST),
        Some(Problem::SeveralRoles) => {
            findings.wrong(at, "there are several", messages::CHOOSE_ROLE);
        }
        Some(Problem::NoBasicFlow) => {
            findings.wrong(
                at,
                "the basic flow is not allowed",
                messages::ALLOW_BASIC_FLOW,
            );
        }
        Some(Problem::Other(code)) => {
            findings.unknown(at, ["the identity pool returned ", &code].concat(), "");
        }
        Some(_) => findings.unknown(at, "not checked: there are no credentials", ""),
    }
}

fn problem_from(error: &Error) -> Problem {
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
        _ if error.is_retryable() || code.is_empty() => Problem::Temporary,
        _ => Problem::Other(code.to_owned()),
    }
}
