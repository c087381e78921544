//! Removes a login from an identity.

use super::exchange::parse_response;
use super::logins::user_pool_login;
use crate::client::Client;
use crate::error::Error;
use crate::protocol::identity;
use vestibule_chunk::chunk;

impl Client {
    // In a chunk that few pages load.
    #[chunk(sts, load = self)]
    pub(super) async fn unlink_aws_identity(&self) -> Result<(), Error> {
        let pool = self.identity_pool()?;
        let session = self.session().await?;
        let identity_id = self.aws_identity().await?;
        let logins = user_pool_login(pool, &session);
        let request = identity::UnlinkIdentity {
            identity_id,
            logins_to_remove: logins.iter().map(|(name, _)| name.to_owned()).collect(),
            logins,
        };
        let response = self.call_identity_pool(pool, &request).await?;
        parse_response::<identity::UnlinkIdentity>(&response)?;
        self.store().remove_aws(&self.0.aws).await;
        Ok(())
    }
}
