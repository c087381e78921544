//! Replaces `device.rs` without the feature `srp`: no device can prove its secret, so none is remembered.

use crate::client::Client;
use crate::error::Error;
use crate::session::Session;

/// A device that is to be remembered. None exists without the feature `srp`.
pub(super) enum DeviceEnrollment {}

impl DeviceEnrollment {
    pub(super) async fn prepare(
        _: &Client,
        _: &Session,
        _: [&str; 2],
        _: &str,
    ) -> Result<Option<Self>, Error> {
        Ok(None)
    }

    pub(super) fn verifier_and_salt(&self) -> (String, String) {
        match *self {}
    }

    pub(super) async fn save(&self, _: &Client, _: bool) {
        match *self {}
    }
}

impl Client {
    pub(crate) async fn device_key_of(&self, _: [&str; 2]) -> Option<String> {
        None
    }

    #[cfg(feature = "diagnose")]
    pub(super) async fn has_known_device(&self) -> bool {
        false
    }

    pub(crate) async fn device_key_at_sign_in(
        &self,
        _: [&str; 2],
    ) -> Result<Option<String>, Error> {
        Ok(None)
    }

    pub(super) async fn forget_named_device(&self, _: &str) {}
}
