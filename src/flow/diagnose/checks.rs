//! What a diagnosis asks Cognito and the page.

use super::report::{Diagnosis, Finding, Subject, Verdict};
use super::words;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::FetchError;
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::idp;
use crate::protocol::json::{self, Value};
use crate::protocol::oauth::{AuthorizeRequest, CodeExchange, Grant};
use crate::protocol::text::has;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};

/// In front of every name that a diagnosis makes up, so that it is known in Cognito's logs.
const MARK: &str = "vestibule-diagnosis";

/// How a replica answers that is not active.
const INACTIVE: &str = "OperationNotEnabledException";

/// How far the clocks may be apart before somebody is told, in seconds.
const CLOCK_LEEWAY: i64 = 60;

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
    /// Holds the configuration against the pool that it names: whether the pool and its keys are
    /// there, the app client exists and has no secret, which flows it allows, whether the hosted
    /// pages' domain answers and what it allows, and how far this machine's clock is off. For
    /// developers; it needs nobody to be signed in, and changes no session.
    ///
    /// A flow is tried by beginning a sign-in of a user who cannot exist, whose name begins with
    /// `vestibule-diagnosis`: it stands in the pool's logs, counts against its quotas, and the
    /// pool's Lambda triggers for unknown users (migration, custom challenges) hear of it.
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

    async fn look_at_client(&self, report: &mut Report) {
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

    /// Asks the token endpoint for the tokens of a code that cannot exist.
    async fn look_at_domain(&self, domain: &str, named: Option<&str>, report: &mut Report) {
        let settings = self.settings();
        let redirect_uri = settings.redirect_uri.as_deref();
        let exchange = CodeExchange {
            client_id: settings.client_id.clone(),
            redirect_uri: redirect_uri.unwrap_or("https://localhost/").to_owned(),
            code: MARK.into(),
            verifier: [MARK; 3].concat().into(),
        };
        let fetch = &self.platform().fetch;
        let request = exchange.request(domain);
        let sent = fetch.fetch(&request, settings.timeout);
        let answer = match sent.await {
            Ok(answer) => answer,
            Err(error) => return self.look_at_silence(domain, error, report).await,
        };
        let body = answer.json().unwrap_or_default();
        let Some(error) = body.string("error") else {
            return report.wrong(Subject::Domain, status(&answer), words::NOT_COGNITOS_DOMAIN);
        };
        let is_secret = report.has(Subject::Secret, Verdict::Wrong);
        let is_client = report.has(Subject::Client, Verdict::Right);
        if error == "invalid_client" && is_client && !is_secret {
            return report.wrong(Subject::Domain, domain, words::ANOTHER_POOLS_DOMAIN);
        }
        match named {
            Some(named) if named != domain => {
                let found = [domain, ", and the pool names ", named].concat();
                report.note(Subject::Domain, found, words::OTHER_DOMAIN);
            }
            _ => report.right(Subject::Domain, domain),
        }
        match error {
            "invalid_grant" => report.right(Subject::CodeGrant, "it is allowed"),
            "unauthorized_client" => {
                report.note(Subject::CodeGrant, "it is not allowed", words::ALLOW_CODE);
            }
            other => report.unknown(Subject::CodeGrant, ["Cognito said ", other].concat(), ""),
        }
    }

    /// The token endpoint gave no answer: perhaps another page would have had one.
    async fn look_at_silence(&self, domain: &str, error: FetchError, report: &mut Report) {
        let fetch = &self.platform().fetch;
        let answers = match error {
            FetchError::Timeout => Some(false),
            _ => fetch.answers(domain, self.settings().timeout).await,
        };
        let found = ["no answer from ", domain].concat();
        let help = match answers {
            Some(true) => words::NO_CORS,
            Some(false) | None => words::NO_DOMAIN,
        };
        report.wrong(Subject::Domain, found, help);
    }

    fn look_at_redirect_uri(&self, domain: &str, report: &mut Report) {
        let settings = self.settings();
        let Some(uri) = settings.redirect_uri.as_deref() else {
            return report.note(Subject::RedirectUri, "not set", words::SET_REDIRECT_URI);
        };
        let page = self.platform().navigator.url();
        if origin(uri) != origin(&page) {
            return report.wrong(Subject::RedirectUri, uri, words::ANOTHER_ORIGIN);
        }
        report.unknown(Subject::RedirectUri, uri, words::OPEN_LINK);
        let is_implicit = report.has(Subject::CodeGrant, Verdict::Note);
        let request = AuthorizeRequest {
            grant: match is_implicit {
                true => Grant::Implicit,
                false => Grant::Code,
            },
            client_id: settings.client_id.clone(),
            redirect_uri: uri.to_owned(),
            scopes: settings.scopes.clone(),
            state: MARK.to_owned(),
            ..AuthorizeRequest::default()
        };
        if let Some(finding) = report.0.last_mut() {
            finding.link = Some(request.url(domain));
        }
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

/// What Cognito made of the beginning of a sign-in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Allowed,
    NotAllowed,
    NoClient,
    Secret,
    Unknown,
}

struct Report(Vec<Finding>);

impl Report {
    fn right(&mut self, subject: Subject, found: impl Into<String>) {
        self.add(subject, Verdict::Right, found.into(), "");
    }

    fn wrong(&mut self, subject: Subject, found: impl Into<String>, help: &'static str) {
        self.add(subject, Verdict::Wrong, found.into(), help);
    }

    fn note(&mut self, subject: Subject, found: impl Into<String>, help: &'static str) {
        self.add(subject, Verdict::Note, found.into(), help);
    }

    fn unknown(&mut self, subject: Subject, found: impl Into<String>, help: &'static str) {
        self.add(subject, Verdict::Unknown, found.into(), help);
    }

    fn add(&mut self, subject: Subject, verdict: Verdict, found: String, help: &'static str) {
        self.0.push(Finding {
            subject,
            verdict,
            found,
            help,
            link: None,
        });
    }

    fn has(&self, subject: Subject, verdict: Verdict) -> bool {
        let is_it = |finding: &Finding| finding.subject == subject && finding.verdict == verdict;
        self.0.iter().any(is_it)
    }
}

fn status(answer: &HttpResponse) -> String {
    let status = json::integer_text(answer.status.into());
    ["an answer with the status ", &status].concat()
}

/// `https://example.com` of an address.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(host..).unwrap_or_default();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..host + end).unwrap_or_default()
}
