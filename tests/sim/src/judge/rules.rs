//! What tabs must not do: with requests, with the record, and with what they tell their apps.

use super::*;

impl Judge {
    pub(super) fn sent(&mut self, now: Timestamp, tab: u64, number: u64, request: &HttpRequest) {
        if let Some(asked) = Asked::read(request) {
            return self.asks_for_credentials(now, tab, &asked);
        }
        let name = operation(request);
        self.note(now, || format!("tab {tab} #{number} sends {name}"));
        if name != RENEWAL {
            return;
        }
        let body = body(request);
        let token = body["RefreshToken"].as_str().unwrap_or_default();
        let Some(sign_in) = self.issued.get(token).copied() else {
            return self.fault(
                now,
                format!("tab {tab} renews by a token that nobody gave it"),
            );
        };
        let other = self.in_flight.values().find(|(_, other)| *other == sign_in);
        if let Some((other, _)) = other
            && !self.has_just_thawed(now, *other)
            && !self.has_just_thawed(now, tab)
        {
            let text = format!("tab {tab} renews while tab {other} does");
            self.fault(now, text);
        }
        let is_fresh = self.kept.as_ref().is_some_and(|kept| now < kept.due);
        let asked = self.refreshing.contains(&tab) || self.any_has_just_thawed(now);
        if is_fresh && self.has_a_good_clock && !asked {
            self.fault(now, format!("tab {tab} renews a session that is fresh"));
        }
        self.renewals += 1;
        self.asked.insert(number, token.to_owned());
        self.in_flight.insert(number, (tab, sign_in));
    }

    pub(super) fn store(&mut self, now: Timestamp, tab: u64, value: Option<&str>) {
        let before = self.kept.take();
        let Some(text) = value else {
            self.note(now, || format!("tab {tab} removes the record"));
            let Some(before) = before else { return };
            let asked = !self.leaving.is_empty() || self.left.contains(&before.sign_in);
            if !asked && !self.dead.contains(&before.refresh) && !self.may_be_idle(now) {
                self.fault(now, format!("tab {tab} ends the session without a verdict"));
            }
            self.left.insert(before.sign_in);
            return;
        };
        let record: Value = serde_json::from_str(text).unwrap_or_default();
        let revision = record["revision"].as_u64().unwrap_or_default();
        let token = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let tokens = ["idToken", "accessToken", "refreshToken"].map(token);
        let sign_ins = tokens
            .each_ref()
            .map(|token| self.issued.get(token).copied());
        let [_, access, refresh] = tokens;
        if self.goes_with.get(&access) != Some(&refresh) {
            let text = format!("tab {tab} stores another refresh token than it was given");
            self.fault(now, text);
        }
        let due = self.due.get(&access).copied().unwrap_or_default();
        self.stored.insert(access);
        self.note(now, || {
            format!("tab {tab} stores the record {revision} of {sign_ins:?}")
        });
        let sign_in = match sign_ins {
            [Some(a), Some(b), Some(c)] if a == b && b == c => a,
            _ => return self.fault(now, format!("tab {tab} stores tokens that nobody gave it")),
        };
        if let Some(before) = &before {
            if before.sign_in > sign_in {
                self.fault(
                    now,
                    format!("tab {tab} stores an older session over a newer one"),
                );
            }
            if before.revision >= revision && !self.any_has_just_thawed(now) {
                self.fault(now, format!("tab {tab} stores a record that is not newer"));
            }
        }
        if before.is_none_or(|before| before.sign_in != sign_in) {
            self.active = now;
        }
        self.kept = Some(Kept {
            revision,
            refresh,
            sign_in,
            due,
        });
    }

    /// Whether a session may end because nobody was active. Of what a tab notes last, the others know nothing
    /// where it hangs or dies at once.
    pub(super) fn may_be_idle(&self, now: Timestamp) -> bool {
        let late = |idle: Duration| idle / 8 + Duration::from_secs(5);
        self.idle
            .is_some_and(|idle| now.since(self.active) >= idle - late(idle))
    }

    /// A tab tells its app of a change.
    pub fn told(&mut self, now: Timestamp, tab: u64, change: &Change) {
        self.note(now, || {
            let name = match change {
                Change::SignedIn(_) => "signed in",
                Change::Refreshed(_) => "refreshed",
                Change::Stale(_) => "stale",
                Change::SignedOut { .. } => "signed out",
                _ => "something else",
            };
            format!("tab {tab} tells: {name} {}", change.sequence())
        });
        if let Change::SignedOut { reason, .. } = change
            && *reason == SignOutReason::Idle
            && !self.may_be_idle(now)
            // A tab that hung may have missed another end.
            && !self.has_just_thawed(now, tab)
        {
            let text = format!("tab {tab} tells that nobody was active, and somebody was");
            self.fault(now, text);
        }
        let told = self.told.entry(tab).or_default();
        let (before, sequence) = (told.sequence, change.sequence());
        let session = match change {
            Change::Stale(_) => return,
            Change::SignedIn(session) | Change::Refreshed(session) => Some(session),
            _ => None,
        };
        told.sequence = sequence;
        told.who = session.map(|_| sequence);
        if sequence <= before {
            self.fault(now, format!("tab {tab} tells {sequence} after {before}"));
        }
        match session {
            Some(session) => self.is_stored(now, tab, session),
            None if self.left.is_empty() && self.leaving.is_empty() => {
                self.fault(now, format!("tab {tab} signs out of itself"));
            }
            None => {}
        }
    }

    /// Nobody sees an access token before its record is stored.
    pub fn is_stored(&mut self, now: Timestamp, tab: u64, session: &Session) {
        if !self.stored.contains(session.access_token()) {
            self.fault(
                now,
                format!("tab {tab} shows tokens before they are stored"),
            );
        }
    }

    /// Whether a tab may have been given the lock while it hung: the others take it for dead, and may
    /// do so in the very moment in which it begins.
    pub(super) fn has_just_thawed(&self, now: Timestamp, tab: u64) -> bool {
        self.thawed
            .get(&tab)
            .is_some_and(|at| now.since(*at) < Duration::from_secs(14))
    }

    pub(super) fn any_has_just_thawed(&self, now: Timestamp) -> bool {
        self.thawed
            .keys()
            .any(|tab| self.has_just_thawed(now, *tab))
    }
}
