//! Commands for signed requests and presigned URLs.

use vestibule_chunk::chunk;

use super::{Call, Output};
use crate::arguments::Failure;
use crate::table::SigningCommand;
use crate::view;
use vestibule::protocol::json::{self, Value};

#[chunk(signing)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    call.events.follow_identity(&call.client);
    let aws = call.client.aws();
    let SigningCommand::AwsSign { request } =
        SigningCommand::read(&call.command, &mut call.arguments)?;
    match request.expires_in {
        Some(seconds) => {
            let url = aws.presign(&request.request, seconds).await?;
            Ok(view::value(&json::write(&Value::from(url.as_str()))).into())
        }
        None => Ok(view::signed_request(&aws.sign(&request.request).await?).into()),
    }
}
