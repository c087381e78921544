//! Reads and writes the storage keys of Amplify and amazon-cognito-identity-js.
//!
//! Both write `CognitoIdentityServiceProvider.<app client>.LastAuthUser`, and, under
//! `CognitoIdentityServiceProvider.<app client>.<user name>`, the keys that end with [`TOKEN_SUFFIXES`] and
//! [`DEVICE_SUFFIXES`]. The user name is not escaped and may contain dots:
//! <https://github.com/aws-amplify/amplify-js/blob/main/packages/auth/src/providers/cognito/tokenProvider/TokenStore.ts>,
//! <https://github.com/aws-amplify/amplify-js/blob/main/packages/auth/src/providers/cognito/utils/signInWithRedirectStore.ts>,
//! <https://github.com/aws-amplify/amplify-js/blob/v5/packages/amazon-cognito-identity-js/src/CognitoUser.js>

use std::sync::Arc;

use crate::config::{Remember, Settings};
use crate::engine::start::in_millis;
use crate::flow::device::KnownDevice;
use crate::platform::{Store, Timestamp};
use crate::protocol::json;
use crate::protocol::jwt::{self, AccessTokenHash, Claims, Expected, Jwt, TokenUse};
use crate::session::Session;
use crate::session::record::{Origin, Record};

/// The keys of a session. `signInDetails` and `oauthMetadata` belong to Amplify 6, `userData` to
/// identity-js.
const TOKEN_SUFFIXES: [&str; 7] = [
    ".idToken",
    ".accessToken",
    ".refreshToken",
    ".clockDrift",
    ".signInDetails",
    ".oauthMetadata",
    ".userData",
];
/// The keys of a remembered device, which stay after a sign-out.
const DEVICE_SUFFIXES: [&str; 3] = [".deviceKey", ".deviceGroupKey", ".randomPasswordKey"];
/// Amplify 6 stores here whether the sign-in was a redirect: `true,false`.
const REDIRECT_KEY: &str = "oauthSignIn";
/// Amplify 5 stores here whether the sign-in was a redirect, for all app clients together: `true`.
const REDIRECT_KEY_V5: &str = "amplify-signin-with-hostedUI";
const LAST_USER_KEY: &str = "LastAuthUser";

/// The largest difference between the issue times of the two tokens of one response, in seconds.
const LEEWAY: i64 = 60;

/// The session and the devices that Amplify or identity-js keeps for one app client in one store.
pub(super) struct AmplifyStore {
    store: Arc<dyn Store>,
    prefix: String,
    /// The key that marks a session as completely written by this library.
    marker_key: String,
}

impl AmplifyStore {
    pub fn of(settings: &Settings, store: Arc<dyn Store>) -> Self {
        let prefix = ["CognitoIdentityServiceProvider.", &settings.client_id, "."].concat();
        let marker_key = ["vestibule.", &settings.client_id, ".beside"].concat();
        AmplifyStore {
            store,
            prefix,
            marker_key,
        }
    }

    /// Whether this library wrote a complete session here, which may have changed since.
    pub async fn was_written_here(&self) -> bool {
        matches!(self.store.read(&self.marker_key).await, Ok(Some(_)))
    }

    /// Whether the store contains any of the keys.
    pub async fn exists(&self) -> bool {
        !self.keys().await.is_empty()
    }

    /// Whether the other library considers a person signed in.
    pub async fn has_tokens(&self) -> bool {
        match self.read(LAST_USER_KEY).await {
            Some(name) => self.read_for_user(&name, ".accessToken").await.is_some(),
            None => false,
        }
    }

    /// Reads the session, and the user name in its keys, if the tokens are for this pool and app client.
    /// The tokens may have expired. The clock offset is not read: the two libraries store it under one
    /// key with opposite signs.
    pub async fn session(&self, settings: &Settings) -> Option<(Session, String)> {
        let name = self.read(LAST_USER_KEY).await?;
        let id_token = self.read_for_user(&name, ".idToken").await?;
        let access_token = self.read_for_user(&name, ".accessToken").await?;
        let claims = checked_claims(settings, &id_token, &access_token)?;
        let record = Record {
            username: claims[0].username()?.to_owned(),
            id_token,
            access_token,
            refresh_token: self.read_for_user(&name, ".refreshToken").await,
            revision: in_millis(claims[1].issued_at()?),
            issued: Timestamp::default(),
            expires: Timestamp::default(),
            offset: 0,
            origin: self.origin(&claims[1], &name).await,
            remember: Remember::default(),
        };
        Some((Session::from_record(Box::new(record))?, name))
    }

    /// Reads the devices of all users. The device of the session's user gets both of the user's names.
    pub async fn devices(&self, session: Option<&(Session, String)>) -> Vec<KnownDevice> {
        let mut devices = Vec::new();
        for key in self.keys().await {
            let name = key.strip_prefix(&self.prefix);
            let Some(name) = name.and_then(|name| name.strip_suffix(DEVICE_SUFFIXES[0])) else {
                continue;
            };
            if let Some(device) = self.device(name, session).await {
                devices.push(device);
            }
        }
        devices
    }

    /// Reads the device stored under that user name.
    pub async fn device(
        &self,
        name: &str,
        session: Option<&(Session, String)>,
    ) -> Option<KnownDevice> {
        let username = match session {
            Some((session, known_as)) if known_as == name => session.username(),
            _ => name,
        };
        Some(KnownDevice {
            username: username.to_owned(),
            alias: name.to_owned(),
            key: self.read_for_user(name, DEVICE_SUFFIXES[0]).await?,
            group_key: self.read_for_user(name, DEVICE_SUFFIXES[1]).await?,
            password: self.read_for_user(name, DEVICE_SUFFIXES[2]).await?.into(),
            is_undecided: false,
        })
    }

    /// Writes a session for the other library, and then the marker.
    pub async fn write_session(&self, record: &Record, device: Option<&KnownDevice>) {
        let _ = self.store.remove(&self.marker_key).await;
        let name = record.username.as_str();
        for key in self.keys().await {
            let is_own = (key.strip_prefix(&self.prefix))
                .and_then(|rest| rest.strip_prefix(name))
                .is_some_and(|rest| TOKEN_SUFFIXES.contains(&rest));
            if !is_own && TOKEN_SUFFIXES.iter().any(|end| key.ends_with(end)) {
                let _ = self.store.remove(&key).await;
            }
        }
        let clock_drift = clock_drift(record.offset);
        let by_redirect = match record.origin {
            Origin::Direct => None,
            Origin::Redirect => Some("true,false"),
        };
        let device = |part: fn(&KnownDevice) -> &str| device.map(part);
        let of = |end: &str| [&self.prefix, name, end].concat();
        let values = [
            (of(".idToken"), Some(record.id_token.as_str())),
            (of(".accessToken"), Some(record.access_token.as_str())),
            (of(".refreshToken"), record.refresh_token.as_deref()),
            (of(".clockDrift"), Some(clock_drift.as_str())),
            (of(DEVICE_SUFFIXES[0]), device(|it| &it.key)),
            (of(DEVICE_SUFFIXES[1]), device(|it| &it.group_key)),
            (of(DEVICE_SUFFIXES[2]), device(|it| it.password.expose())),
            ([&self.prefix, REDIRECT_KEY].concat(), by_redirect),
            // Last, because the other library reads it first.
            ([&self.prefix, LAST_USER_KEY].concat(), Some(name)),
        ];
        let mut is_whole = true;
        for (key, value) in values {
            is_whole &= match value {
                Some(value) => self.store.write(&key, value).await.is_ok(),
                None => self.store.remove(&key).await.is_ok(),
            };
        }
        if is_whole {
            let _ = self.store.write(&self.marker_key, "1").await;
        }
    }

    /// Removes the session, and the devices if `devices_as_well`.
    pub async fn remove(&self, devices_as_well: bool) {
        for key in self.keys().await {
            if devices_as_well || !DEVICE_SUFFIXES.iter().any(|end| key.ends_with(end)) {
                let _ = self.store.remove(&key).await;
            }
        }
        let _ = self.store.remove(REDIRECT_KEY_V5).await;
        let _ = self.store.remove(&self.marker_key).await;
    }

    /// Determines how the person signed in. A redirect requests the scope `openid`, which tokens of the
    /// API never have. A trigger can remove it from the token; then the other library's own flag counts.
    /// That flag may be outdated, so it is ignored if there is a device, which a redirect never has.
    async fn origin(&self, access: &Claims, name: &str) -> Origin {
        let was_redirect = match self.read(REDIRECT_KEY).await {
            Some(value) => value.starts_with("true"),
            None => {
                let value = self.store.read(REDIRECT_KEY_V5).await;
                value.ok().flatten().is_some_and(|value| value == "true")
            }
        };
        let is_redirect = access.scopes().any(|scope| scope == "openid")
            || was_redirect && self.read_for_user(name, DEVICE_SUFFIXES[0]).await.is_none();
        match is_redirect {
            true => Origin::Redirect,
            false => Origin::Direct,
        }
    }

    async fn keys(&self) -> Vec<String> {
        self.store.keys(&self.prefix).await.unwrap_or_default()
    }

    async fn read_for_user(&self, name: &str, end: &str) -> Option<String> {
        self.read(&[name, end].concat()).await
    }

    /// Reads a key. The other libraries write `undefined` for a missing value.
    async fn read(&self, key: &str) -> Option<String> {
        let key = [&self.prefix, key].concat();
        let value = self.store.read(&key).await.ok().flatten()?;
        let has_value = !matches!(value.as_str(), "" | "undefined" | "null");
        has_value.then_some(value)
    }
}

/// Returns the claims of an ID token and an access token, if both come from one response of this pool
/// for this app client. They may have expired, so they are checked at their time of issue.
fn checked_claims(settings: &Settings, id_token: &str, access_token: &str) -> Option<[Claims; 2]> {
    let id = Jwt::parse(id_token).ok()?.into_claims();
    let access = Jwt::parse(access_token).ok()?.into_claims();
    let issued = access.issued_at()?;
    let expected = Expected {
        issuers: &settings.issuers,
        client_id: &settings.client_id,
        token_use: TokenUse::Access,
        nonce: None,
        access_token_hash: AccessTokenHash::Ignored,
        now: issued,
        leeway: LEEWAY,
    };
    let for_id = Expected {
        token_use: TokenUse::Id,
        access_token_hash: AccessTokenHash::IfPresent(access_token),
        ..expected
    };
    jwt::check(&access, &expected).ok()?;
    jwt::check(&id, &for_id).ok()?;
    jwt::check_subjects(&id, &access).ok()?;
    let is_one_response = issued.abs_diff(id.issued_at()?) <= LEEWAY.unsigned_abs();
    is_one_response.then_some([id, access])
}

/// Formats the clock offset as Amplify 6 does: Cognito's time minus the machine's, in milliseconds.
/// identity-js stores seconds with the opposite sign, so an offset below one minute is written as `0`,
/// which is correct for both.
fn clock_drift(offset: i64) -> String {
    match offset.unsigned_abs() < 60_000 {
        true => "0".to_owned(),
        false => json::write(&offset.into()),
    }
}
