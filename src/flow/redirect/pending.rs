//! The state of a flow while the person is at the hosted UI, stored in this tab under the flow's
//! `state`.

use std::time::Duration;

use super::request::is_same_origin_path;
use crate::config::Remember;
use crate::platform::Timestamp;
use crate::protocol::json::{self, Value};
use crate::protocol::oauth::Grant;
use crate::protocol::secret::Secret;
use crate::session::StepUpRequirement;

/// The prefix of the storage keys of all flows.
pub(super) const PREFIX: &str = "vestibule.redirect.";

/// The storage key of the flow of that `state`.
pub(super) fn pending_key(state: &str) -> String {
    [PREFIX, state].concat()
}

/// The state of a flow while the person is at the hosted UI.
pub(super) struct PendingRedirect {
    pub grant: Grant,
    pub verifier: Secret,
    pub nonce: String,
    pub redirect_uri: String,
    pub app_state: Option<String>,
    pub return_to: Option<String>,
    pub started: Timestamp,
    pub remember: Remember,
    /// The required level of authentication and the person, for a step-up.
    pub wanted: Option<StepUpRequirement>,
}

impl PendingRedirect {
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now.since(self.started) > Duration::from_secs(3600)
    }

    pub fn encode(&self) -> String {
        json::write(&Value::object([
            ("grant", self.grant.response_type().into()),
            ("verifier", self.verifier.expose().into()),
            ("nonce", self.nonce.as_str().into()),
            ("redirectUri", self.redirect_uri.as_str().into()),
            ("appState", optional(&self.app_state)),
            ("returnTo", optional(&self.return_to)),
            ("started", (self.started.as_millis() as i64).into()),
            ("brief", (self.remember == Remember::Briefly).into()),
            (
                "stepUp",
                self.wanted
                    .as_ref()
                    .map_or(Value::Null, StepUpRequirement::to_value),
            ),
        ]))
    }

    pub fn decode(text: &str) -> Option<Self> {
        let value = json::parse(text).ok()?;
        let string = |name| value.string(name).map(str::to_owned);
        let grants = [Grant::Code, Grant::Implicit];
        Some(PendingRedirect {
            grant: *grants
                .iter()
                .find(|g| Some(g.response_type()) == value.string("grant"))?,
            verifier: string("verifier")?.into(),
            nonce: string("nonce")?,
            redirect_uri: string("redirectUri")?,
            app_state: string("appState"),
            // Checked again, because other scripts can write to the storage.
            return_to: string("returnTo").filter(|path| is_same_origin_path(path)),
            started: Timestamp::from_millis(value.integer("started")?.try_into().ok()?),
            remember: Remember::read(&value),
            wanted: value.field("stepUp").and_then(StepUpRequirement::read),
        })
    }
}

fn optional(text: &Option<String>) -> Value {
    text.as_deref().map_or(Value::Null, Value::from)
}
