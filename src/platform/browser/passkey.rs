//! Passkeys, by WebAuthn.

use super::Browser;
use super::ask::{act, ask};
use crate::platform::{Ceremony, LocalFuture, PasskeyError, Passkeys};

impl Passkeys for Browser {
    fn run<'a>(
        &'a self,
        ceremony: Ceremony,
        options: &'a str,
    ) -> LocalFuture<'a, Result<String, PasskeyError>> {
        let kind = match ceremony {
            Ceremony::Create => "create",
            Ceremony::Get => "get",
            Ceremony::Autofill => "autofill",
        };
        let asked = ask("passkey", kind, options, "");
        Box::pin(async move { asked.await.map_err(|name| told(&name)) })
    }

    fn abort(&self) {
        let _ = act("abort", "", "");
    }
}

fn told(name: &str) -> PasskeyError {
    match name {
        "NotAllowedError" => PasskeyError::Cancelled,
        "InvalidStateError" => PasskeyError::Exists,
        "SecurityError" => PasskeyError::Origin,
        "AbortError" => PasskeyError::Aborted,
        // `ReferenceError` and `TypeError` where the browser has no WebAuthn, or an older one.
        _ => PasskeyError::Unavailable,
    }
}
