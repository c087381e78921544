//! What is kept of this device, where it is remembered, and the secret that it proves itself by at a sign-in.

use vestibule_chunk::chunk;

use base64::prelude::{BASE64_STANDARD, Engine};
use std::fmt;
use std::sync::Arc;

use crate::client::Client;
use crate::config::{Remember, Settings, Storage};
use crate::error::Error;
use crate::platform::{LocalFuture, Store};
use crate::protocol::json::{self, Value};
use crate::protocol::secret::Secret;
use crate::protocol::srp;
use crate::session::Session;

/// What is kept of this device for one user.
#[derive(Clone)]
pub(crate) struct Known {
    pub username: String,
    /// What the person called themselves at their last sign-in.
    pub alias: String,
    pub key: String,
    pub group_key: String,
    pub password: Secret,
    pub is_undecided: bool,
}

impl Client {
    /// What is kept of this device for the user of one of these names or aliases, or under that key.
    pub(crate) async fn device_of(&self, names: [&str; 2]) -> Option<Known> {
        let all = self.known_devices().await;
        all.into_iter()
            .find(|known| names.iter().any(|name| known.is_of(name)))
    }

    pub(crate) async fn device_key_of(&self, names: [&str; 2]) -> Option<String> {
        Some(self.device_of(names).await?.key)
    }

    /// The same while somebody signs in. Most browsers keep no device, and then it need not be there
    /// what reads them.
    ///
    /// # Errors
    /// As those of a request, where there is one and what reads it could not be fetched: without it,
    /// Cognito would take this browser for another one.
    pub(crate) fn device_key_at_sign_in<'a>(
        &'a self,
        names: [&'a str; 2],
    ) -> LocalFuture<'a, Result<Option<String>, Error>> {
        Box::pin(async move {
            // An empty list is as good as none.
            if self.device_text().await.len() <= 2 {
                return Ok(None);
            }
            self.device_key_in_step(names).await
        })
    }

    #[chunk(steps, load = self)]
    async fn device_key_in_step(&self, names: [&str; 2]) -> Result<Option<String>, Error> {
        Ok(self.device_key_of(names).await)
    }

    /// Forgets a device that was named in a sign-in: what reads devices is there then.
    #[chunk(steps)]
    pub(super) async fn drop_named_device(&self, name: &str) {
        self.drop_device(name).await;
    }

    pub(crate) async fn drop_device(&self, name: &str) {
        let mut all = self.known_devices().await;
        all.retain(|known| !known.is_of(name));
        self.write_devices(&all).await;
    }

    pub(super) async fn known_devices(&self) -> Vec<Known> {
        read_all(&self.device_text().await)
    }

    /// Boxed, since it stands in many places.
    fn device_text(&self) -> LocalFuture<'_, String> {
        Box::pin(async move {
            let Some(store) = self.device_store() else {
                return String::new();
            };
            let text = store.read(&key(self.settings())).await;
            text.ok().flatten().unwrap_or_default()
        })
    }

    /// Whether this browser is a device for anybody. A pool that tracks none names none.
    #[cfg(feature = "diagnose")]
    pub(super) async fn knows_a_device(&self) -> bool {
        !self.known_devices().await.is_empty()
    }

    /// Whether they could be kept.
    pub(super) async fn write_devices(&self, all: &[Known]) -> bool {
        let Some(store) = self.device_store() else {
            return false;
        };
        let text = write_all(all);
        store.write(&key(self.settings()), &text).await.is_ok()
    }

    /// With the session; a session in memory ends with the page, and so would the device.
    fn device_store(&self) -> Option<&Arc<dyn Store>> {
        match self.settings().storage {
            Storage::Local => Some(&self.platform().local),
            Storage::Session => Some(&self.platform().tab),
            Storage::Custom => Some(self.store().lasting()),
            // Nor does a worker live for long.
            _ => None,
        }
    }
}

/// Under which they are kept.
pub(super) fn key(settings: &Settings) -> String {
    ["vestibule.", &settings.client_id, ".devices"].concat()
}

/// The devices of the text that is kept.
pub(super) fn read_all(text: &str) -> Vec<Known> {
    let value = json::parse(text).unwrap_or_default();
    let all = value.as_array().unwrap_or(&[]).iter();
    all.filter_map(Known::read).collect()
}

/// The text that is kept.
pub(super) fn write_all(all: &[Known]) -> String {
    json::write(&Value::Array(all.iter().map(Known::value).collect()))
}

/// A device that is remembered, and what Cognito checks its secret by.
pub(super) struct Kept {
    known: Known,
    secret: srp::DeviceSecret,
}

impl Kept {
    /// Makes a secret for the device, where the person wants to be remembered and it can be kept. Who is
    /// not remembered leaves nothing behind by which the next person would be known.
    pub(super) async fn begin(
        client: &Client,
        session: &Session,
        [key, group_key]: [&str; 2],
        alias: &str,
    ) -> Result<Option<Self>, Error> {
        let is_brief = session.record().remember == Remember::Briefly;
        if is_brief || client.device_store().is_none() {
            return Ok(None);
        }
        let password = BASE64_STANDARD.encode(client.random()?);
        let salt = client.random()?;
        let salt = salt.first_chunk::<16>().copied().unwrap_or_default();
        let kept = Kept {
            secret: srp::device_secret(group_key, key, &password, salt),
            known: Known {
                username: session.username().to_owned(),
                alias: alias.to_owned(),
                key: key.to_owned(),
                group_key: group_key.to_owned(),
                password: password.into(),
                is_undecided: false,
            },
        };
        // One whose secret is lost would be asked for it in vain: whether it can be kept shows first.
        let can_be_kept = kept.write(client, false).await;
        client.drop_device(key).await;
        Ok(can_be_kept.then_some(kept))
    }

    /// `PasswordVerifier` and `Salt`.
    pub(super) fn secret(&self) -> (String, String) {
        (self.secret.verifier.clone(), self.secret.salt.clone())
    }

    /// Keeps the device, now that it is confirmed.
    pub(super) async fn keep(&self, client: &Client, is_undecided: bool) {
        self.write(client, is_undecided).await;
    }

    async fn write(&self, client: &Client, is_undecided: bool) -> bool {
        let mut all = client.known_devices().await;
        all.retain(|other| other.username != self.known.username);
        all.push(Known {
            is_undecided,
            ..self.known.clone()
        });
        client.write_devices(&all).await
    }
}

impl Known {
    pub fn is_of(&self, name: &str) -> bool {
        self.username == name || self.alias == name || self.key == name
    }

    fn value(&self) -> Value {
        Value::object([
            ("username", self.username.as_str().into()),
            ("alias", self.alias.as_str().into()),
            ("key", self.key.as_str().into()),
            ("groupKey", self.group_key.as_str().into()),
            ("password", self.password.expose().into()),
            ("undecided", self.is_undecided.into()),
        ])
    }

    fn read(value: &Value) -> Option<Self> {
        let text = |name| value.string(name).map(str::to_owned);
        Some(Known {
            username: text("username")?,
            alias: text("alias")?,
            key: text("key")?,
            group_key: text("groupKey")?,
            password: text("password")?.into(),
            is_undecided: value.field("undecided")?.as_bool()?,
        })
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
