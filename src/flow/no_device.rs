//! Without the feature `srp` no device can prove itself, and so none is remembered.

use crate::client::Client;
use crate::error::Error;
use crate::protocol::json::Value;
use crate::session::Session;

impl Client {
    pub(crate) async fn keep_device(&self, _: &Session, _: &Value, _: &str) {}

    pub(crate) async fn device_key_of(&self, _: [&str; 2]) -> Option<String> {
        None
    }

    pub(crate) async fn device_key_at_sign_in(
        &self,
        _: [&str; 2],
    ) -> Result<Option<String>, Error> {
        Ok(None)
    }
}

pub(super) async fn part_steps_drop_device(_: &Client, _: &str) {}
