//! Passkeys, by WebAuthn.

use super::Browser;
use super::ask::{act, ask};
use crate::platform::{Ceremony, LocalFuture, Passkeys};

impl Passkeys for Browser {
    fn run<'a>(
        &'a self,
        ceremony: Ceremony,
        options: &'a str,
    ) -> LocalFuture<'a, Result<String, String>> {
        let kind = match ceremony {
            Ceremony::Create => "create",
            Ceremony::Get => "get",
            Ceremony::Autofill => "autofill",
        };
        Box::pin(ask("passkey", kind, options, ""))
    }

    fn abort(&self) {
        let _ = act("abort", "", "");
    }
}
