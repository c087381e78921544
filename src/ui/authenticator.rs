//! What joins the screens: one component from the first visit to a signed-in person.

use leptos::children::ChildrenFn;
use leptos::either::Either;
use leptos::prelude::*;

use crate::{
    Change, Client, ConfirmSignUpStep, Error, ErrorKind, NewPasswordStep, ResetPasswordStep,
    Session, SignInStep, SignOutReason, SignUpStep,
};

use super::button::{self, Weight, action};
use super::form::Moved;
use super::kept::Kept;
use super::screens::{
    ConfirmSignUp, ForgotPassword, NewPasswordRequired, ResetPassword, SignIn, SignUp, SignedIn,
    has_screen,
};
use super::{Notice, Options, Screen, Text, dom, frame, live};

/// Shows its children to somebody who is signed in, and the way to sign in to everybody else.
///
/// It ends a redirect sign-in where the page's address holds one, takes up the session that the
/// browser keeps, and follows what happens in other tabs.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::{Authenticator, Options, use_auth};
///
/// #[component]
/// fn App(client: vestibule::Client) -> impl IntoView {
///     view! {
///         <Authenticator client options=Options::new().app("Notes")>
///             <Notes />
///         </Authenticator>
///     }
/// }
///
/// #[component]
/// fn Notes() -> impl IntoView {
///     let username = move || use_auth().and_then(|auth| auth.session().get()).map(|session| {
///         session.username().to_owned()
///     });
///     view! { <p>"Notes of " {username}</p> }
/// }
/// ```
#[component]
pub fn Authenticator(
    /// The client of the user pool.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// Told once, where a redirect sign-in ended here, of what the app gave it to carry
    /// ([`Redirect::app_state`](crate::Redirect::app_state)): where to go on, for instance.
    #[cfg_attr(not(feature = "redirect"), allow(unused))]
    #[prop(optional, into)]
    on_return: Option<Callback<String>>,
    /// What somebody who is signed in sees. Without it: a card that says so.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let auth = Auth {
        client,
        options,
        session: RwSignal::new(None),
        place: RwSignal::new(Place::Starting),
        kept: Kept::new(),
        moved: StoredValue::new(false),
    };
    provide_context(auth.clone());
    provide_context(auth.kept);
    provide_context(Moved(auth.moved));

    let starting = auth.clone();
    // Effects run in the browser only: on a server nobody is signed in.
    Effect::new(move |_| {
        starting.follow();
        let auth = starting.clone();
        live::spawn(async move { auth.start(on_return).await });
    });

    let session = auth.session;
    // A renewed session is no reason to build the children anew; another person's is.
    let who = Memo::new(move |_| {
        let session = session.read();
        session
            .as_ref()
            .map(|session| String::from(session.username()))
    });
    let mut turn = false;
    move || {
        let view = match (who.get(), &children) {
            (Some(_), Some(children)) => children(),
            (Some(username), None) => {
                let (client, options) = (auth.client.clone(), auth.options.clone());
                view! { <SignedIn client options username /> }.into_any()
            }
            (None, _) => auth.screen(auth.place.get()),
        };
        // Sides change each time, so that every screen gets elements of its own: Leptos would
        // otherwise reuse those of the screen before, and what was typed into them.
        turn = !turn;
        if turn {
            Either::Left(view)
        } else {
            Either::Right(view)
        }
    }
}

/// What the [`Authenticator`] shares with its children; see [`use_auth`].
#[derive(Clone)]
pub struct Auth {
    client: Client,
    options: Options,
    session: RwSignal<Option<Session>>,
    place: RwSignal<Place>,
    kept: Kept,
    moved: StoredValue<bool>,
}

/// The [`Auth`] of the [`Authenticator`] around this component; nothing outside of one.
pub fn use_auth() -> Option<Auth> {
    use_context()
}

#[derive(Clone)]
enum Place {
    Starting,
    SignIn {
        username: String,
        notice: Option<Notice>,
    },
    SignUp {
        username: String,
    },
    ConfirmSignUp(ConfirmSignUpStep),
    ForgotPassword {
        username: String,
    },
    ResetPassword(ResetPasswordStep),
    NewPassword(NewPasswordStep),
    Trouble(Error),
}

impl Auth {
    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The options that the screens were given.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The session as it was last heard of. For a request, ask
    /// [`Client::session`](crate::Client::session), which renews it first where it must.
    pub fn session(&self) -> Signal<Option<Session>> {
        self.session.into()
    }

    /// Takes part in what happens to the session, here and in other tabs.
    fn follow(&self) {
        let (session, auth) = (self.session, self.clone());
        let subscription = self.client.on_change(move |change| match change {
            Change::SignedIn(now) | Change::Refreshed(now) => {
                session.try_set(Some(now.clone()));
            }
            Change::SignedOut(reason) => {
                let ended = *reason == SignOutReason::Ended;
                let notice = ended.then(|| Notice::bad(auth.options.0.strings.session_ended));
                auth.go(Place::SignIn {
                    username: String::new(),
                    notice,
                });
                session.try_set(None);
            }
        });
        // It ends when this component does.
        StoredValue::new_local(subscription);
    }

    async fn start(&self, on_return: Option<Callback<String>>) {
        let returned = self.end_redirect(on_return).await;
        let session = self.client.session().await;
        let words = |error: &Error| Notice::bad(self.options.0.strings.for_error(error));
        let place = match (session, returned) {
            (Ok(session), _) => return self.enter(session),
            (Err(_), Err(error)) => self.sign_in_screen(Some(words(&error))),
            (Err(error), Ok(())) if error.is_retryable() => Place::Trouble(error),
            (Err(error), Ok(())) if error.kind() == ErrorKind::SignedOut => {
                self.sign_in_screen(None)
            }
            (Err(error), Ok(())) => self.sign_in_screen(Some(words(&error))),
        };
        self.place.try_set(place);
    }

    #[cfg(feature = "redirect")]
    async fn end_redirect(&self, on_return: Option<Callback<String>>) -> Result<(), Error> {
        let outcome = self.client.handle_callback().await;
        if let Err(error) = &outcome {
            dom::warn(
                &[
                    error.kind().name(),
                    ": ",
                    error.message(),
                    "\n",
                    error.help(),
                ]
                .concat(),
            );
        }
        if let Some(state) = outcome?.and_then(|outcome| outcome.app_state)
            && let Some(on_return) = on_return
        {
            on_return.try_run(state);
        }
        Ok(())
    }

    #[cfg(not(feature = "redirect"))]
    async fn end_redirect(&self, _: Option<Callback<String>>) -> Result<(), Error> {
        Ok(())
    }

    fn enter(&self, session: Session) {
        self.kept.drop();
        self.session.try_set(Some(session));
    }

    fn sign_in_screen(&self, notice: Option<Notice>) -> Place {
        Place::SignIn {
            username: String::new(),
            notice,
        }
    }

    /// Goes to another screen.
    fn go(&self, place: Place) {
        if matches!(place, Place::SignIn { .. }) {
            self.kept.drop();
        }
        self.moved.try_set_value(true);
        self.place.try_set(place);
    }

    fn after_sign_in(&self, step: SignInStep) {
        match step {
            SignInStep::Done(session) => self.enter(session),
            SignInStep::NewPassword(step) => self.go(Place::NewPassword(step)),
            SignInStep::ConfirmSignUp(step) => self.go(Place::ConfirmSignUp(step)),
            SignInStep::ResetPassword(step) => self.go(Place::ResetPassword(step)),
            step => {
                let username = step.username().to_owned();
                let notice = Some(Notice::bad(self.options.0.strings.unsupported_step));
                self.go(Place::SignIn { username, notice });
            }
        }
    }

    /// After an account was confirmed or a password chosen: in, or to the sign-in screen.
    fn after_code(&self, followed: Option<SignInStep>, username: String, words: &'static str) {
        match followed {
            Some(step) if has_screen(&step) => self.after_sign_in(step),
            _ => {
                let notice = Some(Notice::good(words));
                self.go(Place::SignIn { username, notice });
            }
        }
    }

    fn screen(&self, place: Place) -> AnyView {
        let (client, options) = (self.client.clone(), self.options.clone());
        let strings = options.0.strings;
        match place {
            Place::Starting => frame::waiting(&options),
            Place::SignIn { username, notice } => {
                let on_sign_up = self.to(|username| Place::SignUp { username });
                let on_forgot_password = self.to(|username| Place::ForgotPassword { username });
                let on_step = self.callback(Auth::after_sign_in);
                view! {
                    <SignIn client options username nostrip:notice on_step on_sign_up on_forgot_password />
                }
                .into_any()
            }
            Place::SignUp { username } => {
                let on_step = self.callback(move |auth, step| match step {
                    SignUpStep::Confirm(step) => auth.go(Place::ConfirmSignUp(step)),
                    SignUpStep::Done(done) => auth.sign_in_at_once(done.username().into()),
                });
                let on_sign_in = self.back();
                view! { <SignUp client options username on_step on_sign_in /> }.into_any()
            }
            Place::ConfirmSignUp(step) => {
                let username = String::from(step.username());
                let on_done = self.callback(move |auth, followed| {
                    auth.after_code(followed, username.clone(), strings.account_ready);
                });
                view! { <ConfirmSignUp client options step on_done on_back=self.back() /> }
                    .into_any()
            }
            Place::ForgotPassword { username } => {
                let on_step = self.callback(|auth, step| auth.go(Place::ResetPassword(step)));
                view! { <ForgotPassword client options username on_step on_back=self.back() /> }
                    .into_any()
            }
            Place::ResetPassword(step) => {
                let username = String::from(step.username());
                let on_done = self.callback(move |auth, followed| {
                    auth.after_code(followed, username.clone(), strings.password_saved);
                });
                view! { <ResetPassword client options step on_done on_back=self.back() /> }
                    .into_any()
            }
            Place::NewPassword(step) => {
                let on_step = self.callback(Auth::after_sign_in);
                view! { <NewPasswordRequired step options on_step on_back=self.back() /> }
                    .into_any()
            }
            Place::Trouble(error) => self.trouble(&error),
        }
    }

    /// Signs in a person whose new account needs no code.
    fn sign_in_at_once(&self, username: String) {
        let auth = self.clone();
        live::spawn(async move {
            let followed = auth.kept.sign_in(&auth.client).await;
            auth.after_code(followed, username, auth.options.0.strings.account_ready);
        });
    }

    /// There is a session, and it could not be renewed: it stays, and one can try again.
    fn trouble(&self, error: &Error) -> AnyView {
        let strings = self.options.0.strings;
        let busy = RwSignal::new(false);
        let auth = self.clone();
        let retry = action(
            Weight::Primary,
            Text::Borrowed(strings.try_again),
            busy,
            move || {
                let auth = auth.clone();
                busy.try_set(true);
                live::spawn(async move {
                    auth.start(None).await;
                    busy.try_set(false);
                });
            },
        );
        let auth = self.clone();
        let sign_in = button::link(Text::Borrowed(strings.sign_in_link), move || {
            auth.go(auth.sign_in_screen(None));
        });
        frame::card(
            &self.options,
            Screen::Trouble,
            String::from(strings.trouble_title),
            vec![strings.for_error(error).into_owned().into_any()],
            vec![retry, frame::block("vestibule-links", vec![sign_in])],
        )
    }

    fn back(&self) -> Callback<String> {
        self.to(|username| Place::SignIn {
            username,
            notice: None,
        })
    }

    fn to(&self, place: fn(String) -> Place) -> Callback<String> {
        self.callback(move |auth, username| auth.go(place(username)))
    }

    fn callback<T: 'static>(&self, act: impl Fn(&Auth, T) + Send + Sync + 'static) -> Callback<T> {
        let auth = self.clone();
        Callback::new(move |value| act(&auth, value))
    }
}
