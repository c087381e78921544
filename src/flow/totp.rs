//! An authenticator app (TOTP, RFC 6238), and what has to be known to set one up.

use crate::error::{Error, ErrorKind, Field};
use crate::protocol::idp::{self, VerifySoftwareTokenResponse, VerifySoftwareTokenStatus};
use crate::protocol::oauth::percent;
use crate::protocol::secret::Secret;

/// A secret that an authenticator app is to have, and whose it is.
#[derive(Clone)]
pub(crate) struct Totp {
    secret: Secret,
    account: String,
}

impl Totp {
    pub fn new(secret: Option<Secret>, account: &str) -> Result<Self, Error> {
        let missing = "Cognito's answer lacks SecretCode";
        let secret = secret.ok_or_else(|| Error::new(ErrorKind::InvalidResponse, missing))?;
        let account = account.to_owned();
        Ok(Totp { secret, account })
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

/// The request that verifies a code of the app, by an access token or by the session of a sign-in.
pub(crate) fn verification(
    access_token: Option<Secret>,
    session: Option<Secret>,
    code: &str,
    device_name: &str,
) -> Result<idp::VerifySoftwareToken, Error> {
    let code = code.trim();
    if code.is_empty() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is empty").with_field(Field::Code));
    }
    Ok(idp::VerifySoftwareToken {
        access_token,
        session,
        user_code: code.into(),
        friendly_device_name: (!device_name.is_empty()).then(|| device_name.to_owned()),
    })
}

/// A wrong code may be told by the answer, too.
pub(crate) fn verified(
    answer: VerifySoftwareTokenResponse,
) -> Result<VerifySoftwareTokenResponse, Error> {
    match answer.status {
        Some(VerifySoftwareTokenStatus::Error) => Err(Error::new(
            ErrorKind::CodeMismatch,
            "the code is not one of the authenticator app",
        )
        .with_field(Field::Code)),
        _ => Ok(answer),
    }
}
