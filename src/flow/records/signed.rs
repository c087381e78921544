//! Sends signed requests of remotes.

use crate::client::Client;
use crate::error::Error;
use crate::platform::LocalFuture;
use crate::protocol::http::{HttpRequest, HttpResponse};

impl Client {
    /// Signs a request for the service in the Region with the credentials of this identity, and sends it. Fails without
    /// sending if the credentials now belong to another identity.
    pub(super) fn send_as<'a>(
        &'a self,
        identity_id: &'a str,
        (service, region): (&'a str, &'a str),
        request: HttpRequest,
    ) -> LocalFuture<'a, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let signed = self.aws_sign_as(identity_id, (service, region), request);
            self.send_to_remote(signed.await?).await
        })
    }
}
