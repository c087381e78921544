//! Passkeys: made, listed and deleted by who is signed in.

use crate::client::{Client, lacking};
use crate::error::{Error, ErrorKind, Form};
use crate::platform::{Ceremony, PasskeyError, Timestamp};
use crate::protocol::idp;
use crate::protocol::json;

/// A passkey of the person who is signed in.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnCredentialDescription.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Passkey {
    /// Its id, by which [`Client::delete_passkey`] knows it.
    pub id: String,
    /// Its name, which Cognito makes of what the authenticator tells of itself.
    pub name: String,
    /// The domain that it is for.
    pub relying_party_id: String,
    /// `platform` where it is of this device, `cross-platform` otherwise; unknown to some.
    pub attachment: Option<String>,
    /// How a browser reaches it: `internal`, `hybrid`, `usb` and others.
    pub transports: Vec<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

/// Some passkeys, and where the next ones begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasskeyPage {
    /// The passkeys.
    pub passkeys: Vec<Passkey>,
    /// What [`Client::passkeys`] takes for the next page; none on the last one.
    pub next: Option<String>,
}

impl Client {
    /// Makes a passkey for the person who is signed in: the browser asks them, Cognito keeps the
    /// public key. [`autofill_passkey`](Self::autofill_passkey) offers it from now on.
    ///
    /// # Errors
    /// [`PasskeyCancelled`](ErrorKind::PasskeyCancelled),
    /// [`PasskeyUnavailable`](ErrorKind::PasskeyUnavailable),
    /// [`PasskeyExists`](ErrorKind::PasskeyExists),
    /// [`PasskeyOriginRefused`](ErrorKind::PasskeyOriginRefused),
    /// [`Aborted`](ErrorKind::Aborted), those of [`session`](Self::session), and what
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html>
    /// and
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html>
    /// list.
    pub async fn register_passkey(&self) -> Result<(), Error> {
        let input = self.token_input().await?;
        let answer = self
            .ask("StartWebAuthnRegistration", input, Form::Account)
            .await?;
        let name = "CredentialCreationOptions";
        let options = json::write(answer.field(name).ok_or_else(|| lacking(name))?);
        let credential = self.passkey_ceremony(Ceremony::Create, &options).await?;
        let mut input = self.token_input().await?;
        input.json("Credential", &credential);
        self.ask("CompleteWebAuthnRegistration", input, Form::Account)
            .await?;
        if let Some(session) = self.current().await {
            self.keep_passkey_user(session.username()).await;
        }
        Ok(())
    }

    /// The person's passkeys, up to 20 at a time; `next` is where the page before ended.
    ///
    /// # Errors
    /// Those of [`session`](Self::session).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html>
    pub async fn passkeys(&self, next: Option<&str>) -> Result<PasskeyPage, Error> {
        let request = idp::ListWebAuthnCredentials {
            access_token: self.access_token().await?.into(),
            next_token: next.map(str::to_owned),
            max_results: None,
        };
        let answer = self.call_operation(request).await?;
        let read = |it: idp::WebAuthnCredential| Passkey {
            id: it.credential_id,
            name: it.friendly_credential_name,
            relying_party_id: it.relying_party_id,
            attachment: it.authenticator_attachment,
            transports: it.authenticator_transports,
            created: Timestamp::of_wire(it.created_at),
        };
        Ok(PasskeyPage {
            passkeys: answer.credentials.into_iter().map(read).collect(),
            next: answer.next_token,
        })
    }

    /// Deletes a passkey at Cognito. The browser, or the person's password manager, still has its
    /// half of it and offers it until they delete it there.
    ///
    /// # Errors
    /// [`ResourceNotFound`](ErrorKind::ResourceNotFound) where there is no such passkey, and those
    /// of [`session`](Self::session).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html>
    pub async fn delete_passkey(&self, id: &str) -> Result<(), Error> {
        let request = idp::DeleteWebAuthnCredential {
            access_token: self.access_token().await?.into(),
            credential_id: id.to_owned(),
        };
        self.call_operation(request).await.map(drop)
    }

    /// Ends the question for a passkey that the browser may be asking: it ends with
    /// [`Aborted`](ErrorKind::Aborted).
    pub fn abort_passkey(&self) {
        self.platform().passkeys.abort();
    }

    pub(crate) async fn passkey_ceremony(
        &self,
        ceremony: Ceremony,
        options: &str,
    ) -> Result<String, Error> {
        let outcome = self.platform().passkeys.run(ceremony, options).await;
        Ok(outcome.map_err(|name| PasskeyError::of(&name))?)
    }
}

impl From<PasskeyError> for Error {
    fn from(error: PasskeyError) -> Self {
        let (kind, message) = match error {
            PasskeyError::Cancelled => (
                ErrorKind::PasskeyCancelled,
                "the person cancelled, or took too long",
            ),
            PasskeyError::Unavailable => (
                ErrorKind::PasskeyUnavailable,
                "this browser has no passkeys, or none of the wanted kind",
            ),
            PasskeyError::Exists => (
                ErrorKind::PasskeyExists,
                "the authenticator has a passkey for this account already",
            ),
            PasskeyError::Origin => (
                ErrorKind::PasskeyOriginRefused,
                "this page's domain is not the pool's relying party",
            ),
            PasskeyError::Aborted => (ErrorKind::Aborted, "the question was called off"),
        };
        Error::new(kind, message)
    }
}
