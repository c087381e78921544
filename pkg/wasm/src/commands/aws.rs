//! AWS credentials, and requests that are signed with them. What the browser does for them is in `pkg/src/aws.ts`.

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
    let text = match AwsCommand::read(&call.command, &mut call.arguments)? {
        AwsCommand::AwsCredentials { anew } => {
            let credentials = match anew {
                false => aws.credentials().await?,
                true => aws.renew().await?,
            };
            return Ok(view::aws_credentials(&credentials).into());
        }
        AwsCommand::AwsSign { request } => match request.expires_in {
            Some(seconds) => aws.presign(&request.request, seconds).await?,
            None => return Ok(view::signed_request(&aws.sign(&request.request).await?).into()),
        },
        AwsCommand::IdentityId => aws.identity_id().await?,
        AwsCommand::Unlink => return Ok(aws.unlink().await?.into()),
    };
    Ok(view::value(&json::write(&Value::from(text.as_str()))).into())
}
