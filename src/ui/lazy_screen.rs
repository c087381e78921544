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
use super::navigation::{self, HistoryChange, LeftScreen};
use super::node::Node;
use super::screens::{Asked, Onward, Over};
use super::{Notice, Screen, frame, remember, screens};

/// A screen that nothing outside this chunk knows.
pub(super) trait LazyScreen: Send + Sync {
    fn screen(&self, auth: &Auth) -> Node;
    /// The same, for whoever draws it themselves.
    fn stage(&self) -> AuthStage;
    fn name(&self) -> &'static str;
    /// Whether one may come back to it from what follows.
    fn lasts(&self) -> bool;
}

/// A way that leads on from the sign-in screen.
#[derive(Clone, Copy)]
pub(super) enum Way {
    SignUp,
    ForgotPassword,
}

/// What stands behind the sign-in screen.
#[derive(Clone)]
pub(super) enum Next {
    SignUp {
        username: String,
    },
    ConfirmSignUp(ConfirmSignUpStep, Option<Notice>),
    ForgotPassword {
        username: String,
    },
    ResetPassword(ResetPasswordStep),
    /// Somebody has a code for this screen, and says who they are.
    HaveCode(Screen),
    NewPassword(NewPasswordStep),
    Asked(Asked),
}

impl LazyScreen for Next {
    fn screen(&self, auth: &Auth) -> Node {
        let (client, options) = (auth.client().clone(), auth.options());
        match self {
            Next::SignUp { username } => {
                let on_step = told(auth, after_sign_up);
                screens::sign_up(client, options, username, on_step, back(auth))
            }
            Next::ConfirmSignUp(step, notice) => {
                let on_done = after(auth, step.username(), options.0.strings.account_ready);
                let on_change = told(auth, |auth, username| go(auth, Next::SignUp { username }));
                let ways = (back(auth), Some(on_change));
                let (step, notice) = (step.clone(), notice.clone());
                screens::confirm_sign_up(client, options, step, notice, on_done, ways)
            }
            Next::ForgotPassword { username } => {
                let on_step = told(auth, |auth, step| go(auth, Next::ResetPassword(step)));
                screens::forgot_password(client, options, username, on_step, back(auth))
            }
            Next::ResetPassword(step) => {
                let on_done = after(auth, step.username(), options.0.strings.password_saved);
                screens::reset_password(client, options, step.clone(), on_done, back(auth))
            }
            Next::HaveCode(of) => {
                let of = *of;
                let on_name = told(auth, move |auth, username: String| {
                    take_code(auth, of, username);
                });
                screens::have_code(options, of, on_name, back(auth))
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

    fn name(&self) -> &'static str {
        let screen = match self {
            Next::SignUp { .. } => Screen::SignUp,
            Next::ConfirmSignUp(..) => Screen::ConfirmSignUp,
            Next::ForgotPassword { .. } => Screen::ForgotPassword,
            Next::ResetPassword(_) => Screen::ResetPassword,
            Next::HaveCode(of) => *of,
            Next::NewPassword(_) => Screen::NewPassword,
            Next::Asked(asked) => asked.screen(),
        };
        screen.name()
    }

    fn lasts(&self) -> bool {
        match self {
            Next::SignUp { .. } | Next::ForgotPassword { .. } | Next::HaveCode(_) => true,
            // What was chosen there can be chosen again.
            Next::Asked(Asked::Step(SignInStep::SetUpMfa(_))) => true,
            _ => false,
        }
    }

    fn stage(&self) -> AuthStage {
        match self.clone() {
            Next::SignUp { username } => AuthStage::SignUp { username },
            Next::ConfirmSignUp(step, _) => AuthStage::ConfirmSignUp(step),
            Next::ForgotPassword { username } => AuthStage::ForgotPassword { username },
            Next::ResetPassword(step) => AuthStage::ResetPassword(step),
            Next::HaveCode(screen) => AuthStage::HaveCode { screen },
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
        SignUpStep::Confirm(step) => go(auth, Next::ConfirmSignUp(step, None)),
        SignUpStep::Done(done) => sign_in_at_once(auth, done.username().into()),
    }
}

/// To the set-up of an authenticator app.
#[chunk(steps)]
pub(super) fn set_up_app(auth: &Auth, step: TotpSetUpStep) {
    go(auth, Next::Asked(Asked::SetUpApp(step)));
}

/// Goes to the screen at the end of a way.
#[chunk(steps)]
pub(super) fn lead_on(auth: &Auth, way: Way, username: String) {
    go(
        auth,
        match way {
            Way::SignUp => Next::SignUp { username },
            Way::ForgotPassword => Next::ForgotPassword { username },
        },
    );
}

/// Goes on to where the code is typed.
#[chunk(steps)]
pub(super) fn take_code(auth: &Auth, screen: Screen, username: String) {
    let client = auth.client();
    go(
        auth,
        match screen {
            Screen::ResetPassword => Next::ResetPassword(client.reset_password(username)),
            _ => Next::ConfirmSignUp(client.confirm_sign_up(username), None),
        },
    );
}

/// Goes on with what a sign-in by the sign-in screen came to.
#[chunk(steps)]
pub(super) async fn follow_sign_in(auth: &Auth, step: SignInStep) {
    let token = auth.token();
    let next = match step {
        SignInStep::ConfirmSignUp(step) if step.delivery().is_none() => {
            send_first(auth, step).await
        }
        step => return follow(auth, step),
    };
    if let Some(auth) = token.auth() {
        go(auth, next);
    }
}

/// Sends a code to somebody whose account is not confirmed: Cognito refuses the sign-in, and sends none by itself.
async fn send_first(auth: &Auth, step: ConfirmSignUpStep) -> Next {
    let words = auth.options().0.strings.of_steps();
    match step.resend().await {
        Ok(sent) => Next::ConfirmSignUp(sent, Some(Notice::plain(words.unconfirmed))),
        Err(error) => Next::ConfirmSignUp(step, Some(Notice::of(auth.options(), &error))),
    }
}

/// Goes on with what a sign-in came to.
fn follow(auth: &Auth, step: SignInStep) {
    match step {
        SignInStep::Done(session) => auth.enter(session),
        step => {
            if let Some(next) = next_of(step) {
                go(auth, next);
            }
        }
    }
}

/// The screen of a step; none where the person is in.
pub(super) fn next_of(step: SignInStep) -> Option<Next> {
    Some(match step {
        SignInStep::Done(_) => return None,
        SignInStep::NewPassword(step) => Next::NewPassword(step),
        SignInStep::ConfirmSignUp(step) => Next::ConfirmSignUp(step, None),
        SignInStep::ResetPassword(step) => Next::ResetPassword(step),
        step => Next::Asked(Asked::Step(step)),
    })
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
    let lasts = match auth.place_now() {
        Place::LazyScreen(now) => now.lasts() || next.lasts(),
        _ => true,
    };
    let change = if lasts {
        HistoryChange::Push
    } else {
        HistoryChange::Replace
    };
    navigation::go(auth, Place::LazyScreen(Arc::new(next)), change);
}

/// After an account was confirmed or a password chosen: in, or to the sign-in screen.
fn after_code(auth: &Auth, followed: Option<SignInStep>, username: String, words: &'static str) {
    match followed {
        Some(step) => follow(auth, step),
        None => {
            let notice = Some(Notice::good(words));
            navigation::go_home(
                auth,
                Place::SignIn { username, notice },
                LeftScreen::Discarded,
            );
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
        forget_unfinished(auth);
        let notice = Some(Notice::bad(words));
        navigation::go_home(
            auth,
            Place::SignIn { username, notice },
            LeftScreen::Discarded,
        );
    })
}

/// To the sign-in screen, where the person begins anew: after a reload, too.
fn back(auth: &Auth) -> Option<Told<String>> {
    Some(told(auth, |auth, username| {
        forget_unfinished(auth);
        let notice = None;
        navigation::go_home(auth, Place::SignIn { username, notice }, LeftScreen::Kept);
    }))
}

/// A reload does not come back to what is over.
fn forget_unfinished(auth: &Auth) {
    let client = auth.client().clone();
    live::spawn(async move { client.forget_unfinished().await });
}

fn after(auth: &Auth, username: &str, words: &'static str) -> Told<Option<SignInStep>> {
    let username = String::from(username);
    told(auth, move |auth, followed| {
        after_code(auth, followed, username.clone(), words);
    })
}

/// What the screen that is being made tells of, for as long as it stands.
fn told<T>(auth: &Auth, act: impl Fn(&Auth, T) + Send + Sync + 'static) -> Told<T> {
    let token = auth.token();
    Arc::new(move |value| {
        if let Some(auth) = token.auth() {
            act(auth, value);
        }
    })
}
