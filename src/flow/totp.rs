//! Setting up an authenticator app (TOTP, RFC 6238).

use super::sign_in::empty;
use crate::client::{Client, required_string};
use crate::error::{Error, ErrorKind, Field, Form};
use crate::protocol::json::{Object, Value};
use crate::protocol::oauth::percent;
use crate::protocol::secret::Secret;

/// The secret for an authenticator app, and the account to which it belongs.
#[derive(Clone)]
pub(crate) struct Totp {
    secret: Secret,
    account: String,
}

impl Totp {
    /// Reads the response to `AssociateSoftwareToken`.
    pub fn new(response: &Value, account: &str) -> Result<Self, Error> {
        Ok(Totp {
            secret: required_string(response, "SecretCode")?.into(),
            account: account.to_owned(),
        })
    }

    pub fn secret(&self) -> &str {
        self.secret.expose()
    }

    /// `otpauth://totp/Issuer:account?secret=…&issuer=Issuer`
    pub fn uri(&self, issuer: &str) -> String {
        let mut uri = String::from("otpauth://totp/");
        percent::encode(&mut uri, issuer);
        uri.push(':');
        percent::encode(&mut uri, &self.account);
        uri.push_str("?secret=");
        uri.push_str(self.secret());
        uri.push_str("&issuer=");
        percent::encode(&mut uri, issuer);
        uri
    }
}

/// Verifies a code of the app. `input` contains the access token or the session of a sign-in.
pub(crate) async fn verify(
    client: &Client,
    mut input: Object,
    code: &str,
    device_name: &str,
) -> Result<Value, Error> {
    let code = code.trim_ascii();
    if code.is_empty() {
        return Err(empty(Field::Code));
    }
    input.text("UserCode", code);
    if !device_name.is_empty() {
        input.text("FriendlyDeviceName", device_name);
    }
    let response = client
        .send_operation("VerifySoftwareToken", input, Form::Code)
        .await?;
    // A wrong code can also be reported in a successful response.
    match response.string("Status") {
        Some("ERROR") => Err(Error::new(
            ErrorKind::CodeMismatch,
            "the code is not one of the authenticator app",
        )
        .with_field(Field::Code)),
        _ => Ok(response),
    }
}
