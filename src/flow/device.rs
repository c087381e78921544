//! Remembered devices: this one, which proves itself at the sign-in, and the person's others.

use base64::prelude::{BASE64_STANDARD, Engine};
use std::fmt;
use std::sync::Arc;

use crate::client::Client;
use crate::config::{Remember, Settings, Storage};
use crate::error::{Error, Form};
use crate::part::begun;
use crate::platform::{LocalFuture, Store, Timestamp};
use crate::protocol::idp;
use crate::protocol::json::{self, Value};
use crate::protocol::secret::Secret;
use crate::protocol::srp;
use crate::session::Session;

/// A device from which a person has signed in.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceType.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Device {
    /// Its key, by which the other methods know it.
    pub key: String,
    /// The name that it was given, where it was given one.
    pub name: Option<String>,
    /// Whether it is remembered; unknown where Cognito does not say so.
    pub is_remembered: Option<bool>,
    /// Whether it is this one.
    pub is_this: bool,
    /// When it was confirmed.
    pub created: Option<Timestamp>,
    /// When somebody signed in from it last.
    pub last_used: Option<Timestamp>,
}

/// Some devices, and where the next ones begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DevicePage {
    /// The devices.
    pub devices: Vec<Device>,
    /// What [`Client::devices`] takes for the next page; none on the last one.
    pub next: Option<String>,
}

/// This device, as Cognito knows it for whoever is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThisDevice {
    /// Its key.
    pub key: String,
    /// Whether the pool leaves it to the person if the device is to be remembered, and they have
    /// not said so yet: [`Client::remember_device`] does.
    pub is_undecided: bool,
}

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
    /// This device, where the pool remembers devices and somebody is signed in.
    ///
    /// # Errors
    /// [`SignedOut`](crate::ErrorKind::SignedOut) where nobody is signed in.
    pub async fn this_device(&self) -> Result<Option<ThisDevice>, Error> {
        let session = self.stored_session().await?;
        let known = self.device_of([session.username(); 2]).await;
        Ok(known.map(|known| ThisDevice {
            key: known.key,
            is_undecided: known.is_undecided,
        }))
    }

    /// The person's devices, up to 60 at a time; `next` is where the page before ended.
    ///
    /// # Errors
    /// Those of [`session`](Self::session), and
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where the pool remembers no devices.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html>
    pub async fn devices(&self, next: Option<&str>) -> Result<DevicePage, Error> {
        let request = idp::ListDevices {
            access_token: self.access_token().await?.into(),
            limit: None,
            pagination_token: next.map(str::to_owned),
        };
        let answer = self.call_operation(request).await?;
        let this = self.this_key().await;
        let device = |device| Device::read(device, this.as_deref());
        Ok(DevicePage {
            devices: answer.devices.into_iter().map(device).collect(),
            next: answer.pagination_token,
        })
    }

    /// One of the person's devices.
    ///
    /// # Errors
    /// As [`devices`](Self::devices), and where there is no such device.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html>
    pub async fn device(&self, key: &str) -> Result<Device, Error> {
        let request = idp::GetDevice {
            access_token: Some(self.access_token().await?.into()),
            device_key: key.to_owned(),
        };
        let answer = self.call_operation(request).await?;
        Ok(Device::read(
            answer.device,
            self.this_key().await.as_deref(),
        ))
    }

    /// Remembers a device: it proves itself from now on, in place of a second factor where the
    /// pool has it so.
    ///
    /// # Errors
    /// As [`device`](Self::device).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html>
    pub async fn remember_device(&self, key: &str) -> Result<(), Error> {
        self.update_device(key, "remembered").await
    }

    /// Remembers a device no longer; Cognito still knows it.
    ///
    /// # Errors
    /// As [`device`](Self::device).
    pub async fn do_not_remember_device(&self, key: &str) -> Result<(), Error> {
        self.update_device(key, "not_remembered").await
    }

    /// Forgets a device, at Cognito, and here where it is this one.
    ///
    /// # Errors
    /// As [`device`](Self::device).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html>
    pub async fn forget_device(&self, key: &str) -> Result<(), Error> {
        let mut input = self.token_input().await?;
        input.text("DeviceKey", key);
        self.ask("ForgetDevice", input, Form::Account).await?;
        self.drop_device(key).await;
        Ok(())
    }

    /// `status` in Cognito's name.
    pub(crate) async fn update_device(&self, key: &str, status: &str) -> Result<(), Error> {
        let mut input = self.token_input().await?;
        input.text("DeviceKey", key);
        input.text("DeviceRememberedStatus", status);
        self.ask("UpdateDeviceStatus", input, Form::Account).await?;
        let mut all = self.known_devices().await;
        for known in all.iter_mut().filter(|known| known.key == key) {
            known.is_undecided = false;
        }
        self.write_devices(&all).await;
        Ok(())
    }

    async fn this_key(&self) -> Option<String> {
        Some(self.this_device().await.ok()??.key)
    }

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
            self.part("steps").await?;
            Ok(part_steps_device_key(self, names).await)
        })
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
            Storage::Own => Some(self.store().lasting()),
            // Nor does a worker live for long.
            _ => None,
        }
    }
}

// Where parts of the program begin: see the module `part`.

#[cfg_attr(feature = "parts", inline(never))]
fn part_steps_device_key<'a>(
    client: &'a Client,
    names: [&'a str; 2],
) -> LocalFuture<'a, Option<String>> {
    begun(Box::pin(client.device_key_of(names)))
}

/// Forgets a device that was named in a sign-in: what reads devices is there then.
#[cfg_attr(feature = "parts", inline(never))]
pub(super) fn part_steps_drop_device<'a>(client: &'a Client, name: &'a str) -> LocalFuture<'a, ()> {
    begun(Box::pin(client.drop_device(name)))
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

impl Device {
    fn read(device: idp::Device, this: Option<&str>) -> Self {
        let attribute = |name: &str| {
            let mut all = device.device_attributes.iter();
            let found = all.find(|attribute| attribute.name == name)?;
            Some(found.text().to_owned()).filter(|text| !text.is_empty())
        };
        let remembered = attribute("dev:device_remembered_status");
        let key = device.device_key.clone().unwrap_or_default();
        Device {
            name: attribute("device_name"),
            is_remembered: remembered.map(|status| status == "remembered"),
            is_this: this == Some(key.as_str()),
            created: device.device_create_date.and_then(Timestamp::of_wire),
            last_used: device
                .device_last_authenticated_date
                .and_then(Timestamp::of_wire),
            key,
        }
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
