//! A record as this browser keeps it.

use crate::config::RemoteRecord;
use crate::platform::Timestamp;
use crate::protocol::json::{self, Object, Value};

/// How it is written: another number is another form.
const FORM: i64 = 1;

/// A record as this browser keeps it: what is read and written here, and what is known of the remote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// `None` where it was removed.
    pub value: Option<String>,
    /// Tells each write here from all others; 0 where nothing has to go to the remote.
    pub edit: u64,
    /// What the remote had when the first of these writes was made. As long as there is none it is the value.
    pub ancestor: Option<String>,
    /// The version that the remote had then; 0 where it had none.
    pub version: u64,
    pub modified: Timestamp,
    pub modified_by: String,
    /// What was written elsewhere, where nobody has said yet who wins: what the remote has, and then what came from
    /// other datasets.
    pub incoming: Vec<Incoming>,
    /// What was sent to the remote of which it is not known whether it arrived: digests of values.
    pub sent: Vec<String>,
}

/// The other side of an open conflict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Incoming {
    pub value: Option<String>,
    pub version: u64,
    pub modified: Timestamp,
    pub modified_by: String,
    /// Whether the remote's record has it. What came from another dataset has to be written there first.
    pub is_remote: bool,
}

impl Row {
    /// A record as the remote has it.
    pub fn of_remote(record: &RemoteRecord) -> Self {
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

    /// Whether the remote has nothing of it, and nothing is on its way there.
    pub fn is_only_local(&self) -> bool {
        self.version == 0 && self.sent.is_empty() && self.incoming.is_empty()
    }

    /// Whether it is to be sent.
    pub fn is_due(&self) -> bool {
        self.is_edited() && self.incoming.is_empty()
    }

    /// Writes a value. A later write on one device is later for all, whatever its clock does.
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

    /// The remote has this version by now, and what is here goes on top of it.
    pub fn stand_on(&mut self, version: u64, value: Option<String>) {
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

    /// The bytes that count against the remote's limits.
    pub fn bytes(&self, key: &str) -> usize {
        self.value
            .as_ref()
            .map_or(0, |value| key.len() + value.len())
    }

    pub fn encode(&self) -> String {
        let mut text = Object::new();
        text.number("f", FORM);
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

    /// What a text holds; `None` for one that is damaged, or that another version wrote.
    pub fn decode(text: &str) -> Option<Self> {
        let value = json::parse(text).ok()?;
        if value.integer("f") != Some(FORM) {
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
    pub fn of_remote(record: &RemoteRecord) -> Self {
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
