//! What a diagnosis asks of the app client: whether there is one, its secret, its flows.

use super::findings::{MARK, Report};
use super::report::Subject;
use super::words;
use crate::client::Client;
use crate::error::ErrorKind;
use crate::protocol::json::{self, Value};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};

/// The flows that can be tried: their subject, their name, and how to allow them.
const FLOWS: [(Subject, &str, &str); 4] = [
    (Subject::Srp, "USER_SRP_AUTH", words::ALLOW_SRP),
    (
        Subject::Password,
        "USER_PASSWORD_AUTH",
        words::ALLOW_PASSWORD,
    ),
    (Subject::Choice, "USER_AUTH", words::ALLOW_CHOICE),
    (Subject::Custom, "CUSTOM_AUTH", words::ALLOW_CUSTOM),
];

impl Client {
    pub(super) async fn look_at_client(&self, report: &mut Report) {
        let mut outcomes = Vec::new();
        for (_, flow, _) in FLOWS {
            outcomes.push(self.try_flow(flow).await);
        }
        let all = |outcome| outcomes.iter().all(|each| *each == outcome);
        let any = |outcome| outcomes.contains(&outcome);
        let client_id = self.settings().client_id.as_str();
        if any(Outcome::NoClient) {
            let found = ["the pool has no app client ", client_id].concat();
            return report.wrong(Subject::Client, found, words::NO_CLIENT);
        }
        if all(Outcome::Unknown) {
            return report.unknown(Subject::Client, "Cognito did not say", "");
        }
        report.right(Subject::Client, client_id);
        if any(Outcome::Secret) {
            report.wrong(Subject::Secret, "there is one", words::HAS_SECRET);
        } else if any(Outcome::Allowed) {
            report.right(Subject::Secret, "there is none");
        } else {
            report.unknown(Subject::Secret, "no flow is allowed that would tell", "");
        }
        let nobody = all(Outcome::NotAllowed) && self.settings().domain.is_none();
        let tracks_devices = self.tracks_devices().await;
        for ((subject, flow, help), outcome) in FLOWS.into_iter().zip(outcomes) {
            let not = [flow, " is not allowed"].concat();
            match outcome {
                Outcome::Allowed if subject == Subject::Password => {
                    let help = match tracks_devices {
                        true => words::NOT_RENEWED,
                        false => words::MAY_NOT_BE_RENEWED,
                    };
                    report.note(subject, [flow, " is allowed"].concat(), help);
                }
                Outcome::Allowed => report.right(subject, [flow, " is allowed"].concat()),
                Outcome::NotAllowed if nobody && subject == Subject::Srp => {
                    report.wrong(subject, not, words::NO_FLOW);
                }
                Outcome::NotAllowed => report.note(subject, not, help),
                Outcome::Secret => report.unknown(subject, "Cognito asked for the secret", ""),
                Outcome::NoClient | Outcome::Unknown => {
                    report.unknown(subject, "Cognito did not say", "");
                }
            }
        }
    }

    /// Whether the pool is known to track devices: this browser is one of them for somebody, or the tokens of
    /// whoever is signed in name one. No answer of Cognito's to others tells.
    async fn tracks_devices(&self) -> bool {
        if self.knows_a_device().await {
            return true;
        }
        let session = self.current().await;
        session.is_some_and(|session| session.access_claims().string("device_key").is_some())
    }

    /// Begins a sign-in of a user who cannot exist.
    async fn try_flow(&self, flow: &str) -> Outcome {
        let Ok(random) = self.random() else {
            return Outcome::Unknown;
        };
        let name = [MARK, "-", &BASE64_URL_SAFE_NO_PAD.encode(&random[..9])].concat();
        let mut parameters = vec![("USERNAME".to_owned(), Value::String(name))];
        match flow {
            // The proof is never asked for.
            "USER_SRP_AUTH" => parameters.push(("SRP_A".to_owned(), "2".into())),
            "USER_PASSWORD_AUTH" => parameters.push(("PASSWORD".to_owned(), MARK.into())),
            _ => {}
        }
        let input = Value::object([
            ("AuthFlow", flow.into()),
            ("AuthParameters", Value::Object(parameters)),
        ]);
        match self.call_json("InitiateAuth", &json::write(&input)).await {
            Ok(_) => Outcome::Allowed,
            Err(error) => match error.kind() {
                ErrorKind::FlowNotEnabled => Outcome::NotAllowed,
                ErrorKind::ClientNotFound => Outcome::NoClient,
                ErrorKind::ClientSecretRequired => Outcome::Secret,
                // Whatever else Cognito says of the user, it has let the flow begin.
                _ if error.code().is_some() && !error.is_retryable() => Outcome::Allowed,
                _ => Outcome::Unknown,
            },
        }
    }
}

/// What Cognito made of the beginning of a sign-in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Allowed,
    NotAllowed,
    NoClient,
    Secret,
    Unknown,
}
