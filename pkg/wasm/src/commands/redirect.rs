//! Commands for the hosted UI.

use vestibule_chunk::chunk;

use super::{Call, Output, signed_out};
use crate::arguments::Failure;
use crate::table::RedirectCommand;
use crate::view;
use vestibule::npm;

#[chunk(redirect)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    let command = RedirectCommand::read(&call.command, &mut call.arguments)?;
    let client = &call.client;
    Ok(match command {
        RedirectCommand::SignInWithRedirect { options } => {
            let client = client.remember(options.remember);
            client.redirect_sign_in(options.redirect).await?.into()
        }
        RedirectCommand::StepUpWithRedirect { need, options } => {
            let client = client.remember(options.remember);
            match client.redirect_step_up(need.0, options.redirect).await? {
                Some(session) => view::session(&session).into(),
                None => Output::default(),
            }
        }
        RedirectCommand::SignInWithPopup { options } => {
            let client = client.remember(options.remember);
            let outcome = client.popup_sign_in(options.redirect).await?;
            view::outcome(&outcome).into()
        }
        RedirectCommand::SignOutWithRedirect => {
            let report = client.redirect_sign_out().await?;
            signed_out(client, &report).await
        }
        // `address` is the address from which the entry has already removed the callback.
        RedirectCommand::HandleCallback { address } => {
            match npm::handle_callback(client, address).await? {
                Some(outcome) => view::outcome(&outcome).into(),
                None => Output::default(),
            }
        }
    })
}
