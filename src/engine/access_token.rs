//! The access token, as operations of a signed-in user need it.

use crate::client::Client;
use crate::error::Error;
use crate::protocol::json::Object;

impl Client {
    /// Returns the input of an operation with the signed-in user's access token.
    pub(crate) async fn token_input(&self) -> Result<Object, Error> {
        let mut input = Object::new();
        input.text("AccessToken", self.session().await?.access_token());
        Ok(input)
    }

    /// Returns the signed-in user's access token.
    pub(crate) async fn access_token(&self) -> Result<String, Error> {
        Ok(self.session().await?.access_token().to_owned())
    }
}
