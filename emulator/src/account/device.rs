//! The devices of a signed-in user.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html>

use crate::crypto::srp::Verifier;
use crate::errors::Failure;
use crate::state::{Context, Device};

/// A device to confirm.
pub(crate) struct DeviceToConfirm<'a> {
    pub(crate) key: &'a str,
    pub(crate) name: Option<&'a str>,
    /// The SRP verifier of the device's secret, big-endian.
    pub(crate) verifier: &'a [u8],
    pub(crate) salt: &'a [u8],
}

/// Whether the user has to confirm that the device is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Confirmation {
    Necessary,
    Unnecessary,
}

impl Context<'_> {
    /// Confirms a device whose key was issued with tokens.
    // Source: API_ConfirmDevice, amazon-cognito-user-pools-device-tracking. Assumed: the message.
    pub(crate) fn confirm_device(
        &mut self,
        username: &str,
        device: &DeviceToConfirm<'_>,
    ) -> Result<Confirmation, Failure> {
        let settings = self.pool.settings.device_configuration;
        let asks = settings
            .ok_or(Failure::devices_not_enabled())?
            .device_only_remembered_on_user_prompt;
        let now = self.now;
        let devices = &mut self.user_mut(username)?.devices;
        if devices.find(device.key).is_some() {
            return Err(Failure::device_key_exists());
        }
        if device.verifier.is_empty() || device.salt.is_empty() {
            return Err(Failure::invalid_parameter("Invalid device secret verifier"));
        }
        let offered = devices.take_offered(device.key);
        let offered = offered.ok_or(Failure::device_key_invalid())?;
        devices.add(Device {
            key: offered.key,
            group_key: offered.group_key,
            name: device.name.unwrap_or_default().to_owned(),
            is_remembered: !asks,
            verifier: Verifier::of_device(device.salt, device.verifier),
            created: now,
            modified: now,
            last_authenticated: now,
        });
        Ok(match asks {
            true => Confirmation::Necessary,
            false => Confirmation::Unnecessary,
        })
    }

    /// Sets whether a device is remembered; `None` changes nothing.
    // Source: API_UpdateDeviceStatus.
    pub(crate) fn update_device(
        &mut self,
        username: &str,
        key: &str,
        remembered: Option<bool>,
    ) -> Result<(), Failure> {
        self.check_devices()?;
        let now = self.now;
        let device = self.user_mut(username)?.devices.find_mut(key);
        let device = device.ok_or(Failure::device_not_found())?;
        if let Some(is_remembered) = remembered {
            device.is_remembered = is_remembered;
            device.modified = now;
        }
        Ok(())
    }

    // Source: API_ForgetDevice.
    pub(crate) fn forget_device(&mut self, username: &str, key: &str) -> Result<(), Failure> {
        self.check_devices()?;
        match self.user_mut(username)?.devices.forget(key) {
            true => Ok(()),
            false => Err(Failure::device_not_found()),
        }
    }

    // Source: API_ConfirmDevice (`InvalidUserPoolConfigurationException`). Assumed: the message.
    pub(crate) fn check_devices(&self) -> Result<(), Failure> {
        match self.remembers_devices() {
            true => Ok(()),
            false => Err(Failure::devices_not_enabled()),
        }
    }
}
