//! Without the feature `srp` no device can prove itself, and so none is remembered.

use crate::client::Client;
use crate::error::Error;
use crate::session::Session;

/// A device that is remembered: there is none.
pub(super) enum Kept {}

impl Kept {
    pub(super) async fn begin(
        _: &Client,
        _: &Session,
        _: [&str; 2],
        _: &str,
    ) -> Result<Option<Self>, Error> {
        Ok(None)
    }

    pub(super) fn secret(&self) -> (String, String) {
        match *self {}
    }

    pub(super) async fn keep(&self, _: &Client, _: bool) {
        match *self {}
    }
}

impl Client {
    pub(crate) async fn device_key_of(&self, _: [&str; 2]) -> Option<String> {
        None
    }

    #[cfg(feature = "diagnose")]
    pub(super) async fn knows_a_device(&self) -> bool {
        false
    }

    pub(crate) async fn device_key_at_sign_in(
        &self,
        _: [&str; 2],
    ) -> Result<Option<String>, Error> {
        Ok(None)
    }

    pub(super) async fn drop_named_device(&self, _: &str) {}
}
