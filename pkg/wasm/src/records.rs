//! Arguments and results of the commands for records, in the form of the types in `pkg/src/dataset.ts`.

use super::arguments::{Argument, Failure, Fields};
use super::settings::conflict_policy;
use super::view;
use vestibule::protocol::json::{Object, Value, write_string};
use vestibule::{
    Conflict, DatasetChange, DatasetSummary, LocalDataset, RecordsUsage, Resolution, Resolve,
    Synchronized, Timestamp,
};

/// `ConflictPolicy` of `pkg/src/dataset.ts`.
pub(super) struct ConflictPolicy(pub Resolve);

/// `ConflictResolution` of `pkg/src/dataset.ts`.
pub(super) struct ConflictResolution(pub Resolution);

/// Values by key; `null` removes a value.
pub(super) struct DatasetChanges(pub Vec<(String, Option<String>)>);

/// A conflict as JavaScript has read it.
pub(super) struct SeenConflict {
    key: String,
    local: Option<String>,
    local_modified: Timestamp,
    remote: Option<String>,
    remote_modified: Timestamp,
}

impl SeenConflict {
    /// Whether the conflict has not changed since. The times are compared as well, because another user can have a
    /// conflict of the same values.
    pub fn is_same_as(&self, conflict: &Conflict) -> bool {
        self.key == conflict.key
            && self.local == conflict.local
            && self.local_modified == conflict.local_modified
            && self.remote == conflict.remote
            && self.remote_modified == conflict.remote_modified
    }
}

impl Argument for SeenConflict {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let mut given = Fields::required(value, name)?;
        Ok(SeenConflict {
            key: given.take("key")?,
            local: given.take("local")?,
            local_modified: given.take("localModifiedAt")?,
            remote: given.take("remote")?,
            remote_modified: given.take("remoteModifiedAt")?,
        })
    }
}

impl Argument for ConflictPolicy {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let wanted = "\"latest\", \"local\", \"remote\", \"ask\" or a function";
        let found = value.as_str().and_then(conflict_policy);
        found
            .map(ConflictPolicy)
            .ok_or_else(|| Failure::wrong_type(&value, name, wanted))
    }
}

impl Argument for ConflictResolution {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        // `value: null` is not the same as a missing `value`.
        let fields = value.as_object().unwrap_or_default();
        let own = fields.iter().find(|(name, _)| name == "value");
        Ok(ConflictResolution(
            match (value.as_str(), own.map(|(_, own)| own)) {
                (Some("local"), _) => Resolution::Local,
                (Some("remote"), _) => Resolution::Remote,
                (_, Some(Value::Null)) => Resolution::Value(None),
                (_, Some(Value::String(text))) => Resolution::Value(Some(text.clone())),
                _ => {
                    let wanted = "\"local\", \"remote\" or an object with a `value`";
                    return Err(Failure::wrong_type(&value, name, wanted));
                }
            },
        ))
    }
}

impl Argument for DatasetChanges {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let mut changes = Vec::new();
        if let Value::Object(fields) = Fields::required(value, name)?.into_value() {
            for (key, value) in fields {
                let value = Option::<String>::read(value, &key)?;
                changes.push((key, value));
            }
        }
        Ok(DatasetChanges(changes))
    }
}

/// The event that JavaScript receives about a change.
pub(super) fn change(change: &DatasetChange) -> String {
    let mut view = Object::new();
    view.text("dataset", &change.dataset);
    view.end()
}

/// A list of pairs of key and value.
pub(super) fn entries(entries: &[(String, String)]) -> Object {
    list(entries, |all, (key, value)| {
        all.push('[');
        write_string(all, key);
        all.push(',');
        write_string(all, value);
        all.push(']');
    })
}

pub(super) fn conflicts(conflicts: &[Conflict]) -> Object {
    list(conflicts, |all, conflict| {
        let mut one = Object::new();
        one.text("dataset", &conflict.dataset);
        one.text("key", &conflict.key);
        one.optional("local", conflict.local.as_deref());
        time(&mut one, "localModifiedAt", conflict.local_modified);
        one.optional("remote", conflict.remote.as_deref());
        time(&mut one, "remoteModifiedAt", conflict.remote_modified);
        one.optional("remoteModifiedBy", non_empty(&conflict.remote_modified_by));
        one.optional("ancestor", conflict.ancestor.as_deref());
        all.push_str(&one.end());
    })
}

pub(super) fn local(datasets: &[LocalDataset]) -> Object {
    list(datasets, |all, dataset| {
        let mut one = Object::new();
        one.text("name", &dataset.name);
        one.number("records", dataset.records as i64);
        one.number("unsynchronized", dataset.unsynchronized as i64);
        one.number("conflicts", dataset.conflicts as i64);
        optional_time(&mut one, "synchronizedAt", dataset.synchronized);
        all.push_str(&one.end());
    })
}

pub(super) fn summaries(datasets: &[DatasetSummary]) -> Object {
    list(datasets, |all, dataset| {
        all.push_str(&summary(dataset).end());
    })
}

pub(super) fn summary(dataset: &DatasetSummary) -> Object {
    let mut view = Object::new();
    view.text("name", &dataset.name);
    optional_time(&mut view, "createdAt", dataset.created);
    optional_time(&mut view, "modifiedAt", dataset.modified);
    view.optional("modifiedBy", non_empty(&dataset.modified_by));
    for (name, count) in [("bytes", dataset.bytes), ("records", dataset.records)] {
        if let Some(count) = count {
            view.number(name, count as i64);
        }
    }
    view
}

pub(super) fn usage(usage: &RecordsUsage) -> Object {
    let mut view = Object::new();
    view.number("datasets", usage.datasets as i64);
    view.number("records", usage.records as i64);
    view.number("bytes", usage.bytes as i64);
    optional_time(&mut view, "modifiedAt", usage.modified);
    view
}

pub(super) fn synchronized(done: &Synchronized) -> Object {
    let mut view = Object::new();
    view.number("pulled", done.pulled as i64);
    view.number("pushed", done.pushed as i64);
    view.number("conflicts", done.conflicts as i64);
    view.flag("removedDataset", done.removed_dataset);
    view.texts("merged", &done.merged);
    view
}

fn list<T>(items: &[T], mut write: impl FnMut(&mut String, &T)) -> Object {
    let mut all = String::from("[");
    for item in items {
        if all.len() > 1 {
            all.push(',');
        }
        write(&mut all, item);
    }
    all.push(']');
    view::value(&all)
}

fn time(view: &mut Object, name: &str, time: Timestamp) {
    view.number(name, time.as_millis() as i64);
}

fn optional_time(view: &mut Object, name: &str, at: Option<Timestamp>) {
    if let Some(at) = at {
        time(view, name, at);
    }
}

/// `None` for an empty text.
fn non_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule::protocol::json;

    fn read<T: Argument>(given: &str) -> Result<T, Failure> {
        T::read(json::parse(given).unwrap(), "given")
    }

    #[test]
    fn arguments_are_read_or_refused() {
        let resolution = |given| read::<ConflictResolution>(given).ok().map(|it| it.0);
        assert_eq!(resolution(r#""local""#), Some(Resolution::Local));
        assert_eq!(resolution(r#""remote""#), Some(Resolution::Remote));
        assert_eq!(
            resolution(r#"{"value":null}"#),
            Some(Resolution::Value(None))
        );
        let value = Resolution::Value(Some("x".to_owned()));
        assert_eq!(resolution(r#"{"value":"x"}"#), Some(value));
        for given in [r#""latest""#, "null", "{}", r#"{"value":7}"#] {
            assert_eq!(resolution(given), None, "{given}");
        }
        let changes = read::<DatasetChanges>(r#"{"a":"1","b":null}"#)
            .ok()
            .unwrap()
            .0;
        let expected = [
            ("a".to_owned(), Some("1".to_owned())),
            ("b".to_owned(), None),
        ];
        assert_eq!(changes, expected);
        assert!(
            read::<DatasetChanges>("[]").is_err() && read::<DatasetChanges>(r#"{"a":7}"#).is_err()
        );
        assert!(
            read::<ConflictPolicy>(r#""ask""#).is_ok()
                && read::<ConflictPolicy>(r#""newest""#).is_err()
        );
    }

    #[test]
    fn entries_are_pairs() {
        let entries = [
            ("a\"".to_owned(), String::new()),
            ("b".to_owned(), "2".to_owned()),
        ];
        assert_eq!(
            super::entries(&entries).end(),
            r#"{"value":[["a\"",""],["b","2"]]}"#
        );
        assert_eq!(super::entries(&[]).end(), r#"{"value":[]}"#);
    }
}
