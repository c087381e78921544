//! Commands for the account of the signed-in person. Commands that only call an operation are in `pkg/src/account.ts`.

use vestibule_chunk::chunk;

use super::{Call, Output, signed_out};
use crate::arguments::Failure;
use crate::table::AccountCommand;
use crate::view;
use vestibule::protocol::json;
use vestibule::{Error, TotpSetUp, npm};

#[chunk(account)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    let command = AccountCommand::read(&call.command, &mut call.arguments)?;
    let client = &call.client;
    Ok(match command {
        AccountCommand::ProfileChangePassword {
            password,
            new_password,
        } => {
            let profile = client.profile();
            let change = profile.change_password(password.expose(), new_password.expose());
            change.await?.into()
        }
        AccountCommand::ProfileDeleteUser => client.profile().delete_user().await?.into(),
        AccountCommand::SignOutEverywhere => {
            let report = client.sign_out_everywhere().await?;
            signed_out(client, &report).await
        }
        AccountCommand::MfaSetUpTotp => client.mfa().set_up_totp().await?.into(),
        AccountCommand::PasskeysRegister => client.passkeys().register().await?.into(),
        AccountCommand::DevicesThis => match client.devices().this().await? {
            Some(device) => view::this_device(&device).into(),
            None => Output::default(),
        },
        AccountCommand::DevicesRemember { key } => client.devices().remember(&key).await?.into(),
        AccountCommand::DevicesDoNotRemember { key } => {
            client.devices().do_not_remember(&key).await?.into()
        }
        AccountCommand::DevicesForget { key } => client.devices().forget(&key).await?.into(),
        AccountCommand::Call { operation, input } => {
            let answer = npm::call(client, &operation, &input.into_value()).await?;
            view::value(&json::write(&answer)).into()
        }
    })
}

/// Completes the set-up of an authenticator app. In the chunk that started the set-up, so that it is loaded.
#[chunk(account)]
pub(super) async fn finish_set_up(
    set_up: &TotpSetUp,
    code: &str,
    device_name: &str,
) -> Result<(), Error> {
    set_up.submit(code, device_name).await
}
