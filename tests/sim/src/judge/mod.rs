//! Who watches a run, and says what must not have happened.

mod aws;
mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;
use vestibule::platform::simulated::Seen;
use vestibule::protocol::http::HttpRequest;
use vestibule::{Change, Session, SignOutReason, Timestamp};

use crate::identities::{self, Asked};
use crate::pool::{CLIENT, operation};

const RENEWAL: &str = "GetTokensFromRefreshToken";
const VERDICTS: [&str; 3] = [
    "NotAuthorizedException",
    "UserNotFoundException",
    "RefreshTokenReuseException",
];

/// What a run has come to so far.
#[derive(Default)]
pub struct Judge {
    begun: Timestamp,
    trace: Option<Vec<String>>,
    faults: Vec<String>,
    /// Every token that the service gave out, with the sign-in that it is from.
    issued: BTreeMap<String, u64>,
    /// The refresh token that goes with each access token.
    goes_with: BTreeMap<String, String>,
    /// When each access token is to be renewed, at the earliest.
    due: BTreeMap<String, Timestamp>,
    /// The tabs whose app has asked for new tokens, however fresh the old ones were.
    refreshing: Vec<u64>,
    /// Whether the machine's clock is right, and stays so.
    pub has_a_good_clock: bool,
    /// For how long nobody may be active, where sessions end by that, and when somebody was.
    pub idle: Option<Duration>,
    active: Timestamp,
    /// Whether the session rests in memory that the tabs share.
    pub shares_memory: bool,
    sign_ins: u64,
    /// The refresh tokens that the service has called dead, to a tab that heard it.
    dead: BTreeSet<String>,
    /// The renewals that tabs wait for: by the request's number, the tab and the sign-in.
    in_flight: BTreeMap<u64, (u64, u64)>,
    /// By which refresh token each of them asked.
    asked: BTreeMap<u64, String>,
    renewals: u64,
    /// Every access token that was ever stored.
    stored: BTreeSet<String>,
    /// The record that the origin stores.
    pub kept: Option<Kept>,
    /// The tabs in which a sign-out is under way, and the sign-ins that have ended.
    leaving: Vec<u64>,
    left: BTreeSet<u64>,
    /// What each tab was told last.
    told: BTreeMap<u64, Told>,
    /// The tabs that are open, and of memory that they share: who has the record, and who asks by what.
    open: BTreeSet<u64>,
    holders: BTreeSet<u64>,
    askers: BTreeMap<String, u64>,
    /// The AWS credentials that the origin stores, and how often any were given out.
    credentials: Option<aws::StoredCredentials>,
    pub given: u64,
    /// The tabs that began to ask when they could not see yet what is stored now; they try it several times.
    unaware: BTreeSet<u64>,
    /// When each tab that hung went on.
    thawed: BTreeMap<u64, Timestamp>,
}

/// The record.
#[derive(Clone)]
pub struct Kept {
    pub revision: u64,
    pub refresh: String,
    pub sign_in: u64,
    /// When its tokens are to be renewed, at the earliest.
    due: Timestamp,
}

#[derive(Default)]
struct Told {
    sequence: u64,
    who: Option<u64>,
}

impl Judge {
    pub fn new(begun: Timestamp, traces: bool) -> Self {
        Judge {
            begun,
            trace: traces.then(Vec::new),
            ..Judge::default()
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

    /// Something happened that must not.
    pub fn fault(&mut self, now: Timestamp, text: String) {
        self.note(now, || format!("!! {text}"));
        self.faults.push(text);
    }

    pub fn is_content(&self) -> bool {
        self.faults.is_empty()
    }

    pub fn end(self) -> (Vec<String>, Vec<String>, u64) {
        (self.faults, self.trace.unwrap_or_default(), self.renewals)
    }

    /// The service has answered.
    pub fn served(&mut self, now: Timestamp, request: &HttpRequest, answer: &Value) {
        let result = &answer["AuthenticationResult"];
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
            self.goes_with.insert(access, refresh);
        }
        let sign_in = before.unwrap_or_else(|| {
            self.sign_ins += 1;
            self.sign_ins
        });
        let life = Duration::from_secs(result["ExpiresIn"].as_u64().unwrap_or_default());
        if let Some(token) = token("AccessToken") {
            // The margin, and what a machine can be wrong about the time.
            let due = now.plus(life).minus(life / 10 + Duration::from_secs(7));
            self.due.insert(token, due);
        }
        for token in tokens {
            self.issued.insert(token, sign_in);
        }
    }

    /// Something happened in the world.
    pub fn see(&mut self, now: Timestamp, seen: &Seen<'_>) {
        match seen {
            Seen::Sent {
                tab,
                number,
                request,
            } => self.sent(now, *tab, *number, request),
            Seen::Ended {
                tab,
                number,
                outcome,
            } => {
                self.note(now, || match outcome {
                    Ok(answer) => {
                        let kind = VERDICTS.iter().find(|name| answer.body.contains(**name));
                        format!(
                            "tab {tab} #{number} answered {} {}",
                            answer.status,
                            kind.unwrap_or(&"")
                        )
                    }
                    Err(error) => format!("tab {tab} #{number} {error:?}"),
                });
                self.in_flight.remove(number);
                let token = self.asked.remove(number);
                if let (Ok(answer), Some(token)) = (outcome, token)
                    && VERDICTS.iter().any(|name| answer.body.contains(name))
                {
                    self.dead.insert(token);
                }
            }
            Seen::Stored { tab, key, value } if *key == record_key() => {
                self.store(now, *tab, *value);
            }
            Seen::Stored { tab, key, value } if key.ends_with(".aws") => {
                self.stores_credentials(now, *tab, *value);
            }
            Seen::Stored { tab, key, value } => {
                self.note(now, || format!("tab {tab} {} {key}", verb(*value)));
            }
            Seen::Posted { tab, name, message } => {
                if name.strip_suffix(".tabs") == Some(&record_key()) {
                    self.shared(now, *tab, message);
                } else if self.is_secret(message) {
                    self.fault(now, format!("tab {tab} tells a token to all"));
                }
            }
            _ => {}
        }
    }

    /// A tab tells of the memory that the tabs share.
    fn shared(&mut self, now: Timestamp, tab: u64, message: &str) {
        let message: Value = serde_json::from_str(message).unwrap_or_default();
        let field = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
        let (text, to) = (field("text"), field("to"));
        match field("what").as_str() {
            "record" => {
                let before = self.kept.clone();
                self.store(now, tab, Some(&text));
                // Of what several tabs tell, all take the newest, in whatever order they hear it.
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
            "ended" => self.store(now, tab, None),
            "ask" => {
                self.note(now, || format!("tab {tab} asks the others"));
                self.askers.insert(text, tab);
            }
            "answer" => {
                self.note(now, || format!("tab {tab} answers"));
                self.holders.extend(self.askers.get(&to));
            }
            _ => {}
        }
    }

    /// A tab was opened.
    pub fn is_there(&mut self, tab: u64) {
        self.open.insert(tab);
    }

    /// Somebody does something in a tab. What comes when the session may be over makes up for nothing.
    pub fn active(&mut self, now: Timestamp, tab: u64) {
        // A tab that cannot have the session knows of nobody who is active.
        let has_it = !self.shares_memory || self.holders.contains(&tab);
        if has_it && !self.may_be_idle(now) {
            self.active = now;
        }
    }

    /// What a tab was told of last: the revision of a session, or that there is none.
    pub fn last_told(&self, tab: u64) -> Option<Option<u64>> {
        self.told.get(&tab).map(|told| told.who)
    }

    /// A tab that waits for a renewal.
    pub fn renewing(&self) -> Option<u64> {
        self.in_flight.values().next().map(|(tab, _)| *tab)
    }

    /// A tab goes on that hung.
    pub fn back(&mut self, now: Timestamp, tab: u64) {
        self.thawed.insert(tab, now);
    }

    /// A tab's app asks for new tokens.
    pub fn refreshes(&mut self, tab: u64) {
        self.refreshing.push(tab);
    }

    /// It has them, or an error.
    pub fn has_refreshed(&mut self, tab: u64) {
        if let Some(at) = self.refreshing.iter().position(|other| *other == tab) {
            self.refreshing.swap_remove(at);
        }
    }

    /// Somebody signs out in a tab.
    pub fn leaves(&mut self, tab: u64) {
        self.leaving.push(tab);
    }

    /// Somebody has signed out in a tab.
    pub fn has_left(&mut self, tab: u64) {
        if let Some(at) = self.leaving.iter().position(|other| *other == tab) {
            self.leaving.swap_remove(at);
        }
    }

    /// A tab is gone.
    pub fn is_gone(&mut self, tab: u64) {
        self.open.remove(&tab);
        // Memory that is shared ends with the last tab that has it.
        if self.holders.remove(&tab)
            && self.holders.is_empty()
            && let Some(kept) = self.kept.take()
        {
            self.left.insert(kept.sign_in);
        }
        self.leaving.retain(|other| *other != tab);
        self.away(tab);
    }

    /// A tab waits for nothing any more: it hangs, or is gone.
    pub fn away(&mut self, tab: u64) {
        self.in_flight.retain(|_, (other, _)| *other != tab);
    }

    /// Whether the text holds a token.
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
