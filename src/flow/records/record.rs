//! A record as it is stored in this browser.

use crate::config::RemoteRecord;
use crate::platform::Timestamp;
use crate::protocol::json::{self, Object, Value};

/// The version of the storage format.
const FORMAT_VERSION: i64 = 1;

/// How many sent values are recognized later. If a remote fails more often and has stored an older one after all, that
/// one is a conflict.
const MAX_SENT: usize = 64;

/// A record as it is stored in this browser: its local value, and what is known of the remote's version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// `None` if it was removed.
    pub value: Option<String>,
    /// A unique number of the latest local write; 0 if there is nothing to push.
    pub edit: u64,
    /// The remote's value before the first unpushed write. Without unpushed writes, `value` is the remote's.
    pub ancestor: Option<String>,
    /// The remote's version that `ancestor` (or `value`) belongs to; 0 if the remote had no such record.
    pub version: u64,
    pub modified: Timestamp,
    pub modified_by: String,
    /// The other sides of open conflicts: first the remote's value, then values of other datasets.
    pub incoming: Vec<Incoming>,
    /// Digests of values that were sent to the remote and may have arrived.
    pub sent: Vec<String>,
}

/// The other side of an open conflict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Incoming {
    pub value: Option<String>,
    pub version: u64,
    pub modified: Timestamp,
    pub modified_by: String,
    /// Whether it is the remote's value. A value of another dataset would have to be pushed first.
    pub is_remote: bool,
}

impl Row {
    /// A record with the remote's value and no local changes.
    pub fn from_remote(record: &RemoteRecord) -> Self {
        Row {
            value: record.value.clone(),
            version: record.version,
            modified: record.modified,
            modified_by: record.modified_by.clone(),
            ..Row::default()
        }
    }

    pub fn is_edited(&self) -> bool {
        self.edit != 0
    }

    /// Whether the remote has no such record, and none was sent to it.
    pub fn is_only_local(&self) -> bool {
        self.version == 0 && self.sent.is_empty() && self.incoming.is_empty()
    }

    /// Whether it has a local change that can be pushed.
    pub fn needs_push(&self) -> bool {
        self.is_edited() && self.incoming.is_empty()
    }

    /// Writes a value. Its time is always later than that of the previous value, even if the clock was set back.
    pub fn write(&mut self, value: Option<String>, edit: u64, now: Timestamp) {
        if !self.is_edited() {
            self.ancestor = self.value.take();
        }
        let after = Timestamp::from_millis(self.modified.as_millis().saturating_add(1));
        self.value = value;
        self.edit = edit;
        self.modified = now.max(after);
        self.modified_by = String::new();
    }

    /// Notes the digest of a value that will be sent.
    pub fn note_sent(&mut self, digest: String) {
        self.sent.retain(|sent| *sent != digest);
        self.sent.push(digest);
        let surplus = self.sent.len().saturating_sub(MAX_SENT);
        self.sent.drain(..surplus);
    }

    /// Makes this version of the remote the base of the local value.
    pub fn rebase_on(&mut self, version: u64, value: Option<String>) {
        self.version = version;
        self.incoming.retain(|incoming| !incoming.is_remote);
        self.sent.clear();
        if self.value == value {
            self.edit = 0;
            self.ancestor = None;
        } else {
            self.ancestor = value;
        }
    }

    /// The size in bytes that counts towards the remote's limits.
    pub fn bytes(&self, key: &str) -> usize {
        self.value
            .as_ref()
            .map_or(0, |value| key.len() + value.len())
    }

    pub fn encode(&self) -> String {
        let mut text = Object::new();
        text.number("f", FORMAT_VERSION);
        text.optional("value", self.value.as_deref());
        text.number("version", self.version as i64);
        text.number("modified", self.modified.as_millis() as i64);
        let by = Some(self.modified_by.as_str());
        text.optional("by", by.filter(|by| !by.is_empty()));
        if self.is_edited() {
            text.number("edit", self.edit as i64);
            text.optional("ancestor", self.ancestor.as_deref());
        }
        if !self.sent.is_empty() {
            text.texts("sent", &self.sent);
        }
        if !self.incoming.is_empty() {
            let all = self.incoming.iter().map(Incoming::encode);
            let all: Vec<String> = all.collect();
            text.json("incoming", &["[", &all.join(","), "]"].concat());
        }
        text.end()
    }

    /// Parses a stored record; `None` if it is damaged or has another format version.
    pub fn decode(text: &str) -> Option<Self> {
        let value = json::parse(text).ok()?;
        if value.integer("f") != Some(FORMAT_VERSION) {
            return None;
        }
        Some(Row {
            value: text_of(&value, "value"),
            edit: value.integer("edit").unwrap_or_default() as u64,
            ancestor: text_of(&value, "ancestor"),
            version: value.integer("version")? as u64,
            modified: time_of(&value)?,
            modified_by: text_of(&value, "by").unwrap_or_default(),
            incoming: incoming_of(&value),
            sent: value.field("sent").map(Value::strings).unwrap_or_default(),
        })
    }
}

impl Incoming {
    pub fn from_remote(record: &RemoteRecord) -> Self {
        Incoming {
            value: record.value.clone(),
            version: record.version,
            modified: record.modified,
            modified_by: record.modified_by.clone(),
            is_remote: true,
        }
    }

    fn encode(&self) -> String {
        let mut text = Object::new();
        text.optional("value", self.value.as_deref());
        text.number("version", self.version as i64);
        text.number("modified", self.modified.as_millis() as i64);
        text.text("by", &self.modified_by);
        text.flag("remote", self.is_remote);
        text.end()
    }

    fn decode(value: &Value) -> Option<Self> {
        Some(Incoming {
            value: text_of(value, "value"),
            version: value.integer("version")? as u64,
            modified: time_of(value)?,
            modified_by: text_of(value, "by").unwrap_or_default(),
            is_remote: value.field("remote")?.as_bool()?,
        })
    }
}

fn incoming_of(value: &Value) -> Vec<Incoming> {
    let all = value.field("incoming").and_then(Value::as_array);
    let all = all.unwrap_or_default().iter();
    all.filter_map(Incoming::decode).collect()
}

fn text_of(value: &Value, name: &str) -> Option<String> {
    value.string(name).map(str::to_owned)
}

fn time_of(value: &Value) -> Option<Timestamp> {
    let millis = value.integer("modified")?;
    Some(Timestamp::from_millis(millis as u64))
}
