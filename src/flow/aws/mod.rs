//! The group `aws`: the person's identity in an identity pool, its AWS credentials, and signed requests.
//!
//! - `credentials`: returns the credentials; `renewal` renews them, once for all callers and tabs.
//! - `exchange`: requests to the identity pool; `sts`: requests to the Security Token Service.
//! - `logins`: the owner of an identity and their tokens; `guests`: the identity of a guest.
//! - `errors`: the meaning of error responses.
//! - `signing`: signs requests; `unlink`: removes a login from an identity.
//!
//! Pages with an identity pool load the chunk `aws`. Rarely needed code is in other chunks: `signing`, `logins`
//! (the app's own logins), `migration` (identities of other libraries), and `sts`.

mod credentials;
mod errors;
mod exchange;
mod guests;
mod logins;
mod renewal;
mod signing;
mod sts;
mod unlink;

#[cfg(feature = "diagnose")]
pub(super) use logins::login_key;

pub use crate::session::{AwsCredentials, IdentityChange};
pub use signing::{AwsRequest, SignedRequest};
pub use sts::{RoleCredentials, SamlRole};

use crate::client::{Client, Subscription};
use crate::error::Error;
use credentials::CachePolicy;

/// The identity and the AWS credentials of the signed-in person, or of a guest. [`Client::aws`] returns it.
///
/// ```no_run
/// use vestibule::{AwsRequest, Client, ClientConfig, Error, IdentityPool};
///
/// # async fn example() -> Result<(), Error> {
/// let pool = IdentityPool::new("eu-west-1:11111111-2222-3333-4444-555555555555");
/// let config = ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789").identity_pool(pool);
/// let client = Client::new(config)?;
///
/// let credentials = client.aws().credentials().await?;
/// println!("{} until {:?}", credentials.identity_id(), credentials.expires_at());
///
/// // A URL with which anybody can read the file for five minutes.
/// let file = "https://my-bucket.s3.eu-west-1.amazonaws.com/report.pdf";
/// let link = client.aws().presign(&AwsRequest::get(file), 300).await?;
/// # let _ = link;
/// # Ok(())
/// # }
/// ```
///
/// Credentials are stored with the session, but never in a cookie. They are used until they expire, and renewed
/// before that, once for all callers and tabs. They are bound to one person, and removed at a sign-out.
///
/// A guest has an identity of their own, which is stored and available offline. When the guest signs in, the
/// identity is linked to the account, unless the account has one already; see
/// [`on_identity_change`](Self::on_identity_change).
///
/// Cheap to clone. It holds its own [`Client`], so it can be moved into a task.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-identity.html>
#[derive(Clone, Debug)]
pub struct Aws(Client);

impl Client {
    /// Returns the group `aws`: the identity and the AWS credentials of the person.
    pub fn aws(&self) -> Aws {
        Aws(self.clone())
    }
}

impl Aws {
    /// Returns the credentials of the signed-in person or of a guest: cached ones while they are usable, new ones
    /// otherwise.
    ///
    /// # Errors
    /// - [`Configuration`](crate::ErrorKind::Configuration): no identity pool is configured.
    /// - [`GuestsNotAllowed`](crate::ErrorKind::GuestsNotAllowed): nobody is signed in, and the identity pool does
    ///   not allow guests.
    /// - [`IdentityPoolConfiguration`](crate::ErrorKind::IdentityPoolConfiguration): the identity pool, its roles or
    ///   its providers are not set up correctly; the help says what to change.
    /// - those of [`Client::session`] except `SignedOut`, and retryable errors of the identity pool.
    pub async fn credentials(&self) -> Result<AwsCredentials, Error> {
        self.0.aws_credentials(CachePolicy::Use).await
    }

    /// Requests new credentials, for example after the person's groups or roles have changed.
    ///
    /// # Errors
    /// As [`credentials`](Self::credentials).
    pub async fn renew(&self) -> Result<AwsCredentials, Error> {
        self.0.aws_credentials(CachePolicy::Bypass).await
    }

    /// Returns the identity of the signed-in person or of a guest. A known identity needs no request.
    ///
    /// # Errors
    /// As [`credentials`](Self::credentials).
    pub async fn identity_id(&self) -> Result<String, Error> {
        self.0.aws_identity().await
    }

    /// Returns the identity if it is known, without a request.
    pub async fn known_identity_id(&self) -> Option<String> {
        self.0.known_aws_identity().await
    }

    /// Removes the user pool's login from the identity of the signed-in person. If it was the only login, the
    /// identity becomes inaccessible, and the next call creates a new one.
    ///
    /// # Errors
    /// [`SignedOut`](crate::ErrorKind::SignedOut) if nobody is signed in, and those of
    /// [`credentials`](Self::credentials).
    ///
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_UnlinkIdentity.html>
    pub async fn unlink(&self) -> Result<(), Error> {
        self.0.unlink_aws_identity().await
    }

    /// Returns the credentials of a role for a SAML assertion, from STS without an identity pool. They are not
    /// cached: an assertion is valid only for some minutes, so the app stores the credentials and needs another
    /// assertion when they expire. The STS endpoint is in the Region of the identity pool, or of the user pool.
    ///
    /// ```no_run
    /// # async fn example(client: vestibule::Client, assertion: String) -> Result<(), vestibule::Error> {
    /// use vestibule::SamlRole;
    ///
    /// let provider = "arn:aws:iam::123456789012:saml-provider/Corp";
    /// let role = SamlRole::new("arn:aws:iam::123456789012:role/editors", provider, assertion);
    /// let credentials = client.aws().assume_role_with_saml(&role).await?;
    /// # let _ = credentials;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`TokenRejected`](crate::ErrorKind::TokenRejected) if the assertion has expired,
    /// [`IdentityPoolConfiguration`](crate::ErrorKind::IdentityPoolConfiguration) if the provider or the role's trust
    /// policy does not allow it, [`InvalidInput`](crate::ErrorKind::InvalidInput), and retryable errors of STS.
    ///
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html>
    pub async fn assume_role_with_saml(&self, role: &SamlRole) -> Result<RoleCredentials, Error> {
        self.0.aws_saml_role(role).await
    }

    /// Calls `listener` when the identity of this tab is replaced: a guest has signed in to an account that already
    /// has an identity. The app should move the data of the old identity to the new one.
    pub fn on_identity_change(
        &self,
        listener: impl Fn(&IdentityChange) + Send + Sync + 'static,
    ) -> Subscription {
        self.0.0.aws.subscribe(std::sync::Arc::new(listener))
    }

    /// Signs a request with the credentials. Send the returned request without changes.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) if it cannot be signed (the message says why), and those of
    /// [`credentials`](Self::credentials).
    pub async fn sign(&self, request: &AwsRequest) -> Result<SignedRequest, Error> {
        self.0.aws_sign(request).await
    }

    /// Returns a URL that anybody can use for `expires_in` seconds, up to seven days. It expires earlier if the
    /// credentials that signed it do: after an hour at the latest.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    pub async fn presign(&self, request: &AwsRequest, expires_in: u32) -> Result<String, Error> {
        self.0.aws_presign(request, expires_in).await
    }

    /// Explains the error response (403 or 400) of a service to a signed request; `body` is the response's body.
    /// `None` if the error is not about the signature or the permissions.
    pub async fn explain(&self, status: u16, body: &str) -> Option<Error> {
        self.0.aws_explain(status, body).await
    }
}
