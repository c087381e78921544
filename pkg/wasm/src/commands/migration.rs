//! What another library has kept.

use vestibule_chunk::chunk;

use super::{Call, Output};
use crate::arguments::Failure;
use crate::given::Rest;
use crate::table::MigrationCommand;
use vestibule::npm;

#[chunk(migration)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    match MigrationCommand::read(&call.command, &mut call.arguments)? {
        MigrationCommand::MoveIn { rest: Rest::Stays } => call.client.import_session().await,
        MigrationCommand::MoveIn { rest: Rest::Goes } => npm::move_out(&call.client).await,
    }
    Ok(().into())
}
