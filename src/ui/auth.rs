//! What the screens of one [`Authenticator`](super::Authenticator) have in common: who is there, and
//! where the person stands.

use std::sync::Arc;

use leptos::prelude::*;

use crate::platform::LocalFuture;
use crate::{Change, Client, Error, ErrorKind, Session, SignInStep, SignOutReason, Subscription};

use super::button::{self, Weight, action};
use super::flow::Progress;
use super::kept::Kept;
use super::lazy_screen::{LazyScreen, Way, follow_sign_in, lead_on};
use super::live::{self, Live};
use super::navigation::{self, Navigation};
use super::node::Node;
use super::screens::{self, Navigate, OnStep};
use super::{Notice, Options, Screen, Spot, Strings, Text, frame, resume, returned, starting};

/// What the [`Authenticator`](super::Authenticator) shares with its children; see [`use_auth`].
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
    /// Counts the screens, so that what one of them has started is cancelled once the person
    /// has left it.
    turn: Live<u32>,
    kept: Kept,
    /// What a UI of the app's own has under way.
    progress: Live<Progress>,
    navigation: Live<Navigation>,
    /// What a redirect came back with, where somebody is signed in all the same.
    returned: Live<Option<Error>>,
}

/// The [`Auth`] of the [`Authenticator`](super::Authenticator) around this component; nothing outside
/// of one.
pub fn use_auth() -> Option<Auth> {
    use_context()
}

/// Where a person stands who is not signed in.
#[derive(Clone)]
pub(super) enum Place {
    Starting,
    SignIn {
        username: String,
        notice: Option<Notice>,
    },
    /// Any other screen.
    LazyScreen(Arc<dyn LazyScreen>),
    Unavailable(Error),
}

impl Place {
    /// The screen's name.
    pub fn name(&self) -> &'static str {
        match self {
            Place::Starting | Place::SignIn { .. } => "sign-in",
            Place::LazyScreen(screen) => screen.name(),
            Place::Unavailable(_) => "unavailable",
        }
    }
}

/// The screen that was there at a moment: what it has begun counts for as long as it stands.
#[derive(Clone)]
pub(super) struct ScreenToken(Auth, u32);

impl ScreenToken {
    /// The screens, if it still stands.
    pub fn auth(&self) -> Option<&Auth> {
        (self.0.0.turn.now() == self.1).then_some(&self.0)
    }
}

impl Auth {
    pub(super) fn new(client: Client, options: Options) -> Self {
        Auth(Arc::new(Inner {
            client,
            options,
            session: Live::new(None),
            who: Live::new(None),
            place: Live::new(Place::Starting),
            turn: Live::new(0),
            kept: Kept::new(),
            progress: Live::new(Progress::default()),
            navigation: Live::new(Navigation::default()),
            returned: Live::new(None),
        }))
    }

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

    /// The same at this moment, for code that is not to be told of another one.
    pub fn session_now(&self) -> Option<Session> {
        self.0.session.now()
    }

    /// What a redirect came back with in place of new tokens, while somebody is signed in: a
    /// [`redirect_step_up`](crate::Client::redirect_step_up) that was given up
    /// ([`AccessDenied`](crate::ErrorKind::AccessDenied)) or fell short
    /// ([`LevelNotReached`](crate::ErrorKind::LevelNotReached)). The session is what it was. Where nobody is
    /// signed in, the sign-in screen says it.
    pub fn returned(&self) -> Signal<Option<Error>> {
        let returned = self.0.returned.clone();
        Signal::derive(move || returned.get())
    }

    pub(super) fn progress(&self) -> &Live<Progress> {
        &self.0.progress
    }

    pub(super) fn kept(&self) -> &Kept {
        &self.0.kept
    }

    pub(super) fn navigation(&self) -> &Live<Navigation> {
        &self.0.navigation
    }

    /// Who is signed in. A reader that is tracked runs again when that changes.
    pub(super) fn who(&self) -> Option<String> {
        self.0.who.get()
    }

    /// Where the person stands. A reader that is tracked runs again when that changes.
    pub(super) fn place(&self) -> Place {
        self.0.place.get()
    }

    /// The same, untracked.
    pub(super) fn place_now(&self) -> Place {
        self.0.place.now()
    }

    /// Whether somebody is signed in.
    pub(super) fn is_somebody(&self) -> bool {
        self.0.who.now().is_some()
    }

    /// It is not known yet who is there. A reader that is tracked runs again once it is.
    pub(super) fn is_starting(&self) -> bool {
        self.who().is_none() && matches!(self.place(), Place::Starting)
    }

    /// Another screen takes the place of the one that is there. The same one in another language does not.
    fn turns(&self) {
        self.0.turn.change(|turn| *turn += 1);
    }

    /// The screen that is being made.
    pub(super) fn token(&self) -> ScreenToken {
        ScreenToken(self.clone(), self.0.turn.now())
    }

    /// Takes part in what happens to the session, here and in other tabs.
    pub(super) fn follow(&self) -> Subscription {
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
                let strings: &Strings = &auth.0.options.0.strings;
                let notice = match reason {
                    SignOutReason::Ended => Notice::bad(strings.session_ended),
                    SignOutReason::Revoked => Notice::bad(strings.session_revoked),
                    SignOutReason::Idle => Notice::bad(strings.signed_out_idle),
                    SignOutReason::Total => Notice::bad(strings.signed_out_total),
                    SignOutReason::Asked => Notice::good(strings.signed_out),
                };
                auth.go(Auth::sign_in_screen(Some(notice)));
                auth.know(None);
                auth.0.returned.set(None);
            }
        })
    }

    fn know(&self, session: Option<Session>) {
        #[cfg(feature = "redirect")]
        if let (Some(session), Some(federation)) = (&session, self.0.options.0.federation) {
            (federation.note)(&self.0.client, session);
        }
        let who = session.as_ref().map(|session| session.username());
        let who = who.map(String::from);
        self.0.session.set(session);
        let before = self.0.who.now();
        if before != who {
            self.turns();
            // Whoever has signed in on a screen is heard of here first, and in another tab nowhere else.
            if before.is_none() && self.0.navigation.change(|it| it.is_followed()) {
                navigation::end(self);
            }
            self.0.who.set(who);
        }
    }

    /// Finds out who is there. Boxed, since it is begun in two places.
    pub(super) fn start(&self, on_return: Option<Callback<String>>) -> LocalFuture<'_, ()> {
        let token = self.token();
        Box::pin(async move {
            let returned = returned::end_redirect(self, on_return).await;
            let session = self.0.client.session_at_start().await;
            let place = match (session, returned) {
                (Ok(session), returned) => {
                    self.0.returned.set(returned.err());
                    return self.enter(session);
                }
                (Err(_), Err(error)) => Auth::sign_in_screen(Some(self.words(&error))),
                // Only Cognito's verdict ends a session. Whatever else it is, the session is there.
                (Err(error), Ok(()))
                    if !matches!(
                        error.kind(),
                        ErrorKind::SignedOut | ErrorKind::SessionExpired
                    ) =>
                {
                    // Whoever did not wait for it is on another screen.
                    if token.auth().is_none() {
                        return;
                    }
                    Place::Unavailable(error)
                }
                (Err(error), Ok(())) if error.kind() == ErrorKind::SignedOut => {
                    if resume::goes_on(self).await {
                        return;
                    }
                    // Who was signed out by the question itself has been told why.
                    if matches!(self.0.place.now(), Place::SignIn { .. }) {
                        return;
                    }
                    Auth::sign_in_screen(None)
                }
                (Err(error), Ok(())) => Auth::sign_in_screen(Some(self.words(&error))),
            };
            self.stand(place);
        })
    }

    fn stand(&self, place: Place) {
        self.turns();
        self.0.place.set(place);
    }

    pub(super) fn enter(&self, session: Session) {
        self.0.kept.drop();
        self.know(Some(session));
    }

    /// The screens are taken off the page.
    pub(super) fn leave(&self) {
        self.0.navigation.change(Navigation::stop);
    }

    pub(super) fn words(&self, error: &Error) -> Notice {
        self.0.options.advanced().hooks.error(error);
        Notice::of(&self.0.options, error)
    }

    pub(super) fn sign_in_screen_of(username: &str) -> Place {
        Place::SignIn {
            username: username.into(),
            notice: None,
        }
    }

    pub(super) fn sign_in_screen(notice: Option<Notice>) -> Place {
        Place::SignIn {
            username: String::new(),
            notice,
        }
    }

    /// Goes to another screen.
    pub(super) fn go(&self, place: Place) {
        if matches!(place, Place::SignIn { .. }) {
            self.0.kept.drop();
        }
        self.0.kept.moves();
        self.stand(place);
    }

    /// Goes on with what a sign-in came to.
    ///
    /// # Errors
    /// A retryable one, where the chunk that has the step's screen could not be fetched.
    pub(super) async fn after_sign_in(&self, step: SignInStep) -> Result<(), Error> {
        match step {
            SignInStep::Done(session) => self.enter(session),
            step => {
                self.0.client.load_chunk("steps").await?;
                follow_sign_in(self, step).await;
            }
        }
        Ok(())
    }

    pub(super) fn screen(&self, place: Place) -> Node {
        let (client, options) = (self.0.client.clone(), &self.0.options);
        match place {
            Place::Starting => starting::card(self),
            Place::SignIn { username, notice } => {
                let on_step = OnStep::Screens(self.token());
                let ways = (
                    Some(self.to(Way::SignUp)),
                    Some(self.to(Way::ForgotPassword)),
                );
                screens::sign_in(client, options, &username, notice, on_step, ways)
            }
            Place::LazyScreen(screen) => screen.screen(self),
            Place::Unavailable(error) => self.unavailable(&error),
        }
    }

    /// There is a session, and it could not be renewed: it stays, and one can try again.
    fn unavailable(&self, error: &Error) -> Node {
        self.0.options.advanced().hooks.error(error);
        let strings: &Strings = &self.0.options.0.strings;
        let busy = Live::new(false);
        let (auth, turning) = (self.clone(), busy.clone());
        let retry = move || {
            let (auth, turning) = (auth.clone(), turning.clone());
            turning.set(true);
            // The card that follows has the focus, which this button had.
            auth.0.kept.moves();
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
        let (options, screen) = (&self.0.options, Screen::Unavailable);
        let mut body = options.around(screen, Spot::Button, Box::new(|| vec![retry]));
        body.push(frame::block("vestibule-links", vec![sign_in]));
        frame::card(
            options,
            screen,
            Text::Borrowed(strings.trouble_title),
            vec![strings.for_most_errors(error).into()],
            body,
        )
    }

    /// Leads from the sign-in screen to another one.
    fn to(&self, way: Way) -> Navigate {
        let token = self.token();
        Arc::new(move |username| {
            let token = token.clone();
            Box::pin(async move {
                token.0.client().load_chunk("steps").await?;
                if let Some(auth) = token.auth() {
                    lead_on(auth, way, username);
                }
                Ok(())
            })
        })
    }
}
