//! The group `devices`: the devices from which the person has signed in, including this one.

use crate::client::Client;
use crate::error::{Error, Form};
use crate::platform::Timestamp;
use crate::protocol::idp;

/// The devices of the signed-in person, and whether they are remembered. [`Client::devices`] returns it.
///
/// ```no_run
/// use vestibule::{Client, Error};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let devices = client.devices();
///
/// // "Remember this device?", if the pool lets the person decide.
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
/// A remembered device has to prove its secret at the next sign-in; the library does that automatically.
///
/// Cheap to clone. It holds its own [`Client`], so it can be moved into a task.
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
    /// Its key, for the other methods.
    pub key: String,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Whether it is remembered; `None` if Cognito does not say.
    pub is_remembered: Option<bool>,
    /// Whether it is this device.
    pub is_this: bool,
    /// When it was confirmed.
    pub created: Option<Timestamp>,
    /// When the person last signed in from it.
    pub last_used: Option<Timestamp>,
}

/// One page of a list of devices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DevicePage {
    /// The devices.
    pub devices: Vec<Device>,
    /// The argument of [`Devices::list`] for the next page; `None` on the last page.
    pub next: Option<String>,
}

/// This device, as it is registered for the signed-in person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThisDevice {
    /// Its key.
    pub key: String,
    /// Whether the pool lets the person decide if the device is remembered, and they have not decided
    /// yet; [`Devices::remember`] decides it.
    pub is_undecided: bool,
}

impl Client {
    /// Returns the group `devices`: the devices of the signed-in person.
    pub fn devices(&self) -> Devices {
        Devices(self.clone())
    }
}

impl Devices {
    /// Returns this device, if the pool remembers devices.
    ///
    /// # Errors
    /// [`SignedOut`](crate::ErrorKind::SignedOut) if nobody is signed in.
    pub async fn this(&self) -> Result<Option<ThisDevice>, Error> {
        let session = self.0.stored_session().await?;
        let known = self.0.device_of([session.username(); 2]).await;
        Ok(known.map(|known| ThisDevice {
            key: known.key,
            is_undecided: known.is_undecided,
        }))
    }

    /// Lists the person's devices, up to 60 at a time. `next` is [`DevicePage::next`] of the previous page.
    ///
    /// # Errors
    /// Those of [`Client::session`], and
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) if the pool remembers no devices.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html>
    pub async fn list(&self, next: Option<&str>) -> Result<DevicePage, Error> {
        let request = idp::ListDevices {
            access_token: self.0.access_token().await?.into(),
            limit: None,
            pagination_token: next.map(str::to_owned),
        };
        let response = self.0.call_operation(request).await?;
        let this = self.this_key().await;
        let device = |device| Device::read(device, this.as_deref());
        Ok(DevicePage {
            devices: response.devices.into_iter().map(device).collect(),
            next: response.pagination_token,
        })
    }

    /// Fetches one of the person's devices.
    ///
    /// # Errors
    /// As [`list`](Self::list), and an error if there is no such device.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html>
    pub async fn get(&self, key: &str) -> Result<Device, Error> {
        let request = idp::GetDevice {
            access_token: Some(self.0.access_token().await?.into()),
            device_key: key.to_owned(),
        };
        let response = self.0.call_operation(request).await?;
        Ok(Device::read(
            response.device,
            self.this_key().await.as_deref(),
        ))
    }

    /// Has Cognito remember a device. It proves its secret at each sign-in from now on, instead of a second
    /// factor if the pool is set up so.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html>
    pub async fn remember(&self, key: &str) -> Result<(), Error> {
        self.update(key, "remembered").await
    }

    /// Stops remembering a device. It stays in the list.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn do_not_remember(&self, key: &str) -> Result<(), Error> {
        self.update(key, "not_remembered").await
    }

    /// Forgets a device: at Cognito, and here if it is this device.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html>
    pub async fn forget(&self, key: &str) -> Result<(), Error> {
        let mut input = self.0.token_input().await?;
        input.text("DeviceKey", key);
        self.0
            .send_operation("ForgetDevice", input, Form::Account)
            .await?;
        self.0.forget_device(key).await;
        Ok(())
    }

    /// `status` is in Cognito's name.
    pub(crate) async fn update(&self, key: &str, status: &str) -> Result<(), Error> {
        let mut input = self.0.token_input().await?;
        input.text("DeviceKey", key);
        input.text("DeviceRememberedStatus", status);
        self.0
            .send_operation("UpdateDeviceStatus", input, Form::Account)
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
            created: device.device_create_date.and_then(Timestamp::from_wire),
            last_used: device
                .device_last_authenticated_date
                .and_then(Timestamp::from_wire),
            key,
        }
    }
}
