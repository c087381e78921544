//! Checks what must never happen to records: an acknowledged write is lost although the policy does not allow it, a
//! device overwrites a write that it has not seen, or a user gets another user's records.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::cloud::{Cloud, LogEntry};
use super::plan::Policy;
use vestibule::RemoteRecord;

/// A write in a tab.
#[derive(Clone, Debug)]
pub struct Write {
    /// `<person>@<device>`.
    pub tag: String,
    pub device: usize,
    pub key: &'static str,
    pub value: Option<String>,
    pub is_acknowledged: bool,
    /// The version that the record is based on, and when it was written, as this browser stores it.
    pub base: u64,
    pub modified: u64,
}

#[derive(Default)]
pub struct Checker {
    pub faults: Vec<String>,
    pub trace: Vec<String>,
    pub with_trace: bool,
    /// The acknowledged writes in the order of their acknowledgement, then the others in the order of their start.
    pub writes: Vec<Write>,
    /// The writes that are not acknowledged yet, by number.
    pub under_way: Vec<(u64, Write)>,
    pub begun: u64,
    /// The deletions of the dataset: the writer's tag, and the number of writes before it.
    pub deletions: Vec<(String, usize)>,
    /// The devices whose user has signed out or changed.
    pub forgetful: BTreeSet<usize>,
    /// The users, by their part of the database's keys.
    pub people: BTreeMap<String, String>,
    /// The values that lost when the app resolved a conflict, by key.
    pub decided_against: Vec<(String, Option<String>)>,
}

/// What the browsers store at the end.
pub struct Rest {
    /// The texts of all browsers' databases.
    pub databases: Vec<String>,
    /// The removals that are not sent yet: the writer's tag and the key.
    pub removals: Vec<(String, String)>,
}

impl Checker {
    pub fn note(&mut self, text: impl FnOnce() -> String) {
        if self.with_trace {
            let text = text();
            self.trace.push(text);
        }
    }

    pub fn fault(&mut self, text: String) {
        self.trace.push(format!("FAULT: {text}"));
        self.faults.push(text);
    }

    /// Checks all rules at the end of a run.
    pub fn check_all(&mut self, policy: Policy, cloud: &Cloud, rest: &Rest) {
        let log = cloud.log();
        // A write that was not acknowledged may have been carried out; such writes count as the last ones.
        let unfinished = std::mem::take(&mut self.under_way);
        self.writes
            .extend(unfinished.into_iter().map(|(_, write)| write));
        for entry in &log {
            self.note(|| format!("{entry:?}"));
        }
        self.check_owners(cloud, &log);
        self.check_overwrites(policy, &log);
        let seen = Seen { cloud, log, rest };
        self.check_writes(policy, &seen);
    }

    /// No user has another user's records.
    fn check_owners(&mut self, cloud: &Cloud, log: &[LogEntry]) {
        for (person, other) in [("ada", "charles@"), ("charles", "ada@")] {
            let Some(identity) = cloud.known_identity(person) else {
                continue;
            };
            for entry in log {
                if let LogEntry::Stored { owner, record, .. } = entry
                    && *owner == identity
                    && record
                        .value
                        .as_ref()
                        .is_some_and(|value| value.contains(other))
                {
                    self.fault(format!(
                        "{person} has {:?}, which is another user's",
                        record.value
                    ));
                }
            }
        }
    }

    /// No device has overwritten a value that it had not seen, unless the policy allows it.
    fn check_overwrites(&mut self, policy: Policy, log: &[LogEntry]) {
        let mut chains: BTreeMap<(&str, &str, &str), Vec<&LogEntry>> = BTreeMap::new();
        let mut faults = Vec::new();
        for entry in log {
            let LogEntry::Stored {
                owner,
                dataset,
                record,
                ..
            } = entry
            else {
                if let LogEntry::Deleted { owner, dataset, .. } = entry {
                    chains.retain(|(whose, name, _), _| *whose != owner || *name != dataset);
                }
                continue;
            };
            let chain = chains.entry((owner, dataset, &record.key)).or_default();
            if let Some(fault) = self.overwrite(policy, chain, entry) {
                faults.push(fault);
            }
            chain.push(entry);
        }
        faults.into_iter().for_each(|fault| self.fault(fault));
    }

    fn overwrite(&self, policy: Policy, chain: &[&LogEntry], new: &LogEntry) -> Option<String> {
        let new = new.record()?;
        let last = chain.last()?.record()?;
        let mut earlier = chain[..chain.len() - 1].iter().filter_map(|it| it.record());
        // A value that was written again is no change to a device that knows its first version.
        if last.value == new.value
            || last.value.is_none()
            || earlier.any(|it| it.value == last.value)
        {
            return None;
        }
        match policy {
            Policy::LastWriter if new.modified <= last.modified => Some(format!(
                "{:?} (written at {:?}) has replaced {:?}, which is newer ({:?})",
                new.value, new.modified, last.value, last.modified
            )),
            Policy::Remote => {
                let write = self
                    .writes
                    .iter()
                    .find(|it| it.value == new.value && it.value.is_some())?;
                // A browser has seen what it has written or sent itself, including a guest's values and merged ones.
                let place = format!("@{}#", write.device);
                let is_own = last.modified_by == format!("device {}", write.device)
                    || last.value.as_ref().is_some_and(|it| it.contains(&place));
                let is_unseen = last.version > write.base && !is_own;
                (is_unseen && !write.tag.starts_with("guest")).then(|| {
                    format!(
                        "{:?} has replaced {:?}, which its writer had not seen",
                        new.value, last.value
                    )
                })
            }
            _ => None,
        }
    }

    /// Each acknowledged write has arrived, was overwritten in its own browser, or lost a conflict by the policy.
    fn check_writes(&mut self, policy: Policy, seen: &Seen) {
        let mut faults = Vec::new();
        for (at, write) in self.writes.iter().enumerate() {
            let later = &self.writes[at + 1..];
            let mut others = later
                .iter()
                .filter(|it| it.device == write.device && it.key == write.key);
            let is_deleted = self.deletions.iter().any(|(tag, count)| {
                *count > at && (*tag == write.tag || write.tag.starts_with("guest"))
            });
            let is_over = !write.is_acknowledged
                || is_deleted
                || others.any(|it| it.tag == write.tag || write.tag.starts_with("guest"));
            let has_arrived = seen.has_arrived(write, &self.writes[..at]);
            if is_over || has_arrived || self.may_be_lost(policy, write, seen) {
                continue;
            }
            faults.push(format!(
                "{:?} under {} is lost: {write:?}",
                write.value, write.key
            ));
        }
        faults.into_iter().for_each(|fault| self.fault(fault));
    }

    fn may_be_lost(&self, policy: Policy, write: &Write, seen: &Seen) -> bool {
        let is_guests = write.tag.starts_with("guest");
        // Writes in the same browser by the guest, or by the user who has signed in since.
        let is_from_same_browser = |it: &&Write| {
            let is_of_guest = it.tag.starts_with("guest");
            it.device == write.device
                && it.key == write.key
                && it.tag != write.tag
                && (is_guests || is_of_guest)
        };
        let from_same_browser = || self.writes.iter().filter(is_from_same_browser);
        // A guest's version has no meaning in an account. A browser that has forgotten a record writes without knowing it.
        let is_forgotten = write.base == 0 && self.forgetful.contains(&write.device);
        let is_anothers = |it: &&RemoteRecord| {
            let is_own = is_by(it.value.as_deref(), &write.tag);
            it.value != write.value && (!is_own || is_guests || is_forgotten)
        };
        let base = if is_guests { 0 } else { write.base };
        let others = || {
            let stored = seen.stored(write);
            stored
                .filter(move |it| it.version > base)
                .filter(is_anothers)
        };
        match policy {
            Policy::LastWriter => {
                let is_later = |modified: u64| modified >= write.modified;
                others().any(|it| is_later(it.modified.as_millis()))
                    || from_same_browser().any(|it| is_later(it.modified))
            }
            // A user's own record in this browser wins over the guest's.
            Policy::Local => {
                is_guests && (others().next().is_some() || from_same_browser().next().is_some())
            }
            Policy::Remote => others().next().is_some() || from_same_browser().next().is_some(),
            Policy::Ask => {
                let against = (write.key.to_owned(), write.value.clone());
                self.decided_against.contains(&against)
            }
            // The policy keeps a value rather than a removal.
            Policy::Both => write.value.is_none() && others().any(|it| it.value.is_some()),
        }
    }
}

/// Everything that can be observed at the end.
struct Seen<'a> {
    cloud: &'a Cloud,
    log: Vec<LogEntry>,
    rest: &'a Rest,
}

impl Seen<'_> {
    /// Whether a write is stored at the remote or still in a browser.
    fn has_arrived(&self, write: &Write, earlier: &[Write]) -> bool {
        let Some(value) = &write.value else {
            return self.is_removed(write, earlier);
        };
        let mut stored = self.log.iter().filter_map(LogEntry::record);
        stored.any(|it| it.key == write.key && it.value.as_ref().is_some_and(|it| has(it, value)))
            || self.rest.databases.iter().any(|text| has(text, value))
    }

    fn is_removed(&self, write: &Write, earlier: &[Write]) -> bool {
        // A guest's removal does not affect the account's record.
        if write.tag.starts_with("guest") || self.removes_nothing(write, earlier) {
            return true;
        }
        let waits = (write.tag.clone(), write.key.to_owned());
        let mut stored = self.stored(write);
        self.rest.removals.contains(&waits)
            || stored.any(|it| it.value.is_none() && it.version > write.base)
            || self.is_deleted_since(write)
    }

    /// Whether a removal had nothing to remove at the remote, so that nothing is sent. That is not so if an
    /// earlier write of the same browser has arrived there since.
    fn removes_nothing(&self, write: &Write, earlier: &[Write]) -> bool {
        let is_own = |it: &&Write| it.tag == write.tag && it.key == write.key && it.value.is_some();
        let own = || earlier.iter().filter(is_own);
        let mut stored = self.stored(write);
        stored.all(|it| match it.version.cmp(&write.base) {
            Ordering::Less => true,
            Ordering::Equal => it.value.is_none(),
            Ordering::Greater => !own().any(|own| own.value == it.value),
        })
    }

    /// Whether the dataset was deleted after the version that a write is based on, which removes all of its records.
    fn is_deleted_since(&self, write: &Write) -> bool {
        let owner = self.owner(write);
        self.log.iter().any(|entry| match entry {
            LogEntry::Deleted {
                owner: whose,
                version,
                ..
            } => Some(whose) == owner.as_ref() && *version > write.base,
            LogEntry::Stored { .. } => false,
        })
    }

    /// The stored records with a write's key in its writer's account; for a guest's write, in any account.
    fn stored<'b>(&'b self, write: &'b Write) -> impl Iterator<Item = &'b RemoteRecord> {
        let owner = self.owner(write);
        let all = self.log.iter().filter_map(|entry| match entry {
            LogEntry::Stored { owner, record, .. } => Some((owner, record)),
            LogEntry::Deleted { .. } => None,
        });
        all.filter(move |(whose, record)| {
            record.key == write.key && owner.as_ref().is_none_or(|owner| *whose == owner)
        })
        .map(|(_, record)| record)
    }

    /// The identity of a write's writer; `None` for a guest, whose records go to the user who signs in.
    fn owner(&self, write: &Write) -> Option<String> {
        let (who, _) = write.tag.split_once('@')?;
        (who != "guest").then(|| self.cloud.known_identity(who).unwrap_or_default())
    }
}

impl LogEntry {
    fn record(&self) -> Option<&RemoteRecord> {
        match self {
            LogEntry::Stored { record, .. } => Some(record),
            LogEntry::Deleted { .. } => None,
        }
    }
}

/// Whether the writer with this tag has written the value. `false` for a removal.
fn is_by(value: Option<&str>, tag: &str) -> bool {
    value.is_some_and(|value| value.starts_with(&format!("{tag}#")))
}

/// Whether a text contains this value, and not only a longer one with the same beginning.
fn has(text: &str, value: &str) -> bool {
    text.match_indices(value).any(|(at, _)| {
        let next = text[at + value.len()..].chars().next();
        !next.is_some_and(|next| next.is_ascii_digit())
    })
}
