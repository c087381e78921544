//! A client's configuration of its user pool, and the checks of it.
//!
//! [`ClientConfig`] is what a developer writes, `amplify` reads it from the file that Amplify
//! makes, and `settings` checks all of it when the client is built.

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
pub(crate) use records::Place;
#[cfg(feature = "records")]
pub use records::{
    Automatic, Changes, Conflict, Cursor, DatasetSummary, Existence, Extent, Limits, OnDeleted,
    OnSignOut, Patch, RecordsConfig, Remote, RemoteRecord, Resolution, Resolve, Written,
};
pub use settings::Settings;
pub use sign_out_after::SignOutAfter;
pub use storage::Storage;

/// A client's configuration of its user pool. Nothing is checked before the client is built.
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

/// What a sign-out does about the session of the hosted pages, which the browser has besides by a cookie of
/// the pool's domain.
#[cfg(feature = "redirect")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostedSignOut {
    /// Ends it as well, where the session came by redirect and the configuration has a domain and a
    /// [`logout_uri`](ClientConfig::logout_uri): the page is left for the hosted pages' logout, which
    /// leads back to that address. Otherwise the next person at the machine is let in without a question.
    #[default]
    Visit,
    /// Leaves it: who presses the sign-in next is signed in as the same person.
    Leave,
}

/// When the session's tokens are renewed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Renewal {
    /// Before they expire, by a timer, and when the tab comes back to life.
    #[default]
    Ahead,
    /// When they are asked for, so that a session that nobody uses ends with its refresh token.
    OnDemand,
}

impl ClientConfig {
    /// A pool (`eu-west-1_AbCdEfGhI`; its region is read from it) and one of its app clients,
    /// which must have no secret.
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

    /// From the text of the `amplify_outputs.json` that Amplify Gen 2 makes.
    ///
    /// Of several redirect URIs the one on the page's own origin is taken.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) where the text is not such a file, has
    /// no user pool, or holds a client secret.
    pub fn from_amplify_outputs(json: &str) -> Result<Self, Error> {
        amplify::read(json)
    }

    /// The domain of the hosted UI, for the redirect sign-in: `auth.example.com` or
    /// `https://example.auth.eu-west-1.amazoncognito.com`. Plain `http` is for this machine only.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// Where the hosted UI leads back to: one of the app client's callback URLs, letter by letter.
    /// Given several times, the one on the page's own origin is taken.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// Where the hosted UI's logout leads: one of the app client's sign-out URLs. Without it, the
    /// redirect URI.
    pub fn logout_uri(mut self, uri: impl Into<String>) -> Self {
        self.logout_uris.push(uri.into());
        self
    }

    /// The scopes that the redirect sign-in asks for. Without it `openid email phone`, which is what the
    /// console allows for a new app client; Cognito refuses the whole sign-in by `invalid_scope` where
    /// the app client lacks one of them. Whoever wants more allows it there (AllowedOAuthScopes) and says
    /// so here: `profile` for the other attributes, `aws.cognito.signin.user.admin` for an access token
    /// that speaks for its user to Cognito's API, as [`Profile::user`](crate::Profile::user) and the account's
    /// methods need it after a redirect.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html>
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// The SAML provider whose portal may begin a sign-in (IdP-initiated). What comes back then is a code
    /// with no `state`, which could have been put there by anybody, and so is never exchanged: it leads
    /// at once to a sign-in of this tab's own with that provider, where the person has a session by then.
    /// Every `code` without a `state` on the redirect URI's page is taken for that, so an app with this
    /// setting has no use of its own for that name there. Without it such a code is left alone.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-SAML-session-initiation.html>
    pub fn idp_initiated(mut self, provider: impl Into<String>) -> Self {
        self.idp_initiated = Some(provider.into());
        self
    }

    /// Another address for Cognito's API than that of the Region in the pool's id: of the Region of a
    /// [replica](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html)
    /// (`https://cognito-idp.eu-central-1.amazonaws.com`), of a local Cognito, or of a proxy.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// The address of the API of the Region that has the pool's
    /// [replica](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html),
    /// such as `https://cognito-idp.eu-central-1.amazonaws.com`. It is asked where the first one cannot be
    /// reached, does not answer in half of the [`timeout`](Self::timeout), or answers by an error of the
    /// service (5xx), and then for two minutes before the first one is tried again. Tokens that the replica
    /// issues are taken.
    ///
    /// A replica signs people in and renews their tokens. What it cannot do is
    /// [`UnavailableInRegion`](crate::ErrorKind::UnavailableInRegion) where the first endpoint is away, and
    /// no refusal of a refresh token by a replica ends a session. An unfinished sign-in goes on where it
    /// began; where that Region is lost on the way, it ends as
    /// [`SignInExpired`](crate::ErrorKind::SignInExpired) and begins anew in the other one.
    pub fn fallback_endpoint(mut self, url: impl Into<String>) -> Self {
        self.fallback_endpoint = Some(url.into());
        self
    }

    /// The one issuer that the tokens must name, for servers that stand in for Cognito under a name of
    /// their own. Without it, every issuer that the pool can have: the
    /// [original and the updated one](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html)
    /// of the Region in its id, and the original ones of the Regions of [`endpoint`](Self::endpoint)
    /// and [`fallback_endpoint`](Self::fallback_endpoint), under whose names a replica issues tokens.
    pub fn issuer(mut self, url: impl Into<String>) -> Self {
        self.issuer = Some(url.into());
        self
    }

    /// Where the session rests. Without it, in `localStorage`.
    pub fn storage(mut self, storage: Storage) -> Self {
        self.storage = storage;
        self
    }

    /// A store of the app's own, in which the session rests.
    pub fn store(mut self, store: CustomStore) -> Self {
        self.storage = Storage::Custom;
        self.custom_store = Some(store);
        self
    }

    /// When the session's tokens are renewed. Without it, ahead of time.
    pub fn renewal(mut self, renewal: Renewal) -> Self {
        self.renewal = renewal;
        self
    }

    /// How long one request may take. Without it, 20 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Ends the session by time: where nobody has been active, or where it has lasted long enough. Without it, it
    /// lasts for as long as its refresh token.
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
    /// The end is a sign-out in all tabs, with a [reason](crate::SignOutReason) of its own: the browser forgets the
    /// session, with a network or without one, and Cognito revokes its refresh token as soon as it can be
    /// reached. A page that is opened later, or a machine that wakes, finds nobody signed in.
    ///
    /// The hosted pages' own session is not visited, since nobody is there to be led away: it ends by itself after an
    /// hour. Where [`logout_uri`](Self::logout_uri) is set, the next sign-in by redirect or popup in this browser asks
    /// for the password until then (`prompt=login`, which the classic hosted UI ignores).
    ///
    /// With several accounts, inactivity ends all of them, also while none of them is the active one; each lasts as long as its own sign-in allows, and
    /// nobody else becomes active where it ends.
    ///
    /// It is for people who leave a machine, and no protection from whoever has a copy of the tokens: the pool's
    /// own limit is the refresh token's
    /// [expiration](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html).
    pub fn sign_out_after(mut self, limits: SignOutAfter) -> Self {
        self.sign_out_after = limits;
        self
    }

    /// One more value for the pool's Lambda triggers (`ClientMetadata`), sent with every request that
    /// takes it: sign-up, sign-in and its steps, recovery, and each renewal, those in the background
    /// included. [`Client::with_extras`](crate::Client::with_extras) adds to it for one flow. It is no
    /// place for secrets: Cognito neither validates nor encrypts it.
    ///
    /// A redirect sign-in sends none: the hosted pages take no such values.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html>
    pub fn client_metadata(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.extras = self.extras.client_metadata(name, value);
        self
    }

    /// Values for the pool's Lambda triggers (`ClientMetadata`) that are not the same for each request: the
    /// function is called before each one that takes them, renewals in the background included, with the
    /// name of the operation. What it gives takes the place of a
    /// [fixed value](Self::client_metadata) of the same name.
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

    /// Lets several people be signed in at a time, one of them active: a sign-in adds an account and
    /// makes it the active one. [`Client::accounts`](crate::Client::accounts) lists them,
    /// [`Accounts::switch`](crate::Accounts::switch) makes another one active.
    #[cfg(feature = "accounts")]
    pub fn several_accounts(mut self) -> Self {
        self.accounts = true;
        self
    }

    /// What a sign-out does about the session of the hosted pages. Without it, it ends that one as well
    /// where the session came by redirect and a [`logout_uri`](Self::logout_uri) is given.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>
    #[cfg(feature = "redirect")]
    pub fn hosted_sign_out(mut self, hosted_sign_out: HostedSignOut) -> Self {
        self.hosted_sign_out = hosted_sign_out;
        self
    }

    /// Whether sessions of Amplify and amazon-cognito-identity-js are taken over. Without it, they are.
    #[cfg(feature = "migrate")]
    pub fn migration(mut self, migration: Migration) -> Self {
        self.migration = migration;
        self
    }

    /// Shares the session with Amplify or amazon-cognito-identity-js on the same origin, while a site
    /// moves: each session that is stored here is written in their form as well, and one that they have
    /// stored since is the session here. A sign-out on either side is one on both. `docs/MIGRATION.md`
    /// has the details; with [`Storage::Memory`] it does nothing.
    #[cfg(feature = "migrate")]
    pub fn side_by_side(mut self) -> Self {
        self.side_by_side = true;
        self
    }

    pub(crate) fn check(self, platform: &Platform) -> Result<Box<Settings>, Error> {
        Settings::check(self, &platform.navigator.url())
    }

    /// The settings of a configuration that was checked elsewhere.
    #[cfg(feature = "npm")]
    pub(crate) fn checked(self) -> Box<Settings> {
        Settings::of(self)
    }
}
