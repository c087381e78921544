//! Without the feature `srp` no device can prove itself, and so none is remembered.

use crate::client::Client;
use crate::protocol::json::Value;
use crate::session::Session;

impl Client {
    pub(crate) async fn keep_device(&self, _: &Session, _: &Value, _: &str) {}

    pub(crate) async fn device_key_of(&self, _: [&str; 2]) -> Option<String> {
        None
    }

    pub(crate) async fn drop_device(&self, _: &str) {}
}
