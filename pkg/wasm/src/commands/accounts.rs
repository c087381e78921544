//! Commands for several accounts.

use vestibule_chunk::chunk;

use super::{Call, Output, signed_out};
use crate::arguments::Failure;
use crate::table::AccountsCommand;
use crate::view;

#[chunk(accounts)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    let command = AccountsCommand::read(&call.command, &mut call.arguments)?;
    let accounts = call.client.accounts();
    Ok(match command {
        AccountsCommand::List => view::accounts(&accounts.list().await).into(),
        AccountsCommand::Switch { username } => {
            view::session(&accounts.switch(&username).await?).into()
        }
        AccountsCommand::SignOutOfAll => {
            let report = accounts.sign_out_of_all().await?;
            signed_out(&call.client, &report).await
        }
    })
}
