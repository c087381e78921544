//! Checks the domain of the hosted UI, and the redirect URI.

use super::findings::{DIAGNOSIS_NAME, Findings, origin, status};
use super::messages;
use super::report::{Subject, Verdict};
use crate::client::Client;
use crate::platform::FetchError;
use crate::protocol::oauth::{AuthorizeRequest, CodeExchange, Grant};

impl Client {
    /// Checks the domain, by sending a code that cannot exist to the token endpoint.
    pub(super) async fn check_domain(
        &self,
        domain: &str,
        pool_domain: Option<&str>,
        findings: &mut Findings,
    ) {
        let settings = self.settings();
        let redirect_uri = settings.redirect_uri.as_deref();
        let exchange = CodeExchange {
            client_id: settings.client_id.clone(),
            redirect_uri: redirect_uri.unwrap_or("https://localhost/").to_owned(),
            code: DIAGNOSIS_NAME.into(),
            verifier: [DIAGNOSIS_NAME; 3].concat().into(),
        };
        let fetch = &self.platform().fetch;
        let request = exchange.request(domain);
        let sent = fetch.fetch(&request, settings.timeout);
        let response = match sent.await {
            Ok(response) => response,
            Err(error) => return self.explain_missing_response(domain, error, findings).await,
        };
        let body = response.json().unwrap_or_default();
        let Some(error) = body.string("error") else {
            return findings.wrong(
                Subject::Domain,
                status(&response),
                messages::NOT_COGNITOS_DOMAIN,
            );
        };
        let is_secret = findings.has(Subject::Secret, Verdict::Wrong);
        let is_client = findings.has(Subject::Client, Verdict::Right);
        if error == "invalid_client" && is_client && !is_secret {
            return findings.wrong(Subject::Domain, domain, messages::ANOTHER_POOLS_DOMAIN);
        }
        match pool_domain {
            Some(pool_domain) if pool_domain != domain => {
                let found = [domain, ", and the pool names ", pool_domain].concat();
                findings.note(Subject::Domain, found, messages::OTHER_DOMAIN);
            }
            _ => findings.right(Subject::Domain, domain),
        }
        match error {
            "invalid_grant" => findings.right(Subject::CodeGrant, "it is allowed"),
            "unauthorized_client" => {
                findings.note(
                    Subject::CodeGrant,
                    "it is not allowed",
                    messages::ALLOW_CODE,
                );
            }
            other => findings.unknown(
                Subject::CodeGrant,
                ["Cognito returned ", other].concat(),
                "",
            ),
        }
    }

    /// Reports that the token endpoint did not respond, or that its response was blocked (CORS).
    async fn explain_missing_response(
        &self,
        domain: &str,
        error: FetchError,
        findings: &mut Findings,
    ) {
        let fetch = &self.platform().fetch;
        let answers = match error {
            FetchError::Timeout => Some(false),
            _ => fetch.is_reachable(domain, self.settings().timeout).await,
        };
        let found = ["no response from ", domain].concat();
        let help = match answers {
            Some(true) => messages::NO_CORS,
            Some(false) | None => messages::NO_DOMAIN,
        };
        findings.wrong(Subject::Domain, found, help);
    }

    pub(super) fn check_redirect_uri(&self, domain: &str, findings: &mut Findings) {
        let settings = self.settings();
        let Some(uri) = settings.redirect_uri.as_deref() else {
            return findings.note(Subject::RedirectUri, "not set", messages::SET_REDIRECT_URI);
        };
        let page = self.platform().navigator.url();
        if origin(uri) != origin(&page) {
            return findings.wrong(Subject::RedirectUri, uri, messages::ANOTHER_ORIGIN);
        }
        findings.unknown(Subject::RedirectUri, uri, messages::OPEN_LINK);
        let is_implicit = findings.has(Subject::CodeGrant, Verdict::Note);
        let request = AuthorizeRequest {
            grant: match is_implicit {
                true => Grant::Implicit,
                false => Grant::Code,
            },
            client_id: settings.client_id.clone(),
            redirect_uri: uri.to_owned(),
            scopes: settings.scopes.clone(),
            state: DIAGNOSIS_NAME.to_owned(),
            ..AuthorizeRequest::default()
        };
        if let Some(finding) = findings.0.last_mut() {
            finding.link = Some(request.url(domain));
        }
    }
}
