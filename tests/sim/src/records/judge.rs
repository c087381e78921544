//! What must never happen to records: an acknowledged write that is gone without the policy's say, a write of another
//! device that was overwritten unseen, one person's among those of another.

use std::collections::BTreeMap;

use super::cloud::{Cloud, Logged};
use super::plan::Policy;

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
    /// What the app decided against in a conflict.
    pub decided_against: Vec<(String, Option<String>)>,
}

/// What is there in the end, besides what the remote has stored.
pub struct Rest {
    /// The texts of all browsers' databases.
    pub databases: Vec<String>,
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
        self.judge_writes(policy, &log, rest);
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
                if let Logged::Deleted { owner, dataset } = entry {
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
    fn judge_writes(&mut self, policy: Policy, log: &[Logged], rest: &Rest) {
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
            if is_over || self.has_arrived(write, log, rest) || self.may_be_lost(policy, write, log)
            {
                continue;
            }
            faults.push(format!(
                "{:?} of {} is lost: {write:?}",
                write.value, write.key
            ));
        }
        faults.into_iter().for_each(|fault| self.fault(fault));
    }

    fn has_arrived(&self, write: &Write, log: &[Logged], rest: &Rest) -> bool {
        let mut stored = log
            .iter()
            .filter_map(Logged::record)
            .filter(|it| it.key == write.key);
        match &write.value {
            Some(value) => {
                stored.any(|it| it.value.as_ref().is_some_and(|it| has(it, value)))
                    || rest.databases.iter().any(|text| has(text, value))
            }
            // Of what was never there, nothing is to be removed. A guest's removal is none in an account, and somebody else's
            // may be waiting in the browser.
            None => {
                let is_kept = !write.tag.starts_with("ada@");
                write.base == 0 || is_kept || stored.any(|it| it.value.is_none())
            }
        }
    }

    fn may_be_lost(&self, policy: Policy, write: &Write, log: &[Logged]) -> bool {
        let stored = || {
            log.iter()
                .filter_map(Logged::record)
                .filter(|it| it.key == write.key)
        };
        let is_foreign = |value: Option<&str>| !is_by(value, &write.tag);
        let is_guests = write.tag.starts_with("guest");
        // Beside it in the same browser: a guest's and the person's who has signed in since.
        let beside = || {
            let own = self.writes.iter();
            own.filter(|it| it.device == write.device && it.key == write.key && it.tag != write.tag)
        };
        let foreign = || stored().filter(|it| is_foreign(it.value.as_deref()));
        // What was removed as a guest is not what an account has, and with a dataset all of its records are removed.
        if write.value.is_none() {
            let is_deleted = log.iter().any(|it| it.record().is_none());
            return is_deleted || foreign().next().is_some();
        }
        // A guest's version means nothing in an account.
        let base = if is_guests { 0 } else { write.base };
        match policy {
            Policy::LastWriter => {
                let is_later = |modified: u64| modified >= write.modified;
                let is_won = |it: &vestibule::RemoteRecord| {
                    // What the account has from this guest before may be later by its clock.
                    let is_foreign = is_guests || is_foreign(it.value.as_deref());
                    is_foreign && it.version > base && is_later(it.modified.as_millis())
                };
                stored().any(is_won) || beside().any(|it| is_later(it.modified))
            }
            // What the account has in this browser is what was written here.
            Policy::Local => is_guests && (stored().next().is_some() || beside().next().is_some()),
            // Without a base it may have been forgotten here what the remote has.
            Policy::Remote => {
                foreign().any(|it| it.version > base)
                    || beside().next().is_some()
                    || (base == 0 && stored().next().is_some())
            }
            Policy::Ask => {
                let against = (write.key.to_owned(), write.value.clone());
                self.decided_against.contains(&against)
            }
            Policy::Both => false,
        }
    }
}

impl Logged {
    fn record(&self) -> Option<&vestibule::RemoteRecord> {
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
