//! State of one [`Authenticator`](super::Authenticator): the session, and the stage of the sign-in.

use std::sync::Arc;

use leptos::prelude::*;

use crate::platform::LocalFuture;
use crate::{Change, Client, Error, ErrorKind, Session, SignInStep, SignOutReason, Subscription};

use super::button::{self, Weight, action};
use super::flow::Progress;
use super::lazy_screen::{Destination, LazyScreen, continue_sign_in, go_to_destination};
use super::navigation::{self, Navigation};
use super::node::Node;
use super::reactive::{self, Reactive};
use super::screens::{self, OnStep, OpenScreen};
use super::shared_state::SharedState;
use super::{
    Notice, Options, Screen, Spot, Strings, Text, frame, redirect_return, start_screen,
    starting_card,
};

/// What the [`Authenticator`](super::Authenticator) provides to its children; see [`use_auth`].
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    client: Client,
    options: Options,
    session: Reactive<Option<Session>>,
    /// The username of the session. The children are rendered again when it changes, but not when a session is renewed.
    username: Reactive<Option<String>>,
    stage: Reactive<Stage>,
    /// Counts the screens, so that what a screen has started is ignored once another one has replaced it.
    screen_number: Reactive<u32>,
    shared: SharedState,
    /// The progress of [`AuthFlow`](super::AuthFlow), for a UI of the app's own.
    progress: Reactive<Progress>,
    navigation: Reactive<Navigation>,
    /// The error of a redirect that came back while a session exists.
    redirect_error: Reactive<Option<Error>>,
}

/// Returns the [`Auth`] of the [`Authenticator`](super::Authenticator) around this component; `None` outside of one.
pub fn use_auth() -> Option<Auth> {
    use_context()
}

/// The stage of the sign-in of somebody who is not signed in.
#[derive(Clone)]
pub(super) enum Stage {
    Starting,
    SignIn {
        username: String,
        notice: Option<Notice>,
    },
    /// Any other screen.
    LazyScreen(Arc<dyn LazyScreen>),
    Unavailable(Error),
}

impl Stage {
    /// Returns the name of its screen.
    pub fn name(&self) -> &'static str {
        match self {
            Stage::Starting | Stage::SignIn { .. } => "sign-in",
            Stage::LazyScreen(screen) => screen.name(),
            Stage::Unavailable(_) => "unavailable",
        }
    }
}

/// Identifies the screen that is shown at a moment, so that its tasks can tell whether it is still shown.
#[derive(Clone)]
pub(super) struct ScreenToken(Auth, u32);

impl ScreenToken {
    /// Returns the state, if the screen is still shown.
    pub fn auth(&self) -> Option<&Auth> {
        (self.0.0.screen_number.get_untracked() == self.1).then_some(&self.0)
    }
}

impl Auth {
    pub(super) fn new(client: Client, options: Options) -> Self {
        Auth(Arc::new(Inner {
            client,
            options,
            session: Reactive::new(None),
            username: Reactive::new(None),
            stage: Reactive::new(Stage::Starting),
            screen_number: Reactive::new(0),
            shared: SharedState::new(),
            progress: Reactive::new(Progress::default()),
            navigation: Reactive::new(Navigation::default()),
            redirect_error: Reactive::new(None),
        }))
    }

    /// Returns the client.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// Returns the options of the screens.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Returns the last known session as a signal. For a request use [`Client::session`](crate::Client::session), which
    /// renews the session first if necessary.
    pub fn session(&self) -> Signal<Option<Session>> {
        let session = self.0.session.clone();
        Signal::derive(move || session.get())
    }

    /// Returns the last known session, untracked.
    pub fn session_now(&self) -> Option<Session> {
        self.0.session.get_untracked()
    }

    /// Returns the error of a redirect that came back without new tokens while somebody is signed in: a
    /// [`redirect_step_up`](crate::Client::redirect_step_up) that the person cancelled
    /// ([`AccessDenied`](crate::ErrorKind::AccessDenied)) or that did not reach the level
    /// ([`LevelNotReached`](crate::ErrorKind::LevelNotReached)). The session is unchanged. If nobody is signed in, the
    /// sign-in screen shows the error instead.
    pub fn redirect_error(&self) -> Signal<Option<Error>> {
        let error = self.0.redirect_error.clone();
        Signal::derive(move || error.get())
    }

    pub(super) fn progress(&self) -> &Reactive<Progress> {
        &self.0.progress
    }

    pub(super) fn shared(&self) -> &SharedState {
        &self.0.shared
    }

    pub(super) fn navigation(&self) -> &Reactive<Navigation> {
        &self.0.navigation
    }

    /// Returns who is signed in, tracked.
    pub(super) fn username(&self) -> Option<String> {
        self.0.username.get()
    }

    /// Returns the stage, tracked.
    pub(super) fn stage(&self) -> Stage {
        self.0.stage.get()
    }

    /// Returns the stage, untracked.
    pub(super) fn stage_untracked(&self) -> Stage {
        self.0.stage.get_untracked()
    }

    /// Returns whether somebody is signed in, untracked.
    pub(super) fn is_signed_in(&self) -> bool {
        self.0.username.get_untracked().is_some()
    }

    /// Returns whether the session is still being read, tracked.
    pub(super) fn is_starting(&self) -> bool {
        self.username().is_none() && matches!(self.stage(), Stage::Starting)
    }

    /// Counts a new screen. The same screen in another language is not a new one.
    fn count_screen(&self) {
        self.0.screen_number.update_untracked(|number| *number += 1);
    }

    /// Returns the token of the current screen.
    pub(super) fn token(&self) -> ScreenToken {
        ScreenToken(self.clone(), self.0.screen_number.get_untracked())
    }

    /// Subscribes to changes of the session, here and in other tabs.
    pub(super) fn subscribe(&self) -> Subscription {
        let auth = self.clone();
        self.0.client.on_change(move |change| match change {
            Change::SignedIn(session) | Change::Refreshed(session) => {
                auth.set_session(Some(session.clone()));
            }
            // At the start, `start` reports why the session is stale.
            Change::Stale(session) => {
                if auth.0.username.get_untracked().is_some() {
                    auth.set_session(Some(session.clone()));
                }
            }
            Change::SignedOut { reason, .. } => {
                let strings: &Strings = &auth.0.options.0.strings;
                let notice = match reason {
                    SignOutReason::Ended => Notice::error(strings.session_ended),
                    SignOutReason::Revoked => Notice::error(strings.session_revoked),
                    SignOutReason::Idle => Notice::error(strings.signed_out_idle),
                    SignOutReason::Total => Notice::error(strings.signed_out_total),
                    SignOutReason::Asked => Notice::success(strings.signed_out),
                };
                auth.go(Auth::sign_in_screen(Some(notice)));
                auth.set_session(None);
                auth.0.redirect_error.set(None);
            }
        })
    }

    fn set_session(&self, session: Option<Session>) {
        #[cfg(feature = "redirect")]
        if let (Some(session), Some(federation)) = (&session, self.0.options.0.federation) {
            (federation.remember)(&self.0.client, session);
        }
        let username = session.as_ref().map(|session| session.username());
        let username = username.map(String::from);
        self.0.session.set(session);
        let before = self.0.username.get_untracked();
        if before != username {
            self.count_screen();
            // The history of the screens ends here, since every sign-in passes here: on one of the screens or in
            // another tab.
            if before.is_none() && self.0.navigation.update_untracked(|it| it.is_listening()) {
                navigation::end_flow(self);
            }
            self.0.username.set(username);
        }
    }

    /// Completes a redirect sign-in if there is one, and reads the session. Boxed, so that its code exists once for its
    /// two callers.
    pub(super) fn start(&self, on_return: Option<Callback<String>>) -> LocalFuture<'_, ()> {
        let token = self.token();
        Box::pin(async move {
            let redirect = redirect_return::complete_redirect(self, on_return).await;
            let session = self.0.client.session_at_start().await;
            let stage = match (session, redirect) {
                (Ok(session), redirect) => {
                    self.0.redirect_error.set(redirect.err());
                    return self.signed_in(session);
                }
                (Err(_), Err(error)) => Auth::sign_in_screen(Some(self.notice_for(&error))),
                // Only Cognito's own answer ends a session. After any other error the session still exists.
                (Err(error), Ok(()))
                    if !matches!(
                        error.kind(),
                        ErrorKind::SignedOut | ErrorKind::SessionExpired
                    ) =>
                {
                    // Another screen has been opened instead of waiting.
                    if token.auth().is_none() {
                        return;
                    }
                    Stage::Unavailable(error)
                }
                (Err(error), Ok(())) if error.kind() == ErrorKind::SignedOut => {
                    if start_screen::resume(self).await {
                        return;
                    }
                    // Reading the session has ended it. The sign-in screen already shows the reason.
                    if matches!(self.0.stage.get_untracked(), Stage::SignIn { .. }) {
                        return;
                    }
                    Auth::sign_in_screen(None)
                }
                (Err(error), Ok(())) => Auth::sign_in_screen(Some(self.notice_for(&error))),
            };
            self.set_stage(stage);
        })
    }

    fn set_stage(&self, stage: Stage) {
        self.count_screen();
        self.0.stage.set(stage);
    }

    pub(super) fn signed_in(&self, session: Session) {
        self.0.shared.clear();
        self.0.shared.set_remember(None);
        self.set_session(Some(session));
    }

    /// Stops following the browser's history: the screens are removed from the page.
    pub(super) fn stop_listening(&self) {
        self.0.navigation.update_untracked(Navigation::stop);
    }

    pub(super) fn notice_for(&self, error: &Error) -> Notice {
        self.0.options.advanced().hooks.error(error);
        Notice::for_error(&self.0.options, error)
    }

    pub(super) fn sign_in_screen_of(username: &str) -> Stage {
        Stage::SignIn {
            username: username.into(),
            notice: None,
        }
    }

    pub(super) fn sign_in_screen(notice: Option<Notice>) -> Stage {
        Stage::SignIn {
            username: String::new(),
            notice,
        }
    }

    /// Goes to another screen.
    pub(super) fn go(&self, stage: Stage) {
        if matches!(stage, Stage::SignIn { .. }) {
            self.0.shared.clear();
        }
        self.0.shared.set_changed_screen();
        self.set_stage(stage);
    }

    /// Continues with the step that a sign-in has led to.
    ///
    /// # Errors
    /// A retryable error, if the chunk with the step's screen could not be loaded.
    pub(super) async fn after_sign_in(&self, step: SignInStep) -> Result<(), Error> {
        match step {
            SignInStep::Done(session) => self.signed_in(session),
            step => {
                self.0.client.load_chunk("steps").await?;
                continue_sign_in(self, step).await;
            }
        }
        Ok(())
    }

    pub(super) fn screen(&self, stage: Stage) -> Node {
        let (client, options) = (self.0.client.clone(), &self.0.options);
        match stage {
            Stage::Starting => starting_card::view(self),
            Stage::SignIn { username, notice } => {
                let on_step = OnStep::Screens(self.token());
                let links = (
                    Some(self.open_destination(Destination::SignUp)),
                    Some(self.open_destination(Destination::ForgotPassword)),
                );
                screens::sign_in(client, options, &username, notice, on_step, links)
            }
            Stage::LazyScreen(screen) => screen.screen(self),
            Stage::Unavailable(error) => self.unavailable(&error),
        }
    }

    /// Returns the card for a session that could not be renewed just now, with a button to try again.
    fn unavailable(&self, error: &Error) -> Node {
        self.0.options.advanced().hooks.error(error);
        let strings: &Strings = &self.0.options.0.strings;
        let busy = Reactive::new(false);
        let (auth, is_busy) = (self.clone(), busy.clone());
        let retry = move || {
            let (auth, is_busy) = (auth.clone(), is_busy.clone());
            is_busy.set(true);
            // The next card takes the focus from this button.
            auth.0.shared.set_changed_screen();
            reactive::spawn(async move {
                auth.start(None).await;
                is_busy.set(false);
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
            vec![strings.for_common_error(error).into()],
            body,
        )
    }

    /// Returns the action of a link on the sign-in screen.
    fn open_destination(&self, destination: Destination) -> OpenScreen {
        let token = self.token();
        Arc::new(move |username| {
            let token = token.clone();
            Box::pin(async move {
                token.0.client().load_chunk("steps").await?;
                if let Some(auth) = token.auth() {
                    go_to_destination(auth, destination, username);
                }
                Ok(())
            })
        })
    }
}
