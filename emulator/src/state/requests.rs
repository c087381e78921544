//! How many requests came within this second, for quotas.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations>

use std::collections::BTreeMap;

use crate::config::QuotaCategory;
use crate::moment::Moment;

/// Requests by what they count towards.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    second: u64,
    counts: BTreeMap<Counted, u32>,
}

/// What counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Counted {
    /// Operations of user pools in a category, and how many times its quota they have.
    Category(QuotaCategory, u32),
    /// An operation of identity pools.
    Operation(&'static str),
}

impl Requests {
    /// Counts one more, unless there were as many as `most` within this second.
    pub(crate) fn count(&mut self, now: Moment, of: Counted, most: u32) -> bool {
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
