//! What Amplify and amazon-cognito-identity-js keep, key by key.
//!
//! Both write `CognitoIdentityServiceProvider.<app client>.LastAuthUser`, and under
//! `CognitoIdentityServiceProvider.<app client>.<user name>.` what [`TOKENS`] and [`DEVICE`] name, the
//! user's name as it is, dots and all:
//! <https://github.com/aws-amplify/amplify-js/blob/main/packages/auth/src/providers/cognito/tokenProvider/TokenStore.ts>,
//! <https://github.com/aws-amplify/amplify-js/blob/main/packages/auth/src/providers/cognito/utils/signInWithRedirectStore.ts>,
//! <https://github.com/aws-amplify/amplify-js/blob/v5/packages/amazon-cognito-identity-js/src/CognitoUser.js>

use std::sync::Arc;

use crate::config::{Remember, Settings};
use crate::engine::begin::in_millis;
use crate::flow::device::Known;
use crate::platform::{Store, Timestamp};
use crate::protocol::json;
use crate::protocol::jwt::{self, AccessTokenHash, Claims, Expected, Jwt, TokenUse};
use crate::session::Session;
use crate::session::record::{Origin, Record};

/// What is kept for whoever is signed in. `signInDetails` and `oauthMetadata` are Amplify 6's,
/// `userData` is what identity-js knows of the user.
const TOKENS: [&str; 7] = [
    ".idToken",
    ".accessToken",
    ".refreshToken",
    ".clockDrift",
    ".signInDetails",
    ".oauthMetadata",
    ".userData",
];
/// What is kept of a remembered device, past the sign-out.
const DEVICE: [&str; 3] = [".deviceKey", ".deviceGroupKey", ".randomPasswordKey"];
/// Amplify 6 remembers here that the sign-in was a redirect: `true,false`.
const BY_REDIRECT: &str = "oauthSignIn";
/// Amplify 5 does so for all app clients at once.
const BY_REDIRECT_5: &str = "amplify-signin-with-hostedUI";
const LAST_USER: &str = "LastAuthUser";

/// How far the two tokens of one answer may be apart, in seconds.
const LEEWAY: i64 = 60;

/// The keys of one app client in one storage.
pub(super) struct AmplifyStore {
    store: Arc<dyn Store>,
    prefix: String,
    /// The note that this library wrote all of it.
    note: String,
}

impl AmplifyStore {
    pub fn of(settings: &Settings, store: Arc<dyn Store>) -> Self {
        let prefix = ["CognitoIdentityServiceProvider.", &settings.client_id, "."].concat();
        let note = ["vestibule.", &settings.client_id, ".beside"].concat();
        AmplifyStore {
            store,
            prefix,
            note,
        }
    }

    /// Whether this library wrote a whole session for them, which may have changed since.
    pub async fn were_given(&self) -> bool {
        matches!(self.store.read(&self.note).await, Ok(Some(_)))
    }

    /// Whether there is anything of theirs.
    pub async fn is_there(&self) -> bool {
        !self.keys().await.is_empty()
    }

    /// Whether somebody is signed in there, as they see it.
    pub async fn has_tokens(&self) -> bool {
        match self.read(LAST_USER).await {
            Some(name) => self.read_of(&name, ".accessToken").await.is_some(),
            None => false,
        }
    }

    /// Their session and the name that they have it under, where all of it is this pool's and this app
    /// client's. Its tokens may have expired, and how far the clock is off it does not know: the two
    /// libraries write that under one key and mean the opposite by it.
    pub async fn session(&self, settings: &Settings) -> Option<(Session, String)> {
        let name = self.read(LAST_USER).await?;
        let id_token = self.read_of(&name, ".idToken").await?;
        let access_token = self.read_of(&name, ".accessToken").await?;
        let claims = checked(settings, &id_token, &access_token)?;
        let record = Record {
            username: claims[0].username()?.to_owned(),
            id_token,
            access_token,
            refresh_token: self.read_of(&name, ".refreshToken").await,
            revision: in_millis(claims[1].issued_at()?),
            issued: Timestamp::default(),
            expires: Timestamp::default(),
            offset: 0,
            origin: self.origin(&claims[1], &name).await,
            remember: Remember::default(),
        };
        Some((Session::from_record(Box::new(record))?, name))
    }

    /// The devices of all users. That of the session is its user's by both names.
    pub async fn devices(&self, session: Option<&(Session, String)>) -> Vec<Known> {
        let mut devices = Vec::new();
        for key in self.keys().await {
            let name = key.strip_prefix(&self.prefix);
            let Some(name) = name.and_then(|name| name.strip_suffix(DEVICE[0])) else {
                continue;
            };
            if let Some(device) = self.device(name, session).await {
                devices.push(device);
            }
        }
        devices
    }

    /// The device under that name.
    pub async fn device(&self, name: &str, session: Option<&(Session, String)>) -> Option<Known> {
        let username = match session {
            Some((session, known_as)) if known_as == name => session.username(),
            _ => name,
        };
        Some(Known {
            username: username.to_owned(),
            alias: name.to_owned(),
            key: self.read_of(name, DEVICE[0]).await?,
            group_key: self.read_of(name, DEVICE[1]).await?,
            password: self.read_of(name, DEVICE[2]).await?.into(),
            is_undecided: false,
        })
    }

    /// Writes a session for them to read, and then the note of it.
    pub async fn give(&self, record: &Record, device: Option<&Known>) {
        let _ = self.store.remove(&self.note).await;
        let name = record.username.as_str();
        for key in self.keys().await {
            let is_own = (key.strip_prefix(&self.prefix))
                .and_then(|rest| rest.strip_prefix(name))
                .is_some_and(|rest| TOKENS.contains(&rest));
            if !is_own && TOKENS.iter().any(|end| key.ends_with(end)) {
                let _ = self.store.remove(&key).await;
            }
        }
        let drift = drift(record.offset);
        let by_redirect = match record.origin {
            Origin::Direct => None,
            Origin::Redirect => Some("true,false"),
        };
        let device = |part: fn(&Known) -> &str| device.map(part);
        let of = |end: &str| [&self.prefix, name, end].concat();
        let values = [
            (of(".idToken"), Some(record.id_token.as_str())),
            (of(".accessToken"), Some(record.access_token.as_str())),
            (of(".refreshToken"), record.refresh_token.as_deref()),
            (of(".clockDrift"), Some(drift.as_str())),
            (of(DEVICE[0]), device(|it| &it.key)),
            (of(DEVICE[1]), device(|it| &it.group_key)),
            (of(DEVICE[2]), device(|it| it.password.expose())),
            ([&self.prefix, BY_REDIRECT].concat(), by_redirect),
            // The last: whoever finds it finds the rest.
            ([&self.prefix, LAST_USER].concat(), Some(name)),
        ];
        let mut is_whole = true;
        for (key, value) in values {
            is_whole &= match value {
                Some(value) => self.store.write(&key, value).await.is_ok(),
                None => self.store.remove(&key).await.is_ok(),
            };
        }
        if is_whole {
            let _ = self.store.write(&self.note, "1").await;
        }
    }

    /// Removes who is signed in there, and what they know of devices, too, where that is wanted.
    pub async fn remove(&self, devices_as_well: bool) {
        for key in self.keys().await {
            if devices_as_well || !DEVICE.iter().any(|end| key.ends_with(end)) {
                let _ = self.store.remove(&key).await;
            }
        }
        let _ = self.store.remove(BY_REDIRECT_5).await;
        let _ = self.store.remove(&self.note).await;
    }

    /// A redirect asks for `openid`, which Cognito's own sign-in never has among its scopes. A trigger
    /// can take it out of the token, and then their own notes tell; but they keep them for too long,
    /// and a device is never a redirect's.
    async fn origin(&self, access: &Claims, name: &str) -> Origin {
        let is_noted = match self.read(BY_REDIRECT).await {
            Some(noted) => noted.starts_with("true"),
            None => {
                let noted = self.store.read(BY_REDIRECT_5).await;
                noted.ok().flatten().is_some_and(|noted| noted == "true")
            }
        };
        let is_redirect = access.scopes().any(|scope| scope == "openid")
            || is_noted && self.read_of(name, DEVICE[0]).await.is_none();
        match is_redirect {
            true => Origin::Redirect,
            false => Origin::Direct,
        }
    }

    async fn keys(&self) -> Vec<String> {
        self.store.keys(&self.prefix).await.unwrap_or_default()
    }

    async fn read_of(&self, name: &str, end: &str) -> Option<String> {
        self.read(&[name, end].concat()).await
    }

    /// The value of that key; they write `undefined` where they have none.
    async fn read(&self, key: &str) -> Option<String> {
        let key = [&self.prefix, key].concat();
        let value = self.store.read(&key).await.ok().flatten()?;
        let is_value = !matches!(value.as_str(), "" | "undefined" | "null");
        is_value.then_some(value)
    }
}

/// The claims of an ID token and an access token that came with one answer of the pool for the app
/// client. When that was tells nobody the time: they may have expired.
fn checked(settings: &Settings, id_token: &str, access_token: &str) -> Option<[Claims; 2]> {
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
    let is_one_answer = issued.abs_diff(id.issued_at()?) <= LEEWAY.unsigned_abs();
    is_one_answer.then_some([id, access])
}

/// How far the machine's clock is off, as Amplify 6 writes it: Cognito's time less the machine's, in
/// milliseconds. identity-js takes it for seconds, and the other way round; a clock that is about
/// right is right for both.
fn drift(offset: i64) -> String {
    match offset.unsigned_abs() < 60_000 {
        true => "0".to_owned(),
        false => json::write(&offset.into()),
    }
}
