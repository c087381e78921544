//! Reads the settings of a client from JSON, in the form of the types in `pkg/src/config.ts`. Names and types were
//! already checked by `pkg/src/validate-config.ts` or `settings.ts`.

mod identity_pool;
mod records;
mod values;

use vestibule_chunk::chunk;

#[cfg(target_arch = "wasm32")]
use super::view;
use values::{duration, is_flag, pairs, text};
#[cfg(target_arch = "wasm32")]
use vestibule::Reach;
use vestibule::protocol::json::{self, Value};
use vestibule::{Client, ClientConfig, Error, Extras, npm};
use vestibule::{HostedSignOut, Migration, Renewal, SignOutAfter, Storage};

pub(super) use records::conflict_policy;

/// Creates a client from complete settings that JavaScript has already validated.
#[cfg(target_arch = "wasm32")]
pub(super) fn client(
    settings: &str,
    store: &wasm_bindgen::JsValue,
    metadata_of: Option<js_sys::Function>,
    logins_of: Option<js_sys::Function>,
) -> Result<Client, Error> {
    let settings = json::parse(settings).unwrap_or_default();
    let config = ClientConfig::new(text(&settings, "userPoolId"), text(&settings, "clientId"));
    let config = with_metadata(config, metadata_of);
    let config = with_optional(config, &settings);
    let config = match logins_of {
        Some(logins_of) => *with_logins(config, &settings, logins_of),
        None => config,
    };
    npm::client_of_checked(with_store(config, &settings, store))
}

/// Creates a client from settings that have to be checked. `outputs` is the text of an
/// `amplify_outputs.json`, or empty. The functions return `ClientMetadata` and the identity pool's logins.
///
/// # Errors
/// If the settings are refused, the JSON of the error.
#[cfg(target_arch = "wasm32")]
#[chunk(errors)]
pub(super) fn checked_client(
    settings: &str,
    outputs: &str,
    store: &wasm_bindgen::JsValue,
    metadata_of: Option<js_sys::Function>,
    logins_of: Option<js_sys::Function>,
) -> Result<Client, String> {
    let client = config(settings, outputs).and_then(|(config, settings)| {
        let config = with_metadata(config, metadata_of);
        let config = match logins_of {
            Some(logins_of) => *with_logins(config, &settings, logins_of),
            None => config,
        };
        npm::client(with_store(config, &settings, store))
    });
    client.map_err(|error| view::error(&error))
}

/// Returns the configuration and the parsed settings. `outputs` is the text of an
/// `amplify_outputs.json`, or empty.
fn config(settings: &str, outputs: &str) -> Result<(ClientConfig, Value), Error> {
    let settings =
        json::parse(settings).map_err(|_| npm::configuration_error("config", "it is not JSON"))?;
    let config = match outputs {
        "" => ClientConfig::new(text(&settings, "userPoolId"), text(&settings, "clientId")),
        outputs => ClientConfig::from_amplify_outputs(outputs)?,
    };
    check_limits(&settings)?;
    Ok((with_optional(config, &settings), settings))
}

/// Checks the names and types in the setting `signOutAfter`.
fn check_limits(settings: &Value) -> Result<(), Error> {
    let limits = settings.field("signOutAfter").and_then(Value::as_object);
    for (name, value) in limits.unwrap_or_default() {
        let problem = match name.as_str() {
            "idle" | "total" if value.as_i64().is_some_and(|it| it > 0) => continue,
            "idle" | "total" => " must be a whole number of milliseconds",
            _ => " is neither idle nor total",
        };
        let problem = [name, problem].concat();
        return Err(npm::configuration_error("sign_out_after", &problem));
    }
    Ok(())
}

/// Adds the app's function for `ClientMetadata`, as wrapped by `pkg/src/metadata.ts`.
#[cfg(target_arch = "wasm32")]
fn with_metadata(config: ClientConfig, metadata_of: Option<js_sys::Function>) -> ClientConfig {
    let Some(metadata_of) = metadata_of else {
        return config;
    };
    config.client_metadata_with(move |operation| {
        let given = metadata_of.call1(&wasm_bindgen::JsValue::UNDEFINED, &operation.into());
        let text = given.ok().and_then(|given| given.as_string());
        let metadata = json::parse(&text.unwrap_or_default()).unwrap_or_default();
        pairs(Some(&metadata))
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    })
}

/// Adds the app's own store, if the settings require one.
#[cfg(target_arch = "wasm32")]
fn with_store(
    config: ClientConfig,
    settings: &Value,
    store: &wasm_bindgen::JsValue,
) -> ClientConfig {
    match settings.string("storage") {
        Some("custom") => *with_custom_store(config, settings, store),
        _ => config,
    }
}

/// Adds the app's own store, as wrapped by `pkg/src/custom-store.ts`.
#[cfg(target_arch = "wasm32")]
#[chunk(store)]
fn with_custom_store(
    config: ClientConfig,
    settings: &Value,
    store: &wasm_bindgen::JsValue,
) -> Box<ClientConfig> {
    let reach = |name| match is_flag(settings, name, true) {
        true => Reach::Origin,
        false => Reach::Tab,
    };
    let custom = npm::script_store(store, reach("shared"), reach("briefShared"));
    Box::new(config.store(custom))
}

/// Returns a client that adds these extras to its requests. In a chunk, because few commands have any.
#[chunk(errors)]
pub(super) fn with_extras(client: &Client, options: &Value) -> Box<Client> {
    Box::new(client.with_extras(extras(options)))
}

fn extras(options: &Value) -> Extras {
    let mut extras = Extras::new();
    for (name, value) in pairs(options.field("clientMetadata")) {
        extras = extras.client_metadata(name, value);
    }
    if let Some(id) = options.string("analyticsEndpoint") {
        extras = extras.analytics_endpoint(id);
    }
    if let Some(data) = options.string("userContext") {
        extras = extras.user_context(data);
    }
    extras
}

/// Adds the optional settings.
fn with_optional(mut config: ClientConfig, settings: &Value) -> ClientConfig {
    type Set = fn(ClientConfig, String) -> ClientConfig;
    let texts: [(&str, Set); 7] = [
        ("domain", ClientConfig::domain),
        ("endpoint", ClientConfig::endpoint),
        ("fallbackEndpoint", ClientConfig::fallback_endpoint),
        ("issuer", ClientConfig::issuer),
        ("idpInitiated", ClientConfig::idp_initiated),
        ("redirectUri", ClientConfig::redirect_uri),
        ("logoutUri", ClientConfig::logout_uri),
    ];
    for (name, set) in texts {
        if let Some(text) = settings.string(name) {
            config = set(config, text.to_owned());
        }
    }
    config = match settings.field("identityPool") {
        Some(Value::String(id)) => config.identity_pool(vestibule::IdentityPool::new(id.as_str())),
        Some(pool) => config.identity_pool(identity_pool::identity_pool(pool)),
        None => config,
    };
    if let Some(records) = settings.field("records") {
        config = *with_records(config, records);
    }
    if let Some(scopes) = settings.field("scopes") {
        config = config.scopes(scopes.strings());
    }
    if let Some(name) = settings.string("storage") {
        config = config.storage(storage(name));
    }
    if settings.string("renewal") == Some("onDemand") {
        config = config.renewal(Renewal::OnDemand);
    }
    if let Some(timeout) = duration(settings, "timeout") {
        config = config.timeout(timeout);
    }
    if let Some(limits) = settings.field("signOutAfter") {
        config = config.sign_out_after(SignOutAfter {
            idle: duration(limits, "idle"),
            total: duration(limits, "total"),
        });
    }
    for (name, value) in pairs(settings.field("clientMetadata")) {
        config = config.client_metadata(name, value);
    }
    if is_flag(settings, "accounts", true) {
        config = config.several_accounts();
    }
    if is_flag(settings, "sideBySide", true) {
        config = config.side_by_side();
    }
    if is_flag(settings, "migrate", false) {
        config = config.migration(Migration::Off);
    }
    if is_flag(settings, "hostedSignOut", false) {
        config = config.hosted_sign_out(HostedSignOut::Leave);
    }
    config
}

/// Adds the app's function for logins, as wrapped by `pkg/src/aws.ts`. Pages with such a function have loaded this
/// chunk (`open` in `pkg/src/core.ts`).
#[cfg(target_arch = "wasm32")]
#[chunk(logins)]
fn with_logins(
    config: ClientConfig,
    settings: &Value,
    logins_of: js_sys::Function,
) -> Box<ClientConfig> {
    Box::new(identity_pool::with_logins(config, settings, logins_of))
}

/// Adds the setting `records`. Pages with records have loaded this chunk (`open` in `pkg/src/core.ts`).
#[chunk(errors)]
fn with_records(config: ClientConfig, settings: &Value) -> Box<ClientConfig> {
    Box::new(config.records(records::records_config(settings)))
}

fn storage(name: &str) -> Storage {
    match name {
        "session" => Storage::Session,
        "memory" => Storage::Memory,
        "sharedMemory" => Storage::SharedMemory,
        "worker" => Storage::Worker,
        _ => Storage::Local,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const POOL: &str = r#""userPoolId":"eu-west-1_AbC","clientId":"abc""#;

    #[test]
    fn every_setting_arrives() {
        let settings = [
            "{",
            POOL,
            r#","domain":"auth.example.com","redirectUri":"https://example.com/cb",
            "logoutUri":"https://example.com/bye","scopes":["openid","email"],
            "endpoint":"http://127.0.0.1:9229","fallbackEndpoint":"http://127.0.0.1:9230","issuer":"http://127.0.0.1:9229/pool",
            "identityPool":{"id":"eu-west-1:1-a","endpoint":"http://127.0.0.1:9231","stsEndpoint":"http://127.0.0.1:9232",
            "loginKey":"key","roleArn":"arn:aws:iam::1:role/r","basicRoleArn":"arn:aws:iam::1:role/b"},
            "storage":"memory","renewal":"onDemand","timeout":1500,"sideBySide":true,"accounts":true,
            "signOutAfter":{"idle":900000,"total":43200000}}"#,
        ]
        .concat();
        let client = Client::new(config(&settings, "").unwrap().0).unwrap();
        let settings = client.settings();
        assert_eq!(settings.user_pool_id, "eu-west-1_AbC");
        assert_eq!(settings.client_id, "abc");
        assert_eq!(settings.domain.as_deref(), Some("https://auth.example.com"));
        assert_eq!(
            settings.redirect_uri.as_deref(),
            Some("https://example.com/cb")
        );
        assert_eq!(
            settings.logout_uri.as_deref(),
            Some("https://example.com/bye")
        );
        assert_eq!(settings.scopes, ["openid", "email"]);
        assert_eq!(settings.endpoint, "http://127.0.0.1:9229");
        assert_eq!(
            settings.fallback_endpoint.as_deref(),
            Some("http://127.0.0.1:9230")
        );
        assert_eq!(settings.issuers, ["http://127.0.0.1:9229/pool"]);
        let pool = vestibule::IdentityPool::new("eu-west-1:1-a")
            .endpoint("http://127.0.0.1:9231")
            .sts_endpoint("http://127.0.0.1:9232")
            .login_key("key")
            .role_arn("arn:aws:iam::1:role/r")
            .basic_role_arn("arn:aws:iam::1:role/b");
        assert_eq!(settings.identity_pool, Some(pool));
        assert_eq!(settings.storage, Storage::Memory);
        assert_eq!(settings.renewal, Renewal::OnDemand);
        assert_eq!(settings.timeout, Duration::from_millis(1500));
        assert!(settings.side_by_side && settings.accounts);
        let limits = settings.sign_out_after;
        assert_eq!(limits.idle, Some(Duration::from_secs(900)));
        assert_eq!(limits.total, Some(Duration::from_secs(43_200)));
    }

    #[test]
    fn missing_and_invalid_settings_are_named() {
        for (settings, setting) in [
            ("{}", "user_pool_id"),
            (r#"{"userPoolId":"eu-west-1_AbC"}"#, "client_id"),
            (
                r#"{"userPoolId":"eu-west-1_AbC","clientId":"abc","domain":"x"}"#,
                "domain",
            ),
            ("", "config"),
            (
                r#"{"userPoolId":"eu-west-1_AbC","clientId":"abc","signOutAfter":{"idle":"900"}}"#,
                "sign_out_after: idle",
            ),
            (
                r#"{"userPoolId":"eu-west-1_AbC","clientId":"abc","signOutAfter":{"total":43200}}"#,
                "sign_out_after: total",
            ),
            (
                r#"{"userPoolId":"eu-west-1_AbC","clientId":"abc","signOutAfter":{"hours":8}}"#,
                "sign_out_after: hours",
            ),
        ] {
            let result = config(settings, "").and_then(|(config, _)| Client::new(config));
            let error = result.map(drop).unwrap_err();
            assert!(error.message().starts_with(setting), "{error}");
        }
    }

    #[test]
    fn amplify_outputs_take_other_settings() {
        let outputs = r#"{"auth":{"user_pool_id":"eu-west-1_AbC","user_pool_client_id":"abc"}}"#;
        let client = Client::new(config(r#"{"storage":"session"}"#, outputs).unwrap().0).unwrap();
        assert_eq!(client.settings().client_id, "abc");
        assert_eq!(client.settings().storage, Storage::Session);
    }
}
