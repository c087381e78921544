//! The setting `identityPool`, and the logins that the app's own function returns.

use vestibule::protocol::json::Value;
#[cfg(target_arch = "wasm32")]
use vestibule::protocol::{json, secret::Secret};
#[cfg(target_arch = "wasm32")]
use vestibule::{ClientConfig, LoginsError};
use vestibule::{IdentityPool, LoginProvider, Logins};

use super::values::text;

/// Reads the setting `identityPool` if it is an object.
pub(super) fn identity_pool(settings: &Value) -> IdentityPool {
    type Set = fn(IdentityPool, String) -> IdentityPool;
    let texts: [(&str, Set); 5] = [
        ("endpoint", IdentityPool::endpoint),
        ("stsEndpoint", IdentityPool::sts_endpoint),
        ("loginKey", IdentityPool::login_key),
        ("roleArn", IdentityPool::role_arn),
        ("basicRoleArn", IdentityPool::basic_role_arn),
    ];
    let mut pool = IdentityPool::new(text(settings, "id"));
    for (name, set) in texts {
        if let Some(text) = settings.string(name) {
            pool = set(pool, text.to_owned());
        }
    }
    pool
}

/// Adds the app's function for logins, as wrapped by `pkg/src/aws.ts`.
#[cfg(target_arch = "wasm32")]
pub(super) fn with_logins(
    config: ClientConfig,
    settings: &Value,
    logins_of: js_sys::Function,
) -> ClientConfig {
    let Some(pool) = settings.field("identityPool") else {
        return config;
    };
    config.identity_pool(identity_pool(pool).logins(move || {
        let result = logins_of.call0(&wasm_bindgen::JsValue::UNDEFINED);
        async move {
            let result = result.map_err(|_| LoginsError::Refused)?;
            let promise = js_sys::Promise::resolve(&result);
            let result = wasm_bindgen_futures::JsFuture::from(promise).await;
            let text = result.map_err(|_| LoginsError::Refused)?;
            let text = Secret::new(text.as_string().unwrap_or_default());
            Ok(logins(&json::parse(text.expose()).unwrap_or_default()))
        }
    }))
}

/// Reads tokens by the names of their providers. The token of the app's own server (developer-authenticated identity)
/// is an object.
fn logins(value: &Value) -> Logins {
    let mut logins = Logins::new();
    for (name, value) in value.as_object().unwrap_or_default() {
        match value.as_str() {
            Some(token) => logins = logins.with(LoginProvider::OpenId(name.clone()), token),
            None => return Logins::developer(text(value, "identityId"), text(value, "token")),
        }
    }
    logins
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule::protocol::json;

    #[test]
    fn logins_are_tokens_by_name_or_a_developer_token() {
        let read = |text: &str| logins(&json::parse(text).unwrap());
        let google = Logins::new().with(LoginProvider::Google, "a.b.c");
        assert_eq!(read(r#"{"accounts.google.com":"a.b.c"}"#), google);
        let server =
            r#"{"cognito-identity.amazonaws.com":{"identityId":"eu-west-1:1","token":"d.e.f"}}"#;
        assert_eq!(read(server), Logins::developer("eu-west-1:1", "d.e.f"));
        assert_eq!(read("{}"), Logins::new());
        // Invalid values are refused when they are used.
        assert_eq!(
            read(r#"{"accounts.google.com":7}"#),
            Logins::developer("", "")
        );
    }
}
