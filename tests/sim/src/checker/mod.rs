//! Watches a run, and checks after each event that nothing forbidden has happened.

mod aws;
mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;
use vestibule::platform::simulated::Seen;
use vestibule::protocol::http::HttpRequest;
use vestibule::{Change, Session, SignOutReason, Timestamp};

use crate::identities::{self, PoolRequest};
use crate::pool::{CLIENT, operation};

const RENEWAL: &str = "GetTokensFromRefreshToken";
const VERDICTS: [&str; 3] = [
    "NotAuthorizedException",
    "UserNotFoundException",
    "RefreshTokenReuseException",
];

/// The state of a run, as far as the rules need it.
#[derive(Default)]
pub struct Checker {
    begun: Timestamp,
    trace: Option<Vec<String>>,
    faults: Vec<String>,
    /// Every issued token, with the number of its sign-in.
    issued: BTreeMap<String, u64>,
    /// The refresh token of each access token.
    refresh_token_of: BTreeMap<String, String>,
    /// The earliest time at which each access token may be renewed.
    due: BTreeMap<String, Timestamp>,
    /// The tabs whose app has called `refresh`, which renews even fresh tokens.
    refreshing: Vec<u64>,
    /// Whether the machine's clock is right during the whole run.
    pub clock_is_right: bool,
    /// The idle limit, if there is one, and the time of the last activity.
    pub idle: Option<Duration>,
    active: Timestamp,
    /// Whether the tabs keep the session in shared memory instead of the storage.
    pub shares_memory: bool,
    sign_ins: u64,
    /// The refresh tokens that the service has rejected, in a response that reached a tab.
    dead: BTreeSet<String>,
    /// The renewals in flight: the tab and the sign-in, by the request's number.
    in_flight: BTreeMap<u64, (u64, u64)>,
    /// The refresh token of each renewal in flight.
    asked: BTreeMap<u64, String>,
    renewals: u64,
    /// Every access token that was ever stored.
    stored: BTreeSet<String>,
    /// The stored session record.
    pub kept: Option<StoredRecord>,
    /// The tabs with a sign-out under way, and the sign-ins that have ended.
    signing_out: Vec<u64>,
    ended: BTreeSet<u64>,
    /// The last change that each tab has reported to its app.
    reported: BTreeMap<u64, Reported>,
    /// The open tabs. For shared memory also the tabs that hold the record, and those that requested it, by the request's text.
    open: BTreeSet<u64>,
    holders: BTreeSet<u64>,
    askers: BTreeMap<String, u64>,
    /// The stored AWS credentials, and how often an app got any.
    credentials: Option<aws::StoredCredentials>,
    pub credentials_received: u64,
    /// The tabs that may not have seen the stored credentials when they began their request and its retries.
    unaware: BTreeSet<u64>,
    /// When each frozen tab was thawed.
    thawed: BTreeMap<u64, Timestamp>,
}

/// The stored session record.
#[derive(Clone)]
pub struct StoredRecord {
    pub revision: u64,
    pub refresh: String,
    pub sign_in: u64,
    /// The earliest time at which its tokens may be renewed.
    due: Timestamp,
}

#[derive(Default)]
struct Reported {
    sequence: u64,
    revision: Option<u64>,
}

impl Checker {
    pub fn new(begun: Timestamp, with_trace: bool) -> Self {
        Checker {
            begun,
            trace: with_trace.then(Vec::new),
            ..Checker::default()
        }
    }

    /// Adds a line to the trace.
    pub fn note(&mut self, now: Timestamp, text: impl FnOnce() -> String) {
        let begun = self.begun;
        if let Some(trace) = &mut self.trace {
            let millis = now.since(begun).as_millis();
            trace.push(format!(
                "{:>6}.{:03}  {}",
                millis / 1000,
                millis % 1000,
                text()
            ));
        }
    }

    /// Records a violation of a rule.
    pub fn fault(&mut self, now: Timestamp, text: String) {
        self.note(now, || format!("!! {text}"));
        self.faults.push(text);
    }

    pub fn has_no_faults(&self) -> bool {
        self.faults.is_empty()
    }

    pub fn end(self) -> (Vec<String>, Vec<String>, u64) {
        (self.faults, self.trace.unwrap_or_default(), self.renewals)
    }

    /// The service responds to a request.
    pub fn on_response(&mut self, now: Timestamp, request: &HttpRequest, response: &Value) {
        let result = &response["AuthenticationResult"];
        let token = |name: &str| result[name].as_str().map(str::to_owned);
        let tokens: Vec<String> = ["IdToken", "AccessToken", "RefreshToken"]
            .into_iter()
            .filter_map(token)
            .collect();
        if tokens.is_empty() {
            return;
        }
        let asked = body(request)["RefreshToken"].as_str().map(str::to_owned);
        let before = asked.as_ref().and_then(|it| self.issued.get(it).copied());
        let refresh = token("RefreshToken").or(asked).unwrap_or_default();
        if let Some(access) = token("AccessToken") {
            self.refresh_token_of.insert(access, refresh);
        }
        let sign_in = before.unwrap_or_else(|| {
            self.sign_ins += 1;
            self.sign_ins
        });
        let life = Duration::from_secs(result["ExpiresIn"].as_u64().unwrap_or_default());
        if let Some(token) = token("AccessToken") {
            // The renewal margin, plus the tolerated error of the machine's clock.
            let due = now.plus(life).minus(life / 10 + Duration::from_secs(7));
            self.due.insert(token, due);
        }
        for token in tokens {
            self.issued.insert(token, sign_in);
        }
    }

    /// Something happened in the simulated world.
    pub fn on_event(&mut self, now: Timestamp, seen: &Seen<'_>) {
        match seen {
            Seen::Sent {
                tab,
                number,
                request,
            } => self.on_request(now, *tab, *number, request),
            Seen::Ended {
                tab,
                number,
                outcome,
            } => {
                self.note(now, || match outcome {
                    Ok(response) => {
                        let kind = VERDICTS.iter().find(|name| response.body.contains(**name));
                        format!(
                            "tab {tab} #{number} response {} {}",
                            response.status,
                            kind.unwrap_or(&"")
                        )
                    }
                    Err(error) => format!("tab {tab} #{number} {error:?}"),
                });
                self.in_flight.remove(number);
                let token = self.asked.remove(number);
                if let (Ok(response), Some(token)) = (outcome, token)
                    && VERDICTS.iter().any(|name| response.body.contains(name))
                {
                    self.dead.insert(token);
                }
            }
            Seen::Stored { tab, key, value } if *key == record_key() => {
                self.on_record_stored(now, *tab, *value);
            }
            Seen::Stored { tab, key, value } if key.ends_with(".aws") => {
                self.on_credentials_stored(now, *tab, *value);
            }
            Seen::Stored { tab, key, value } => {
                self.note(now, || format!("tab {tab} {} {key}", verb(*value)));
            }
            Seen::Posted { tab, name, message } => {
                if name.strip_suffix(".tabs") == Some(&record_key()) {
                    self.on_shared_memory(now, *tab, message);
                } else if self.is_secret(message) {
                    self.fault(now, format!("tab {tab} broadcasts a token"));
                }
            }
            _ => {}
        }
    }

    /// A tab posts a message of the shared memory.
    fn on_shared_memory(&mut self, now: Timestamp, tab: u64, message: &str) {
        let message: Value = serde_json::from_str(message).unwrap_or_default();
        let field = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
        let (text, to) = (field("text"), field("to"));
        match field("what").as_str() {
            "record" => {
                let before = self.kept.clone();
                self.on_record_stored(now, tab, Some(&text));
                // All tabs keep the newest record, in whatever order the messages arrive.
                if let Some(before) = before
                    && self
                        .kept
                        .as_ref()
                        .is_some_and(|it| it.revision < before.revision)
                {
                    self.kept = Some(before);
                }
                self.holders = self.open.clone();
            }
            "ended" => self.on_record_stored(now, tab, None),
            "ask" => {
                self.note(now, || {
                    format!("tab {tab} asks the other tabs for the record")
                });
                self.askers.insert(text, tab);
            }
            "answer" => {
                self.note(now, || format!("tab {tab} sends the record"));
                self.holders.extend(self.askers.get(&to));
            }
            _ => {}
        }
    }

    /// A tab was opened.
    pub fn on_tab_opened(&mut self, tab: u64) {
        self.open.insert(tab);
    }

    /// The user is active in a tab. After the idle limit, activity no longer prevents the end of the session.
    pub fn on_activity(&mut self, now: Timestamp, tab: u64) {
        // A tab without the session does not notice activity.
        let has_it = !self.shares_memory || self.holders.contains(&tab);
        if has_it && !self.may_be_idle(now) {
            self.active = now;
        }
    }

    /// The last reported change of a tab: the revision of its session, or `None` for a sign-out.
    pub fn last_reported(&self, tab: u64) -> Option<Option<u64>> {
        self.reported.get(&tab).map(|reported| reported.revision)
    }

    /// A tab with a renewal in flight.
    pub fn renewing_tab(&self) -> Option<u64> {
        self.in_flight.values().next().map(|(tab, _)| *tab)
    }

    /// A frozen tab was thawed.
    pub fn on_thawed(&mut self, now: Timestamp, tab: u64) {
        self.thawed.insert(tab, now);
    }

    /// A tab's app calls `refresh`.
    pub fn on_refresh_started(&mut self, tab: u64) {
        self.refreshing.push(tab);
    }

    /// The call of `refresh` has ended.
    pub fn on_refresh_ended(&mut self, tab: u64) {
        if let Some(at) = self.refreshing.iter().position(|other| *other == tab) {
            self.refreshing.swap_remove(at);
        }
    }

    /// The user starts a sign-out in a tab.
    pub fn on_sign_out_started(&mut self, tab: u64) {
        self.signing_out.push(tab);
    }

    /// The sign-out in a tab has ended.
    pub fn on_sign_out_ended(&mut self, tab: u64) {
        if let Some(at) = self.signing_out.iter().position(|other| *other == tab) {
            self.signing_out.swap_remove(at);
        }
    }

    /// A tab was closed, or has crashed.
    pub fn on_tab_closed(&mut self, tab: u64) {
        self.open.remove(&tab);
        // Shared memory is lost with the last tab that holds it.
        if self.holders.remove(&tab)
            && self.holders.is_empty()
            && let Some(kept) = self.kept.take()
        {
            self.ended.insert(kept.sign_in);
        }
        self.signing_out.retain(|other| *other != tab);
        self.forget_requests(tab);
    }

    /// A tab was frozen or closed, and waits for no response any more.
    pub fn forget_requests(&mut self, tab: u64) {
        self.in_flight.retain(|_, (other, _)| *other != tab);
    }

    /// Whether the text contains a token or a secret key.
    pub fn is_secret(&self, text: &str) -> bool {
        text.contains("eyJ")
            || text.contains(identities::SECRET)
            || self
                .issued
                .keys()
                .any(|token| text.contains(token.as_str()))
    }
}

fn body(request: &HttpRequest) -> Value {
    let body = request.body.as_deref().unwrap_or_default();
    serde_json::from_str(body).unwrap_or_default()
}

fn record_key() -> String {
    format!("vestibule.{CLIENT}.session")
}

fn verb(value: Option<&str>) -> &'static str {
    match value {
        Some(_) => "stores",
        None => "removes",
    }
}
