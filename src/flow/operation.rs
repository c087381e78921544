//! Any operation of the user pool's API, by its name.

use crate::client::Client;
use crate::error::{Error, ErrorKind, Form};
use crate::protocol::idp;
use crate::protocol::json::{self, Value};

impl Client {
    /// Calls an operation by its name, with the text of a JSON object in AWS's own names, and gives
    /// the answer as such a text.
    ///
    /// `ClientId`, `UserPoolId` and the `AccessToken` of whoever is signed in are filled in where
    /// the operation wants one of them and `input` has none; an input with a `Session` gets no
    /// access token. The client's own session is left as it is, whatever the operation does to it:
    /// its methods know better for signing in and out.
    ///
    /// # Errors
    /// What Cognito answers, those of [`session`](Self::session), and
    /// [`InvalidInput`](ErrorKind::InvalidInput) where `input` is no object.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html>
    pub async fn call_json(&self, operation: &str, input: &str) -> Result<String, Error> {
        let Ok(Value::Object(mut fields)) = json::parse(input) else {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "the input is no JSON object",
            ));
        };
        let own = idp::own_field(operation);
        let has = |name| fields.iter().any(|(known, _)| known == name);
        let is_given = has(own) || (own == "AccessToken" && has("Session"));
        if !is_given {
            let value = match own {
                "ClientId" => self.settings().client_id.clone(),
                "UserPoolId" => self.settings().user_pool_id.clone(),
                _ => self.access_token().await?,
            };
            fields.push((own.to_owned(), Value::String(value)));
        }
        let endpoint = &self.settings().endpoint;
        let request = idp::request_json(endpoint, operation, &Value::Object(fields));
        let answer = self.send(request).await?;
        let output = idp::response_json(&answer)
            .map_err(|error| Error::from_operation(error, Form::Account))?;
        Ok(json::write(&output))
    }
}
