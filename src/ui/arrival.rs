//! Where a person goes on who comes to the page: to what a link or the history names, or to what this tab left unfinished.
//!
//! It is in the chunk of the screens that it leads to; `resume` says whether that has to be there at all.

use std::sync::Arc;

use vestibule_chunk::chunk;

use crate::{Client, SignInStep};

use super::Screen;
use super::auth::{Auth, Place};
use super::lazy_screen::{LazyScreen, Next, next_of};
#[cfg(feature = "redirect")]
use super::link;
use super::live;
use super::navigation::{self, Named};

/// Takes up what this tab left unfinished, where its history or the tab's storage knows of it. Says whether there was
/// something.
#[chunk(steps)]
pub(super) async fn resume(auth: &Auth) -> bool {
    let name = match navigation::goes_on(auth) {
        Named::Shown => return true,
        Named::SignIn => return false,
        Named::Other(name) => name,
        Named::Nothing => "".into(),
    };
    let next = unfinished(auth.client()).await.and_then(next_of);
    goes_to(auth, next.or_else(|| has_code(&name))) || begin_at_provider(auth, &name).await
}

/// Shows what this tab left unfinished, or else where the link leads or the sign-in screen, in the entry of the history
/// that is there.
pub(super) fn resume_here(auth: &Auth, link: Option<String>) {
    let auth = auth.clone();
    live::spawn(async move {
        let token = auth.token();
        let step = unfinished(auth.client()).await;
        let Some(auth) = token.auth() else {
            return;
        };
        let link = link.as_deref().unwrap_or_default();
        if !goes_to(auth, step.and_then(next_of).or_else(|| has_code(link)))
            && !begin_at_provider(auth, link).await
        {
            auth.go(Auth::sign_in_screen(None));
        }
    });
}

/// The screen of this name, if it needs no more than that.
pub(super) fn by_name(name: &str) -> Option<Place> {
    let username = String::new();
    let next = [
        Next::SignUp {
            username: username.clone(),
        },
        Next::ForgotPassword { username },
    ];
    let found = next.into_iter().find(|next| next.name() == name);
    found.map(|next| Place::LazyScreen(Arc::new(next)))
}

/// Whether a link can lead to a screen of this name.
pub(super) fn is_linked(name: &str) -> bool {
    name == "sign-in" || by_name(name).is_some() || has_code(name).is_some() || names_provider(name)
}

/// The screen for somebody who has a code, where a link leads to where it is typed.
fn has_code(name: &str) -> Option<Next> {
    let mut screens = [Screen::ConfirmSignUp, Screen::ResetPassword].into_iter();
    screens
        .find(|screen| screen.name() == name)
        .map(Next::HaveCode)
}

fn goes_to(auth: &Auth, next: Option<Next>) -> bool {
    let is_there = next.is_some();
    if let Some(next) = next {
        navigation::here(auth, Place::LazyScreen(Arc::new(next)));
    }
    is_there
}

/// Leaves for the provider that a link names, if there is a button for it. Who comes back is on the sign-in screen.
#[cfg(feature = "redirect")]
async fn begin_at_provider(auth: &Auth, name: &str) -> bool {
    let provider = name.strip_prefix(link::PROVIDER);
    let federation = auth.options().0.federation;
    let Some((provider, federation)) = provider.zip(federation) else {
        return false;
    };
    let Some(leaving) = (federation.begin)(auth.client(), auth.options(), provider) else {
        return false;
    };
    navigation::here(auth, Auth::sign_in_screen(None));
    let token = auth.token();
    if let Err(error) = leaving.await
        && let Some(auth) = token.auth()
    {
        auth.go(Auth::sign_in_screen(Some(auth.words(&error))));
    }
    true
}

#[cfg(not(feature = "redirect"))]
async fn begin_at_provider(_: &Auth, _: &str) -> bool {
    false
}

#[cfg(feature = "redirect")]
fn names_provider(name: &str) -> bool {
    name.starts_with(link::PROVIDER)
}

#[cfg(not(feature = "redirect"))]
fn names_provider(_: &str) -> bool {
    false
}

async fn unfinished(client: &Client) -> Option<SignInStep> {
    if let Some(step) = client.resume_sign_in().await {
        return Some(step);
    }
    if let Some(step) = client.resume_reset_password().await {
        return Some(SignInStep::ResetPassword(step));
    }
    client.resume_sign_up().await.map(SignInStep::ConfirmSignUp)
}
