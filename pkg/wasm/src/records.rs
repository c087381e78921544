//! The records that follow a person: their settings, what commands take of them (the types in `pkg/src/dataset.ts`), and
//! what JavaScript sees of them.

use std::time::Duration;

use super::arguments::{Argument, Failure, Fields};
use super::settings::text;
use super::view;
use vestibule::protocol::json::{Object, Value, write_string};
use vestibule::{
    Automatic, Conflict, DatasetChange, DatasetSummary, LocalDataset, OnDeleted, OnSignOut,
    RecordsConfig, RecordsUsage, Resolution, Resolve, Synchronized, Timestamp,
};

/// Where records are kept, of settings whose names and types `pkg/src/settings.ts` or `validate-config.ts` has checked.
pub(super) fn config(given: &Value) -> RecordsConfig {
    let mut config = place(given.field("remote").unwrap_or(&Value::Null));
    if let Some(policy) = given.string("onConflict").and_then(policy) {
        config = config.on_conflict(policy);
    }
    config = config.on_deleted(match text(given, "onDeleted") {
        "follow" => OnDeleted::Follow,
        "restore" => OnDeleted::Restore,
        _ => OnDeleted::KeepEdits,
    });
    if text(given, "onSignOut") == "keep" {
        config = config.on_sign_out(OnSignOut::Keep);
    }
    if let Some(given) = given.field("automatic") {
        config = config.automatic(automatic(given));
    }
    match given.field("sealed") {
        Some(Value::Bool(true)) => config.sealed(),
        _ => config,
    }
}

fn place(remote: &Value) -> RecordsConfig {
    let (config, given) = match (remote.field("cognitoSync"), remote.field("dynamoDb")) {
        (_, Some(given)) => (RecordsConfig::dynamo_db(text(given, "table")), given),
        (Some(given), _) => (RecordsConfig::cognito_sync(), given),
        _ if remote.as_str().is_some() => (RecordsConfig::cognito_sync(), remote),
        _ => (RecordsConfig::own_api(text(remote, "url")), remote),
    };
    match given.string("endpoint") {
        Some(endpoint) => config.endpoint(endpoint),
        None => config,
    }
}

fn policy(name: &str) -> Option<Resolve> {
    Some(match name {
        "latest" => Resolve::LastWriter,
        "local" => Resolve::Local,
        "remote" => Resolve::Remote,
        "ask" => Resolve::Ask,
        _ => return None,
    })
}

fn automatic(given: &Value) -> Automatic {
    if given.as_bool() == Some(false) {
        return Automatic::off();
    }
    let millis = |name| {
        let millis = given.integer(name)?.try_into().ok()?;
        Some(Duration::from_millis(millis))
    };
    let usual = Automatic::default();
    let is_off = |name| given.field(name).and_then(Value::as_bool) == Some(false);
    let mut automatic = usual.interval(millis("interval"));
    if is_off("afterWrite") {
        automatic = automatic.after_write(None);
    } else if let Some(pause) = millis("afterWrite") {
        automatic = automatic.after_write(Some(pause));
    }
    automatic.on_wake = !is_off("onWake");
    automatic
}

/// Who wins a conflict (`ConflictPolicy`).
pub(super) struct Policy(pub Resolve);

/// How a conflict ends (`ConflictResolution`).
pub(super) struct Ending(pub Resolution);

/// Values by key; `null` removes one.
pub(super) struct Writes(pub Vec<(String, Option<String>)>);

/// What JavaScript has seen of a conflict.
pub(super) struct Seen {
    key: String,
    local: Option<String>,
    remote: Option<String>,
}

impl Seen {
    /// Whether this is the same one still.
    pub fn is(&self, conflict: &Conflict) -> bool {
        let Seen { key, local, remote } = self;
        *key == conflict.key && *local == conflict.local && *remote == conflict.remote
    }
}

impl Argument for Seen {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let mut given = Fields::required(value, name)?;
        Ok(Seen {
            key: given.take("key")?,
            local: given.take("local")?,
            remote: given.take("remote")?,
        })
    }
}

impl Argument for Policy {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let wanted = "\"latest\", \"local\", \"remote\", \"ask\" or a function";
        let found = value.as_str().and_then(policy);
        found
            .map(Policy)
            .ok_or_else(|| Failure::wrong_type(&value, name, wanted))
    }
}

impl Argument for Ending {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        // A field that is `null` is one that is there.
        let fields = value.as_object().unwrap_or_default();
        let own = fields.iter().find(|(name, _)| name == "value");
        Ok(Ending(match (value.as_str(), own.map(|(_, own)| own)) {
            (Some("local"), _) => Resolution::Local,
            (Some("remote"), _) => Resolution::Remote,
            (_, Some(Value::Null)) => Resolution::Value(None),
            (_, Some(Value::String(text))) => Resolution::Value(Some(text.clone())),
            _ => {
                let wanted = "\"local\", \"remote\" or an object with a `value`";
                return Err(Failure::wrong_type(&value, name, wanted));
            }
        }))
    }
}

impl Argument for Writes {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let mut writes = Vec::new();
        if let Value::Object(fields) = Fields::required(value, name)?.into_value() {
            for (key, value) in fields {
                let value = Option::<String>::read(value, &key)?;
                writes.push((key, value));
            }
        }
        Ok(Writes(writes))
    }
}

/// What JavaScript hears of a change.
pub(super) fn change(change: &DatasetChange) -> String {
    let mut view = Object::new();
    view.text("dataset", &change.dataset);
    view.end()
}

/// Pairs of keys and values.
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
        one.optional("remoteModifiedBy", said(&conflict.remote_modified_by));
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
    view.optional("modifiedBy", said(&dataset.modified_by));
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

/// What is empty was not said.
fn said(text: &str) -> Option<&str> {
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
    fn every_setting_arrives() {
        let config = |given: &str| format!("{:?}", config(&json::parse(given).unwrap()));
        for (given, place) in [
            (r#"{"remote":"cognito-sync"}"#, "CognitoSync"),
            (
                r#"{"remote":{"cognitoSync":{"endpoint":"http://127.0.0.1:1"}}}"#,
                "CognitoSync",
            ),
            (r#"{"remote":{"dynamoDb":{"table":"t"}}}"#, "DynamoDb(t)"),
            (
                r#"{"remote":{"url":"https://a.example/r"}}"#,
                "OwnApi(https://a.example/r)",
            ),
        ] {
            assert!(config(given).contains(place), "{given}");
        }
        let usual = config(r#"{"remote":"cognito-sync"}"#);
        for part in [
            "LastWriter",
            "KeepEdits",
            "on_sign_out: Forget",
            "on_wake: true",
            "is_sealed: false",
        ] {
            assert!(usual.contains(part), "{part}: {usual}");
        }
        let all = config(
            r#"{"remote":"cognito-sync","onConflict":"ask","onDeleted":"restore","onSignOut":"keep","sealed":true,
            "automatic":{"onWake":false,"afterWrite":500,"interval":60000}}"#,
        );
        for part in [
            "Ask",
            "Restore",
            "on_sign_out: Keep",
            "on_wake: false",
            "500ms",
            "60s",
            "is_sealed: true",
        ] {
            assert!(all.contains(part), "{part}: {all}");
        }
        let off = config(r#"{"remote":"cognito-sync","automatic":false}"#);
        assert!(
            off.contains("on_wake: false") && off.contains("after_write: None"),
            "{off}"
        );
        let later = config(r#"{"remote":"cognito-sync","automatic":{"afterWrite":false}}"#);
        assert!(
            later.contains("on_wake: true") && later.contains("after_write: None"),
            "{later}"
        );
    }

    #[test]
    fn what_commands_take_is_read_or_refused() {
        let ending = |given| read::<Ending>(given).ok().map(|ending| ending.0);
        assert_eq!(ending(r#""local""#), Some(Resolution::Local));
        assert_eq!(ending(r#""remote""#), Some(Resolution::Remote));
        assert_eq!(ending(r#"{"value":null}"#), Some(Resolution::Value(None)));
        let value = Resolution::Value(Some("x".to_owned()));
        assert_eq!(ending(r#"{"value":"x"}"#), Some(value));
        for given in [r#""latest""#, "null", "{}", r#"{"value":7}"#] {
            assert_eq!(ending(given), None, "{given}");
        }
        let writes = read::<Writes>(r#"{"a":"1","b":null}"#).ok().unwrap().0;
        let expected = [
            ("a".to_owned(), Some("1".to_owned())),
            ("b".to_owned(), None),
        ];
        assert_eq!(writes, expected);
        assert!(read::<Writes>("[]").is_err() && read::<Writes>(r#"{"a":7}"#).is_err());
        assert!(read::<Policy>(r#""ask""#).is_ok() && read::<Policy>(r#""newest""#).is_err());
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
