//! Runs a diagnosis, and checks the user pool: its documents, keys, replica and time.

use super::findings::{DIAGNOSIS_NAME, Findings, origin, status};
use super::messages;
use super::report::{Diagnosis, Subject, Verdict};
use crate::client::Client;
use crate::error::Error;
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::idp;
use crate::protocol::json::{self, Value};
use crate::protocol::text::has;

/// The exception of a replica that is not active.
const INACTIVE: &str = "OperationNotEnabledException";

/// The largest difference between the clocks that is not reported, in seconds.
const CLOCK_LEEWAY: i64 = 60;

impl Client {
    /// Compares the configuration with the pool: whether the pool and its keys exist, the app client
    /// exists and has no secret, which flows it allows, whether the domain of the hosted UI responds and
    /// what it allows, and how far this machine's clock is off. For developers; it works without a
    /// session and changes none.
    ///
    /// A flow is tried by starting a sign-in of a user that cannot exist, whose name begins with
    /// `vestibule-diagnosis`. It appears in the pool's logs, counts towards its quotas, and invokes the
    /// pool's Lambda triggers for unknown users (migration, custom challenges).
    ///
    /// From an identity pool it requests new credentials, as the app does. The person's identity does not
    /// change, but a guest who had no identity gets one.
    ///
    /// Whether the redirect URI and the scopes are accepted can only be seen in a browser window: the
    /// report contains the address to open. Problems are findings, not errors, even a missing network.
    pub async fn diagnose(&self) -> Diagnosis {
        let mut findings = Findings(Vec::new());
        let pool_domain = self.check_pool(&mut findings).await;
        self.check_keys(&mut findings).await;
        if let Some(fallback) = self.settings().fallback_endpoint.clone() {
            self.check_fallback_endpoint(&fallback, &mut findings).await;
        }
        self.check_app_client(&mut findings).await;
        if let Some(domain) = self.settings().domain.clone() {
            self.check_domain(&domain, pool_domain.as_deref(), &mut findings)
                .await;
            self.check_redirect_uri(&domain, &mut findings);
        } else {
            let found = "not set: no sign-in through the hosted pages";
            findings.note(Subject::Domain, found, messages::SET_DOMAIN);
        }
        #[cfg(feature = "aws")]
        self.check_identity_pool(&mut findings).await;
        self.check_clock(&mut findings).await;
        Diagnosis {
            findings: findings.0,
        }
    }

    /// Checks the pool, and returns the domain that the pool's document names, if any.
    async fn check_pool(&self, findings: &mut Findings) -> Option<String> {
        let settings = self.settings();
        let Ok(response) = self
            .document(&settings.endpoint, "openid-configuration")
            .await
        else {
            let found = ["no response from ", &settings.endpoint].concat();
            findings.wrong(Subject::Pool, found, messages::UNREACHABLE);
            return None;
        };
        let body = response.json().unwrap_or_default();
        match body.string("issuer") {
            Some(issuer) if settings.issuers.iter().any(|one| one == issuer) => {
                findings.right(Subject::Pool, issuer);
            }
            Some(issuer) => {
                let found = ["the pool's issuer is ", issuer].concat();
                findings.wrong(Subject::Pool, found, messages::ANOTHER_ISSUER);
            }
            None if matches!(response.status, 400 | 404) && body.string("message").is_some() => {
                let found = ["there is no pool ", &settings.user_pool_id].concat();
                findings.wrong(Subject::Pool, found, messages::NO_POOL);
            }
            None => findings.wrong(Subject::Pool, status(&response), messages::NOT_COGNITO),
        }
        Some(origin(body.string("authorization_endpoint")?).to_owned())
    }

    async fn check_keys(&self, findings: &mut Findings) {
        let endpoint = &self.settings().endpoint;
        let Ok(response) = self.document(endpoint, "jwks.json").await else {
            let found = ["no response from ", endpoint].concat();
            return findings.wrong(Subject::Keys, found, messages::UNREACHABLE);
        };
        let body = response.json().unwrap_or_default();
        match body.field("keys").and_then(Value::as_array) {
            Some(keys) if !keys.is_empty() => {
                let count = json::integer_text(keys.len() as i64);
                findings.right(Subject::Keys, [&count, " keys"].concat());
            }
            _ if response.is_success() => {
                findings.wrong(Subject::Keys, "there are none", messages::NOT_COGNITO);
            }
            _ => findings.unknown(Subject::Keys, status(&response), ""),
        }
    }

    /// Checks the fallback endpoint, because otherwise a problem would only show when it is needed.
    async fn check_fallback_endpoint(&self, endpoint: &str, findings: &mut Findings) {
        let settings = self.settings();
        let (verdict, found, help) = match self.document(endpoint, "openid-configuration").await {
            Err(_) => (Verdict::Wrong, "no response", messages::UNREACHABLE),
            Ok(response) => {
                let body = response.json().unwrap_or_default();
                match body.string("issuer") {
                    Some(issuer) if settings.issuers.iter().any(|one| one == issuer) => {
                        self.check_replica(endpoint).await
                    }
                    Some(_) => (Verdict::Wrong, "another issuer", messages::ANOTHER_ISSUER),
                    None if matches!(response.status, 400 | 404)
                        && body.string("message").is_some() =>
                    {
                        (
                            Verdict::Wrong,
                            "there is no such pool",
                            messages::NO_REPLICA,
                        )
                    }
                    None => (
                        Verdict::Wrong,
                        "the response is not Cognito's",
                        messages::NOT_COGNITO,
                    ),
                }
            }
        };
        findings.add(
            Subject::FallbackEndpoint,
            verdict,
            [endpoint, ": ", found].concat(),
            help,
        );
    }

    /// Checks whether the replica accepts sign-ins, by starting a sign-in of a user that cannot exist.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html>
    async fn check_replica(&self, endpoint: &str) -> (Verdict, &'static str, &'static str) {
        let input = Value::object([
            ("ClientId", self.settings().client_id.as_str().into()),
            ("AuthFlow", "USER_SRP_AUTH".into()),
            (
                "AuthParameters",
                Value::object([("USERNAME", DIAGNOSIS_NAME.into()), ("SRP_A", "2".into())]),
            ),
        ]);
        let request = idp::request_of(endpoint, "InitiateAuth", json::write(&input));
        match self.send(request).await {
            Err(_) => (
                Verdict::Wrong,
                "no response to a sign-in",
                messages::UNREACHABLE,
            ),
            Ok(response) => {
                let body = response.json().unwrap_or_default();
                match body.string("__type").is_some_and(|it| has(it, INACTIVE)) {
                    true => (
                        Verdict::Wrong,
                        "the replica is not active",
                        messages::INACTIVE_REPLICA,
                    ),
                    false => (Verdict::Right, "it works", ""),
                }
            }
        }
    }

    /// Fetches a public document of the pool.
    async fn document(&self, endpoint: &str, name: &str) -> Result<HttpResponse, Error> {
        let pool = self.settings().user_pool_id.as_str();
        let request = HttpRequest {
            method: "GET",
            url: [endpoint, "/", pool, "/.well-known/", name].concat(),
            headers: Vec::new(),
            body: None,
        };
        self.send(request).await
    }

    /// Compares this machine's clock with the header `Date`, which Cognito's API exposes to every page.
    async fn check_clock(&self, findings: &mut Findings) {
        let settings = self.settings();
        let target = "AWSCognitoIdentityProviderService.GetUser";
        let request = HttpRequest {
            method: "POST",
            url: [&settings.endpoint, "/"].concat(),
            headers: vec![
                ("Content-Type", "application/x-amz-json-1.1".to_owned()),
                ("X-Amz-Target", target.to_owned()),
            ],
            body: Some("{\"AccessToken\":\"clock\"}".to_owned()),
        };
        // The machine's uncorrected clock is what is checked.
        let clock = &self.platform().clock;
        let before = clock.now();
        let sent = self.platform().fetch.fetch(&request, settings.timeout);
        let date = sent.await.ok().and_then(|response| response.date);
        let after = clock.now();
        let Some(server) = date else {
            return findings.unknown(Subject::Clock, "Cognito's time cannot be read here", "");
        };
        // The header has whole seconds, and was written at some time between the two.
        let machine = before.as_millis().midpoint(after.as_millis()) as i64;
        let ahead = (machine - (server as i64 + 500)) / 1000;
        let seconds = json::integer_text(ahead.abs());
        if ahead.abs() <= CLOCK_LEEWAY {
            return findings.right(Subject::Clock, "it is right");
        }
        let direction = match ahead > 0 {
            true => " seconds ahead of Cognito's",
            false => " seconds behind Cognito's",
        };
        let found = [&seconds, direction].concat();
        findings.wrong(Subject::Clock, found, messages::SET_CLOCK);
    }
}
