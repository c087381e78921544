//! The setting `records`.

use super::values::{duration, is_flag, text};
use vestibule::protocol::json::Value;
use vestibule::{Automatic, OnDeleted, OnSignOut, RecordsConfig, Resolve};

/// Reads the setting `records`.
pub(super) fn records_config(settings: &Value) -> RecordsConfig {
    let mut config = remote(settings.field("remote").unwrap_or(&Value::Null));
    if let Some(policy) = settings.string("onConflict").and_then(conflict_policy) {
        config = config.on_conflict(policy);
    }
    config = config.on_deleted(match text(settings, "onDeleted") {
        "follow" => OnDeleted::Follow,
        "restore" => OnDeleted::Restore,
        _ => OnDeleted::KeepEdits,
    });
    if text(settings, "onSignOut") == "keep" {
        config = config.on_sign_out(OnSignOut::Keep);
    }
    if let Some(value) = settings.field("automatic") {
        config = config.automatic(automatic(value));
    }
    match is_flag(settings, "sealed", true) {
        true => config.sealed(),
        false => config,
    }
}

/// Reads the name of a conflict policy.
pub(crate) fn conflict_policy(name: &str) -> Option<Resolve> {
    Some(match name {
        "latest" => Resolve::LastWriter,
        "local" => Resolve::Local,
        "remote" => Resolve::Remote,
        "ask" => Resolve::Ask,
        _ => return None,
    })
}

fn remote(setting: &Value) -> RecordsConfig {
    let (config, options) = match (setting.field("cognitoSync"), setting.field("dynamoDb")) {
        (_, Some(options)) => (RecordsConfig::dynamo_db(text(options, "table")), options),
        (Some(options), _) => (RecordsConfig::cognito_sync(), options),
        _ if setting.as_str().is_some() => (RecordsConfig::cognito_sync(), setting),
        _ => (RecordsConfig::own_api(text(setting, "url")), setting),
    };
    match options.string("endpoint") {
        Some(endpoint) => config.endpoint(endpoint),
        None => config,
    }
}

fn automatic(setting: &Value) -> Automatic {
    if setting.as_bool() == Some(false) {
        return Automatic::off();
    }
    let mut automatic = Automatic::default().interval(duration(setting, "interval"));
    if is_flag(setting, "afterWrite", false) {
        automatic = automatic.after_write(None);
    } else if let Some(delay) = duration(setting, "afterWrite") {
        automatic = automatic.after_write(Some(delay));
    }
    automatic.on_wake = !is_flag(setting, "onWake", false);
    automatic
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule::protocol::json;

    #[test]
    fn every_setting_arrives() {
        let config = |given: &str| format!("{:?}", records_config(&json::parse(given).unwrap()));
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
}
