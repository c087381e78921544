//! The group `devices`: those from which the person who is signed in has signed in, this one among them.

use crate::client::Client;
use crate::error::{Error, Form};
use crate::platform::Timestamp;
use crate::protocol::idp;

/// The devices of the person who is signed in: this one, their others, which of them are remembered.
/// [`Client::devices`] gives it.
///
/// ```no_run
/// use vestibule::{Client, Error};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let devices = client.devices();
///
/// // "Remember this device?", where the pool leaves it to the person.
/// if let Some(this) = devices.this().await?
///     && this.is_undecided
/// {
///     devices.remember(&this.key).await?;
/// }
///
/// for device in devices.list(None).await?.devices {
///     println!("{:?}, last used {:?}", device.name, device.last_used);
///     if !device.is_this {
///         devices.forget(&device.key).await?;
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// A device that is remembered proves itself at the next sign-in, and the library does that by itself.
///
/// Cheap to clone, and it holds a [`Client`] of its own: move it into a task as it is.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>
#[derive(Clone, Debug)]
pub struct Devices(Client);

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
    /// What [`Devices::list`] takes for the next page; none on the last one.
    pub next: Option<String>,
}

/// This device, as Cognito knows it for whoever is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThisDevice {
    /// Its key.
    pub key: String,
    /// Whether the pool leaves it to the person if the device is to be remembered, and they have
    /// not said so yet: [`Devices::remember`] does.
    pub is_undecided: bool,
}

impl Client {
    /// The devices of the person who is signed in.
    pub fn devices(&self) -> Devices {
        Devices(self.clone())
    }
}

impl Devices {
    /// This device, where the pool remembers devices and somebody is signed in.
    ///
    /// # Errors
    /// [`SignedOut`](crate::ErrorKind::SignedOut) where nobody is signed in.
    pub async fn this(&self) -> Result<Option<ThisDevice>, Error> {
        let session = self.0.stored_session().await?;
        let known = self.0.device_of([session.username(); 2]).await;
        Ok(known.map(|known| ThisDevice {
            key: known.key,
            is_undecided: known.is_undecided,
        }))
    }

    /// The person's devices, up to 60 at a time; `next` is where the page before ended.
    ///
    /// # Errors
    /// Those of [`Client::session`], and
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where the pool remembers no devices.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html>
    pub async fn list(&self, next: Option<&str>) -> Result<DevicePage, Error> {
        let request = idp::ListDevices {
            access_token: self.0.access_token().await?.into(),
            limit: None,
            pagination_token: next.map(str::to_owned),
        };
        let answer = self.0.call_operation(request).await?;
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
    /// As [`list`](Self::list), and where there is no such device.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html>
    pub async fn get(&self, key: &str) -> Result<Device, Error> {
        let request = idp::GetDevice {
            access_token: Some(self.0.access_token().await?.into()),
            device_key: key.to_owned(),
        };
        let answer = self.0.call_operation(request).await?;
        Ok(Device::read(
            answer.device,
            self.this_key().await.as_deref(),
        ))
    }

    /// Remembers a device: it proves itself from now on, in place of a second factor where the
    /// pool has it so.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html>
    pub async fn remember(&self, key: &str) -> Result<(), Error> {
        self.update(key, "remembered").await
    }

    /// Remembers a device no longer; Cognito still knows it.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn do_not_remember(&self, key: &str) -> Result<(), Error> {
        self.update(key, "not_remembered").await
    }

    /// Forgets a device, at Cognito, and here where it is this one.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html>
    pub async fn forget(&self, key: &str) -> Result<(), Error> {
        let mut input = self.0.token_input().await?;
        input.text("DeviceKey", key);
        self.0.ask("ForgetDevice", input, Form::Account).await?;
        self.0.drop_device(key).await;
        Ok(())
    }

    /// `status` in Cognito's name.
    pub(crate) async fn update(&self, key: &str, status: &str) -> Result<(), Error> {
        let mut input = self.0.token_input().await?;
        input.text("DeviceKey", key);
        input.text("DeviceRememberedStatus", status);
        self.0
            .ask("UpdateDeviceStatus", input, Form::Account)
            .await?;
        let mut all = self.0.known_devices().await;
        for known in all.iter_mut().filter(|known| known.key == key) {
            known.is_undecided = false;
        }
        self.0.write_devices(&all).await;
        Ok(())
    }

    async fn this_key(&self) -> Option<String> {
        Some(self.this().await.ok()??.key)
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
