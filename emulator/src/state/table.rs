//! DynamoDB tables.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html>

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::config::TableSettings;
use crate::timestamp::Timestamp;

/// An item's attributes, each with its type: `{"version":{"N":"1"}}`.
pub(crate) type Item = Map<String, Value>;

/// Items that expired longer ago than this are not deleted.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html (five years).
const MAX_AGO: u64 = 5 * 365 * 24 * 3600;

/// All tables.
#[derive(Debug, Default)]
pub(crate) struct Tables(Vec<Table>);

impl Tables {
    /// The tables of a configuration.
    pub(crate) fn new(settings: Vec<TableSettings>) -> Self {
        let all = settings.into_iter();
        let always = Timestamp::from_seconds(0);
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
    pub(crate) created: Timestamp,
    /// The items by partition key and sort key; the latter is empty if the table has none.
    pub(crate) items: BTreeMap<(String, String), Item>,
    /// Completed transactions by their client request tokens.
    pub(crate) done: BTreeMap<String, CompletedTransaction>,
    /// The second of the last request, and the number of requests in it.
    requests: (u64, u32),
}

/// A completed transaction.
#[derive(Debug, Clone)]
pub(crate) struct CompletedTransaction {
    /// The hash of its parameters.
    pub(crate) request: String,
    pub(crate) at: Timestamp,
}

impl Table {
    pub(crate) fn new(settings: TableSettings, created: Timestamp) -> Self {
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

    /// Counts a request. Returns `false` if the table's limit for this second is reached.
    pub(crate) fn count(&mut self, now: Timestamp) -> bool {
        if self.requests.0 != now.seconds() {
            self.requests = (now.seconds(), 0);
        }
        self.requests.1 = self.requests.1.saturating_add(1);
        self.settings
            .request_rate
            .is_none_or(|most| self.requests.1 <= most)
    }

    /// Deletes expired items at once; AWS takes up to a few days.
    // Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        let Some(attribute) = &self.settings.time_to_live else {
            return;
        };
        let now = now.seconds();
        self.items.retain(|_, item| {
            let second = item.get(attribute).and_then(|it| it.get("N"));
            let second = second
                .and_then(Value::as_str)
                .and_then(|it| it.parse().ok());
            second.is_none_or(|it: u64| it >= now || it < now.saturating_sub(MAX_AGO))
        });
    }
}
