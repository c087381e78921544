//! What JavaScript gives, as JSON in the form that `pkg/index.d.ts` tells. `pkg/index.js` has
//! checked the names and the types of all of it.

use std::time::Duration;

use crate::config::{ClientConfig, Storage};
use crate::error::Error;
use crate::protocol::json::{self, Value};
use crate::{Credentials, Extras, HostedScreen, Redirect};

/// The settings; `outputs` is the text of an `amplify_outputs.json`, or empty.
pub(super) fn config(settings: &str, outputs: &str) -> Result<ClientConfig, Error> {
    let settings =
        json::parse(settings).map_err(|_| Error::configuration("config", "it is not JSON"))?;
    let config = match outputs {
        "" => ClientConfig::new(text(&settings, "userPoolId"), text(&settings, "clientId")),
        outputs => ClientConfig::from_amplify_outputs(outputs)?,
    };
    Ok(with_optional(config, &settings))
}

/// What a person signs in with; `flow` as `pkg/index.d.ts` names it.
pub(super) fn credentials(
    username: String,
    password: Option<String>,
    flow: &str,
    preferred: Option<String>,
) -> Credentials {
    if flow == "signedUp" {
        return Credentials::signed_up(username, preferred.unwrap_or_default().into());
    }
    let credentials = match (flow, password) {
        ("custom", Some(password)) => Credentials::custom_srp(username, password),
        ("custom", None) => Credentials::custom(username),
        ("password", Some(password)) => Credentials::plain(username, password),
        (_, Some(password)) => Credentials::srp(username, password),
        (_, None) => Credentials::choice(username),
    };
    match preferred {
        Some(challenge) => credentials.preferred(challenge),
        None => credentials,
    }
}

/// Attributes by name.
pub(super) fn attributes(attributes: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(fields)) = json::parse(attributes) else {
        return Vec::new();
    };
    let pair = |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
    fields.into_iter().filter_map(pair).collect()
}

/// What goes along; empty texts stand for nothing.
pub(super) fn extras(metadata: &str, analytics: String, context: String) -> Extras {
    let mut extras = Extras::new();
    for (name, value) in attributes(metadata) {
        extras = extras.client_metadata(name, value);
    }
    if !analytics.is_empty() {
        extras = extras.analytics_endpoint(analytics);
    }
    if !context.is_empty() {
        extras = extras.user_context(context);
    }
    extras
}

/// How to go to the hosted UI.
pub(super) fn redirect(options: &str) -> Redirect {
    let options = json::parse(options).unwrap_or_default();
    let mut redirect = match options.string("grant") {
        Some("implicit") => Redirect::implicit(),
        _ => Redirect::code(),
    };
    if let Some(provider) = options.string("provider") {
        redirect = redirect.provider(provider);
    }
    if let Some(state) = options.string("appState") {
        redirect = redirect.app_state(state);
    }
    if let Some(lang) = options.string("lang") {
        redirect = redirect.lang(lang);
    }
    if let Some(hint) = options.string("loginHint") {
        redirect = redirect.login_hint(hint);
    }
    if let Some(prompt) = options.string("prompt") {
        redirect = redirect.prompt(prompt);
    }
    match options.string("screen") {
        Some("signUp") => redirect.screen(HostedScreen::SignUp),
        Some("forgotPassword") => redirect.screen(HostedScreen::ForgotPassword),
        _ => redirect,
    }
}

fn with_optional(mut config: ClientConfig, settings: &Value) -> ClientConfig {
    type Set = fn(ClientConfig, &str) -> ClientConfig;
    let optional: [(&str, Set); 6] = [
        ("domain", |config, value| config.domain(value)),
        ("redirectUri", |config, value| config.redirect_uri(value)),
        ("logoutUri", |config, value| config.logout_uri(value)),
        ("endpoint", |config, value| config.endpoint(value)),
        ("issuer", |config, value| config.issuer(value)),
        ("storage", |config, value| config.storage(storage(value))),
    ];
    for (name, set) in optional {
        if let Some(value) = settings.string(name) {
            config = set(config, value);
        }
    }
    if let Some(scopes) = settings.field("scopes").and_then(Value::as_array) {
        config = config.scopes(scopes.iter().filter_map(Value::as_str));
    }
    match settings.integer("timeout").map(u64::try_from) {
        Some(Ok(millis)) => config.timeout(Duration::from_millis(millis)),
        _ => config,
    }
}

/// The empty text where the setting is missing, which the check of the configuration refuses by
/// the setting's name.
fn text<'a>(settings: &'a Value, name: &str) -> &'a str {
    settings.string(name).unwrap_or_default()
}

fn storage(name: &str) -> Storage {
    match name {
        "session" => Storage::Session,
        "memory" => Storage::Memory,
        _ => Storage::Local,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Client;

    const POOL: &str = r#""userPoolId":"eu-west-1_AbC","clientId":"abc""#;

    #[test]
    fn every_setting_arrives() {
        let settings = [
            "{",
            POOL,
            r#","domain":"auth.example.com","redirectUri":"https://example.com/cb",
            "logoutUri":"https://example.com/bye","scopes":["openid","email"],
            "endpoint":"http://127.0.0.1:9229","issuer":"http://127.0.0.1:9229/pool",
            "storage":"memory","timeout":1500}"#,
        ]
        .concat();
        let client = Client::new(config(&settings, "").unwrap()).unwrap();
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
        assert_eq!(settings.issuer, "http://127.0.0.1:9229/pool");
        assert_eq!(settings.storage, Storage::Memory);
        assert_eq!(settings.timeout, Duration::from_millis(1500));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (settings, setting) in [
            ("{}", "user_pool_id"),
            (r#"{"userPoolId":"eu-west-1_AbC"}"#, "client_id"),
            (
                r#"{"userPoolId":"eu-west-1_AbC","clientId":"abc","domain":"x"}"#,
                "domain",
            ),
            ("", "config"),
        ] {
            let result = config(settings, "").and_then(Client::new);
            let error = result.map(drop).unwrap_err();
            assert!(error.message().starts_with(setting), "{error}");
        }
    }

    #[test]
    fn amplify_outputs_take_other_settings() {
        let outputs = r#"{"auth":{"user_pool_id":"eu-west-1_AbC","user_pool_client_id":"abc"}}"#;
        let client = Client::new(config(r#"{"storage":"session"}"#, outputs).unwrap()).unwrap();
        assert_eq!(client.settings().client_id, "abc");
        assert_eq!(client.settings().storage, Storage::Session);
    }

    #[test]
    fn attributes_that_are_no_text_are_passed_over() {
        let given = attributes(r#"{"email":"ada@example.com","age":7,"custom:a":""}"#);
        let expected = [("email", "ada@example.com"), ("custom:a", "")];
        assert_eq!(
            given,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(attributes("").is_empty() && attributes("[]").is_empty());
    }
}
