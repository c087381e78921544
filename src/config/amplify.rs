//! The `amplify_outputs.json` of Amplify Gen 2.
//!
//! <https://docs.amplify.aws/react/reference/amplify_outputs/>

use super::ClientConfig;
use crate::error::Error;
use crate::protocol::json::{self, Value};

const FILE: &str = "amplify_outputs.json";

pub(super) fn read(text: &str) -> Result<ClientConfig, Error> {
    let file = json::parse(text).map_err(|_| Error::configuration(FILE, "it is not JSON"))?;
    let auth = file.field("auth").ok_or_else(|| {
        Error::configuration(
            FILE,
            "it has no \"auth\" section: add authentication to the Amplify backend and deploy it",
        )
    })?;
    for secret in ["client_secret", "user_pool_client_secret"] {
        if auth.field(secret).is_some() {
            return Err(Error::configuration(
                secret,
                "a secret in a browser is no secret: use an app client that has none",
            ));
        }
    }
    let config = ClientConfig::new(
        required(auth, "user_pool_id")?,
        required(auth, "user_pool_client_id")?,
    );
    #[cfg(feature = "aws")]
    let config = match auth.string("identity_pool_id") {
        Some(id) => config.identity_pool(super::IdentityPool::new(id)),
        None => config,
    };
    Ok(match auth.field("oauth") {
        Some(oauth) => with_oauth(config, oauth),
        None => config,
    })
}

fn with_oauth(mut config: ClientConfig, oauth: &Value) -> ClientConfig {
    config.domain = oauth.string("domain").map(str::to_owned);
    config.redirect_uris = strings(oauth, "redirect_sign_in_uri");
    config.logout_uris = strings(oauth, "redirect_sign_out_uri");
    config.scopes = strings(oauth, "scopes");
    config
}

fn required<'a>(auth: &'a Value, name: &str) -> Result<&'a str, Error> {
    auth.string(name).ok_or_else(|| {
        Error::configuration(
            &["auth.", name].concat(),
            "amplify_outputs.json does not have it",
        )
    })
}

fn strings(object: &Value, name: &str) -> Vec<String> {
    let items = object.field(name).and_then(Value::as_array).unwrap_or(&[]);
    items
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::ClientConfig;

    const FILE: &str = r#"{
        "version": "1.3",
        "auth": {
            "user_pool_id": "eu-west-1_AbCdEfGhI",
            "aws_region": "eu-west-1",
            "user_pool_client_id": "1example23456789",
            "identity_pool_id": "eu-west-1:00000000-0000-0000-0000-000000000000",
            "mfa_methods": [],
            "username_attributes": ["email"],
            "oauth": {
                "identity_providers": ["GOOGLE"],
                "redirect_sign_in_uri": ["http://localhost:3000/", "https://example.com/"],
                "redirect_sign_out_uri": ["http://localhost:3000/bye"],
                "response_type": "code",
                "scopes": ["openid", "email"],
                "domain": "example.auth.eu-west-1.amazoncognito.com"
            }
        }
    }"#;

    #[test]
    fn reads_what_amplify_writes() {
        let config = ClientConfig::from_amplify_outputs(FILE).unwrap();
        let settings = super::super::Settings::check(config, "https://example.com/notes").unwrap();
        assert_eq!(settings.client_id, "1example23456789");
        assert_eq!(
            settings.domain.as_deref(),
            Some("https://example.auth.eu-west-1.amazoncognito.com")
        );
        assert_eq!(
            settings.redirect_uri.as_deref(),
            Some("https://example.com/")
        );
        assert_eq!(
            settings.logout_uri.as_deref(),
            Some("http://localhost:3000/bye")
        );
        assert_eq!(settings.scopes, ["openid", "email"]);
    }

    #[test]
    fn reports_missing_settings() {
        let refused = |text: &str, word: &str| {
            let error = ClientConfig::from_amplify_outputs(text).unwrap_err();
            assert!(error.message().contains(word), "{error}");
        };
        refused("", "not JSON");
        refused("{}", "auth");
        refused(r#"{"auth":{}}"#, "auth.user_pool_id");
        refused(
            r#"{"auth":{"user_pool_id":"eu-west-1_A"}}"#,
            "auth.user_pool_client_id",
        );
        refused(r#"{"auth":{"client_secret":"s"}}"#, "client_secret");
    }
}
