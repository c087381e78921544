//! The signed-in user's devices.

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
    /// Confirms a new device, whose key was in the `AuthenticationResult`, and sets its password.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html>
    pub struct ConfirmDevice {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// The device's key.
        pub device_key: String => "DeviceKey",
        /// The verifier of the device's password.
        pub device_secret_verifier_config: Option<DeviceSecretVerifierConfig> => "DeviceSecretVerifierConfig",
        /// A name for the user.
        pub device_name: Option<String> => "DeviceName",
    }

    /// The SRP verifier of a device's password.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceSecretVerifierConfigType.html>
    pub struct DeviceSecretVerifierConfig {
        /// g to the power x, in base64.
        pub password_verifier: Option<Secret> => "PasswordVerifier",
        /// The salt of x, in base64.
        pub salt: Option<String> => "Salt",
    }

    /// The response to [`ConfirmDevice`].
    pub struct ConfirmDeviceResponse {
        /// Whether the user has to confirm that the device is remembered.
        pub user_confirmation_necessary: Option<bool> => "UserConfirmationNecessary",
    }

    /// Sets whether a device is remembered.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html>
    pub struct UpdateDeviceStatus {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// The device's key.
        pub device_key: String => "DeviceKey",
        /// Whether the device is remembered.
        pub device_remembered_status: Option<DeviceRememberedStatus> => "DeviceRememberedStatus",
    }

    /// Lists devices.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html>
    pub struct ListDevices {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// The maximum number of results, 0 to 60.
        pub limit: Option<i64> => "Limit",
        /// The token of the previous page.
        pub pagination_token: Option<String> => "PaginationToken",
    }

    /// The response to [`ListDevices`].
    pub struct ListDevicesResponse {
        /// The devices of this page.
        pub devices: Vec<Device> => "Devices",
        /// The token for the next page. `None` on the last page.
        pub pagination_token: Option<String> => "PaginationToken",
    }

    /// Reads a device.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html>
    pub struct GetDevice {
        /// The device's key.
        pub device_key: String => "DeviceKey",
        /// The signed-in user's access token.
        pub access_token: Option<Secret> => "AccessToken",
    }

    /// The response to [`GetDevice`].
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
        /// When it was last changed.
        pub device_last_modified_date: Option<Timestamp> => "DeviceLastModifiedDate",
        /// The last sign-in on it.
        pub device_last_authenticated_date: Option<Timestamp> => "DeviceLastAuthenticatedDate",
    }

    /// Forgets a device.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html>
    pub struct ForgetDevice {
        /// The signed-in user's access token.
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
