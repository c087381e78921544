//! The devices of who is signed in.

use super::describe::{names, nested, operation, record};
use super::shared::{Attribute, Timestamp};
use crate::secret::Secret;

operation! {
    ConfirmDevice => ConfirmDeviceResponse;
    UpdateDeviceStatus => ();
    ListDevices => ListDevicesResponse;
    GetDevice => GetDeviceResponse;
    ForgetDevice => ();
}

record! {
    /// Confirms a device whose key came with the tokens, and gives it a password of its own.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html>
    pub struct ConfirmDevice {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// The device's key.
        pub device_key: String => "DeviceKey",
        /// What the device's password is checked by.
        pub device_secret_verifier_config: Option<DeviceSecretVerifierConfig> => "DeviceSecretVerifierConfig",
        /// A name that the person knows it by.
        pub device_name: Option<String> => "DeviceName",
    }

    /// What a device's password is checked by, as SRP has it.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceSecretVerifierConfigType.html>
    pub struct DeviceSecretVerifierConfig {
        /// g to the power x, in base64.
        pub password_verifier: Option<Secret> => "PasswordVerifier",
        /// The salt of x, in base64.
        pub salt: Option<String> => "Salt",
    }

    /// The answer to [`ConfirmDevice`].
    pub struct ConfirmDeviceResponse {
        /// Whether the person has to say that the device is to be remembered.
        pub user_confirmation_necessary: Option<bool> => "UserConfirmationNecessary",
    }

    /// Remembers a device, or does not.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html>
    pub struct UpdateDeviceStatus {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// The device's key.
        pub device_key: String => "DeviceKey",
        /// Whether the device is remembered.
        pub device_remembered_status: Option<DeviceRememberedStatus> => "DeviceRememberedStatus",
    }

    /// Lists devices.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html>
    pub struct ListDevices {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// How many at the most, 0 to 60.
        pub limit: Option<i64> => "Limit",
        /// Where the page before ended.
        pub pagination_token: Option<String> => "PaginationToken",
    }

    /// The answer to [`ListDevices`].
    pub struct ListDevicesResponse {
        /// The devices of this page.
        pub devices: Vec<Device> => "Devices",
        /// Where this page ends; none on the last one.
        pub pagination_token: Option<String> => "PaginationToken",
    }

    /// Reads a device.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html>
    pub struct GetDevice {
        /// The device's key.
        pub device_key: String => "DeviceKey",
        /// The access token of who is signed in.
        pub access_token: Option<Secret> => "AccessToken",
    }

    /// The answer to [`GetDevice`].
    pub struct GetDeviceResponse {
        /// The device.
        pub device: Device => "Device",
    }

    /// A device.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceType.html>
    pub struct Device {
        /// The device's key.
        pub device_key: Option<String> => "DeviceKey",
        /// Its attributes: `device_name`, `device_status`, `last_ip_used` and others.
        pub device_attributes: Vec<Attribute> => "DeviceAttributes",
        /// When it was confirmed.
        pub device_create_date: Option<Timestamp> => "DeviceCreateDate",
        /// When it was changed last.
        pub device_last_modified_date: Option<Timestamp> => "DeviceLastModifiedDate",
        /// When somebody signed in from it last.
        pub device_last_authenticated_date: Option<Timestamp> => "DeviceLastAuthenticatedDate",
    }

    /// Forgets a device.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html>
    pub struct ForgetDevice {
        /// The access token of who is signed in.
        pub access_token: Option<Secret> => "AccessToken",
        /// The device's key.
        pub device_key: String => "DeviceKey",
    }
}

nested!(Device, DeviceSecretVerifierConfig);

names! {
    /// Whether a device is remembered.
    pub enum DeviceRememberedStatus {
        /// It is.
        Remembered => "remembered",
        /// It is not.
        NotRemembered => "not_remembered",
    }
}
