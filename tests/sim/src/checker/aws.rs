//! Rules for AWS credentials.

use super::*;
use crate::identities::PoolRequest;

/// The stored AWS credentials.
#[derive(Clone)]
pub struct StoredCredentials {
    sign_in: String,
    since: Timestamp,
    /// The earliest time at which they may be renewed.
    due: Timestamp,
}

impl Checker {
    /// A tab sends a request to the identity pool.
    pub(super) fn on_credentials_request(
        &mut self,
        now: Timestamp,
        tab: u64,
        request: &PoolRequest,
    ) {
        self.note(now, || {
            format!(
                "tab {tab} calls {} for {:?}",
                request.operation, request.who
            )
        });
        let is_old = request
            .expires
            .is_some_and(|expires| expires < now.as_secs());
        if is_old && self.clock_is_right && !self.has_just_thawed(now, tab) {
            let text = format!("tab {tab} sends an expired token to the identity pool");
            self.fault(now, text);
        }
        let is_kept = |kept: &&StoredCredentials| kept.sign_in == request.sign_in && now < kept.due;
        let kept = self.credentials.as_ref().filter(is_kept);
        // A tab may not see yet what another tab has just stored.
        if kept.is_some_and(|kept| now.since(kept.since) <= Duration::from_millis(500)) {
            self.unaware.insert(tab);
        }
        let is_fresh = kept.is_some() && !self.unaware.contains(&tab);
        let is_excused = self.shares_memory || self.any_has_just_thawed(now);
        if is_fresh && self.clock_is_right && !is_excused {
            let text = format!("tab {tab} requests credentials although fresh ones are stored");
            self.fault(now, text);
        }
    }

    /// A tab stores or removes credentials.
    pub(super) fn on_credentials_stored(&mut self, now: Timestamp, tab: u64, value: Option<&str>) {
        self.note(now, || format!("tab {tab} {} credentials", verb(value)));
        self.unaware.clear();
        let kept: Value = serde_json::from_str(value.unwrap_or_default()).unwrap_or_default();
        let time = |name: &str| Timestamp::from_millis(kept[name].as_u64().unwrap_or_default());
        let (issued, expires) = (time("issued"), time("expires"));
        let owner = kept["owner"].as_str().unwrap_or_default();
        let margin = expires.since(issued) / 10 + Duration::from_secs(7);
        self.credentials = value.map(|_| StoredCredentials {
            sign_in: owner.to_owned(),
            since: now,
            due: expires.minus(margin.max(Duration::from_secs(22))),
        });
    }

    /// A tab's app gets credentials. They must belong to the signed-in user.
    pub fn on_credentials_received(&mut self, now: Timestamp, tab: u64, owner: &str, who: &str) {
        self.credentials_received += 1;
        if owner != who {
            let text = format!("tab {tab} got credentials of {owner:?} while {who:?} is signed in");
            self.fault(now, text);
        }
    }
}
