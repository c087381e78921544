//! The state machine of the screens without the screens: for a UI that is written from nothing.

use std::future::Future;

use leptos::prelude::*;

use crate::{
    ConfirmSignUpStep, Credentials, Error, ResetPasswordStep, Session, SetUpMfaStep, SignInStep,
    SignUp, SignUpStep, TotpSetUpStep,
};

use super::Screen;
use super::auth::{Auth, Place, use_auth};
use super::kept;
use super::lazy_screen;
use super::live::{self, Live};

/// Where a person stands, and the ways on from there: what the screens know and do. See
/// [`use_authenticator`].
#[derive(Clone)]
pub struct AuthFlow(Auth);

/// Where a person stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AuthStage {
    /// It is not known yet who is there.
    Starting,
    /// They sign in.
    SignIn {
        /// What stood in the field of another screen.
        username: String,
    },
    /// They sign up.
    SignUp {
        /// What stood in the field of another screen.
        username: String,
    },
    /// Their sign-up waits for its code.
    ConfirmSignUp(ConfirmSignUpStep),
    /// They say whose password was forgotten.
    ForgotPassword {
        /// What stood in the field of another screen.
        username: String,
    },
    /// A forgotten password waits for its code and a new one.
    ResetPassword(ResetPasswordStep),
    /// A link has led them to where a code is typed, which they have already: of [`Screen::ConfirmSignUp`] or
    /// [`Screen::ResetPassword`]. They say whose it is ([`AuthFlow::take_code`]).
    HaveCode {
        /// The screen that the code is for.
        screen: Screen,
    },
    /// Their sign-in asks for something: a code, a choice, a new password.
    Step(SignInStep),
    /// They chose to set up an authenticator app.
    SetUpApp(TotpSetUpStep),
    /// They chose to set up codes by e-mail.
    SetUpEmail(SetUpMfaStep),
    /// They are signed in.
    SignedIn(Session),
    /// They have a session that cannot be renewed just now.
    Unavailable(Error),
}

/// What is under way, and what became of the last thing that was.
#[derive(Clone, Default)]
pub(super) struct Progress {
    is_busy: bool,
    error: Option<Error>,
}

/// The state machine of the [`Authenticator`](super::Authenticator) or [`RequireAuth`](super::RequireAuth)
/// around this component; nothing outside of one.
///
/// With it a UI of one's own does what the screens do: it sees where the person stands
/// ([`stage`](AuthFlow::stage)), and leads them on. What a step of a sign-in is answered with is a method of
/// the step; [`run`](AuthFlow::run) takes what comes of it.
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
///     let said = flow.words();
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
///     view! { {form} <p role="alert">{said}</p> }
/// }
/// ```
pub fn use_authenticator() -> Option<AuthFlow> {
    use_auth().map(AuthFlow)
}

impl AuthFlow {
    /// Where the person stands.
    pub fn stage(&self) -> Signal<AuthStage> {
        let (auth, session) = (self.0.clone(), self.0.session());
        Signal::derive(move || match (auth.who(), session.get()) {
            (Some(_), Some(session)) => AuthStage::SignedIn(session),
            _ => match auth.place() {
                Place::Starting => AuthStage::Starting,
                Place::SignIn { username, .. } => AuthStage::SignIn { username },
                Place::LazyScreen(screen) => screen.stage(),
                Place::Unavailable(error) => AuthStage::Unavailable(error),
            },
        })
    }

    /// Whether something is under way. Nothing else is begun meanwhile.
    pub fn is_busy(&self) -> Signal<bool> {
        let progress = self.progress();
        Signal::derive(move || progress.get().is_busy)
    }

    /// What the last thing that was done failed with; nothing once another one is begun.
    pub fn error(&self) -> Signal<Option<Error>> {
        let progress = self.progress();
        Signal::derive(move || progress.get().error)
    }

    /// What the screens say of it; empty where there is nothing to say. Where a
    /// session ended, why.
    pub fn words(&self) -> Signal<String> {
        let (progress, auth) = (self.progress(), self.0.clone());
        Signal::derive(move || {
            let strings = &auth.options().0.strings;
            match (progress.get().error, auth.place()) {
                (Some(error), _) => strings.for_error(&error).into_owned(),
                (None, Place::SignIn { notice, .. }) => {
                    notice.map_or_else(String::new, |notice| notice.words().into())
                }
                _ => String::new(),
            }
        })
    }

    /// To the sign-in. What was begun before is given up.
    pub fn to_sign_in(&self) {
        let auth = self.0.clone();
        self.clear();
        live::spawn(async move {
            auth.client().forget_unfinished().await;
            auth.go(Auth::sign_in_screen(None));
        });
    }

    /// To the sign-up, with what was typed as username.
    pub fn to_sign_up(&self, username: &str) {
        self.lead(lazy_screen::Way::SignUp, username);
    }

    /// To the forgotten password, with what was typed as username.
    pub fn to_forgot_password(&self, username: &str) {
        self.lead(lazy_screen::Way::ForgotPassword, username);
    }

    /// Signs in by a password: by Secure Remote Password, where this build has it.
    pub fn sign_in(&self, username: &str, password: &str) {
        self.sign_in_with(kept::credentials(username, password));
    }

    /// Signs in.
    pub fn sign_in_with(&self, credentials: Credentials) {
        let client = self.0.client().clone();
        self.run(async move { client.sign_in(credentials).await });
    }

    /// Goes on with what a step of a sign-in is answered with.
    pub fn run(&self, answer: impl Future<Output = Result<SignInStep, Error>> + 'static) {
        let auth = self.0.clone();
        self.act(async move { auth.after_sign_in(answer.await?).await });
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

    /// Confirms a sign-up by its code.
    pub fn confirm_sign_up(&self, step: &ConfirmSignUpStep, code: &str) {
        let (auth, step, code) = (self.0.clone(), step.clone(), code.to_owned());
        self.act(async move {
            let confirmed = step.submit(&code).await?;
            let signed_up = match &confirmed {
                SignUpStep::Done(signed_up) if signed_up.can_sign_in() => Some(signed_up),
                _ => None,
            };
            let followed = match signed_up {
                Some(signed_up) => auth.client().sign_in_signed_up(signed_up).await.ok(),
                None => None,
            };
            match followed {
                Some(step) => auth.after_sign_in(step).await?,
                None => auth.go(Auth::sign_in_screen_of(step.username())),
            }
            Ok(())
        });
    }

    /// Sends another code to confirm a sign-up by.
    pub fn resend_sign_up(&self, step: &ConfirmSignUpStep) {
        let (auth, step) = (self.0.clone(), step.clone());
        self.act(async move {
            let step = step.resend().await?;
            auth.after_sign_in(SignInStep::ConfirmSignUp(step)).await
        });
    }

    /// Goes on to where somebody types a code that they have already ([`AuthStage::HaveCode`]).
    pub fn take_code(&self, screen: Screen, username: &str) {
        let (auth, username) = (self.0.clone(), username.to_owned());
        self.act(async move {
            auth.client().load_chunk("steps").await?;
            lazy_screen::take_code(&auth, screen, username);
            Ok(())
        });
    }

    /// Sends a code to somebody who forgot their password.
    pub fn forgot_password(&self, username: &str) {
        let (auth, username) = (self.0.clone(), username.to_owned());
        self.act(async move {
            let step = auth.client().forgot_password(username).await?;
            auth.after_sign_in(SignInStep::ResetPassword(step)).await
        });
    }

    /// Sets a new password by the code; the person signs in with it next.
    pub fn reset_password(&self, step: &ResetPasswordStep, code: &str, password: &str) {
        let (auth, step) = (self.0.clone(), step.clone());
        let (code, password) = (code.to_owned(), password.to_owned());
        self.act(async move {
            step.submit(&code, &password).await?;
            auth.go(Auth::sign_in_screen_of(step.username()));
            Ok(())
        });
    }

    /// Chooses the authenticator app where a second factor has to be set up.
    pub fn set_up_app(&self, step: &SetUpMfaStep) {
        let (auth, step) = (self.0.clone(), step.clone());
        self.act(async move {
            let step = step.totp().await?;
            auth.client().load_chunk("steps").await?;
            lazy_screen::set_up_app(&auth, step);
            Ok(())
        });
    }

    /// Signs out here.
    pub fn sign_out(&self) {
        let client = self.0.client().clone();
        self.act(async move { client.sign_out().await.map(drop) });
    }

    /// Looks once more who is there, where a session could not be renewed.
    pub fn retry(&self) {
        let auth = self.0.clone();
        self.act(async move {
            auth.start(None).await;
            Ok(())
        });
    }

    fn progress(&self) -> Live<Progress> {
        self.0.progress().clone()
    }

    fn clear(&self) {
        self.progress().set(Progress::default());
    }

    fn lead(&self, way: lazy_screen::Way, username: &str) {
        let (auth, username) = (self.0.clone(), username.to_owned());
        self.act(async move {
            auth.client().load_chunk("steps").await?;
            lazy_screen::lead_on(&auth, way, username);
            Ok(())
        });
    }

    /// Does one thing at a time.
    fn act(&self, work: impl Future<Output = Result<(), Error>> + 'static) {
        let progress = self.progress();
        if progress.now().is_busy {
            return;
        }
        progress.set(Progress {
            is_busy: true,
            error: None,
        });
        live::spawn(async move {
            let error = work.await.err();
            progress.set(Progress {
                is_busy: false,
                error,
            });
        });
    }
}
