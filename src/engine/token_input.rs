//! What an operation of somebody who is signed in begins with.

use crate::client::Client;
use crate::error::Error;
use crate::protocol::json::Object;

impl Client {
    /// The input of an operation that whoever is signed in calls.
    pub(crate) async fn token_input(&self) -> Result<Object, Error> {
        let mut input = Object::new();
        input.text("AccessToken", self.session().await?.access_token());
        Ok(input)
    }

    /// The access token of whoever is signed in, for an operation that takes it.
    pub(crate) async fn access_token(&self) -> Result<String, Error> {
        Ok(self.session().await?.access_token().to_owned())
    }
}
