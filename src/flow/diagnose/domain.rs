//! What a diagnosis asks of the hosted pages' domain, and of the address that they lead back to.

use super::findings::{MARK, Report, origin, status};
use super::report::{Subject, Verdict};
use super::words;
use crate::client::Client;
use crate::platform::FetchError;
use crate::protocol::oauth::{AuthorizeRequest, CodeExchange, Grant};

impl Client {
    /// Asks the token endpoint for the tokens of a code that cannot exist.
    pub(super) async fn look_at_domain(
        &self,
        domain: &str,
        named: Option<&str>,
        report: &mut Report,
    ) {
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

    pub(super) fn look_at_redirect_uri(&self, domain: &str, report: &mut Report) {
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
}
