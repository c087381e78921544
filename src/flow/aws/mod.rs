//! The group `aws`: the identity that an identity pool gives whoever uses the app, its AWS credentials, and requests
//! that are signed with them.
//!
//! `credentials` gives them out, and `renewal` renews them, once for all callers and tabs; `exchange` asks the identity pool
//! for them and `sts` the Security Token Service; `logins` is whose they are, `guests` has a guest's identity; `refusal`
//! says what an answer means; `signing` signs; `unlink` takes a login away.
//!
//! Each page with an identity pool needs the chunk `aws`. What it may need besides is in others: `signing`, `logins` (people
//! whom the app knows by other logins), `migration` (what other libraries have left), and `sts`.

mod credentials;
mod exchange;
mod guests;
mod logins;
mod refusal;
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
use credentials::Wanted;

/// The identity and the AWS credentials of whoever uses the app: of who is signed in, or of a guest.
/// [`Client::aws`] gives it.
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
/// // A link that lets anybody read the file for five minutes.
/// let file = "https://my-bucket.s3.eu-west-1.amazonaws.com/report.pdf";
/// let link = client.aws().presign(&AwsRequest::get(file), 300).await?;
/// # let _ = link;
/// # Ok(())
/// # }
/// ```
///
/// Credentials are kept where the session is kept, but never in a cookie, and live to their real end; they are renewed
/// ahead of it, once for all callers and tabs. They are never another person's, and are forgotten at a sign-out.
///
/// A guest has an identity of its own, which is kept and known without a network. When the guest signs in, the identity
/// becomes that of the account, unless the account has one already; see [`on_identity_change`](Self::on_identity_change).
///
/// Cheap to clone, and it holds a [`Client`] of its own: move it into a task as it is.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-identity.html>
#[derive(Clone, Debug)]
pub struct Aws(Client);

impl Client {
    /// The identity and the AWS credentials of whoever uses the app.
    pub fn aws(&self) -> Aws {
        Aws(self.clone())
    }
}

impl Aws {
    /// The credentials of who is signed in, or of a guest: those that are kept while they serve, and new ones
    /// otherwise.
    ///
    /// # Errors
    /// - [`Configuration`](crate::ErrorKind::Configuration): no identity pool is configured.
    /// - [`GuestsNotAllowed`](crate::ErrorKind::GuestsNotAllowed): nobody is signed in, and the identity pool takes no
    ///   guests.
    /// - [`IdentityPoolConfiguration`](crate::ErrorKind::IdentityPoolConfiguration): the identity pool, its roles or its
    ///   providers are not set up as they have to be; the help says what to change.
    /// - those of [`Client::session`], but for `SignedOut`, and retryable ones of the identity pool.
    pub async fn credentials(&self) -> Result<AwsCredentials, Error> {
        self.0.aws_credentials(Wanted::Kept).await
    }

    /// New credentials, whatever is kept: after the person's groups or roles have changed, for instance.
    ///
    /// # Errors
    /// As [`credentials`](Self::credentials).
    pub async fn renew(&self) -> Result<AwsCredentials, Error> {
        self.0.aws_credentials(Wanted::New).await
    }

    /// The identity of who is signed in, or of a guest. Where it is known, no network is needed.
    ///
    /// # Errors
    /// As [`credentials`](Self::credentials).
    pub async fn identity_id(&self) -> Result<String, Error> {
        self.0.aws_identity().await
    }

    /// The identity that is known, without any request; `None` where none is.
    pub async fn known_identity_id(&self) -> Option<String> {
        self.0.known_aws_identity().await
    }

    /// Takes the user pool's login from the identity of who is signed in. If it was the only one, nobody reaches the
    /// identity any more, and the next call makes a new one.
    ///
    /// # Errors
    /// [`SignedOut`](crate::ErrorKind::SignedOut) where nobody is signed in, and those of
    /// [`credentials`](Self::credentials).
    ///
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_UnlinkIdentity.html>
    pub async fn unlink(&self) -> Result<(), Error> {
        self.0.unlink_aws_identity().await
    }

    /// Credentials of a role for a SAML assertion, from STS and without any identity pool. They are not kept: an assertion
    /// serves for some minutes, so the app keeps them, and gets another assertion when they end. STS is asked in the
    /// identity pool's Region, or in the user pool's without one.
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
    /// [`TokenRejected`](crate::ErrorKind::TokenRejected) where the assertion has expired,
    /// [`IdentityPoolConfiguration`](crate::ErrorKind::IdentityPoolConfiguration) where the provider or the role's trust
    /// policy does not allow it, [`InvalidInput`](crate::ErrorKind::InvalidInput), and retryable ones of STS.
    ///
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html>
    pub async fn assume_role_with_saml(&self, role: &SamlRole) -> Result<RoleCredentials, Error> {
        self.0.aws_saml_role(role).await
    }

    /// Hears when another identity takes the place of the one that this tab has had: a guest signed in to an account
    /// that has an identity already. What the app keeps under the old one is to be moved to the new one.
    pub fn on_identity_change(
        &self,
        listener: impl Fn(&IdentityChange) + Send + Sync + 'static,
    ) -> Subscription {
        self.0.0.aws.subscribe(std::sync::Arc::new(listener))
    }

    /// Signs a request with the credentials, to be sent as it comes back.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where it cannot be signed, the message says why, and those of
    /// [`credentials`](Self::credentials).
    pub async fn sign(&self, request: &AwsRequest) -> Result<SignedRequest, Error> {
        self.0.aws_sign(request).await
    }

    /// A URL that anybody may use for so many seconds, up to seven days. It ends with the credentials that signed it,
    /// if they end before: after an hour at the latest.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    pub async fn presign(&self, request: &AwsRequest, expires_in: u32) -> Result<String, Error> {
        self.0.aws_presign(request, expires_in).await
    }

    /// What the refusal (403, or 400) of a service means to which a signed request was sent: `body` is its answer.
    /// `None` where it tells nothing that is about the signature or the permissions.
    pub async fn explain(&self, status: u16, body: &str) -> Option<Error> {
        self.0.aws_explain(status, body).await
    }
}
