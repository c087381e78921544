//! Calls any operation of the user pools API by its name.

use crate::client::Client;
use crate::error::{Error, ErrorKind, Form};
use crate::protocol::idp;
use crate::protocol::json::{self, Object, Value};

impl Client {
    /// Calls an operation by its name. `input` and the result are JSON objects with AWS's field names.
    ///
    /// `ClientId`, `UserPoolId` or the `AccessToken` of the signed-in person is added if the operation
    /// needs it and `input` does not contain it; an input with a `Session` gets no access token. The
    /// client's own session does not change, whatever the operation does; use the client's methods to
    /// sign in and out.
    ///
    /// # Errors
    /// Those of Cognito's response, those of [`session`](Self::session), and
    /// [`InvalidInput`](ErrorKind::InvalidInput) if `input` is not a JSON object.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html>
    pub async fn call_json(&self, operation: &str, input: &str) -> Result<String, Error> {
        let given = json::parse(input).unwrap_or_default();
        let response = self.call_value(operation, &given).await?;
        Ok(json::write(&response))
    }

    pub(crate) async fn call_value(&self, operation: &str, given: &Value) -> Result<Value, Error> {
        let Some(fields) = given.as_object() else {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "the input is not a JSON object",
            ));
        };
        let own = idp::own_field(operation);
        let has = |name| given.field(name).is_some();
        let mut input = Object::new();
        let is_given = has(own) || (own == "AccessToken" && has("Session"));
        if !is_given {
            match own {
                "ClientId" => input.text(own, &self.settings().client_id),
                "UserPoolId" => input.text(own, &self.settings().user_pool_id),
                _ => input.text(own, self.session().await?.access_token()),
            }
        }
        for (name, value) in fields {
            if *value != Value::Null {
                input.value(name, value);
            }
        }
        match self.send_operation(operation, input, Form::Account).await? {
            Value::Null => Ok(Value::Object(Vec::new())),
            response => Ok(response),
        }
    }
}
