//! What another library has kept.

use vestibule_chunk::chunk;

use super::{Call, Output};
use crate::arguments::Failure;
use crate::given::Rest;
use crate::table::MovingCommand;
use vestibule::npm;

#[chunk(moving)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    match MovingCommand::read(&call.command, &mut call.arguments)? {
        MovingCommand::MoveIn { rest: Rest::Stays } => call.client.move_in().await,
        MovingCommand::MoveIn { rest: Rest::Goes } => npm::move_out(&call.client).await,
    }
    Ok(().into())
}
