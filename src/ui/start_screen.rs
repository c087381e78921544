//! Chooses the first screen of somebody who is not signed in: the one that a link or the browser's history names, or
//! the sign-in, password reset or sign-up that this tab left unfinished, since people leave the page to get a code.
//!
//! All but [`resume`] is in the chunk of the screens that it leads to.

use std::sync::Arc;

use vestibule_chunk::chunk;

use crate::{Client, SignInStep};

use super::Screen;
use super::auth::{Auth, Stage};
use super::lazy_screen::{FlowScreen, LazyScreen, screen_of_step};
#[cfg(feature = "redirect")]
use super::link;
use super::navigation::{self, StartTarget};
use super::reactive;

/// Shows a screen other than the sign-in screen, if there is a reason to. Returns whether it did.
pub(super) async fn resume(auth: &Auth) -> bool {
    let client = auth.client();
    if !navigation::may_name_screen(auth.options()) && !client.may_have_unfinished().await {
        return false;
    }
    // If the chunk cannot be loaded, the person starts at the sign-in screen. What is stored stays there.
    client.load_chunk("steps").await.is_ok() && resume_in_chunk(auth).await
}

#[chunk(steps)]
async fn resume_in_chunk(auth: &Auth) -> bool {
    let name = match navigation::restore(auth) {
        StartTarget::Shown => return true,
        StartTarget::SignIn => return false,
        StartTarget::Other(name) => name,
        StartTarget::None => "".into(),
    };
    let next = unfinished_step(auth.client())
        .await
        .and_then(screen_of_step);
    show(auth, next.or_else(|| code_screen(&name))) || begin_at_provider(auth, &name).await
}

/// Shows the unfinished step, or else what the link leads to, or else the sign-in screen, in the current history entry.
pub(super) fn resume_in_entry(auth: &Auth, link: Option<String>) {
    let auth = auth.clone();
    reactive::spawn(async move {
        let token = auth.token();
        let step = unfinished_step(auth.client()).await;
        let Some(auth) = token.auth() else {
            return;
        };
        let link = link.as_deref().unwrap_or_default();
        let next = step.and_then(screen_of_step).or_else(|| code_screen(link));
        if !show(auth, next) && !begin_at_provider(auth, link).await {
            auth.go(Auth::sign_in_screen(None));
        }
    });
}

/// Returns the screen of this name, if it needs no data.
pub(super) fn by_name(name: &str) -> Option<Stage> {
    let username = String::new();
    let screens = [
        FlowScreen::SignUp {
            username: username.clone(),
        },
        FlowScreen::ForgotPassword { username },
    ];
    let found = screens.into_iter().find(|screen| screen.name() == name);
    found.map(|screen| Stage::LazyScreen(Arc::new(screen)))
}

/// Returns whether a link can lead to a screen of this name.
pub(super) fn is_linkable(name: &str) -> bool {
    name == "sign-in" || by_name(name).is_some() || code_screen(name).is_some() || is_provider(name)
}

/// Returns the screen where somebody who already has a code says whose it is, if a link leads to one that takes codes.
fn code_screen(name: &str) -> Option<FlowScreen> {
    let mut screens = [Screen::ConfirmSignUp, Screen::ResetPassword].into_iter();
    screens
        .find(|screen| screen.name() == name)
        .map(FlowScreen::HaveCode)
}

/// Shows the screen, if there is one. Returns whether there is.
fn show(auth: &Auth, screen: Option<FlowScreen>) -> bool {
    let is_some = screen.is_some();
    if let Some(screen) = screen {
        navigation::show_in_entry(auth, Stage::LazyScreen(Arc::new(screen)));
    }
    is_some
}

/// Redirects to the provider that a link names, if there is a button for it. Back leads to the sign-in screen.
#[cfg(feature = "redirect")]
async fn begin_at_provider(auth: &Auth, name: &str) -> bool {
    let provider = name.strip_prefix(link::PROVIDER);
    let federation = auth.options().0.federation;
    let Some((provider, federation)) = provider.zip(federation) else {
        return false;
    };
    let Some(redirect) = (federation.begin)(auth.client(), auth.options(), provider) else {
        return false;
    };
    navigation::show_in_entry(auth, Auth::sign_in_screen(None));
    let token = auth.token();
    if let Err(error) = redirect.await
        && let Some(auth) = token.auth()
    {
        auth.go(Auth::sign_in_screen(Some(auth.notice_for(&error))));
    }
    true
}

#[cfg(not(feature = "redirect"))]
async fn begin_at_provider(_: &Auth, _: &str) -> bool {
    false
}

#[cfg(feature = "redirect")]
fn is_provider(name: &str) -> bool {
    name.starts_with(link::PROVIDER)
}

#[cfg(not(feature = "redirect"))]
fn is_provider(_: &str) -> bool {
    false
}

async fn unfinished_step(client: &Client) -> Option<SignInStep> {
    if let Some(step) = client.resume_sign_in().await {
        return Some(step);
    }
    if let Some(step) = client.resume_reset_password().await {
        return Some(SignInStep::ResetPassword(step));
    }
    client.resume_sign_up().await.map(SignInStep::ConfirmSignUp)
}
