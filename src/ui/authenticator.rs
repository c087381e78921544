//! What joins the screens: one component from the first visit to a signed-in person.

use std::sync::Arc;

use leptos::children::{ChildrenFn, ViewFn};
use leptos::prelude::*;

#[cfg(feature = "redirect")]
use crate::flow::own_place;
use crate::{
    Change, Client, ConfirmSignUpStep, Error, ErrorKind, NewPasswordStep, ResetPasswordStep,
    Session, SignInStep, SignOutReason, SignUpStep, Subscription,
};

use super::button::{self, Weight, action};
use super::kept::Kept;
use super::live::{self, Live, Told};
use super::node::Node;
use super::screens::has_screen;
use super::{Notice, Options, Screen, Text, dom, frame, node, remember, resume, screens};

/// Shows its children to somebody who is signed in, and the way to sign in to everybody else.
///
/// It ends a redirect sign-in where the page's address holds one, takes up the session that the
/// browser keeps, or the sign-in or sign-up that this tab left unfinished, and follows what happens in
/// other tabs.
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
    let views = Views {
        children,
        ..Views::default()
    };
    show(client, options, on_return, views)
}

/// The views of the app's own that stand in the place of the screens.
#[derive(Default)]
pub(super) struct Views {
    /// Who is not signed in sees this, and no screen.
    pub guest: Option<ViewFn>,
    /// What is seen until it is known who is there.
    pub waiting: Option<ViewFn>,
    /// What somebody who is signed in sees.
    pub children: Option<ChildrenFn>,
}

pub(super) fn show(
    client: Client,
    options: Options,
    on_return: Option<Callback<String>>,
    views: Views,
) -> Node {
    let auth = Auth(Arc::new(Inner {
        client,
        options,
        session: Live::new(None),
        who: Live::new(None),
        place: Live::new(Place::Starting),
        turn: Live::new(0),
        kept: Kept::new(),
    }));
    provide_context(auth.clone());
    // On a server nobody is signed in.
    if dom::is_page() {
        let subscription = auth.follow();
        on_cleanup(move || drop(subscription));
        let auth = auth.clone();
        live::spawn(async move { auth.start(on_return).await });
    }
    node::live(move || {
        auth.0.turn.change(|turn| *turn += 1);
        vec![match (auth.0.who.get(), &views.children) {
            (Some(_), Some(children)) => children().into(),
            (Some(username), None) => {
                screens::signed_in(auth.0.client.clone(), &auth.0.options, &username)
            }
            (None, _) => {
                let place = auth.0.place.get();
                let own = match place {
                    Place::Starting => &views.waiting,
                    Place::Trouble(_) => &None,
                    _ => &views.guest,
                };
                match own {
                    Some(view) => view.run().into(),
                    None => auth.screen(place),
                }
            }
        }]
    })
}

/// What the [`Authenticator`] shares with its children; see [`use_auth`].
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    client: Client,
    options: Options,
    session: Live<Option<Session>>,
    /// Whose session it is. A renewed session is no reason to build the children anew; another
    /// person's is.
    who: Live<Option<String>>,
    place: Live<Place>,
    /// Counts the screens, so that what one of them has begun comes to nothing once the person
    /// has left it.
    turn: Live<u32>,
    kept: Kept,
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
        &self.0.client
    }

    /// The options that the screens were given.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// The session as it was last heard of. For a request, ask
    /// [`Client::session`](crate::Client::session), which renews it first where it must.
    pub fn session(&self) -> Signal<Option<Session>> {
        let session = self.0.session.clone();
        Signal::derive(move || session.get())
    }

    pub(super) fn kept(&self) -> &Kept {
        &self.0.kept
    }

    /// Takes part in what happens to the session, here and in other tabs.
    fn follow(&self) -> Subscription {
        let auth = self.clone();
        self.0.client.on_change(move |change| match change {
            Change::SignedIn(session) | Change::Refreshed(session) => {
                auth.know(Some(session.clone()));
            }
            // Of who starts with one, `start` says what the matter is.
            Change::Stale(session) => {
                if auth.0.who.now().is_some() {
                    auth.know(Some(session.clone()));
                }
            }
            Change::SignedOut { reason, .. } => {
                let ended = *reason == SignOutReason::Ended;
                let notice = ended.then(|| Notice::bad(auth.0.options.0.strings.session_ended));
                auth.go(Auth::sign_in_screen(notice));
                auth.know(None);
            }
        })
    }

    fn know(&self, session: Option<Session>) {
        let who = session.as_ref().map(|session| session.username());
        let who = who.map(String::from);
        self.0.session.set(session);
        if self.0.who.now() != who {
            self.0.who.set(who);
        }
    }

    async fn start(&self, on_return: Option<Callback<String>>) {
        let returned = self.end_redirect(on_return).await;
        let session = self.0.client.session().await;
        let words = |error: &Error| Notice::bad(self.0.options.0.strings.for_error(error));
        let place = match (session, returned) {
            (Ok(session), _) => return self.enter(session),
            (Err(_), Err(error)) => Auth::sign_in_screen(Some(words(&error))),
            (Err(error), Ok(())) if error.is_retryable() => Place::Trouble(error),
            (Err(error), Ok(())) if error.kind() == ErrorKind::SignedOut => {
                match resume::unfinished(&self.0.client).await {
                    Some(step) => return self.after_sign_in(step),
                    None => Auth::sign_in_screen(None),
                }
            }
            (Err(error), Ok(())) => Auth::sign_in_screen(Some(words(&error))),
        };
        self.0.place.set(place);
    }

    #[cfg(feature = "redirect")]
    async fn end_redirect(&self, on_return: Option<Callback<String>>) -> Result<(), Error> {
        let outcome = self.0.client.handle_callback().await;
        if let Err(error) = &outcome {
            dom::tell_developer(error);
        }
        let Some(outcome) = outcome? else {
            return Ok(());
        };
        if let (Some(state), Some(on_return)) = (outcome.app_state, on_return) {
            on_return.try_run(state);
        }
        let navigator = &self.0.client.platform().navigator;
        // `Redirect` took nothing for it that leads to another origin.
        if let Some(place) = outcome.return_to
            && own_place(&navigator.url()) != Some(&place)
        {
            match &self.0.options.0.navigate {
                Some(navigate) => navigate(&place),
                None => navigator.go(&place),
            }
        }
        Ok(())
    }

    #[cfg(not(feature = "redirect"))]
    async fn end_redirect(&self, _: Option<Callback<String>>) -> Result<(), Error> {
        Ok(())
    }

    fn enter(&self, session: Session) {
        self.0.kept.drop();
        self.know(Some(session));
    }

    fn sign_in_screen(notice: Option<Notice>) -> Place {
        Place::SignIn {
            username: String::new(),
            notice,
        }
    }

    /// Goes to another screen.
    fn go(&self, place: Place) {
        if matches!(place, Place::SignIn { .. }) {
            self.0.kept.drop();
        }
        self.0.kept.moves();
        self.0.place.set(place);
    }

    fn after_sign_in(&self, step: SignInStep) {
        match step {
            SignInStep::Done(session) => self.enter(session),
            SignInStep::NewPassword(step) => self.go(Place::NewPassword(step)),
            SignInStep::ConfirmSignUp(step) => self.go(Place::ConfirmSignUp(step)),
            SignInStep::ResetPassword(step) => self.go(Place::ResetPassword(step)),
            step => {
                let username = step.username().to_owned();
                let notice = Some(Notice::bad(self.0.options.0.strings.unsupported_step));
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

    fn screen(&self, place: Place) -> Node {
        let (client, options) = (self.0.client.clone(), &self.0.options);
        match place {
            Place::Starting => frame::waiting(options),
            Place::SignIn { username, notice } => {
                let on_sign_up = self.to(|username| Place::SignUp { username });
                let on_forgot_password = self.to(|username| Place::ForgotPassword { username });
                let on_step = self.told(Auth::after_sign_in);
                let ways = (Some(on_sign_up), Some(on_forgot_password));
                screens::sign_in(client, options, &username, notice, on_step, ways)
            }
            Place::SignUp { username } => {
                let on_step = self.told(|auth, step| match step {
                    SignUpStep::Confirm(step) => auth.go(Place::ConfirmSignUp(step)),
                    SignUpStep::Done(done) => auth.sign_in_at_once(done.username().into()),
                });
                screens::sign_up(client, options, &username, on_step, self.back())
            }
            Place::ConfirmSignUp(step) => {
                let on_done = self.after(step.username(), options.0.strings.account_ready);
                screens::confirm_sign_up(client, options, step, on_done, self.back())
            }
            Place::ForgotPassword { username } => {
                let on_step = self.told(|auth, step| auth.go(Place::ResetPassword(step)));
                screens::forgot_password(client, options, &username, on_step, self.back())
            }
            Place::ResetPassword(step) => {
                let on_done = self.after(step.username(), options.0.strings.password_saved);
                screens::reset_password(client, options, step, on_done, self.back())
            }
            Place::NewPassword(step) => {
                let on_step = self.told(Auth::after_sign_in);
                screens::new_password(step, options, on_step, self.back())
            }
            Place::Trouble(error) => self.trouble(&error),
        }
    }

    /// Signs in a person whose new account needs no code.
    fn sign_in_at_once(&self, username: String) {
        let auth = self.clone();
        live::spawn(async move {
            let followed = auth
                .0
                .kept
                .sign_in(&remember::unasked(&auth.0.client, &auth.0.options))
                .await;
            let words = auth.0.options.0.strings.account_ready;
            auth.after_code(followed, username, words);
        });
    }

    /// There is a session, and it could not be renewed: it stays, and one can try again.
    fn trouble(&self, error: &Error) -> Node {
        let strings = &self.0.options.0.strings;
        let busy = Live::new(false);
        let (auth, turning) = (self.clone(), busy.clone());
        let retry = move || {
            let (auth, turning) = (auth.clone(), turning.clone());
            turning.set(true);
            live::spawn(async move {
                auth.start(None).await;
                turning.set(false);
            });
        };
        let retry = action(
            Weight::Primary,
            None,
            strings.try_again,
            &busy,
            Box::new(retry),
        );
        let auth = self.clone();
        let sign_in = move || auth.go(Auth::sign_in_screen(None));
        let sign_in = button::link(strings.sign_in_link, Box::new(sign_in)).into();
        frame::card(
            &self.0.options,
            Screen::Trouble,
            Text::Borrowed(strings.trouble_title),
            vec![strings.for_error(error).into()],
            vec![retry, frame::block("vestibule-links", vec![sign_in])],
        )
    }

    /// To the sign-in screen, where the person begins anew: after a reload, too.
    fn back(&self) -> Option<Told<String>> {
        Some(self.told(|auth, username| {
            let client = auth.0.client.clone();
            live::spawn(async move { client.forget_unfinished().await });
            let notice = None;
            auth.go(Place::SignIn { username, notice });
        }))
    }

    fn to(&self, place: fn(String) -> Place) -> Told<String> {
        self.told(move |auth, username| auth.go(place(username)))
    }

    fn after(&self, username: &str, words: &'static str) -> Told<Option<SignInStep>> {
        let username = String::from(username);
        self.told(move |auth, followed| auth.after_code(followed, username.clone(), words))
    }

    /// What the screen that is being made tells of, for as long as it stands.
    fn told<T>(&self, act: impl Fn(&Auth, T) + Send + Sync + 'static) -> Told<T> {
        let (auth, turn) = (self.clone(), self.0.turn.now());
        Arc::new(move |value| {
            if auth.0.turn.now() == turn {
                act(&auth, value);
            }
        })
    }
}
