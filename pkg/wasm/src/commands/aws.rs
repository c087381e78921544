//! Commands for AWS credentials. The rest of the group `aws` is in `pkg/src/aws.ts`.

use vestibule_chunk::chunk;

use super::{Call, Output};
use crate::arguments::Failure;
use crate::table::AwsCommand;
use crate::view;
use vestibule::protocol::json::{self, Value};

#[chunk(aws)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    call.events.follow_identity(&call.client);
    let aws = call.client.aws();
    match AwsCommand::read(&call.command, &mut call.arguments)? {
        AwsCommand::AwsCredentials { is_new } => {
            let credentials = match is_new {
                false => aws.credentials().await?,
                true => aws.renew().await?,
            };
            Ok(view::aws_credentials(&credentials).into())
        }
        AwsCommand::IdentityId => {
            let id = aws.identity_id().await?;
            Ok(view::value(&json::write(&Value::from(id.as_str()))).into())
        }
    }
}
