//! The screens behind the sign-in screen, as an [`Authenticator`](super::Authenticator) joins them.
//!
//! They are a chunk of their own, with what they do: most people who sign in see none of them.

use std::sync::Arc;

use vestibule_chunk::chunk;

use crate::{
    ConfirmSignUpStep, NewPasswordStep, ResetPasswordStep, SignInStep, SignUpStep, TotpSetUpStep,
};

use super::auth::{Auth, Place};
use super::flow::AuthStage;
use super::live::{self, Told};
use super::node::Node;
use super::screens::{Asked, Onward, Over};
use super::{Notice, frame, remember, screens};

/// A screen that nothing outside this chunk knows.
pub(super) trait Further: Send + Sync {
    fn screen(&self, auth: &Auth) -> Node;
    /// The same, for whoever draws it themselves.
    fn stage(&self) -> AuthStage;
}

/// A way that leads on from the sign-in screen.
#[derive(Clone, Copy)]
pub(super) enum Way {
    SignUp,
    ForgotPassword,
}

#[derive(Clone)]
enum Next {
    SignUp { username: String },
    ConfirmSignUp(ConfirmSignUpStep),
    ForgotPassword { username: String },
    ResetPassword(ResetPasswordStep),
    NewPassword(NewPasswordStep),
    Asked(Asked),
}

impl Further for Next {
    fn screen(&self, auth: &Auth) -> Node {
        let (client, options) = (auth.client().clone(), auth.options());
        match self {
            Next::SignUp { username } => {
                let on_step = told(auth, after_sign_up);
                screens::sign_up(client, options, username, on_step, back(auth))
            }
            Next::ConfirmSignUp(step) => {
                let on_done = after(auth, step.username(), options.0.strings.account_ready);
                let on_change = told(auth, |auth, username| go(auth, Next::SignUp { username }));
                let (step, on_change) = (step.clone(), Some(on_change));
                screens::confirm_sign_up(client, options, step, on_done, back(auth), on_change)
            }
            Next::ForgotPassword { username } => {
                let on_step = told(auth, |auth, step| go(auth, Next::ResetPassword(step)));
                screens::forgot_password(client, options, username, on_step, back(auth))
            }
            Next::ResetPassword(step) => {
                let on_done = after(auth, step.username(), options.0.strings.password_saved);
                screens::reset_password(client, options, step.clone(), on_done, back(auth))
            }
            Next::NewPassword(step) => {
                let on_step = told(auth, follow);
                let over = Some(over(auth));
                screens::new_password(step.clone(), options, on_step, back(auth), over)
            }
            Next::Asked(asked) => {
                let screen = screens::further_step(asked, &onward(auth));
                screen.unwrap_or_else(|| frame::waiting(options))
            }
        }
    }

    fn stage(&self) -> AuthStage {
        match self.clone() {
            Next::SignUp { username } => AuthStage::SignUp { username },
            Next::ConfirmSignUp(step) => AuthStage::ConfirmSignUp(step),
            Next::ForgotPassword { username } => AuthStage::ForgotPassword { username },
            Next::ResetPassword(step) => AuthStage::ResetPassword(step),
            Next::NewPassword(step) => AuthStage::Step(SignInStep::NewPassword(step)),
            Next::Asked(Asked::Step(step)) => AuthStage::Step(step),
            Next::Asked(Asked::SetUpApp(step)) => AuthStage::SetUpApp(step),
            Next::Asked(Asked::SetUpEmail(step)) => AuthStage::SetUpEmail(step),
            Next::Asked(Asked::PasskeyAfter(step, _)) => AuthStage::Step(SignInStep::Passkey(step)),
        }
    }
}

/// Goes on with what a sign-up came to.
#[chunk(steps)]
pub(super) fn after_sign_up(auth: &Auth, step: SignUpStep) {
    match step {
        SignUpStep::Confirm(step) => go(auth, Next::ConfirmSignUp(step)),
        SignUpStep::Done(done) => sign_in_at_once(auth, done.username().into()),
    }
}

/// To the set-up of an authenticator app.
#[chunk(steps)]
pub(super) fn set_up_app(auth: &Auth, step: TotpSetUpStep) {
    go(auth, Next::Asked(Asked::SetUpApp(step)));
}

/// The screen at the end of a way.
#[chunk(steps)]
pub(super) fn screen_of(way: Way, username: String) -> Arc<dyn Further> {
    Arc::new(match way {
        Way::SignUp => Next::SignUp { username },
        Way::ForgotPassword => Next::ForgotPassword { username },
    })
}

/// Goes on with what a sign-in came to.
#[chunk(steps)]
pub(super) fn follow(auth: &Auth, step: SignInStep) {
    match step {
        SignInStep::Done(session) => auth.enter(session),
        SignInStep::NewPassword(step) => go(auth, Next::NewPassword(step)),
        SignInStep::ConfirmSignUp(step) => go(auth, Next::ConfirmSignUp(step)),
        SignInStep::ResetPassword(step) => go(auth, Next::ResetPassword(step)),
        step => go(auth, Next::Asked(Asked::Step(step))),
    }
}

/// Where the screens of a sign-in's steps lead.
fn onward(auth: &Auth) -> Onward {
    Onward {
        client: auth.client().clone(),
        options: auth.options().clone(),
        on: told(auth, |auth, asked| match asked {
            Asked::Step(step) => follow(auth, step),
            inner => go(auth, Next::Asked(inner)),
        }),
        back: back(auth),
        back_words: |strings| strings.back_to_sign_in,
        over: Some(over(auth)),
        forgot: Some(told(auth, |auth, username| {
            go(auth, Next::ForgotPassword { username });
        })),
        anew: None,
    }
}

fn go(auth: &Auth, next: Next) {
    auth.go(Place::Further(Arc::new(next)));
}

/// After an account was confirmed or a password chosen: in, or to the sign-in screen.
fn after_code(auth: &Auth, followed: Option<SignInStep>, username: String, words: &'static str) {
    match followed {
        Some(step) => follow(auth, step),
        None => {
            let notice = Some(Notice::good(words));
            auth.go(Place::SignIn { username, notice });
        }
    }
}

/// Signs in a person whose new account needs no code.
fn sign_in_at_once(auth: &Auth, username: String) {
    let auth = auth.clone();
    live::spawn(async move {
        let client = remember::unasked(auth.client(), auth.options());
        let followed = auth.kept().sign_in(&client).await;
        let words = auth.options().0.strings.account_ready;
        after_code(&auth, followed, username, words);
    });
}

/// To the sign-in screen, with what has ended the sign-in.
fn over(auth: &Auth) -> Told<Over> {
    told(auth, |auth, Over { username, words }| {
        let notice = Some(Notice::bad(words));
        auth.go(Place::SignIn { username, notice });
    })
}

/// To the sign-in screen, where the person begins anew: after a reload, too.
fn back(auth: &Auth) -> Option<Told<String>> {
    Some(told(auth, |auth, username| {
        let client = auth.client().clone();
        live::spawn(async move { client.forget_unfinished().await });
        let notice = None;
        auth.go(Place::SignIn { username, notice });
    }))
}

fn after(auth: &Auth, username: &str, words: &'static str) -> Told<Option<SignInStep>> {
    let username = String::from(username);
    told(auth, move |auth, followed| {
        after_code(auth, followed, username.clone(), words);
    })
}

/// What the screen that is being made tells of, for as long as it stands.
fn told<T>(auth: &Auth, act: impl Fn(&Auth, T) + Send + Sync + 'static) -> Told<T> {
    let turn = auth.turn();
    Arc::new(move |value| {
        if let Some(auth) = turn.auth() {
            act(auth, value);
        }
    })
}
