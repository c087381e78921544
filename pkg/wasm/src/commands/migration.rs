//! Commands for sessions of other libraries.

use vestibule_chunk::chunk;

use super::{Call, Output};
use crate::arguments::Failure;
use crate::table::MigrationCommand;
use vestibule::npm;

#[chunk(migration)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    match MigrationCommand::read(&call.command, &mut call.arguments)? {
        MigrationCommand::ImportSession {
            remove_foreign: false,
        } => call.client.import_session().await,
        MigrationCommand::ImportSession {
            remove_foreign: true,
        } => npm::remove_foreign_sessions(&call.client).await,
    }
    Ok(().into())
}
