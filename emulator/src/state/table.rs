//! What a table of DynamoDB holds.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html>

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::config::TableSettings;
use crate::moment::Moment;

/// An item's attributes, each with its type: `{"version":{"N":"1"}}`.
pub(crate) type Item = Map<String, Value>;

/// How long ago an item may have expired and still be deleted.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html (five years).
const LONGEST_AGO: u64 = 5 * 365 * 24 * 3600;

/// All tables.
#[derive(Debug, Default)]
pub(crate) struct Tables(Vec<Table>);

impl Tables {
    /// Those of a configuration, which were always there.
    pub(crate) fn new(settings: Vec<TableSettings>) -> Self {
        let all = settings.into_iter();
        let always = Moment::from_seconds(0);
        Self(all.map(|it| Table::new(it, always)).collect())
    }

    pub(crate) fn get(&self, name: &str, region: &str) -> Option<&Table> {
        self.0.iter().find(|it| it.is(name, region))
    }

    pub(crate) fn get_mut(&mut self, name: &str, region: &str) -> Option<&mut Table> {
        self.0.iter_mut().find(|it| it.is(name, region))
    }

    pub(crate) fn add(&mut self, table: Table) {
        self.0.push(table);
    }
}

/// A table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) settings: TableSettings,
    pub(crate) created: Moment,
    /// By partition key and sort key; the sort key is empty where the table has none.
    pub(crate) items: BTreeMap<(String, String), Item>,
    /// Transactions that have been done, by their tokens.
    pub(crate) done: BTreeMap<String, Done>,
    /// The second in which requests came last, and how many.
    requests: (u64, u32),
}

/// A transaction that has been done.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    /// The hash of what it was.
    pub(crate) request: String,
    pub(crate) at: Moment,
}

impl Table {
    pub(crate) fn new(settings: TableSettings, created: Moment) -> Self {
        Self {
            settings,
            created,
            items: BTreeMap::new(),
            done: BTreeMap::new(),
            requests: (0, 0),
        }
    }

    fn is(&self, name: &str, region: &str) -> bool {
        self.settings.name == name && self.settings.region == region
    }

    /// Counts one more request, unless there were as many as it takes within this second.
    pub(crate) fn count(&mut self, now: Moment) -> bool {
        if self.requests.0 != now.seconds() {
            self.requests = (now.seconds(), 0);
        }
        self.requests.1 = self.requests.1.saturating_add(1);
        self.settings
            .request_rate
            .is_none_or(|most| self.requests.1 <= most)
    }

    /// Deletes what has expired: at once, where AWS takes up to some days.
    // Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html.
    pub(crate) fn expire(&mut self, now: Moment) {
        let Some(attribute) = &self.settings.time_to_live else {
            return;
        };
        let now = now.seconds();
        self.items.retain(|_, item| {
            let second = item.get(attribute).and_then(|it| it.get("N"));
            let second = second
                .and_then(Value::as_str)
                .and_then(|it| it.parse().ok());
            second.is_none_or(|it: u64| it >= now || it < now.saturating_sub(LONGEST_AGO))
        });
    }
}
