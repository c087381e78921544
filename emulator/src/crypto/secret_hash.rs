//! `SECRET_HASH`, by which a client proves its secret
//! ([Computing secret hash values](https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash)).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// Whether `given` is the base64 of HMAC-SHA256 over the username and the client id, with the secret as the key.
pub(crate) fn fits(secret: &str, username: &str, client_id: &str, given: &str) -> bool {
    let Ok(given) = STANDARD.decode(given) else {
        return false;
    };
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let text = [username.as_bytes(), client_id.as_bytes()].concat();
    hmac::verify(&key, &text, &given).is_ok()
}
