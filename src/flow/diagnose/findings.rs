//! Collects the findings of a diagnosis, and helpers for its checks.

use super::report::{Finding, Subject, Verdict};
use crate::protocol::http::HttpResponse;
use crate::protocol::json;

/// The prefix of all names that a diagnosis makes up, so that they can be recognized in Cognito's logs.
pub(super) const DIAGNOSIS_NAME: &str = "vestibule-diagnosis";

/// The findings so far.
pub(super) struct Findings(pub Vec<Finding>);

impl Findings {
    pub(super) fn right(&mut self, subject: Subject, found: impl Into<String>) {
        self.add(subject, Verdict::Right, found.into(), "");
    }

    pub(super) fn wrong(&mut self, subject: Subject, found: impl Into<String>, help: &'static str) {
        self.add(subject, Verdict::Wrong, found.into(), help);
    }

    pub(super) fn note(&mut self, subject: Subject, found: impl Into<String>, help: &'static str) {
        self.add(subject, Verdict::Note, found.into(), help);
    }

    pub(super) fn unknown(
        &mut self,
        subject: Subject,
        found: impl Into<String>,
        help: &'static str,
    ) {
        self.add(subject, Verdict::Unknown, found.into(), help);
    }

    pub(super) fn add(
        &mut self,
        subject: Subject,
        verdict: Verdict,
        found: String,
        help: &'static str,
    ) {
        self.0.push(Finding {
            subject,
            verdict,
            found,
            help,
            link: None,
        });
    }

    pub(super) fn has(&self, subject: Subject, verdict: Verdict) -> bool {
        let is_it = |finding: &Finding| finding.subject == subject && finding.verdict == verdict;
        self.0.iter().any(is_it)
    }
}

/// Describes an unexpected response.
pub(super) fn status(response: &HttpResponse) -> String {
    let status = json::integer_text(response.status.into());
    ["a response with the status ", &status].concat()
}

/// Returns the origin of a URL, such as `https://example.com`.
pub(super) fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(host..).unwrap_or_default();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..host + end).unwrap_or_default()
}
