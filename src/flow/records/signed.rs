//! Sends signed requests of remotes.

use crate::client::Client;
use crate::error::Error;
use crate::platform::LocalFuture;
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::text::has;

impl Client {
    /// Signs a request for the service in the Region with the credentials of this identity, and sends it; once more with
    /// new credentials if the service rejects the cached ones. Fails without sending if the credentials now belong to
    /// another identity.
    pub(super) fn send_as<'a>(
        &'a self,
        identity_id: &'a str,
        (service, region): (&'a str, &'a str),
        request: HttpRequest,
    ) -> LocalFuture<'a, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let scope = (service, region);
            let signed = self.aws_sign_as(identity_id, scope, request.clone());
            let response = self.send_to_remote(signed.await?).await?;
            if !is_credentials_error(&response) {
                return Ok(response);
            }
            self.aws().renew().await?;
            let signed = self.aws_sign_as(identity_id, scope, request);
            self.send_to_remote(signed.await?).await
        })
    }
}

/// Whether the service rejects the credentials as expired or unknown, so that new ones may be accepted.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/CommonErrors.html>
fn is_credentials_error(response: &HttpResponse) -> bool {
    matches!(response.status, 400 | 403)
        && has(&response.body, "security token included in the request is")
}
