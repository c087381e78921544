//! The screens other than the sign-in screen, as an [`Authenticator`](super::Authenticator) connects them.
//!
//! They are in a chunk of their own, together with the code that they call: most people who sign in see none of them.

use std::sync::Arc;

use vestibule_chunk::chunk;

use crate::{
    ConfirmSignUpStep, NewPasswordStep, ResetPasswordStep, SignInStep, SignUpStep, TotpSetUpStep,
};

use super::auth::{Auth, Stage};
use super::flow::AuthStage;
use super::history::HistoryChange;
use super::navigation::{self, LeftScreen};
use super::node::Node;
use super::reactive::{self, Handler};
use super::screens::{FailedSignIn, Prompt, StepContext};
use super::{Notice, Screen, frame, remember, screens};

/// A screen in this chunk. The trait keeps its code out of the main module.
pub(super) trait LazyScreen: Send + Sync {
    fn screen(&self, auth: &Auth) -> Node;
    /// Returns the public stage, for an app that renders its own UI.
    fn stage(&self) -> AuthStage;
    fn name(&self) -> &'static str;
    /// Returns whether Back may lead to it from the screens that continue_with.
    fn can_return(&self) -> bool;
}

/// Where a link on the sign-in screen leads.
#[derive(Clone, Copy)]
pub(super) enum Destination {
    SignUp,
    ForgotPassword,
}

/// A screen of the sign-in flow, other than the sign-in screen.
#[derive(Clone)]
pub(super) enum FlowScreen {
    SignUp {
        username: String,
    },
    ConfirmSignUp(ConfirmSignUpStep, Option<Notice>),
    ForgotPassword {
        username: String,
    },
    ResetPassword(ResetPasswordStep),
    /// Asks for the username of somebody who already has a code for this screen.
    HaveCode(Screen),
    NewPassword(NewPasswordStep),
    Prompt(Prompt),
}

impl LazyScreen for FlowScreen {
    fn screen(&self, auth: &Auth) -> Node {
        let (client, options) = (auth.client().clone(), auth.options());
        match self {
            FlowScreen::SignUp { username } => {
                let on_step = handler(auth, after_sign_up);
                screens::sign_up(client, options, username, on_step, back(auth))
            }
            FlowScreen::ConfirmSignUp(step, notice) => {
                let on_done =
                    on_code_accepted(auth, step.username(), options.0.strings.account_ready);
                let on_change = handler(auth, |auth, username| {
                    go(auth, FlowScreen::SignUp { username })
                });
                let ways = (back(auth), Some(on_change));
                let (step, notice) = (step.clone(), notice.clone());
                screens::confirm_sign_up(client, options, step, notice, on_done, ways)
            }
            FlowScreen::ForgotPassword { username } => {
                let on_step = handler(auth, |auth, step| go(auth, FlowScreen::ResetPassword(step)));
                screens::forgot_password(client, options, username, on_step, back(auth))
            }
            FlowScreen::ResetPassword(step) => {
                let on_done =
                    on_code_accepted(auth, step.username(), options.0.strings.password_saved);
                screens::reset_password(client, options, step.clone(), on_done, back(auth))
            }
            FlowScreen::HaveCode(target) => {
                let target = *target;
                let on_name = handler(auth, move |auth, username: String| {
                    enter_code(auth, target, username);
                });
                screens::have_code(options, target, on_name, back(auth))
            }
            FlowScreen::NewPassword(step) => {
                let on_step = handler(auth, continue_with);
                let on_failed = Some(on_failed(auth));
                screens::new_password(step.clone(), options, on_step, back(auth), on_failed)
            }
            FlowScreen::Prompt(prompt) => {
                let screen = screens::further_step(prompt, &context(auth));
                screen.unwrap_or_else(|| frame::waiting(options))
            }
        }
    }

    fn name(&self) -> &'static str {
        let screen = match self {
            FlowScreen::SignUp { .. } => Screen::SignUp,
            FlowScreen::ConfirmSignUp(..) => Screen::ConfirmSignUp,
            FlowScreen::ForgotPassword { .. } => Screen::ForgotPassword,
            FlowScreen::ResetPassword(_) => Screen::ResetPassword,
            FlowScreen::HaveCode(target) => *target,
            FlowScreen::NewPassword(_) => Screen::NewPassword,
            FlowScreen::Prompt(prompt) => prompt.screen(),
        };
        screen.name()
    }

    fn can_return(&self) -> bool {
        match self {
            FlowScreen::SignUp { .. }
            | FlowScreen::ForgotPassword { .. }
            | FlowScreen::HaveCode(_) => true,
            // The person can come back and choose another factor.
            FlowScreen::Prompt(Prompt::Step(SignInStep::SetUpMfa(_))) => true,
            _ => false,
        }
    }

    fn stage(&self) -> AuthStage {
        match self.clone() {
            FlowScreen::SignUp { username } => AuthStage::SignUp { username },
            FlowScreen::ConfirmSignUp(step, _) => AuthStage::ConfirmSignUp(step),
            FlowScreen::ForgotPassword { username } => AuthStage::ForgotPassword { username },
            FlowScreen::ResetPassword(step) => AuthStage::ResetPassword(step),
            FlowScreen::HaveCode(screen) => AuthStage::HaveCode { screen },
            FlowScreen::NewPassword(step) => AuthStage::Step(SignInStep::NewPassword(step)),
            FlowScreen::Prompt(Prompt::Step(step)) => AuthStage::Step(step),
            FlowScreen::Prompt(Prompt::SetUpApp(step)) => AuthStage::SetUpApp(step),
            FlowScreen::Prompt(Prompt::SetUpEmail(step)) => AuthStage::SetUpEmail(step),
            FlowScreen::Prompt(Prompt::PasskeyRetry(step, _)) => {
                AuthStage::Step(SignInStep::Passkey(step))
            }
        }
    }
}

/// Continues after a sign-up.
#[chunk(steps)]
pub(super) fn after_sign_up(auth: &Auth, step: SignUpStep) {
    match step {
        SignUpStep::Confirm(step) => go(auth, FlowScreen::ConfirmSignUp(step, None)),
        SignUpStep::Done(done) => sign_in_at_once(auth, done.username().into()),
    }
}

/// Shows the set-up of an authenticator app.
#[chunk(steps)]
pub(super) fn set_up_app(auth: &Auth, step: TotpSetUpStep) {
    go(auth, FlowScreen::Prompt(Prompt::SetUpApp(step)));
}

/// Shows the screen that a link on the sign-in screen leads to.
#[chunk(steps)]
pub(super) fn go_to_destination(auth: &Auth, destination: Destination, username: String) {
    go(
        auth,
        match destination {
            Destination::SignUp => FlowScreen::SignUp { username },
            Destination::ForgotPassword => FlowScreen::ForgotPassword { username },
        },
    );
}

/// Shows the screen where the code is entered.
#[chunk(steps)]
pub(super) fn enter_code(auth: &Auth, screen: Screen, username: String) {
    let client = auth.client();
    go(
        auth,
        match screen {
            Screen::ResetPassword => FlowScreen::ResetPassword(client.reset_password(username)),
            _ => FlowScreen::ConfirmSignUp(client.confirm_sign_up(username), None),
        },
    );
}

/// Continues with the step that follows the sign-in screen.
#[chunk(steps)]
pub(super) async fn continue_sign_in(auth: &Auth, step: SignInStep) {
    let token = auth.token();
    let next = match step {
        SignInStep::ConfirmSignUp(step) if step.delivery().is_none() => {
            resend_confirmation(auth, step).await
        }
        step => return continue_with(auth, step),
    };
    if let Some(auth) = token.auth() {
        go(auth, next);
    }
}

/// Sends a code to somebody whose account is not confirmed. Cognito refuses their sign-in without sending one.
async fn resend_confirmation(auth: &Auth, step: ConfirmSignUpStep) -> FlowScreen {
    let texts = auth.options().0.strings.step_strings();
    match step.resend().await {
        Ok(sent) => FlowScreen::ConfirmSignUp(sent, Some(Notice::info(texts.unconfirmed))),
        Err(error) => {
            FlowScreen::ConfirmSignUp(step, Some(Notice::for_error(auth.options(), &error)))
        }
    }
}

/// Continues with the next step of a sign-in.
fn continue_with(auth: &Auth, step: SignInStep) {
    match step {
        SignInStep::Done(session) => auth.signed_in(session),
        step => {
            if let Some(next) = screen_of_step(step) {
                go(auth, next);
            }
        }
    }
}

/// Returns the screen of a step; `None` if the person is signed in.
pub(super) fn screen_of_step(step: SignInStep) -> Option<FlowScreen> {
    Some(match step {
        SignInStep::Done(_) => return None,
        SignInStep::NewPassword(step) => FlowScreen::NewPassword(step),
        SignInStep::ConfirmSignUp(step) => FlowScreen::ConfirmSignUp(step, None),
        SignInStep::ResetPassword(step) => FlowScreen::ResetPassword(step),
        step => FlowScreen::Prompt(Prompt::Step(step)),
    })
}

/// Returns the event handlers and options for the screens of the steps of a sign-in.
fn context(auth: &Auth) -> StepContext {
    StepContext {
        client: auth.client().clone(),
        options: auth.options().clone(),
        on_prompt: handler(auth, |auth, prompt| match prompt {
            Prompt::Step(step) => continue_with(auth, step),
            inner => go(auth, FlowScreen::Prompt(inner)),
        }),
        on_back: back(auth),
        back_label: |strings| strings.back_to_sign_in,
        on_failed: Some(on_failed(auth)),
        on_forgot_password: Some(handler(auth, |auth, username| {
            go(auth, FlowScreen::ForgotPassword { username });
        })),
        restart: None,
    }
}

fn go(auth: &Auth, next: FlowScreen) {
    let can_return = match auth.stage_untracked() {
        Stage::LazyScreen(now) => now.can_return() || next.can_return(),
        _ => true,
    };
    let change = if can_return {
        HistoryChange::Push
    } else {
        HistoryChange::Replace
    };
    navigation::go(auth, Stage::LazyScreen(Arc::new(next)), change);
}

/// Continues after an account was confirmed or a password was reset: with the step of the sign-in that followed, or on
/// the sign-in screen with a message.
fn after_code(auth: &Auth, next: Option<SignInStep>, username: String, message: &'static str) {
    match next {
        Some(step) => continue_with(auth, step),
        None => {
            let notice = Some(Notice::success(message));
            navigation::go_to_sign_in(
                auth,
                Stage::SignIn { username, notice },
                LeftScreen::Discarded,
            );
        }
    }
}

/// Signs in a person whose new account needs no confirmation.
fn sign_in_at_once(auth: &Auth, username: String) {
    let auth = auth.clone();
    reactive::spawn(async move {
        let shared = Some(auth.shared());
        let client = remember::default_client(auth.client(), auth.options(), shared);
        let next = auth.shared().sign_in(&client).await;
        let message = auth.options().0.strings.account_ready;
        after_code(&auth, next, username, message);
    });
}

/// Returns a handler that shows the sign-in screen with the reason why the sign-in failed.
fn on_failed(auth: &Auth) -> Handler<FailedSignIn> {
    handler(auth, |auth, FailedSignIn { username, message }| {
        forget_unfinished(auth);
        let notice = Some(Notice::error(message));
        navigation::go_to_sign_in(
            auth,
            Stage::SignIn { username, notice },
            LeftScreen::Discarded,
        );
    })
}

/// Returns a handler that goes back to the sign-in screen and discards the unfinished sign-in.
fn back(auth: &Auth) -> Option<Handler<String>> {
    Some(handler(auth, |auth, username| {
        // A late answer must not change the screen.
        auth.shared().cancel_request();
        forget_unfinished(auth);
        let notice = None;
        navigation::go_to_sign_in(auth, Stage::SignIn { username, notice }, LeftScreen::Kept);
    }))
}

/// Discards what is stored of the unfinished sign-in, so that a reload does not resume it.
fn forget_unfinished(auth: &Auth) {
    let client = auth.client().clone();
    reactive::spawn(async move { client.forget_unfinished().await });
}

fn on_code_accepted(
    auth: &Auth,
    username: &str,
    message: &'static str,
) -> Handler<Option<SignInStep>> {
    let username = String::from(username);
    handler(auth, move |auth, next| {
        after_code(auth, next, username.clone(), message);
    })
}

/// Returns a handler for an event of the screen that is being rendered. It does nothing once another screen has
/// replaced that one.
fn handler<T>(auth: &Auth, act: impl Fn(&Auth, T) + Send + Sync + 'static) -> Handler<T> {
    let token = auth.token();
    Arc::new(move |value| {
        if let Some(auth) = token.auth() {
            act(auth, value);
        }
    })
}
