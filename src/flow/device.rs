//! Stores the keys and secrets of this device for each user, if Cognito remembers it.

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

/// This device as it is stored for one user.
#[derive(Clone)]
pub(crate) struct KnownDevice {
    pub username: String,
    /// The user name or alias of the last sign-in.
    pub alias: String,
    pub key: String,
    pub group_key: String,
    pub password: Secret,
    /// Whether the pool lets the person decide to remember the device, and they have not yet.
    pub is_undecided: bool,
}

impl Client {
    /// Returns the stored device with one of these user names, aliases or keys.
    pub(crate) async fn device_of(&self, names: [&str; 2]) -> Option<KnownDevice> {
        let all = self.known_devices().await;
        all.into_iter()
            .find(|known| names.iter().any(|name| known.is_of(name)))
    }

    pub(crate) async fn device_key_of(&self, names: [&str; 2]) -> Option<String> {
        Some(self.device_of(names).await?.key)
    }

    /// Like `device_key_of`, during a sign-in. The chunk that reads devices is loaded only if some are
    /// stored.
    ///
    /// # Errors
    /// Those of a request, if devices are stored and the chunk could not be loaded: without the key,
    /// Cognito would treat this browser as a new device.
    pub(crate) fn device_key_at_sign_in<'a>(
        &'a self,
        names: [&'a str; 2],
    ) -> LocalFuture<'a, Result<Option<String>, Error>> {
        Box::pin(async move {
            // `[]` is an empty list.
            if self.stored_text().await.len() <= 2 {
                return Ok(None);
            }
            self.device_key_in_chunk(names).await
        })
    }

    #[chunk(steps, load = self)]
    async fn device_key_in_chunk(&self, names: [&str; 2]) -> Result<Option<String>, Error> {
        Ok(self.device_key_of(names).await)
    }

    /// Forgets a device whose key was part of a sign-in, so that the chunk is loaded already.
    #[chunk(steps)]
    pub(super) async fn forget_named_device(&self, name: &str) {
        self.forget_device(name).await;
    }

    pub(crate) async fn forget_device(&self, name: &str) {
        let mut all = self.known_devices().await;
        all.retain(|known| !known.is_of(name));
        self.write_devices(&all).await;
    }

    pub(super) async fn known_devices(&self) -> Vec<KnownDevice> {
        parse_devices(&self.stored_text().await)
    }

    /// Boxed, so that each caller's future does not contain a copy of it.
    fn stored_text(&self) -> LocalFuture<'_, String> {
        Box::pin(async move {
            let Some(store) = self.device_store() else {
                return String::new();
            };
            let text = store.read(&storage_key(self.settings())).await;
            text.ok().flatten().unwrap_or_default()
        })
    }

    /// Whether a device is stored for any user. There is none if the pool does not track devices.
    #[cfg(feature = "diagnose")]
    pub(super) async fn has_known_device(&self) -> bool {
        !self.known_devices().await.is_empty()
    }

    /// Stores the devices, and returns whether that succeeded.
    pub(super) async fn write_devices(&self, all: &[KnownDevice]) -> bool {
        let Some(store) = self.device_store() else {
            return false;
        };
        let text = serialize_devices(all);
        store
            .write(&storage_key(self.settings()), &text)
            .await
            .is_ok()
    }

    /// The store of the devices: that of the session. `None` for a session in memory, which ends with the
    /// page, as the device would.
    fn device_store(&self) -> Option<&Arc<dyn Store>> {
        match self.settings().storage {
            Storage::Local => Some(&self.platform().local),
            Storage::Session => Some(&self.platform().tab),
            Storage::Custom => Some(self.store().lasting()),
            // A shared worker ends soon after its last page.
            _ => None,
        }
    }
}

/// The storage key of the devices.
pub(super) fn storage_key(settings: &Settings) -> String {
    ["vestibule.", &settings.client_id, ".devices"].concat()
}

pub(super) fn parse_devices(text: &str) -> Vec<KnownDevice> {
    let value = json::parse(text).unwrap_or_default();
    let all = value.as_array().unwrap_or(&[]).iter();
    all.filter_map(KnownDevice::read).collect()
}

pub(super) fn serialize_devices(all: &[KnownDevice]) -> String {
    json::write(&Value::Array(all.iter().map(KnownDevice::value).collect()))
}

/// A device that is to be remembered, with the verifier of its secret.
pub(super) struct DeviceEnrollment {
    known: KnownDevice,
    secret: srp::DeviceSecret,
}

impl DeviceEnrollment {
    /// Creates a secret for the device, if the session is to be remembered and the secret can be stored.
    /// Otherwise nothing about the person stays in the browser.
    pub(super) async fn prepare(
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
        let enrollment = DeviceEnrollment {
            secret: srp::device_secret(group_key, key, &password, salt),
            known: KnownDevice {
                username: session.username().to_owned(),
                alias: alias.to_owned(),
                key: key.to_owned(),
                group_key: group_key.to_owned(),
                password: password.into(),
                is_undecided: false,
            },
        };
        // Cognito would ask for the secret at the next sign-in, so first check that it can be stored.
        let can_be_stored = enrollment.write(client, false).await;
        client.forget_device(key).await;
        Ok(can_be_stored.then_some(enrollment))
    }

    /// `PasswordVerifier` and `Salt`.
    pub(super) fn verifier_and_salt(&self) -> (String, String) {
        (self.secret.verifier.clone(), self.secret.salt.clone())
    }

    /// Stores the confirmed device.
    pub(super) async fn save(&self, client: &Client, is_undecided: bool) {
        self.write(client, is_undecided).await;
    }

    async fn write(&self, client: &Client, is_undecided: bool) -> bool {
        let mut all = client.known_devices().await;
        all.retain(|other| other.username != self.known.username);
        all.push(KnownDevice {
            is_undecided,
            ..self.known.clone()
        });
        client.write_devices(&all).await
    }
}

impl KnownDevice {
    /// Whether this is the user name, the alias or the key of the device.
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
        Some(KnownDevice {
            username: text("username")?,
            alias: text("alias")?,
            key: text("key")?,
            group_key: text("groupKey")?,
            password: text("password")?.into(),
            is_undecided: value.field("undecided")?.as_bool()?,
        })
    }
}

impl fmt::Debug for KnownDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
