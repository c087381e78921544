//! AWS credentials, and requests that are signed with them. What the browser does for them is in `pkg/src/aws.ts`.

use vestibule_chunk::chunk;

use super::{Call, Output};
use crate::arguments::Failure;
use crate::table::AwsCommand;
use crate::view;
use vestibule::protocol::json::{self, Value};

#[chunk(aws)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    let command = AwsCommand::read(&call.command, &mut call.arguments)?;
    let aws = call.client.aws();
    Ok(match command {
        AwsCommand::AwsCredentials { anew: false } => {
            view::aws_credentials(&aws.credentials().await?).into()
        }
        AwsCommand::AwsCredentials { anew: true } => {
            view::aws_credentials(&aws.renew().await?).into()
        }
        AwsCommand::IdentityId => {
            let id = Value::from(aws.identity_id().await?.as_str());
            view::value(&json::write(&id)).into()
        }
        AwsCommand::Unlink => aws.unlink().await?.into(),
        AwsCommand::AwsSign { request } => match request.expires_in {
            Some(seconds) => {
                let url = Value::from(aws.presign(&request.request, seconds).await?.as_str());
                view::value(&json::write(&url)).into()
            }
            None => view::signed_request(&aws.sign(&request.request).await?).into(),
        },
        AwsCommand::AwsExplain { answer } => match aws.explain(answer.status, &answer.body).await {
            Some(error) => return Err(error.into()),
            None => Output::default(),
        },
    })
}
