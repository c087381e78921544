//! The settings of an identity pool, and the logins that a function of the app's own gives.

use vestibule::protocol::json::Value;
#[cfg(target_arch = "wasm32")]
use vestibule::protocol::{json, secret::Secret};
#[cfg(target_arch = "wasm32")]
use vestibule::{ClientConfig, LoginsError};
use vestibule::{IdentityPool, LoginProvider, Logins};

use super::settings::text;

/// The pool whose configuration is more than its id.
pub(super) fn pool(given: &Value) -> IdentityPool {
    type Set = fn(IdentityPool, String) -> IdentityPool;
    let texts: [(&str, Set); 5] = [
        ("endpoint", IdentityPool::endpoint),
        ("stsEndpoint", IdentityPool::sts_endpoint),
        ("loginKey", IdentityPool::login_key),
        ("roleArn", IdentityPool::role_arn),
        ("basicRoleArn", IdentityPool::basic_role_arn),
    ];
    let mut pool = IdentityPool::new(text(given, "id"));
    for (name, set) in texts {
        if let Some(text) = given.string(name) {
            pool = set(pool, text.to_owned());
        }
    }
    pool
}

/// With what `pkg/src/aws.ts` has made of a function of the app's own.
#[cfg(target_arch = "wasm32")]
pub(super) fn with_logins(
    config: ClientConfig,
    settings: &Value,
    logins_of: js_sys::Function,
) -> ClientConfig {
    let Some(given) = settings.field("identityPool") else {
        return config;
    };
    config.identity_pool(pool(given).logins(move || {
        let asked = logins_of.call0(&wasm_bindgen::JsValue::UNDEFINED);
        async move {
            let asked = asked.map_err(|_| LoginsError::Refused)?;
            let asked = wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&asked));
            let given = asked.await.map_err(|_| LoginsError::Refused)?;
            let given = Secret::new(given.as_string().unwrap_or_default());
            Ok(logins(&json::parse(given.expose()).unwrap_or_default()))
        }
    }))
}

/// Tokens by the names of their providers; what the app's own server gave is an object.
fn logins(given: &Value) -> Logins {
    let mut logins = Logins::new();
    for (name, value) in given.as_object().unwrap_or_default() {
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
    fn logins_are_tokens_by_name_or_what_the_apps_server_gave() {
        let read = |text: &str| logins(&json::parse(text).unwrap());
        let google = Logins::new().with(LoginProvider::Google, "a.b.c");
        assert_eq!(read(r#"{"accounts.google.com":"a.b.c"}"#), google);
        let server =
            r#"{"cognito-identity.amazonaws.com":{"identityId":"eu-west-1:1","token":"d.e.f"}}"#;
        assert_eq!(read(server), Logins::developer("eu-west-1:1", "d.e.f"));
        assert_eq!(read("{}"), Logins::new());
        // What is nothing of the kind is refused where it is used.
        assert_eq!(
            read(r#"{"accounts.google.com":7}"#),
            Logins::developer("", "")
        );
    }
}
