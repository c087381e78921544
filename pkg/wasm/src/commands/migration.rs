//! What another library has kept.

use vestibule_chunk::chunk;

use super::{Call, Output};
use crate::js::arguments::Failure;
use crate::js::table::MovingCommand;

#[chunk(moving)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    match MovingCommand::read(&call.command, &mut call.arguments)? {
        MovingCommand::MoveIn { rest } => call.client.take_over_from_others(rest).await,
    }
    Ok(().into())
}
