//! Checks the app client: its existence, its secret, and the flows that it allows.

use super::findings::{DIAGNOSIS_NAME, Findings};
use super::messages;
use super::report::Subject;
use crate::client::Client;
use crate::error::ErrorKind;
use crate::protocol::json::{self, Value};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};

/// The flows that are tried: subject, name, and the message on how to allow them.
const FLOWS: [(Subject, &str, &str); 4] = [
    (Subject::Srp, "USER_SRP_AUTH", messages::ALLOW_SRP),
    (
        Subject::Password,
        "USER_PASSWORD_AUTH",
        messages::ALLOW_PASSWORD,
    ),
    (Subject::Choice, "USER_AUTH", messages::ALLOW_CHOICE),
    (Subject::Custom, "CUSTOM_AUTH", messages::ALLOW_CUSTOM),
];

impl Client {
    pub(super) async fn check_app_client(&self, findings: &mut Findings) {
        let mut outcomes = Vec::new();
        for (_, flow, _) in FLOWS {
            outcomes.push(self.try_flow(flow).await);
        }
        let all = |outcome| outcomes.iter().all(|each| *each == outcome);
        let any = |outcome| outcomes.contains(&outcome);
        let client_id = self.settings().client_id.as_str();
        if any(Outcome::NoClient) {
            let found = ["the pool has no app client ", client_id].concat();
            return findings.wrong(Subject::Client, found, messages::NO_CLIENT);
        }
        if all(Outcome::Unknown) {
            return findings.unknown(Subject::Client, "Cognito's response does not show it", "");
        }
        findings.right(Subject::Client, client_id);
        if any(Outcome::Secret) {
            findings.wrong(Subject::Secret, "there is one", messages::HAS_SECRET);
        } else if any(Outcome::Allowed) {
            findings.right(Subject::Secret, "there is none");
        } else {
            findings.unknown(Subject::Secret, "no flow is allowed that would show it", "");
        }
        let nobody = all(Outcome::NotAllowed) && self.settings().domain.is_none();
        let tracks_devices = self.tracks_devices().await;
        for ((subject, flow, help), outcome) in FLOWS.into_iter().zip(outcomes) {
            let not_allowed = [flow, " is not allowed"].concat();
            match outcome {
                Outcome::Allowed if subject == Subject::Password => {
                    let help = match tracks_devices {
                        true => messages::NOT_RENEWED,
                        false => messages::MAY_NOT_BE_RENEWED,
                    };
                    findings.note(subject, [flow, " is allowed"].concat(), help);
                }
                Outcome::Allowed => findings.right(subject, [flow, " is allowed"].concat()),
                Outcome::NotAllowed if nobody && subject == Subject::Srp => {
                    findings.wrong(subject, not_allowed, messages::NO_FLOW);
                }
                Outcome::NotAllowed => findings.note(subject, not_allowed, help),
                Outcome::Secret => findings.unknown(subject, "Cognito requires the secret", ""),
                Outcome::NoClient | Outcome::Unknown => {
                    findings.unknown(subject, "Cognito's response does not show it", "");
                }
            }
        }
    }

    /// Whether the pool is known to track devices: this browser has stored a device, or the current tokens contain a
    /// device key. Without either, Cognito does not reveal it.
    async fn tracks_devices(&self) -> bool {
        if self.has_known_device().await {
            return true;
        }
        let session = self.current().await;
        session.is_some_and(|session| session.access_claims().string("device_key").is_some())
    }

    /// Starts a sign-in of a user that cannot exist.
    async fn try_flow(&self, flow: &str) -> Outcome {
        let Ok(random) = self.random() else {
            return Outcome::Unknown;
        };
        let name = [
            DIAGNOSIS_NAME,
            "-",
            &BASE64_URL_SAFE_NO_PAD.encode(&random[..9]),
        ]
        .concat();
        let mut parameters = vec![("USERNAME".to_owned(), Value::String(name))];
        match flow {
            // Any value will do, because the exchange is not continued.
            "USER_SRP_AUTH" => parameters.push(("SRP_A".to_owned(), "2".into())),
            "USER_PASSWORD_AUTH" => parameters.push(("PASSWORD".to_owned(), DIAGNOSIS_NAME.into())),
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
                // Any other error is about the user, so the flow is allowed.
                _ if error.code().is_some() && !error.is_retryable() => Outcome::Allowed,
                _ => Outcome::Unknown,
            },
        }
    }
}

/// The outcome of starting a sign-in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Allowed,
    NotAllowed,
    NoClient,
    Secret,
    Unknown,
}
