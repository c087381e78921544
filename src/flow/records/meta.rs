//! The stored metadata of a dataset.

use crate::config::Cursor;
use crate::platform::Timestamp;
use crate::protocol::json::{self, Object, Value};

/// The metadata of a dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meta {
    /// The owner at the remote to whom versions and cursor belong.
    pub owner: Option<String>,
    pub cursor: Option<Cursor>,
    /// Whether it was deleted here, but not yet at the remote.
    pub is_deleted: bool,
    /// Datasets that were merged into this one, and are not yet deleted at the remote.
    pub merged: Vec<String>,
    pub synchronized: Option<Timestamp>,
    /// A random number that changes with each synchronization and deletion.
    pub round: u64,
}

impl Meta {
    pub fn encode(&self) -> String {
        let mut text = Object::new();
        text.optional("owner", self.owner.as_deref());
        text.optional("cursor", self.cursor.as_ref().map(Cursor::as_str));
        if self.is_deleted {
            text.flag("deleted", true);
        }
        if !self.merged.is_empty() {
            text.texts("merged", &self.merged);
        }
        if let Some(time) = self.synchronized {
            text.number("synchronized", time.as_millis() as i64);
        }
        text.number("round", self.round as i64);
        text.end()
    }

    pub fn decode(text: &str) -> Option<Self> {
        let value = json::parse(text).ok()?;
        let own = |name| value.string(name).map(str::to_owned);
        let time = value.integer("synchronized");
        Some(Meta {
            owner: own("owner"),
            cursor: own("cursor").map(Cursor::new),
            is_deleted: value
                .field("deleted")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            merged: value
                .field("merged")
                .map(Value::strings)
                .unwrap_or_default(),
            synchronized: time.map(|time| Timestamp::from_millis(time as u64)),
            round: value.integer("round")? as u64,
        })
    }
}
