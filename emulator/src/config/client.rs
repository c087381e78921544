//! Settings of app clients.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

/// One app client; see [`CreateUserPoolClient`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSettings {
    /// The client id: 26 lower-case letters and digits in Cognito, here up to 128.
    pub id: String,
    /// The name of the client.
    #[serde(default)]
    pub name: String,
    /// The client secret, 24 to 64 letters and digits. A client with a secret has to prove it in every call.
    #[serde(default)]
    pub secret: Option<String>,
    /// `ALLOW_USER_PASSWORD_AUTH`, `ALLOW_USER_SRP_AUTH`, `ALLOW_REFRESH_TOKEN_AUTH`,
    /// `ALLOW_USER_AUTH`, `ALLOW_CUSTOM_AUTH`, `ALLOW_ADMIN_USER_PASSWORD_AUTH`,
    /// `ALLOW_TOKEN_EXCHANGE_IMPERSONATION`, `ALLOW_TOKEN_EXCHANGE_DELEGATION`.
    // Source: API_CreateUserPoolClient ("If you don't specify a value for `ExplicitAuthFlows`").
    #[serde(default = "default_flows")]
    pub explicit_auth_flows: Vec<String>,
    /// Whether responses reveal which users exist.
    // Source: API_CreateUserPoolClient ("Defaults to LEGACY"). Assumed: ENABLED, as the console makes app clients.
    #[serde(default)]
    pub prevent_user_existence_errors: UserExistenceErrors,
    /// Whether refresh tokens can be revoked; tokens then have `origin_jti`.
    // Source: API_CreateUserPoolClient ("If you don't include this parameter, token revocation is automatically
    // activated").
    #[serde(default = "yes")]
    pub enable_token_revocation: bool,
    /// Rotation of refresh tokens.
    // Source: API_CreateUserPoolClient. Assumed: DISABLED where there is no setting.
    #[serde(default)]
    pub refresh_token_rotation: RotationSettings,
    /// In the unit of `token_validity_units`; 60 minutes unless set. From 5 minutes to a day.
    // Source: API_CreateUserPoolClient ("your access tokens are valid for one hour"), API_TokenValidityUnitsType.
    #[serde(default)]
    pub access_token_validity: Option<u64>,
    /// In the unit of `token_validity_units`; 60 minutes unless set. From 5 minutes to a day.
    // Source: API_CreateUserPoolClient ("your ID tokens are valid for one hour"), API_TokenValidityUnitsType.
    #[serde(default)]
    pub id_token_validity: Option<u64>,
    /// In the unit of `token_validity_units`; 30 days unless set. From an hour to ten years.
    // Source: API_CreateUserPoolClient ("your refresh tokens are valid for 30 days"), API_TokenValidityUnitsType.
    #[serde(default)]
    pub refresh_token_validity: Option<u64>,
    /// The units of the three settings above.
    // Source: API_CreateUserPoolClient ("The default unit for refresh tokens is days, and the default for ID and
    // access tokens are hours").
    #[serde(default)]
    pub token_validity_units: ValidityUnits,
    /// The validity of a challenge's session in minutes, 3 to 15.
    // Source: API_CreateUserPoolClient (3 to 15), authentication#authentication-flow-session-duration.
    #[serde(default = "default_session_validity")]
    pub auth_session_validity: u64,
    /// The OAuth flows that this client can use.
    #[serde(default)]
    pub allowed_oauth_flows: Vec<OauthFlow>,
    /// The scopes that it can request.
    #[serde(default)]
    pub allowed_oauth_scopes: Vec<String>,
    /// The allowed redirect URIs. They are compared as text, except that on loopback names the port can be `*` and the path
    /// can end with `/*`.
    #[serde(default)]
    pub callback_urls: Vec<String>,
    /// The allowed sign-out URLs, which are compared in the same way.
    #[serde(default)]
    pub logout_urls: Vec<String>,
    /// `COGNITO` for the pool's own users, and names of the pool's identity providers.
    // Assumed: COGNITO where there is no setting; the reference has no default.
    #[serde(default = "cognito_only")]
    pub supported_identity_providers: Vec<String>,
    /// Attributes that this client can read, in tokens, by GetUser and by userInfo; the standard ones unless set. A custom
    /// attribute has to be named.
    // Source: API_CreateUserPoolClient ("When you don't specify the `ReadAttributes` …, your app can read the values of
    // `email_verified`, `phone_number_verified`, and the Standard attributes of your user pool").
    #[serde(default)]
    pub read_attributes: Option<Vec<String>>,
    /// Attributes that users of this client can change; the standard ones unless set. A custom attribute has to be
    /// named.
    // Source: API_CreateUserPoolClient ("When you don't specify the `WriteAttributes` …, your app can write the
    // values of the Standard attributes"), user-pool-settings-attributes#user-pool-settings-attribute-permissions-and-scopes
    // ("By default, any new custom attributes will not be available until you set read and write permissions").
    #[serde(default)]
    pub write_attributes: Option<Vec<String>>,
}

impl ClientSettings {
    /// A client with Cognito's defaults, no secret, and no redirect sign-in.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            secret: None,
            explicit_auth_flows: default_flows(),
            prevent_user_existence_errors: UserExistenceErrors::default(),
            enable_token_revocation: true,
            refresh_token_rotation: RotationSettings::default(),
            access_token_validity: None,
            id_token_validity: None,
            refresh_token_validity: None,
            token_validity_units: ValidityUnits::default(),
            auth_session_validity: default_session_validity(),
            allowed_oauth_flows: Vec::new(),
            allowed_oauth_scopes: Vec::new(),
            callback_urls: Vec::new(),
            logout_urls: Vec::new(),
            supported_identity_providers: cognito_only(),
            read_attributes: None,
            write_attributes: None,
        }
    }

    /// The lifetime of an access token.
    #[must_use]
    pub fn access_token_lifetime(&self) -> Duration {
        let unit = self.token_validity_units.access_token;
        lifetime(self.access_token_validity, unit, Duration::from_secs(3600))
    }

    /// The lifetime of an ID token.
    #[must_use]
    pub fn id_token_lifetime(&self) -> Duration {
        let unit = self.token_validity_units.id_token;
        lifetime(self.id_token_validity, unit, Duration::from_secs(3600))
    }

    /// The lifetime of a refresh token.
    #[must_use]
    pub fn refresh_token_lifetime(&self) -> Duration {
        let unit = self.token_validity_units.refresh_token;
        lifetime(
            self.refresh_token_validity,
            unit,
            Duration::from_secs(30 * 86_400),
        )
    }

    /// The validity of a challenge's session.
    #[must_use]
    pub fn session_lifetime(&self) -> Duration {
        Duration::from_secs(self.auth_session_validity.saturating_mul(60))
    }

    /// Whether `url` is an allowed redirect URI.
    #[must_use]
    pub fn allows_callback(&self, url: &str) -> bool {
        self.callback_urls
            .iter()
            .any(|pattern| url_matches(pattern, url))
    }

    /// Whether the client supports sign-in with this provider, or with `COGNITO`.
    #[must_use]
    pub fn supports_provider(&self, name: &str) -> bool {
        let providers = &self.supported_identity_providers;
        providers.iter().any(|other| other == name)
    }

    /// Whether `url` is an allowed sign-out URL.
    #[must_use]
    pub fn allows_logout(&self, url: &str) -> bool {
        self.logout_urls
            .iter()
            .any(|pattern| url_matches(pattern, url))
    }
}

impl fmt::Debug for ClientSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSettings")
            .field("id", &self.id)
            .field("has_secret", &self.secret.is_some())
            .field("explicit_auth_flows", &self.explicit_auth_flows)
            .finish_non_exhaustive()
    }
}

/// `PreventUserExistenceErrors`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum UserExistenceErrors {
    /// Responses do not reveal which users exist.
    #[default]
    Enabled,
    /// `UserNotFoundException` for unknown users.
    Legacy,
}

/// An OAuth flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OauthFlow {
    /// Authorization code.
    Code,
    /// Tokens in the URL's fragment.
    Implicit,
    /// Client credentials, for programs; the emulator does not support it.
    ClientCredentials,
}

/// `RefreshTokenRotation`.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotationSettings {
    /// On or off.
    // Source: API_RefreshTokenRotationType. Assumed: DISABLED where there is no setting.
    #[serde(default)]
    pub feature: RotationFeature,
    /// How long the old token stays valid, in seconds, 0 to 60.
    // Source: API_RefreshTokenRotationType ("When `RetryGracePeriodSeconds` is `0`, the grace period is
    // disabled"). Assumed: 0 where there is no setting.
    #[serde(default)]
    pub retry_grace_period_seconds: u64,
}

/// Whether refresh tokens rotate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RotationFeature {
    /// Each renewal returns a new refresh token.
    Enabled,
    /// The refresh token stays the same until it expires.
    #[default]
    Disabled,
}

/// The units of a client's token lifetimes.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ValidityUnits {
    /// The unit of `access_token_validity`; hours unless set.
    pub access_token: ValidityUnit,
    /// The unit of `id_token_validity`; hours unless set.
    pub id_token: ValidityUnit,
    /// The unit of `refresh_token_validity`; days unless set.
    pub refresh_token: ValidityUnit,
}

// Source: API_TokenValidityUnitsType.
impl Default for ValidityUnits {
    fn default() -> Self {
        Self {
            access_token: ValidityUnit::Hours,
            id_token: ValidityUnit::Hours,
            refresh_token: ValidityUnit::Days,
        }
    }
}

/// A unit of time in a client's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValidityUnit {
    /// One second.
    Seconds,
    /// 60 seconds.
    Minutes,
    /// 3,600 seconds.
    Hours,
    /// 86,400 seconds.
    Days,
}

impl ValidityUnit {
    fn seconds(self) -> u64 {
        match self {
            Self::Seconds => 1,
            Self::Minutes => 60,
            Self::Hours => 3600,
            Self::Days => 86_400,
        }
    }
}

fn lifetime(value: Option<u64>, unit: ValidityUnit, unset: Duration) -> Duration {
    value.map_or(unset, |n| {
        Duration::from_secs(n.saturating_mul(unit.seconds()))
    })
}

/// "If you don't specify a value for `ExplicitAuthFlows`, your app client supports `ALLOW_REFRESH_TOKEN_AUTH`,
/// `ALLOW_USER_SRP_AUTH`, and `ALLOW_CUSTOM_AUTH`".
// Source: API_CreateUserPoolClient.
fn default_flows() -> Vec<String> {
    [
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_CUSTOM_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn cognito_only() -> Vec<String> {
    vec!["COGNITO".to_owned()]
}

// Source: authentication#authentication-flow-session-duration ("By default, your users have three minutes").
fn default_session_validity() -> u64 {
    3
}

fn yes() -> bool {
    true
}

/// Cognito compares URLs as text. `http://localhost:*/*` is the emulator's own addition.
fn url_matches(pattern: &str, url: &str) -> bool {
    if pattern == url {
        return true;
    }
    let Some((pattern_host, pattern_path)) = loopback(pattern) else {
        return false;
    };
    let Some((host, path)) = loopback(url) else {
        return false;
    };
    let host_fits = match pattern_host.strip_suffix(":*") {
        Some(name) => host.strip_prefix(name).is_some_and(is_port),
        None => host == pattern_host,
    };
    let path_fits = match pattern_path.strip_suffix('*') {
        Some(start) if start.ends_with('/') => path.starts_with(start) && !path.contains('#'),
        _ => path == pattern_path,
    };
    host_fits && path_fits
}

/// The host with port and the path of an `http` URL on a loopback name.
fn loopback(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("http://")?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let name = host.split(':').next().unwrap_or_default();
    matches!(name, "localhost" | "127.0.0.1").then_some((host, path))
}

fn is_port(text: &str) -> bool {
    text.is_empty()
        || text
            .strip_prefix(':')
            .is_some_and(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::url_matches;

    #[test]
    fn a_url_matches_itself_only() {
        assert!(url_matches(
            "https://app.example.com/cb",
            "https://app.example.com/cb"
        ));
        assert!(!url_matches(
            "https://app.example.com/cb",
            "https://app.example.com/cb/"
        ));
        assert!(!url_matches(
            "https://app.example.com/*",
            "https://app.example.com/cb"
        ));
    }

    #[test]
    fn loopback_patterns_take_any_port_and_path() {
        let any = "http://localhost:*/*";
        assert!(url_matches(any, "http://localhost:8080/callback?x=1"));
        assert!(url_matches(any, "http://localhost/"));
        for bad in [
            "http://localhost.evil.example:80/",
            "http://localhost:80@evil.example/",
            "http://localhost:8080",
            "https://localhost:8080/",
            "http://127.0.0.1:8080/",
            "http://localhost:8080/#x",
        ] {
            assert!(!url_matches(any, bad), "{bad}");
        }
    }
}
