//! IAM settings: access keys, OpenID Connect and SAML providers, and tokens of social providers.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

/// An access key of an IAM user, for a server or an administrator.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessKeySettings {
    /// `AKIA` and 16 capital letters and digits.
    pub id: String,
    /// 40 characters.
    pub secret: String,
    /// The name of the IAM user.
    pub user: String,
    /// The user's policies by name, each a JSON policy document.
    #[serde(default)]
    pub policies: BTreeMap<String, String>,
}

/// Shows no secret.
impl fmt::Debug for AccessKeySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKeySettings")
            .field("id", &self.id)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// A provider of OpenID Connect that is registered with IAM; see
/// [`CreateOpenIDConnectProvider`](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenIdProviderSettings {
    /// The issuer, with `https://`. A user pool of the emulator needs no keys.
    pub url: String,
    /// The allowed audiences.
    #[serde(default)]
    pub client_id_list: Vec<String>,
    /// The JWKS, since the emulator does not fetch it.
    #[serde(default)]
    pub jwks: Option<String>,
}

impl OpenIdProviderSettings {
    /// `arn:aws:iam::123456789012:oidc-provider/` and the issuer without its scheme.
    #[must_use]
    pub fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:oidc-provider/{}", self.name())
    }

    /// The issuer without its scheme.
    #[must_use]
    pub fn name(&self) -> &str {
        self.url.strip_prefix("https://").unwrap_or(&self.url)
    }
}

/// A SAML provider that is registered with IAM; see
/// [`CreateSAMLProvider`](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamlProviderSettings {
    /// `arn:aws:iam::123456789012:saml-provider/Name`
    pub arn: String,
    /// The provider's metadata document.
    pub metadata: String,
}

/// An access token of Facebook or Login with Amazon, and its user, since the emulator does not ask these providers.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SocialTokenSettings {
    /// `graph.facebook.com` or `www.amazon.com`
    pub provider: String,
    /// The token.
    pub token: String,
    /// The app id.
    pub app_id: String,
    /// The user's id at the provider.
    pub user_id: String,
}

/// Shows no token.
impl fmt::Debug for SocialTokenSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SocialTokenSettings")
            .field("provider", &self.provider)
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}
