//! Rules for requests, for the stored record, and for the changes that tabs report to their apps.

use super::*;

impl Checker {
    pub(super) fn on_request(
        &mut self,
        now: Timestamp,
        tab: u64,
        number: u64,
        request: &HttpRequest,
    ) {
        if let Some(asked) = PoolRequest::read(request) {
            return self.on_credentials_request(now, tab, &asked);
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
                format!("tab {tab} renews with a token that was never issued"),
            );
        };
        let other = self.in_flight.values().find(|(_, other)| *other == sign_in);
        if let Some((other, _)) = other
            && !self.has_just_thawed(now, *other)
            && !self.has_just_thawed(now, tab)
        {
            let text = format!("tab {tab} renews while tab {other} is renewing");
            self.fault(now, text);
        }
        let is_fresh = self.kept.as_ref().is_some_and(|kept| now < kept.due);
        let asked = self.refreshing.contains(&tab) || self.any_has_just_thawed(now);
        if is_fresh && self.clock_is_right && !asked {
            self.fault(now, format!("tab {tab} renews a fresh session"));
        }
        self.renewals += 1;
        self.asked.insert(number, token.to_owned());
        self.in_flight.insert(number, (tab, sign_in));
    }

    pub(super) fn on_record_stored(&mut self, now: Timestamp, tab: u64, value: Option<&str>) {
        let before = self.kept.take();
        let Some(text) = value else {
            self.note(now, || format!("tab {tab} removes the record"));
            let Some(before) = before else { return };
            let asked = !self.signing_out.is_empty() || self.ended.contains(&before.sign_in);
            if !asked && !self.dead.contains(&before.refresh) && !self.may_be_idle(now) {
                self.fault(now, format!("tab {tab} ends the session without a reason"));
            }
            self.ended.insert(before.sign_in);
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
        if self.refresh_token_of.get(&access) != Some(&refresh) {
            let text = format!("tab {tab} stores the wrong refresh token");
            self.fault(now, text);
        }
        let due = self.due.get(&access).copied().unwrap_or_default();
        self.stored.insert(access);
        self.note(now, || {
            format!("tab {tab} stores the record {revision} of {sign_ins:?}")
        });
        let sign_in = match sign_ins {
            [Some(a), Some(b), Some(c)] if a == b && b == c => a,
            _ => {
                return self.fault(
                    now,
                    format!("tab {tab} stores tokens that were never issued"),
                );
            }
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
        self.kept = Some(StoredRecord {
            revision,
            refresh,
            sign_in,
            due,
        });
    }

    /// Whether the session may end by inactivity now. The last activity in a tab that freezes or crashes at once
    /// may be unknown to the other tabs, which is tolerated.
    pub(super) fn may_be_idle(&self, now: Timestamp) -> bool {
        let late = |idle: Duration| idle / 8 + Duration::from_secs(5);
        self.idle
            .is_some_and(|idle| now.since(self.active) >= idle - late(idle))
    }

    /// A tab reports a change to its app.
    pub fn on_change(&mut self, now: Timestamp, tab: u64, change: &Change) {
        self.note(now, || {
            let name = match change {
                Change::SignedIn(_) => "signed in",
                Change::Refreshed(_) => "refreshed",
                Change::Stale(_) => "stale",
                Change::SignedOut { .. } => "signed out",
                _ => "something else",
            };
            format!("tab {tab} reports: {name} {}", change.sequence())
        });
        if let Change::SignedOut { reason, .. } = change
            && *reason == SignOutReason::Idle
            && !self.may_be_idle(now)
            // A tab that was frozen may have missed that the session ended otherwise.
            && !self.has_just_thawed(now, tab)
        {
            let text = format!("tab {tab} reports inactivity although the user was active");
            self.fault(now, text);
        }
        let told = self.reported.entry(tab).or_default();
        let (before, sequence) = (told.sequence, change.sequence());
        let session = match change {
            Change::Stale(_) => return,
            Change::SignedIn(session) | Change::Refreshed(session) => Some(session),
            _ => None,
        };
        told.sequence = sequence;
        told.revision = session.map(|_| sequence);
        if sequence <= before {
            self.fault(
                now,
                format!("tab {tab} reports change {sequence} after {before}"),
            );
        }
        match session {
            Some(session) => self.check_is_stored(now, tab, session),
            None if self.ended.is_empty() && self.signing_out.is_empty() => {
                self.fault(
                    now,
                    format!("tab {tab} reports a sign-out that did not happen"),
                );
            }
            None => {}
        }
    }

    /// An app must not see an access token before its record is stored.
    pub fn check_is_stored(&mut self, now: Timestamp, tab: u64, session: &Session) {
        if !self.stored.contains(session.access_token()) {
            self.fault(
                now,
                format!("tab {tab} shows tokens before they are stored"),
            );
        }
    }

    /// Whether a tab was thawed so recently that it may have got the lock while it was frozen. The other tabs treat
    /// such a tab as dead, and may do so just when it continues.
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
