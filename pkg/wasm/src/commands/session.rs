//! Commands for the session.

use vestibule_chunk::chunk;

use super::{Call, Output, signed_out};
use crate::arguments::Failure;
use crate::table::SessionCommand;
use crate::view;
use vestibule::npm;

#[chunk(session)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    let client = &call.client;
    let session = match SessionCommand::read(&call.command, &mut call.arguments)? {
        SessionCommand::Current => client.current().await,
        SessionCommand::Session => Some(client.session().await?),
        SessionCommand::Refresh => Some(client.refresh().await?),
        SessionCommand::SignOut => {
            let report = client.sign_out().await?;
            return Ok(signed_out(client, &report).await);
        }
        SessionCommand::Active { at } => {
            npm::active_at(client, at);
            None
        }
    };
    Ok(match session {
        Some(session) => view::session(&session).into(),
        None => Output::default(),
    })
}
