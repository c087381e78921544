//! Merges records with changes from elsewhere. Pure functions without I/O.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::fault::RecordFault;
use super::record::{Incoming, Row};
use crate::config::{Conflict, OnDeleted, RemoteRecord, Resolution, Resolve};
use crate::platform::Timestamp;

/// The parameters of a merge.
pub(super) struct Merge<'a> {
    pub dataset: &'a str,
    pub resolve: &'a Resolve,
    /// The number for local writes of this merge ([`Row::edit`]).
    pub edit: u64,
    pub now: Timestamp,
    /// The maximum size of a value at the remote, in bytes.
    pub value_bytes: usize,
}

/// A record of another dataset or of a guest, with the same key.
pub(super) struct ForeignRecord {
    pub value: Option<String>,
    pub modified: Timestamp,
    pub modified_by: String,
}

impl Merge<'_> {
    /// Returns the local record after the remote has this one.
    pub fn apply_remote(&self, row: Option<Row>, record: &RemoteRecord) -> Option<Row> {
        let Some(mut row) = row else {
            return Some(Row::from_remote(record));
        };
        if row.version == record.version {
            return Some(row);
        }
        // A removal from another dataset applies here only if it removed the same value.
        let is_foreign_removal =
            row.version == 0 && row.is_removal() && row.ancestor != record.value;
        if !row.is_edited() || is_foreign_removal {
            let incoming = std::mem::take(&mut row.incoming);
            row = Row::from_remote(record);
            let differs = |it: &Incoming| it.value != record.value;
            row.incoming.extend(incoming.into_iter().filter(differs));
            return Some(row);
        }
        if RecordFault::Unseen.is_injected() {
            row.version = record.version;
            return Some(row);
        }
        let is_own_write = row.sent.contains(&value_digest(record.value.as_deref()))
            && !RecordFault::LostAnswer.is_injected();
        if row.value == record.value && RecordFault::SameValue.is_injected() {
            return Some(row);
        }
        // No conflict: the remote's value was pushed from here, equals the local one, or has not changed.
        if is_own_write || row.value == record.value || row.ancestor == record.value {
            row.rebase_on(record.version, record.value.clone());
            return Some(row);
        }
        row.incoming.retain(|incoming| !incoming.is_remote);
        row.incoming.insert(0, Incoming::from_remote(record));
        Some(self.apply_policy(&record.key, row))
    }

    /// Like `apply_remote`, if the dataset was deleted and created again, so that its versions restarted.
    pub fn apply_recreated(&self, row: Option<Row>, record: &RemoteRecord) -> Option<Row> {
        let mut row = row.filter(Row::is_edited);
        if let Some(row) = &mut row {
            row.reset_version(self.edit);
        }
        self.apply_remote(row, record)
    }

    /// Returns the local record if the remote has the dataset, but no such record.
    pub fn apply_missing(&self, key: &str, row: Row) -> Option<Row> {
        // The remote never had it, and a conflicting value there no longer exists.
        if row.version == 0 && (row.is_edited() || !row.incoming.is_empty()) {
            let mut row = row;
            row.incoming.retain(|incoming| !incoming.is_remote);
            return Some(row);
        }
        if !row.is_edited() {
            return None;
        }
        let gone = RemoteRecord {
            key: key.to_owned(),
            value: None,
            version: 0,
            modified: Timestamp::default(),
            modified_by: String::new(),
        };
        let row = self.apply_remote(Some(row), &gone)?;
        // If it was removed on both sides, nothing is stored.
        (row.has_content() || row.is_edited()).then_some(row)
    }

    /// Returns the local record after its dataset was deleted at the remote.
    pub fn apply_dataset_deletion(&self, mut row: Row, policy: OnDeleted) -> Option<Row> {
        if row.version == 0 && row.is_edited() {
            row.reset_version(self.edit);
            return Some(row);
        }
        let stays = match policy {
            OnDeleted::KeepEdits => row.is_edited() || !row.incoming.is_empty(),
            OnDeleted::Follow => false,
            OnDeleted::Restore => true,
        };
        row.reset_version(self.edit);
        (stays && row.has_content()).then_some(row)
    }

    /// Returns the local record after a record of another dataset was merged into it.
    pub fn merge_foreign(&self, key: &str, row: Option<Row>, other: &ForeignRecord) -> Row {
        let is_new = row.is_none();
        let mut row = row.unwrap_or_default();
        let known = row.incoming.iter().map(|incoming| &incoming.value);
        let is_known = known.chain([&row.value]).any(|value| *value == other.value);
        // The local value was written on top of it.
        let is_older = row.is_edited()
            && (row.ancestor == other.value
                || row.sent.contains(&value_digest(other.value.as_deref())));
        if is_known || is_older {
            return row;
        }
        let incoming = Incoming {
            value: other.value.clone(),
            version: row.version,
            modified: other.modified,
            modified_by: other.modified_by.clone(),
            is_remote: false,
        };
        if is_new {
            row.accept(incoming, self.edit);
            return row;
        }
        row.incoming.push(incoming);
        // If a conflict is already open, the app resolves it first, then this one.
        match row.incoming.len() {
            1 => self.apply_policy(key, row),
            _ => row,
        }
    }

    /// Resolves the first open conflict.
    pub fn resolve_first(&self, mut row: Row, resolution: Resolution) -> Row {
        if row.incoming.is_empty() {
            return row;
        }
        let incoming = row.incoming.remove(0);
        match resolution {
            Resolution::Remote => row.accept(incoming, self.edit),
            Resolution::Local => row.keep_local(incoming),
            Resolution::Value(value) => {
                row.write(value, self.edit, self.now);
                row.keep_local(incoming);
            }
        }
        let value = row.value.clone();
        row.incoming.retain(|other| other.value != value);
        row
    }

    /// Resolves the first open conflict by the policy, unless the policy is to ask. A value that the remote would
    /// refuse leaves it open, because all other changes would be refused with it.
    fn apply_policy(&self, key: &str, row: Row) -> Row {
        let Some(incoming) = row.incoming.first() else {
            return row;
        };
        let resolution = match self.resolve {
            Resolve::Ask => return row,
            Resolve::Local => Resolution::Local,
            Resolve::Remote => Resolution::Remote,
            Resolve::LastWriter if row.modified > incoming.modified => Resolution::Local,
            Resolve::LastWriter => Resolution::Remote,
            Resolve::With(resolve) => match conflict(self.dataset, key, &row) {
                Some(conflict) => match resolve(&conflict) {
                    Resolution::Value(Some(value)) if value.len() > self.value_bytes => return row,
                    resolution => resolution,
                },
                None => return row,
            },
        };
        self.resolve_first(row, resolution)
    }
}

impl Row {
    /// Whether it has a value or an open conflict.
    pub fn has_content(&self) -> bool {
        self.value.is_some() || !self.incoming.is_empty()
    }

    /// Whether it is an unpushed removal of a known value.
    pub fn is_removal(&self) -> bool {
        self.value.is_none() && self.is_edited() && self.ancestor.is_some()
    }

    /// Turns it into a local write, because the remote no longer has the record. The ancestor is kept, because the same
    /// value may arrive from another dataset.
    pub fn reset_version(&mut self, edit: u64) {
        if !self.is_edited() {
            self.edit = edit;
            self.ancestor = self.value.clone();
        }
        self.version = 0;
        for incoming in &mut self.incoming {
            incoming.version = 0;
            incoming.is_remote = false;
        }
    }

    /// Replaces the local value by the other side of a conflict.
    fn accept(&mut self, incoming: Incoming, edit: u64) {
        if incoming.is_remote {
            self.edit = 0;
            self.ancestor = None;
            self.version = incoming.version;
            self.sent.clear();
        } else {
            if !self.is_edited() {
                self.ancestor = self.value.take();
            }
            self.edit = edit;
        }
        self.value = incoming.value;
        self.modified = incoming.modified;
        self.modified_by = incoming.modified_by;
    }

    /// Keeps the local value in a conflict.
    fn keep_local(&mut self, incoming: Incoming) {
        // Later than the replaced value, independent of clocks, so that other devices decide in the same way.
        let after = incoming.modified.as_millis().saturating_add(1);
        self.modified = self.modified.max(Timestamp::from_millis(after));
        if incoming.is_remote && !RecordFault::OldVersion.is_injected() {
            self.rebase_on(incoming.version, incoming.value);
        }
    }
}

/// Returns the first open conflict of a record.
pub(super) fn conflict(dataset: &str, key: &str, row: &Row) -> Option<Conflict> {
    let incoming = row.incoming.first()?;
    Some(Conflict {
        dataset: dataset.to_owned(),
        key: key.to_owned(),
        local: row.value.clone(),
        local_modified: row.modified,
        remote: incoming.value.clone(),
        remote_modified: incoming.modified,
        remote_modified_by: incoming.modified_by.clone(),
        ancestor: match row.is_edited() {
            true => row.ancestor.clone(),
            false => row.value.clone(),
        },
    })
}

/// Returns a digest by which a pushed value is recognized later.
pub(super) fn value_digest(value: Option<&str>) -> String {
    let Some(value) = value else {
        return "removed".to_owned();
    };
    let digest = Sha256::digest(value);
    BASE64_URL_SAFE_NO_PAD.encode(&digest[..18])
}
