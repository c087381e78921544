//! Rarely used AWS commands: credentials of a role, explaining an error response, and unlinking a login.

use vestibule_chunk::chunk;

use super::{Call, Output};
use crate::arguments::Failure;
use crate::table::StsCommand;
use crate::view;

#[chunk(sts)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    let command = StsCommand::read(&call.command, &mut call.arguments)?;
    let aws = call.client.aws();
    match command {
        StsCommand::AwsExplain { response } => {
            match aws.explain(response.status, &response.body).await {
                Some(error) => Err(error.into()),
                None => Ok(Output::default()),
            }
        }
        StsCommand::AwsSamlRole { role } => {
            let credentials = aws.assume_role_with_saml(&role.0).await?;
            Ok(view::role_credentials(&credentials).into())
        }
        StsCommand::AwsUnlink => Ok(aws.unlink().await?.into()),
    }
}
