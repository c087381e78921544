//! A client's configuration and its validation.
//!
//! A developer writes a [`ClientConfig`], or `amplify` reads it from Amplify's output file. `settings` validates it
//! when the client is created.

mod amplify;
mod checks;
#[cfg(feature = "cookies")]
mod cookies;
mod custom_store;
mod extras;
#[cfg(feature = "aws")]
mod identity_pool;
#[cfg(feature = "aws")]
mod logins;
#[cfg(feature = "migrate")]
mod migration;
#[cfg(feature = "records")]
mod records;
mod settings;
mod sign_out_after;
mod storage;

use std::time::Duration;

use crate::error::Error;
use crate::platform::Platform;

#[cfg(feature = "api")]
pub(crate) use checks::origin;
#[cfg(feature = "cookies")]
pub use cookies::{Cookies, SameSite};
pub use custom_store::{CustomStore, Reach, Remember};
pub use extras::Extras;
#[cfg(feature = "aws")]
pub use identity_pool::IdentityPool;
#[cfg(feature = "aws")]
pub(crate) use logins::LoginsOf;
#[cfg(feature = "aws")]
pub use logins::{LoginProvider, Logins, LoginsError};
#[cfg(feature = "migrate")]
pub use migration::Migration;
#[cfg(feature = "records")]
pub(crate) use records::RemoteKind;
#[cfg(feature = "records")]
pub use records::{
    Automatic, Changes, Conflict, Cursor, DatasetSummary, Existence, Extent, Limits, OnDeleted,
    OnSignOut, Patch, RecordsConfig, Remote, RemoteRecord, Resolution, Resolve, Written,
};
pub use settings::Settings;
pub use sign_out_after::SignOutAfter;
pub use storage::Storage;

/// The configuration of a client. It is validated when the client is created.
///
/// ```
/// use vestibule::ClientConfig;
///
/// let config = ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789")
///     .domain("auth.example.com")
///     .redirect_uri("https://example.com/callback");
/// ```
#[derive(Clone, Debug)]
pub struct ClientConfig {
    pub(crate) user_pool_id: String,
    pub(crate) client_id: String,
    pub(crate) domain: Option<String>,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) logout_uris: Vec<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) idp_initiated: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) fallback_endpoint: Option<String>,
    pub(crate) issuer: Option<String>,
    #[cfg(feature = "aws")]
    pub(crate) identity_pool: Option<IdentityPool>,
    #[cfg(feature = "records")]
    pub(crate) records: Option<RecordsConfig>,
    pub(crate) storage: Storage,
    pub(crate) custom_store: Option<CustomStore>,
    pub(crate) renewal: Renewal,
    pub(crate) timeout: Duration,
    pub(crate) sign_out_after: SignOutAfter,
    pub(crate) extras: Extras,
    #[cfg(feature = "redirect")]
    pub(crate) hosted_sign_out: HostedSignOut,
    #[cfg(feature = "migrate")]
    pub(crate) migration: Migration,
    #[cfg(feature = "accounts")]
    pub(crate) accounts: bool,
    #[cfg(feature = "migrate")]
    pub(crate) side_by_side: bool,
}

/// Whether a sign-out also ends the session of the hosted pages, which is in a cookie of the pool's domain.
#[cfg(feature = "redirect")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostedSignOut {
    /// Ends it if the session is from a redirect and the configuration has a domain and a
    /// [`logout_uri`](ClientConfig::logout_uri): the page navigates to the hosted pages' logout, which redirects to
    /// that URI. Otherwise the next user of the browser could sign in without a password.
    #[default]
    Visit,
    /// Does not end it. The next sign-in by redirect signs in the same user without a password.
    Leave,
}

/// When the session's tokens are renewed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Renewal {
    /// Before they expire, by a timer, and when the tab becomes visible or online again.
    #[default]
    Ahead,
    /// When they are requested, so that an unused session ends with its refresh token.
    OnDemand,
}

impl ClientConfig {
    /// Creates a configuration for a pool (such as `eu-west-1_AbCdEfGhI`, which contains its Region) and one of its app
    /// clients, which must not have a secret.
    pub fn new(user_pool_id: impl Into<String>, client_id: impl Into<String>) -> Self {
        ClientConfig {
            user_pool_id: user_pool_id.into(),
            client_id: client_id.into(),
            domain: None,
            redirect_uris: Vec::new(),
            logout_uris: Vec::new(),
            scopes: Vec::new(),
            idp_initiated: None,
            endpoint: None,
            fallback_endpoint: None,
            issuer: None,
            #[cfg(feature = "aws")]
            identity_pool: None,
            #[cfg(feature = "records")]
            records: None,
            storage: Storage::default(),
            custom_store: None,
            renewal: Renewal::default(),
            timeout: Duration::from_secs(20),
            sign_out_after: SignOutAfter::default(),
            extras: Extras::new(),
            #[cfg(feature = "redirect")]
            hosted_sign_out: HostedSignOut::default(),
            #[cfg(feature = "migrate")]
            migration: Migration::default(),
            #[cfg(feature = "accounts")]
            accounts: false,
            #[cfg(feature = "migrate")]
            side_by_side: false,
        }
    }

    /// Reads a configuration from the `amplify_outputs.json` of Amplify Gen 2.
    ///
    /// Of several redirect URIs, the one on the page's own origin is used.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) if the text is not such a file, has
    /// no user pool, or contains a client secret.
    pub fn from_amplify_outputs(json: &str) -> Result<Self, Error> {
        amplify::read(json)
    }

    /// Sets the domain of the hosted UI, for sign-ins by redirect: `auth.example.com` or
    /// `https://example.auth.eu-west-1.amazoncognito.com`. Plain `http` is only allowed for this machine.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// Adds a redirect URI of the hosted UI: exactly one of the app client's callback URLs. Of several, the one on the
    /// page's own origin is used.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// Adds a redirect URI of the hosted UI's logout: one of the app client's sign-out URLs. The default is the
    /// redirect URI.
    pub fn logout_uri(mut self, uri: impl Into<String>) -> Self {
        self.logout_uris.push(uri.into());
        self
    }

    /// Sets the scopes of a sign-in by redirect. The default is `openid email phone`, which the console allows for a
    /// new app client. Cognito refuses the sign-in with `invalid_scope` if the app client does not allow all of them
    /// (AllowedOAuthScopes). Other scopes are `profile` for the other attributes, and `aws.cognito.signin.user.admin`
    /// for Cognito's API, which [`Profile::user`](crate::Profile::user) and the other methods of the account need after
    /// a redirect.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html>
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the SAML provider whose portal may start a sign-in (IdP-initiated). The page then receives a code without a
    /// `state`, which anyone could have sent. So the code is not exchanged: the tab starts a sign-in of its own with
    /// that provider, where the user already has a session. With this setting, each `code` without a `state` on the
    /// redirect URI's page is treated like this, so the app cannot use that parameter itself. Without it, such a code
    /// is ignored.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-SAML-session-initiation.html>
    pub fn idp_initiated(mut self, provider: impl Into<String>) -> Self {
        self.idp_initiated = Some(provider.into());
        self
    }

    /// Sets another address of Cognito's API than that of the Region in the pool's id: for the Region of a
    /// [replica](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html)
    /// (`https://cognito-idp.eu-central-1.amazonaws.com`), a local Cognito, or a proxy.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Sets the address of the API in the Region of the pool's
    /// [replica](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html), such as
    /// `https://cognito-idp.eu-central-1.amazonaws.com`. It is used if the primary endpoint cannot be reached, does not
    /// respond within half of the [`timeout`](Self::timeout), or responds with an error of the service (5xx), and then
    /// for two minutes before the primary one is tried again. Tokens of the replica are accepted.
    ///
    /// A replica signs users in and renews their tokens. Other operations fail with
    /// [`UnavailableInRegion`](crate::ErrorKind::UnavailableInRegion) if the primary endpoint is down. A replica that
    /// refuses a refresh token does not end the session. An unfinished sign-in continues in its Region. If that Region
    /// fails, the sign-in ends with [`SignInExpired`](crate::ErrorKind::SignInExpired) and can be started again in the
    /// other one.
    pub fn fallback_endpoint(mut self, url: impl Into<String>) -> Self {
        self.fallback_endpoint = Some(url.into());
        self
    }

    /// Sets the only accepted issuer of tokens, for servers that replace Cognito under another name. The default is
    /// every issuer that the pool can have: the [original and the updated
    /// one](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html)
    /// of the Region in its id, and the original ones of the Regions of [`endpoint`](Self::endpoint) and
    /// [`fallback_endpoint`](Self::fallback_endpoint), which a replica uses.
    pub fn issuer(mut self, url: impl Into<String>) -> Self {
        self.issuer = Some(url.into());
        self
    }

    /// Sets where the session is stored. The default is `localStorage`.
    pub fn storage(mut self, storage: Storage) -> Self {
        self.storage = storage;
        self
    }

    /// Sets a custom store for the session.
    pub fn store(mut self, store: CustomStore) -> Self {
        self.storage = Storage::Custom;
        self.custom_store = Some(store);
        self
    }

    /// Sets when the session's tokens are renewed. The default is before they expire.
    pub fn renewal(mut self, renewal: Renewal) -> Self {
        self.renewal = renewal;
        self
    }

    /// Sets the timeout of one request. The default is 20 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets timeouts of the session: without user activity, and in total. By default it lasts as long as its refresh
    /// token.
    ///
    /// ```
    /// use std::time::Duration;
    /// use vestibule::{ClientConfig, SignOutAfter};
    ///
    /// const MINUTE: Duration = Duration::from_secs(60);
    /// let config = ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789").sign_out_after(SignOutAfter {
    ///     idle: Some(15 * MINUTE),
    ///     total: Some(8 * 60 * MINUTE),
    /// });
    /// ```
    ///
    /// A timeout is a sign-out in all tabs, with its own [reason](crate::SignOutReason): the browser removes the
    /// session, even without a network, and Cognito revokes its refresh token when it can be reached. A page that is
    /// opened later, or a machine that wakes up, is signed out.
    ///
    /// A timeout does not navigate to the hosted pages' logout. Their session ends after an hour. If
    /// [`logout_uri`](Self::logout_uri) is set, the next sign-in by redirect or popup in this browser asks for the
    /// password until then (`prompt=login`, which the classic hosted UI ignores).
    ///
    /// With several accounts, the idle timeout ends all of them, even if none is active. The total timeout counts for
    /// each account from its own sign-in, and no other account becomes active after it.
    ///
    /// This protects users who leave a machine. It does not protect from someone with a copy of the tokens. For that,
    /// the pool has the refresh token's
    /// [expiration](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html).
    pub fn sign_out_after(mut self, limits: SignOutAfter) -> Self {
        self.sign_out_after = limits;
        self
    }

    /// Adds a value for the pool's Lambda triggers (`ClientMetadata`). It is sent with every request that accepts it:
    /// sign-up, sign-in and its steps, recovery, and each renewal, also in the background.
    /// [`Client::with_extras`](crate::Client::with_extras) adds values for one flow. It must not be a secret: Cognito
    /// neither validates nor encrypts it.
    ///
    /// A sign-in by redirect does not send it, because the hosted pages do not accept such values.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html>
    pub fn client_metadata(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.extras = self.extras.client_metadata(name, value);
        self
    }

    /// Sets a function that returns values for the pool's Lambda triggers (`ClientMetadata`) for each request. It is
    /// called with the name of the operation before each request that accepts them, also for renewals in the
    /// background. Its values replace [fixed values](Self::client_metadata) of the same name.
    ///
    /// ```
    /// use vestibule::ClientConfig;
    ///
    /// # fn language() -> String { "de".to_owned() }
    /// let config = ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789")
    ///     .client_metadata("tenant", "north")
    ///     .client_metadata_with(|_operation| vec![("locale".to_owned(), language())]);
    /// ```
    pub fn client_metadata_with(
        mut self,
        metadata_of: impl Fn(&str) -> Vec<(String, String)> + Send + Sync + 'static,
    ) -> Self {
        self.extras = self.extras.client_metadata_with(metadata_of);
        self
    }

    /// Allows several signed-in accounts, one of which is active. A sign-in adds an account and makes it active.
    /// [`Client::accounts`](crate::Client::accounts) lists them, and [`Accounts::switch`](crate::Accounts::switch)
    /// makes another one active.
    #[cfg(feature = "accounts")]
    pub fn several_accounts(mut self) -> Self {
        self.accounts = true;
        self
    }

    /// Sets whether a sign-out also ends the session of the hosted pages. By default it does if the session is from a
    /// redirect and there is a [`logout_uri`](Self::logout_uri).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>
    #[cfg(feature = "redirect")]
    pub fn hosted_sign_out(mut self, hosted_sign_out: HostedSignOut) -> Self {
        self.hosted_sign_out = hosted_sign_out;
        self
    }

    /// Sets whether sessions of Amplify and amazon-cognito-identity-js are imported. By default they are.
    #[cfg(feature = "migrate")]
    pub fn migration(mut self, migration: Migration) -> Self {
        self.migration = migration;
        self
    }

    /// Shares the session with Amplify or amazon-cognito-identity-js on the same origin, while a site migrates: each
    /// session is also written in their format, and a session that they store becomes the session here. A sign-out on
    /// either side signs out of both. See `docs/MIGRATION.md`. With [`Storage::Memory`] it has no effect.
    #[cfg(feature = "migrate")]
    pub fn side_by_side(mut self) -> Self {
        self.side_by_side = true;
        self
    }

    pub(crate) fn check(self, platform: &Platform) -> Result<Box<Settings>, Error> {
        Settings::check(self, &platform.navigator.url())
    }

    /// Returns the settings of a configuration that the npm package's scripts have validated.
    #[cfg(feature = "npm")]
    pub(crate) fn into_valid(self) -> Box<Settings> {
        Settings::from_valid(self)
    }
}
