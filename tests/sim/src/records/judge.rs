//! What must never happen to records: an acknowledged write that is gone without the policy's say, a write of another
//! device that was overwritten unseen, one person's among those of another.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::cloud::{Cloud, Logged};
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
    /// What the record was based on, and when it was written, as this browser keeps it.
    pub base: u64,
    pub modified: u64,
}

#[derive(Default)]
pub struct Judge {
    pub faults: Vec<String>,
    pub trace: Vec<String>,
    pub traces: bool,
    /// In the order in which they were acknowledged; those that never were in the order in which they began.
    pub writes: Vec<Write>,
    /// Those that have begun, by their numbers.
    pub under_way: Vec<(u64, Write)>,
    pub begun: u64,
    /// The deletions of the dataset: by whom, and after how many writes.
    pub deletions: Vec<(String, usize)>,
    /// The devices that somebody has stopped using.
    pub forgetful: BTreeSet<usize>,
    /// Who writes, by what stands for each person in the databases.
    pub people: BTreeMap<String, String>,
    /// What the app decided against in a conflict.
    pub decided_against: Vec<(String, Option<String>)>,
}

/// What is there in the end, besides what the remote has stored.
pub struct Rest {
    /// The texts of all browsers' databases.
    pub databases: Vec<String>,
    /// Removals that wait in them, each with the person's tag and the key.
    pub removals: Vec<(String, String)>,
}

impl Judge {
    pub fn note(&mut self, text: impl FnOnce() -> String) {
        if self.traces {
            let text = text();
            self.trace.push(text);
        }
    }

    pub fn fault(&mut self, text: String) {
        self.trace.push(format!("FAULT: {text}"));
        self.faults.push(text);
    }

    /// Looks at everything once all is quiet.
    pub fn judge(&mut self, policy: Policy, cloud: &Cloud, rest: &Rest) {
        let log = cloud.log();
        // What was never acknowledged may have been carried out all the same, and the last one of all.
        let unfinished = std::mem::take(&mut self.under_way);
        self.writes
            .extend(unfinished.into_iter().map(|(_, write)| write));
        for entry in &log {
            self.note(|| format!("{entry:?}"));
        }
        self.judge_owners(cloud, &log);
        self.judge_chains(policy, &log);
        let seen = Seen { cloud, log, rest };
        self.judge_writes(policy, &seen);
    }

    /// Nobody's records are among those of somebody else.
    fn judge_owners(&mut self, cloud: &Cloud, log: &[Logged]) {
        for (person, other) in [("ada", "charles@"), ("charles", "ada@")] {
            let Some(identity) = cloud.known_identity(person) else {
                continue;
            };
            for entry in log {
                if let Logged::Stored { owner, record, .. } = entry
                    && *owner == identity
                    && record
                        .value
                        .as_ref()
                        .is_some_and(|value| value.contains(other))
                {
                    self.fault(format!(
                        "{:?} is among the records of {person}",
                        record.value
                    ));
                }
            }
        }
    }

    /// No device has written over what it had not seen, but where the policy said so.
    fn judge_chains(&mut self, policy: Policy, log: &[Logged]) {
        let mut chains: BTreeMap<(&str, &str, &str), Vec<&Logged>> = BTreeMap::new();
        let mut faults = Vec::new();
        for entry in log {
            let Logged::Stored {
                owner,
                dataset,
                record,
                ..
            } = entry
            else {
                if let Logged::Deleted { owner, dataset, .. } = entry {
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

    fn overwrite(&self, policy: Policy, chain: &[&Logged], new: &Logged) -> Option<String> {
        let new = new.record()?;
        let last = chain.last()?.record()?;
        let mut earlier = chain[..chain.len() - 1].iter().filter_map(|it| it.record());
        // What was written back to what it had been is no change for who compares with that.
        if last.value == new.value
            || last.value.is_none()
            || earlier.any(|it| it.value == last.value)
        {
            return None;
        }
        match policy {
            Policy::LastWriter if new.modified <= last.modified => Some(format!(
                "{:?} of {:?} has taken the place of {:?}, which is later: {:?}",
                new.value, new.modified, last.value, last.modified
            )),
            Policy::Remote => {
                let write = self
                    .writes
                    .iter()
                    .find(|it| it.value == new.value && it.value.is_some())?;
                // What the same browser has written or sent, it has seen: a guest's, or what came along from elsewhere.
                let place = format!("@{}#", write.device);
                let is_own = last.modified_by == format!("device {}", write.device)
                    || last.value.as_ref().is_some_and(|it| it.contains(&place));
                let is_unseen = last.version > write.base && !is_own;
                (is_unseen && !write.tag.starts_with("guest")).then(|| {
                    format!(
                        "{:?} has taken the place of {:?} unseen",
                        new.value, last.value
                    )
                })
            }
            _ => None,
        }
    }

    /// Each acknowledged write has arrived, was written over in its own browser, or lost by the policy.
    fn judge_writes(&mut self, policy: Policy, seen: &Seen) {
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
                "{:?} of {} is lost: {write:?}",
                write.value, write.key
            ));
        }
        faults.into_iter().for_each(|fault| self.fault(fault));
    }

    fn may_be_lost(&self, policy: Policy, write: &Write, seen: &Seen) -> bool {
        let is_guests = write.tag.starts_with("guest");
        // Beside it in the same browser: a guest's, and the person's who has signed in since.
        let is_beside = |it: &&Write| {
            let is_of_guest = it.tag.starts_with("guest");
            it.device == write.device
                && it.key == write.key
                && it.tag != write.tag
                && (is_guests || is_of_guest)
        };
        let beside = || self.writes.iter().filter(is_beside);
        // A guest's version means nothing in an account. What a browser has forgotten, it has written without knowing.
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
                    || beside().any(|it| is_later(it.modified))
            }
            // What the account has in this browser is what was written here.
            Policy::Local => is_guests && (others().next().is_some() || beside().next().is_some()),
            Policy::Remote => others().next().is_some() || beside().next().is_some(),
            Policy::Ask => {
                let against = (write.key.to_owned(), write.value.clone());
                self.decided_against.contains(&against)
            }
            // Of a value and a removal the value is kept.
            Policy::Both => write.value.is_none() && others().any(|it| it.value.is_some()),
        }
    }
}

/// What there is to be seen in the end.
struct Seen<'a> {
    cloud: &'a Cloud,
    log: Vec<Logged>,
    rest: &'a Rest,
}

impl Seen<'_> {
    /// Whether a write, of which the earlier ones are known, is at the remote or still in a browser.
    fn has_arrived(&self, write: &Write, earlier: &[Write]) -> bool {
        let Some(value) = &write.value else {
            return self.is_removed(write, earlier);
        };
        let mut stored = self.log.iter().filter_map(Logged::record);
        stored.any(|it| it.key == write.key && it.value.as_ref().is_some_and(|it| has(it, value)))
            || self.rest.databases.iter().any(|text| has(text, value))
    }

    fn is_removed(&self, write: &Write, earlier: &[Write]) -> bool {
        // What was removed as a guest is not what an account has.
        if write.tag.starts_with("guest") || self.removes_nothing(write, earlier) {
            return true;
        }
        let waits = (write.tag.clone(), write.key.to_owned());
        let mut stored = self.stored(write);
        self.rest.removals.contains(&waits)
            || stored.any(|it| it.value.is_none() && it.version > write.base)
            || self.is_deleted_since(write)
    }

    /// Whether the remote had nothing under the key of a removal, or a removal: there is nothing to be sent, unless an
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

    /// Whether the dataset was deleted after what a write stands on: all of its records are removed with it.
    fn is_deleted_since(&self, write: &Write) -> bool {
        let owner = self.owner(write);
        self.log.iter().any(|entry| match entry {
            Logged::Deleted {
                owner: whose,
                version,
                ..
            } => Some(whose) == owner.as_ref() && *version > write.base,
            Logged::Stored { .. } => false,
        })
    }

    /// What was stored under the key of a write where it belongs: in the account of its writer, or, of a guest's, in any.
    fn stored<'b>(&'b self, write: &'b Write) -> impl Iterator<Item = &'b RemoteRecord> {
        let owner = self.owner(write);
        let all = self.log.iter().filter_map(|entry| match entry {
            Logged::Stored { owner, record, .. } => Some((owner, record)),
            Logged::Deleted { .. } => None,
        });
        all.filter(move |(whose, record)| {
            record.key == write.key && owner.as_ref().is_none_or(|owner| *whose == owner)
        })
        .map(|(_, record)| record)
    }

    /// The identity of whoever made a write; `None` of a guest's, which goes to who signs in.
    fn owner(&self, write: &Write) -> Option<String> {
        let (who, _) = write.tag.split_once('@')?;
        (who != "guest").then(|| self.cloud.known_identity(who).unwrap_or_default())
    }
}

impl Logged {
    fn record(&self) -> Option<&RemoteRecord> {
        match self {
            Logged::Stored { record, .. } => Some(record),
            Logged::Deleted { .. } => None,
        }
    }
}

/// Whether that is a value of whoever has this tag. Of a removal nobody can tell.
fn is_by(value: Option<&str>, tag: &str) -> bool {
    value.is_some_and(|value| value.starts_with(&format!("{tag}#")))
}

/// Whether a text has a value, and not only one that begins so.
fn has(text: &str, value: &str) -> bool {
    text.match_indices(value).any(|(at, _)| {
        let next = text[at + value.len()..].chars().next();
        !next.is_some_and(|next| next.is_ascii_digit())
    })
}
