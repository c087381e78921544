//! The configuration of a client from JSON, in the form of `Config` in `pkg/src/config.ts`. The script has checked the
//! types; the values are checked when the client is created.

use std::time::Duration;

use vestibule::protocol::json::Value;
use vestibule::{ClientConfig, HostedSignOut, Renewal, SignOutAfter, Storage};

pub fn config(given: &Value) -> ClientConfig {
    let text = |name| given.string(name).unwrap_or_default();
    let mut config = ClientConfig::new(text("userPoolId"), text("clientId"));
    if let Some(it) = given.string("domain") {
        config = config.domain(it);
    }
    if let Some(it) = given.string("redirectUri") {
        config = config.redirect_uri(it);
    }
    if let Some(it) = given.string("logoutUri") {
        config = config.logout_uri(it);
    }
    if let Some(it) = given.field("scopes") {
        config = config.scopes(it.strings());
    }
    if let Some(it) = given.string("idpInitiated") {
        config = config.idp_initiated(it);
    }
    if let Some(it) = given.string("endpoint") {
        config = config.endpoint(it);
    }
    if let Some(it) = given.string("fallbackEndpoint") {
        config = config.fallback_endpoint(it);
    }
    if let Some(it) = given.string("issuer") {
        config = config.issuer(it);
    }
    with_behaviour(config, given)
}

/// Reads the settings of the client's behaviour.
fn with_behaviour(mut config: ClientConfig, given: &Value) -> ClientConfig {
    if let Some(it) = given.string("storage") {
        config = config.storage(storage(it));
    }
    if let Some(Value::Bool(true)) = given.field("accounts") {
        config = config.several_accounts();
    }
    if given.string("renewal") == Some("onDemand") {
        config = config.renewal(Renewal::OnDemand);
    }
    if let Some(it) = duration(given, "timeout") {
        config = config.timeout(it);
    }
    if let Some(it) = given.field("signOutAfter") {
        let (idle, total) = (duration(it, "idle"), duration(it, "total"));
        config = config.sign_out_after(SignOutAfter { idle, total });
    }
    if let Some(Value::Bool(false)) = given.field("hostedSignOut") {
        config = config.hosted_sign_out(HostedSignOut::Leave);
    }
    let metadata = given.field("clientMetadata").and_then(Value::as_object);
    for (name, value) in metadata.unwrap_or_default() {
        config = config.client_metadata(name, value.as_str().unwrap_or_default());
    }
    config
}

fn storage(name: &str) -> Storage {
    match name {
        "session" => Storage::Session,
        "memory" => Storage::Memory,
        "sharedMemory" => Storage::SharedMemory,
        _ => Storage::Local,
    }
}

/// Reads a number of milliseconds.
fn duration(given: &Value, name: &str) -> Option<Duration> {
    let millis = given.integer(name)?.try_into().ok()?;
    Some(Duration::from_millis(millis))
}
