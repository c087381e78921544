//! What tabs must not do with AWS credentials.

use super::*;
use crate::identities::Asked;

/// Credentials that the origin stores.
#[derive(Clone)]
pub struct StoredCredentials {
    sign_in: String,
    since: Timestamp,
    /// When they are to be renewed, at the earliest.
    due: Timestamp,
}

impl Judge {
    /// A tab asks an identity pool.
    pub(super) fn asks_for_credentials(&mut self, now: Timestamp, tab: u64, asked: &Asked) {
        self.note(now, || {
            format!("tab {tab} asks {} for {:?}", asked.operation, asked.who)
        });
        let is_old = asked.expires.is_some_and(|expires| expires < now.as_secs());
        if is_old && self.has_a_good_clock && !self.has_just_thawed(now, tab) {
            let text = format!("tab {tab} sends a token that has expired to the identity pool");
            self.fault(now, text);
        }
        let is_kept = |kept: &&StoredCredentials| kept.sign_in == asked.sign_in && now < kept.due;
        let kept = self.credentials.as_ref().filter(is_kept);
        // What another tab has stored this moment it may not see yet.
        if kept.is_some_and(|kept| now.since(kept.since) <= Duration::from_millis(500)) {
            self.unaware.insert(tab);
        }
        let is_fresh = kept.is_some() && !self.unaware.contains(&tab);
        let is_excused = self.shares_memory || self.any_has_just_thawed(now);
        if is_fresh && self.has_a_good_clock && !is_excused {
            let text = format!("tab {tab} asks for credentials while there are fresh ones");
            self.fault(now, text);
        }
    }

    /// A tab stores credentials, or removes them.
    pub(super) fn stores_credentials(&mut self, now: Timestamp, tab: u64, value: Option<&str>) {
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

    /// A tab's app is given credentials of that owner, while that person is signed in.
    pub fn is_given(&mut self, now: Timestamp, tab: u64, owner: &str, who: &str) {
        self.given += 1;
        if owner != who {
            let text =
                format!("tab {tab} is given credentials of {owner:?} while {who:?} is there");
            self.fault(now, text);
        }
    }
}
