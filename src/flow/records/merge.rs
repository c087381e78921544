//! What becomes of a record here that has changed elsewhere. Nothing here reads or writes anything.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::fault::RecordFault;
use super::record::{Incoming, Row};
use crate::config::{Conflict, OnDeleted, RemoteRecord, Resolution, Resolve};
use crate::platform::Timestamp;

/// By what a merge decides.
pub(super) struct Merge<'a> {
    pub dataset: &'a str,
    pub resolve: &'a Resolve,
    /// The number of each write that this merge makes.
    pub edit: u64,
    pub now: Timestamp,
}

/// What another dataset, or a guest, has under a key.
pub(super) struct Other {
    pub value: Option<String>,
    pub modified: Timestamp,
    pub modified_by: String,
}

impl Merge<'_> {
    /// What becomes of a record here, once the remote has this one.
    pub fn pull(&self, row: Option<Row>, record: &RemoteRecord) -> Option<Row> {
        let Some(mut row) = row else {
            return Some(Row::of_remote(record));
        };
        if row.version == record.version {
            return Some(row);
        }
        // What was removed in another dataset is not removed in this one, unless it is the same.
        let is_anothers = row.version == 0 && row.is_removal() && row.ancestor != record.value;
        if !row.is_edited() || is_anothers {
            let incoming = std::mem::take(&mut row.incoming);
            row = Row::of_remote(record);
            let differs = |it: &Incoming| it.value != record.value;
            row.incoming.extend(incoming.into_iter().filter(differs));
            return Some(row);
        }
        if RecordFault::Unseen.is_in() {
            row.version = record.version;
            return Some(row);
        }
        let is_own =
            row.sent.contains(&digest(record.value.as_deref())) && !RecordFault::LostAnswer.is_in();
        if row.value == record.value && RecordFault::SameValue.is_in() {
            return Some(row);
        }
        // What was written elsewhere is what was there before, or what is here as well.
        if is_own || row.value == record.value || row.ancestor == record.value {
            row.stand_on(record.version, record.value.clone());
            return Some(row);
        }
        row.incoming.retain(|incoming| !incoming.is_remote);
        row.incoming.insert(0, Incoming::of_remote(record));
        Some(self.decide(&record.key, row))
    }

    /// The same, where the dataset was deleted and made anew: its versions began anew, too.
    pub fn pull_anew(&self, row: Option<Row>, record: &RemoteRecord) -> Option<Row> {
        let mut row = row.filter(Row::is_edited);
        if let Some(row) = &mut row {
            row.restart(self.edit);
        }
        self.pull(row, record)
    }

    /// What becomes of a record here of which the remote has no trace, while it has the dataset.
    pub fn miss(&self, key: &str, row: Row) -> Option<Row> {
        // It was never there. What was in the way there is gone.
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
        let row = self.pull(Some(row), &gone)?;
        // What was removed in both places leaves nothing.
        (row.is_worth_keeping() || row.is_edited()).then_some(row)
    }

    /// What becomes of a record here whose dataset was deleted.
    pub fn lose(&self, mut row: Row, policy: OnDeleted) -> Option<Row> {
        if row.version == 0 && row.is_edited() {
            row.restart(self.edit);
            return Some(row);
        }
        let stays = match policy {
            OnDeleted::KeepEdits => row.is_edited() || !row.incoming.is_empty(),
            OnDeleted::Follow => false,
            OnDeleted::Restore => true,
        };
        row.restart(self.edit);
        (stays && row.is_worth_keeping()).then_some(row)
    }

    /// What becomes of a record here, once another one is merged into it.
    pub fn absorb(&self, key: &str, row: Option<Row>, other: &Other) -> Row {
        let is_new = row.is_none();
        let mut row = row.unwrap_or_default();
        let known = row.incoming.iter().map(|incoming| &incoming.value);
        let is_known = known.chain([&row.value]).any(|value| *value == other.value);
        // What was written here since stands on it.
        let is_older = row.is_edited()
            && (row.ancestor == other.value || row.sent.contains(&digest(other.value.as_deref())));
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
            row.take(incoming, self.edit);
            return row;
        }
        row.incoming.push(incoming);
        // One that is open already is the app's to resolve, and this one after it.
        match row.incoming.len() {
            1 => self.decide(key, row),
            _ => row,
        }
    }

    /// Ends the first conflict that is open.
    pub fn end(&self, mut row: Row, resolution: Resolution) -> Row {
        if row.incoming.is_empty() {
            return row;
        }
        let incoming = row.incoming.remove(0);
        match resolution {
            Resolution::Remote => row.take(incoming, self.edit),
            Resolution::Local => row.outdo(incoming),
            Resolution::Value(value) => {
                row.write(value, self.edit, self.now);
                row.outdo(incoming);
            }
        }
        let value = row.value.clone();
        row.incoming.retain(|other| other.value != value);
        row
    }

    /// What the policy says of the first conflict that is open.
    fn decide(&self, key: &str, row: Row) -> Row {
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
                Some(conflict) => resolve(&conflict),
                None => return row,
            },
        };
        self.end(row, resolution)
    }
}

impl Row {
    /// Whether there is anything of it that another dataset is to have.
    pub fn is_worth_keeping(&self) -> bool {
        self.value.is_some() || !self.incoming.is_empty()
    }

    /// Whether it is the removal of something that another dataset may have as well.
    pub fn is_removal(&self) -> bool {
        self.value.is_none() && self.is_edited() && self.ancestor.is_some()
    }

    /// The remote knows nothing of it any more: what is here was all written here. What it came from is kept, since that
    /// may come along from elsewhere.
    pub fn restart(&mut self, edit: u64) {
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

    /// The other side has won.
    fn take(&mut self, incoming: Incoming, edit: u64) {
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

    /// What is here has won.
    fn outdo(&mut self, incoming: Incoming) {
        // Later than what it replaces, whatever the clocks say: other devices decide in the same way.
        let after = incoming.modified.as_millis().saturating_add(1);
        self.modified = self.modified.max(Timestamp::from_millis(after));
        if incoming.is_remote && !RecordFault::OldVersion.is_in() {
            self.stand_on(incoming.version, incoming.value);
        }
    }
}

/// An open conflict.
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

/// By what a value is known again that was sent.
pub(super) fn digest(value: Option<&str>) -> String {
    let Some(value) = value else {
        return "removed".to_owned();
    };
    let digest = Sha256::digest(value);
    BASE64_URL_SAFE_NO_PAD.encode(&digest[..18])
}
