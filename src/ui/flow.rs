//! The state machine of the screens without the screens, for apps that render their own UI.

use std::future::Future;

use leptos::prelude::*;

use crate::{
    ConfirmSignUpStep, Credentials, Error, ResetPasswordStep, Session, SetUpMfaStep, SignInStep,
    SignUp, SignUpStep, TotpSetUpStep,
};

use super::Screen;
use super::auth::{Auth, Stage, use_auth};
use super::lazy_screen;
use super::reactive::{self, Reactive};
use super::shared_state;

/// The sign-in flow: its stage, and the actions that lead on. See [`use_authenticator`].
#[derive(Clone)]
pub struct AuthFlow(Auth);

/// The stage of the sign-in flow.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AuthStage {
    /// The session has not been read yet.
    Starting,
    /// Sign-in.
    SignIn {
        /// The username that was entered before.
        username: String,
    },
    /// Sign-up.
    SignUp {
        /// The username that was entered before.
        username: String,
    },
    /// A sign-up waits for its code.
    ConfirmSignUp(ConfirmSignUpStep),
    /// The person forgot their password: they enter their username.
    ForgotPassword {
        /// The username that was entered before.
        username: String,
    },
    /// A password reset waits for its code and the new password.
    ResetPassword(ResetPasswordStep),
    /// A link has led to a screen for a code that the person already has: [`Screen::ConfirmSignUp`] or
    /// [`Screen::ResetPassword`]. They enter their username ([`AuthFlow::enter_code`]).
    HaveCode {
        /// The screen that the code is for.
        screen: Screen,
    },
    /// The sign-in requires another step: a code, a choice, a new password.
    Step(SignInStep),
    /// Set-up of an authenticator app.
    SetUpApp(TotpSetUpStep),
    /// Set-up of codes by e-mail.
    SetUpEmail(SetUpMfaStep),
    /// Somebody is signed in.
    SignedIn(Session),
    /// There is a session that cannot be renewed just now.
    Unavailable(Error),
}

/// Whether an action is pending, and the error of the last one.
#[derive(Clone, Default)]
pub(super) struct Progress {
    is_busy: bool,
    error: Option<Error>,
}

/// Returns the state machine of the [`Authenticator`](super::Authenticator) or [`RequireAuth`](super::RequireAuth)
/// around this component; `None` outside of one.
///
/// A custom UI reads the stage ([`stage`](AuthFlow::stage)) and calls the methods that lead on. A step of a sign-in is
/// completed by a method of the step, whose result goes to [`run`](AuthFlow::run).
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::SignInStep;
/// use vestibule::ui::{AuthStage, RequireAuth, use_authenticator};
///
/// #[component]
/// fn App(client: vestibule::Client) -> impl IntoView {
///     view! {
///         <RequireAuth client fallback=|| view! { <MySignIn /> }>
///             <p>"Your notes"</p>
///         </RequireAuth>
///     }
/// }
///
/// #[component]
/// fn MySignIn() -> impl IntoView {
///     let flow = use_authenticator().expect("a RequireAuth around it");
///     let (username, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
///     let code = RwSignal::new(String::new());
///     let busy = flow.is_busy();
///     let message = flow.message();
///     let stage = flow.stage();
///     let form = move || match stage.get() {
///         AuthStage::SignIn { .. } => {
///             let flow = flow.clone();
///             view! {
///                 <input prop:value=username on:input=move |e| username.set(event_target_value(&e)) />
///                 <input type="password" on:input=move |e| password.set(event_target_value(&e)) />
///                 <button disabled=busy on:click=move |_| flow.sign_in(&username.get(), &password.get())>
///                     "Sign in"
///                 </button>
///             }.into_any()
///         }
///         AuthStage::Step(SignInStep::SmsCode(step) | SignInStep::EmailCode(step)) => {
///             let flow = flow.clone();
///             let answer = move |_| {
///                 let (step, code) = (step.clone(), code.get());
///                 flow.run(async move { step.submit(&code).await });
///             };
///             view! {
///                 <input on:input=move |e| code.set(event_target_value(&e)) />
///                 <button disabled=busy on:click=answer>"Go on"</button>
///             }.into_any()
///         }
///         _ => view! { <p>"One moment"</p> }.into_any(),
///     };
///     view! { {form} <p role="alert">{message}</p> }
/// }
/// ```
pub fn use_authenticator() -> Option<AuthFlow> {
    use_auth().map(AuthFlow)
}

impl AuthFlow {
    /// Returns the stage as a signal.
    pub fn stage(&self) -> Signal<AuthStage> {
        let (auth, session) = (self.0.clone(), self.0.session());
        Signal::derive(move || match (auth.username(), session.get()) {
            (Some(_), Some(session)) => AuthStage::SignedIn(session),
            _ => match auth.stage() {
                Stage::Starting => AuthStage::Starting,
                Stage::SignIn { username, .. } => AuthStage::SignIn { username },
                Stage::LazyScreen(screen) => screen.stage(),
                Stage::Unavailable(error) => AuthStage::Unavailable(error),
            },
        })
    }

    /// Returns whether an action is pending. Further actions are ignored meanwhile.
    pub fn is_busy(&self) -> Signal<bool> {
        let progress = self.progress();
        Signal::derive(move || progress.get().is_busy)
    }

    /// Returns the error of the last action; `None` once another action starts.
    pub fn error(&self) -> Signal<Option<Error>> {
        let progress = self.progress();
        Signal::derive(move || progress.get().error)
    }

    /// Returns the sentence that the screens show for that error, or for the end of a session; empty if there is none.
    pub fn message(&self) -> Signal<String> {
        let (progress, auth) = (self.progress(), self.0.clone());
        Signal::derive(move || {
            let strings = &auth.options().0.strings;
            match (progress.get().error, auth.stage()) {
                (Some(error), _) => strings.for_error(&error).into_owned(),
                (None, Stage::SignIn { notice, .. }) => {
                    notice.map_or_else(String::new, |notice| notice.text().into())
                }
                _ => String::new(),
            }
        })
    }

    /// Goes to the sign-in, and discards what is unfinished.
    pub fn to_sign_in(&self) {
        let auth = self.0.clone();
        self.clear();
        reactive::spawn(async move {
            auth.client().forget_unfinished().await;
            auth.go(Auth::sign_in_screen(None));
        });
    }

    /// Goes to the sign-up, with the username that was entered.
    pub fn to_sign_up(&self, username: &str) {
        self.open(lazy_screen::Destination::SignUp, username);
    }

    /// Goes to the password reset, with the username that was entered.
    pub fn to_forgot_password(&self, username: &str) {
        self.open(lazy_screen::Destination::ForgotPassword, username);
    }

    /// Signs in with a password: by Secure Remote Password if this build has it.
    pub fn sign_in(&self, username: &str, password: &str) {
        self.sign_in_with(shared_state::password_credentials(username, password));
    }

    /// Signs in with these credentials.
    pub fn sign_in_with(&self, credentials: Credentials) {
        let client = self.0.client().clone();
        self.run(async move { client.sign_in(credentials).await });
    }

    /// Completes a step of a sign-in with this result, and goes to the next step.
    pub fn run(&self, result: impl Future<Output = Result<SignInStep, Error>> + 'static) {
        let auth = self.0.clone();
        self.act(async move { auth.after_sign_in(result.await?).await });
    }

    /// Signs up.
    pub fn sign_up(&self, account: SignUp) {
        let auth = self.0.clone();
        self.act(async move {
            let step = auth.client().sign_up(account).await?;
            auth.client().load_chunk("steps").await?;
            lazy_screen::after_sign_up(&auth, step);
            Ok(())
        });
    }

    /// Confirms a sign-up with its code, and signs in if that needs nothing more.
    pub fn confirm_sign_up(&self, step: &ConfirmSignUpStep, code: &str) {
        let (auth, step, code) = (self.0.clone(), step.clone(), code.to_owned());
        self.act(async move {
            let confirmed = step.submit(&code).await?;
            let signed_up = match &confirmed {
                SignUpStep::Done(signed_up) if signed_up.can_sign_in() => Some(signed_up),
                _ => None,
            };
            let next = match signed_up {
                Some(signed_up) => auth.client().sign_in_signed_up(signed_up).await.ok(),
                None => None,
            };
            match next {
                Some(step) => auth.after_sign_in(step).await?,
                None => auth.go(Auth::sign_in_screen_of(step.username())),
            }
            Ok(())
        });
    }

    /// Sends another code for a sign-up.
    pub fn resend_sign_up(&self, step: &ConfirmSignUpStep) {
        let (auth, step) = (self.0.clone(), step.clone());
        self.act(async move {
            let step = step.resend().await?;
            auth.after_sign_in(SignInStep::ConfirmSignUp(step)).await
        });
    }

    /// Goes to the step where a code is entered that the person already has ([`AuthStage::HaveCode`]).
    pub fn enter_code(&self, screen: Screen, username: &str) {
        let (auth, username) = (self.0.clone(), username.to_owned());
        self.act(async move {
            auth.client().load_chunk("steps").await?;
            lazy_screen::enter_code(&auth, screen, username);
            Ok(())
        });
    }

    /// Sends a code for a password reset.
    pub fn forgot_password(&self, username: &str) {
        let (auth, username) = (self.0.clone(), username.to_owned());
        self.act(async move {
            let step = auth.client().forgot_password(username).await?;
            auth.after_sign_in(SignInStep::ResetPassword(step)).await
        });
    }

    /// Sets a new password with the code, and goes to the sign-in.
    pub fn reset_password(&self, step: &ResetPasswordStep, code: &str, password: &str) {
        let (auth, step) = (self.0.clone(), step.clone());
        let (code, password) = (code.to_owned(), password.to_owned());
        self.act(async move {
            step.submit(&code, &password).await?;
            auth.go(Auth::sign_in_screen_of(step.username()));
            Ok(())
        });
    }

    /// Starts the set-up of an authenticator app where a second factor has to be set up.
    pub fn set_up_app(&self, step: &SetUpMfaStep) {
        let (auth, step) = (self.0.clone(), step.clone());
        self.act(async move {
            let step = step.totp().await?;
            auth.client().load_chunk("steps").await?;
            lazy_screen::set_up_app(&auth, step);
            Ok(())
        });
    }

    /// Signs out in this browser.
    pub fn sign_out(&self) {
        let client = self.0.client().clone();
        self.act(async move { client.sign_out().await.map(drop) });
    }

    /// Reads the session again after it could not be renewed.
    pub fn retry(&self) {
        let auth = self.0.clone();
        self.act(async move {
            auth.start(None).await;
            Ok(())
        });
    }

    fn progress(&self) -> Reactive<Progress> {
        self.0.progress().clone()
    }

    fn clear(&self) {
        self.progress().set(Progress::default());
    }

    fn open(&self, destination: lazy_screen::Destination, username: &str) {
        let (auth, username) = (self.0.clone(), username.to_owned());
        self.act(async move {
            auth.client().load_chunk("steps").await?;
            lazy_screen::go_to_destination(&auth, destination, username);
            Ok(())
        });
    }

    /// Runs one action at a time.
    fn act(&self, work: impl Future<Output = Result<(), Error>> + 'static) {
        let progress = self.progress();
        if progress.get_untracked().is_busy {
            return;
        }
        progress.set(Progress {
            is_busy: true,
            error: None,
        });
        reactive::spawn(async move {
            let error = work.await.err();
            progress.set(Progress {
                is_busy: false,
                error,
            });
        });
    }
}
