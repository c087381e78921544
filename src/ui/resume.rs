//! What a person left unfinished in this tab goes on after a reload: people leave the page for the code
//! that it waits for.

use crate::part::begun;
use crate::platform::LocalFuture;
use crate::{Client, SignInStep};

use super::auth::Auth;
use super::further::part_steps_follow;
use super::screens::has_screen;

/// Goes where the person stood, if there is a screen for it: in a sign-in, in the reset of a password, or
/// else in a sign-up. Says whether there was.
pub(super) async fn goes_on(auth: &Auth) -> bool {
    let client = auth.client();
    // Without the part of the program the person begins anew; what is kept stays.
    if !client.may_have_unfinished().await || client.part("steps").await.is_err() {
        return false;
    }
    match part_steps_unfinished(client.clone()).await {
        Some(step) => {
            part_steps_follow(auth, step);
            true
        }
        None => false,
    }
}

// Where a part of the program begins: see the module `part`.

#[cfg_attr(feature = "parts", inline(never))]
fn part_steps_unfinished(client: Client) -> LocalFuture<'static, Option<SignInStep>> {
    begun(Box::pin(async move {
        if let Some(step) = client.resume_sign_in().await.filter(has_screen) {
            return Some(step);
        }
        if let Some(step) = client.resume_reset_password().await {
            return Some(SignInStep::ResetPassword(step));
        }
        client.resume_sign_up().await.map(SignInStep::ConfirmSignUp)
    }))
}
