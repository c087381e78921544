//! A diagnosis, and what it asks of the pool: its documents, its keys, its replica, its time.

use super::findings::{MARK, Report, origin, status};
use super::report::{Diagnosis, Subject, Verdict};
use super::words;
use crate::client::Client;
use crate::error::Error;
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::idp;
use crate::protocol::json::{self, Value};
use crate::protocol::text::has;

/// How a replica answers that is not active.
const INACTIVE: &str = "OperationNotEnabledException";

/// How far the clocks may be apart before it is reported, in seconds.
const CLOCK_LEEWAY: i64 = 60;

impl Client {
    /// Holds the configuration against the pool that it names: whether the pool and its keys are
    /// there, the app client exists and has no secret, which flows it allows, whether the hosted
    /// pages' domain answers and what it allows, and how far this machine's clock is off. For
    /// developers; it needs nobody to be signed in, and changes no session.
    ///
    /// A flow is tried by beginning a sign-in of a user who cannot exist, whose name begins with
    /// `vestibule-diagnosis`: it stands in the pool's logs, counts against its quotas, and the
    /// pool's Lambda triggers for unknown users (migration, custom challenges) hear of it.
    ///
    /// An identity pool is asked for new credentials, as by the app: nobody is signed in to it otherwise than before,
    /// but a guest has an identity from then on.
    ///
    /// Whether the redirect URI and the scopes are accepted, only a browser's own window can see:
    /// the report has the address to open. What it finds is no error, the want of a network
    /// included.
    pub async fn diagnose(&self) -> Diagnosis {
        let mut report = Report(Vec::new());
        let named = self.look_at_pool(&mut report).await;
        self.look_at_keys(&mut report).await;
        if let Some(fallback) = self.settings().fallback_endpoint.clone() {
            self.look_at_fallback(&fallback, &mut report).await;
        }
        self.look_at_client(&mut report).await;
        if let Some(domain) = self.settings().domain.clone() {
            self.look_at_domain(&domain, named.as_deref(), &mut report)
                .await;
            self.look_at_redirect_uri(&domain, &mut report);
        } else {
            let found = "not set: no sign-in through the hosted pages";
            report.note(Subject::Domain, found, words::SET_DOMAIN);
        }
        #[cfg(feature = "aws")]
        self.look_at_identity_pool(&mut report).await;
        self.look_at_clock(&mut report).await;
        Diagnosis { findings: report.0 }
    }

    /// Gives the domain that the pool names as its own, where it names one.
    async fn look_at_pool(&self, report: &mut Report) -> Option<String> {
        let settings = self.settings();
        let Ok(answer) = self
            .document(&settings.endpoint, "openid-configuration")
            .await
        else {
            let found = ["no answer from ", &settings.endpoint].concat();
            report.wrong(Subject::Pool, found, words::UNREACHABLE);
            return None;
        };
        let body = answer.json().unwrap_or_default();
        match body.string("issuer") {
            Some(issuer) if settings.issuers.iter().any(|one| one == issuer) => {
                report.right(Subject::Pool, issuer);
            }
            Some(issuer) => {
                let found = ["the pool calls itself ", issuer].concat();
                report.wrong(Subject::Pool, found, words::ANOTHER_ISSUER);
            }
            None if matches!(answer.status, 400 | 404) && body.string("message").is_some() => {
                let found = ["there is no pool ", &settings.user_pool_id].concat();
                report.wrong(Subject::Pool, found, words::NO_POOL);
            }
            None => report.wrong(Subject::Pool, status(&answer), words::NOT_COGNITO),
        }
        Some(origin(body.string("authorization_endpoint")?).to_owned())
    }

    async fn look_at_keys(&self, report: &mut Report) {
        let endpoint = &self.settings().endpoint;
        let Ok(answer) = self.document(endpoint, "jwks.json").await else {
            let found = ["no answer from ", endpoint].concat();
            return report.wrong(Subject::Keys, found, words::UNREACHABLE);
        };
        let body = answer.json().unwrap_or_default();
        match body.field("keys").and_then(Value::as_array) {
            Some(keys) if !keys.is_empty() => {
                let count = json::integer_text(keys.len() as i64);
                report.right(Subject::Keys, [&count, " keys"].concat());
            }
            _ if answer.is_success() => {
                report.wrong(Subject::Keys, "there are none", words::NOT_COGNITO);
            }
            _ => report.unknown(Subject::Keys, status(&answer), ""),
        }
    }

    /// The endpoint that serves while the first one is away: by itself, since otherwise nobody hears of it before
    /// they need it.
    async fn look_at_fallback(&self, endpoint: &str, report: &mut Report) {
        let settings = self.settings();
        let (verdict, found, help) = match self.document(endpoint, "openid-configuration").await {
            Err(_) => (Verdict::Wrong, "no answer", words::UNREACHABLE),
            Ok(answer) => {
                let body = answer.json().unwrap_or_default();
                match body.string("issuer") {
                    Some(issuer) if settings.issuers.iter().any(|one| one == issuer) => {
                        self.look_at_replica(endpoint).await
                    }
                    Some(_) => (Verdict::Wrong, "another issuer", words::ANOTHER_ISSUER),
                    None if matches!(answer.status, 400 | 404)
                        && body.string("message").is_some() =>
                    {
                        (Verdict::Wrong, "there is no such pool", words::NO_REPLICA)
                    }
                    None => (Verdict::Wrong, "no answer of Cognito's", words::NOT_COGNITO),
                }
            }
        };
        report.add(
            Subject::FallbackEndpoint,
            verdict,
            [endpoint, ": ", found].concat(),
            help,
        );
    }

    /// Whether the replica there lets people sign in, by the beginning of a sign-in of a user who cannot exist.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html>
    async fn look_at_replica(&self, endpoint: &str) -> (Verdict, &'static str, &'static str) {
        let input = Value::object([
            ("ClientId", self.settings().client_id.as_str().into()),
            ("AuthFlow", "USER_SRP_AUTH".into()),
            (
                "AuthParameters",
                Value::object([("USERNAME", MARK.into()), ("SRP_A", "2".into())]),
            ),
        ]);
        let request = idp::request_of(endpoint, "InitiateAuth", json::write(&input));
        match self.send(request).await {
            Err(_) => (Verdict::Wrong, "no answer to a sign-in", words::UNREACHABLE),
            Ok(answer) => {
                let body = answer.json().unwrap_or_default();
                match body.string("__type").is_some_and(|it| has(it, INACTIVE)) {
                    true => (
                        Verdict::Wrong,
                        "the replica is not active",
                        words::INACTIVE_REPLICA,
                    ),
                    false => (Verdict::Right, "it serves", ""),
                }
            }
        }
    }

    /// A document of the pool's that anybody may read.
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

    /// By the header `Date`, which Cognito's API lets every page read.
    async fn look_at_clock(&self, report: &mut Report) {
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
        // This machine's own clock is asked for, right or wrong.
        let clock = &self.platform().clock;
        let before = clock.now();
        let sent = self.platform().fetch.fetch(&request, settings.timeout);
        let date = sent.await.ok().and_then(|answer| answer.date);
        let after = clock.now();
        let Some(theirs) = date else {
            return report.unknown(Subject::Clock, "Cognito's time cannot be read here", "");
        };
        // The header has whole seconds, and was written at some moment between the two.
        let ours = before.as_millis().midpoint(after.as_millis()) as i64;
        let ahead = (ours - (theirs as i64 + 500)) / 1000;
        let seconds = json::integer_text(ahead.abs());
        if ahead.abs() <= CLOCK_LEEWAY {
            return report.right(Subject::Clock, "it is right");
        }
        let where_to = match ahead > 0 {
            true => " seconds ahead of Cognito's",
            false => " seconds behind Cognito's",
        };
        let found = [&seconds, where_to].concat();
        report.wrong(Subject::Clock, found, words::SET_CLOCK);
    }
}
