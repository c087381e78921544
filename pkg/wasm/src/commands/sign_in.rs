//! Commands for the start of a sign-in. Most sign-ins have no further step.

use vestibule_chunk::chunk;

use super::steps::next;
use super::{Call, Output};
use crate::arguments::Failure;
use crate::table::SignInCommand;
use crate::view;
use vestibule::{SignInStep, npm};

#[chunk(sign_in)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    match SignInCommand::read(&call.command, &mut call.arguments)? {
        SignInCommand::PrepareSignIn => {
            call.client.prepare_sign_in();
            Ok(().into())
        }
        SignInCommand::SignIn { credentials } => {
            let client = call.client.remember(credentials.remember);
            match client.sign_in(credentials.credentials).await? {
                SignInStep::Done(session) => Ok(view::signed_in(&session).into()),
                step => {
                    npm::load_chunk(&client, "steps").await?;
                    Ok(next(step))
                }
            }
        }
    }
}
