//! The session: what it is, its renewal and its end.

use vestibule_chunk::chunk;

use super::{Call, Output, signed_out};
use crate::js::arguments::Failure;
use crate::js::table::SessionCommand;
use crate::js::view;

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
            client.active_at(at);
            None
        }
    };
    Ok(match session {
        Some(session) => view::session(&session).into(),
        None => Output::default(),
    })
}
