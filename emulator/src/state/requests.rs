//! Counts requests per second, for quotas.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations>

use std::collections::BTreeMap;

use crate::config::QuotaCategory;
use crate::timestamp::Timestamp;

/// The requests of the current second, by quota.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    second: u64,
    counts: BTreeMap<QuotaKey, u32>,
}

/// What a request counts towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum QuotaKey {
    /// A category of user pool operations, and the factor of its quota that applies.
    Category(QuotaCategory, u32),
    /// An operation of identity pools.
    Operation(&'static str),
}

impl Requests {
    /// Counts a request. Returns `false` if there were `most` within this second already.
    pub(crate) fn count(&mut self, now: Timestamp, of: QuotaKey, most: u32) -> bool {
        if now.seconds() != self.second {
            self.second = now.seconds();
            self.counts.clear();
        }
        let count = self.counts.entry(of).or_default();
        if *count >= most {
            return false;
        }
        *count += 1;
        true
    }
}
