//! Links to the step-up, which ask for the level that the app has set.

use leptos::prelude::{on_cleanup, window_event_listener_untyped};
use vestibule_chunk::chunk;

use crate::StepUp;

use super::auth::Auth;
use super::history::{self, EntryState};
use super::node::Node;
use super::reactive::{self, Reactive};
use super::{Options, Screen, dom, frame, link, screens};

/// The level that such a link requires. Its code is called through a function pointer, so that an app without such links
/// does not contain it.
#[derive(Clone)]
pub(in crate::ui) struct StepUpLink {
    level: StepUp,
    follow: fn(&Auth, StepUp) -> LinkedScreen,
}

/// Returns the screen in place of the app, if there is one. The argument is whether somebody is signed in.
pub(super) type LinkedScreen = Box<dyn Fn(bool) -> Option<Node> + Send>;

impl Options {
    /// Sets the level of sign-in that a link to [`Screen::StepUp`] requires. Such a link shows:
    ///
    /// - to somebody who is signed in with the level: the app;
    /// - to somebody who is signed in without it: the screen [`StepUp`](crate::ui::StepUp) in place of the app, and then
    ///   the app, even after they cancel. Content that requires the level belongs into a
    ///   [`RequireLevel`](crate::ui::RequireLevel);
    /// - to anybody else: the sign-in, and then one of the two.
    ///
    /// Afterwards the page has its own address again. Without a level the link leads to the sign-in, as any link that
    /// does not name a screen. The app client must allow `ALLOW_USER_AUTH`.
    ///
    /// ```
    /// use vestibule::StepUp;
    /// use vestibule::ui::{Link, Options, Routing, Screen};
    ///
    /// let options = Options::new()
    ///     .routing(Routing::Hash)
    ///     .step_up_link(StepUp::to("urn:cognito:loa:3"));
    /// let link = Link::to(Screen::StepUp).address(&Routing::Hash);
    /// assert_eq!(link.as_deref(), Some("#step-up"));
    /// # let _ = options;
    /// ```
    pub fn step_up_link(self, level: StepUp) -> Self {
        let link = StepUpLink { level, follow };
        self.with_advanced(|advanced| advanced.step_up_link = Some(link))
    }
}

impl StepUpLink {
    /// Follows such links until the current reactive owner is cleaned up.
    pub fn follow(self, auth: &Auth) -> LinkedScreen {
        (self.follow)(auth, self.level)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It is not known yet whether the page was opened by a link.
    Unknown,
    App,
    /// The screens are being loaded.
    Loading,
    StepUp,
}

#[derive(Clone)]
struct Follower {
    auth: Auth,
    level: StepUp,
    stage: Reactive<Stage>,
}

fn follow(auth: &Auth, level: StepUp) -> LinkedScreen {
    let follower = Follower {
        auth: auth.clone(),
        level,
        stage: Reactive::new(Stage::Unknown),
    };
    if dom::is_browser() {
        let navigated = follower.clone();
        let listener = window_event_listener_untyped("popstate", move |_| navigated.on_popstate());
        on_cleanup(move || listener.remove());
    }
    Box::new(move |is_signed_in| follower.view(is_signed_in))
}

impl Follower {
    fn view(&self, is_signed_in: bool) -> Option<Node> {
        let stage = self.stage.get();
        let options = self.auth.options();
        if !is_signed_in {
            // The next sign-in may have the level.
            self.stage.update_untracked(|stage| {
                if *stage != Stage::App {
                    *stage = Stage::Unknown;
                }
            });
            return None;
        }
        match stage {
            Stage::App => None,
            Stage::Unknown if !link::leads_to(options, Screen::StepUp) || self.is_met() => {
                self.leave();
                None
            }
            Stage::Unknown => {
                self.load();
                Some(frame::waiting(options))
            }
            Stage::Loading => Some(frame::waiting(options)),
            Stage::StepUp => Some(screen(self)),
        }
    }

    fn is_met(&self) -> bool {
        let session = self.auth.session_now();
        session.is_some_and(|session| self.auth.client().meets(&session, &self.level))
    }

    fn load(&self) {
        self.stage.update_untracked(|stage| *stage = Stage::Loading);
        let follower = self.clone();
        reactive::spawn(async move {
            let loaded = follower.auth.client().load_chunk("steps").await;
            if follower.stage.get_untracked() == Stage::Loading {
                // If the screens cannot be loaded, the app is shown.
                let is_loaded = loaded.is_ok();
                follower
                    .stage
                    .set(if is_loaded { Stage::StepUp } else { Stage::App });
            }
        });
    }

    /// Called when the browser shows another entry of its history.
    fn on_popstate(&self) {
        match (is_at_link(self.auth.options()), self.stage.get_untracked()) {
            (true, Stage::App) if self.auth.is_signed_in() => self.stage.set(Stage::Unknown),
            (true, Stage::App) => self.stage.update_untracked(|stage| *stage = Stage::Unknown),
            (false, Stage::Loading | Stage::StepUp) => self.stage.set(Stage::App),
            _ => {}
        }
    }

    /// Shows the app, under an address that names no screen, without a notification.
    fn leave(&self) {
        self.stage.update_untracked(|stage| *stage = Stage::App);
        let options = self.auth.options();
        if is_at_link(options) {
            let depth = history::current_entry(options).map_or(0, |entry| entry.depth);
            let address = history::address_of(options, "sign-in");
            history::replace(options, &EntryState::signed_in(depth), address.as_deref());
        }
    }

    /// Shows the app.
    fn end(&self) {
        self.leave();
        self.stage.set(Stage::App);
    }
}

fn is_at_link(options: &Options) -> bool {
    history::named_by_address(options).as_deref() == Some(Screen::StepUp.name())
}

#[chunk(steps)]
fn screen(follower: &Follower) -> Node {
    let (done, cancelled) = (follower.clone(), follower.clone());
    screens::step_up(
        follower.auth.client().clone(),
        follower.level.clone(),
        follower.auth.options().clone(),
        Some(std::sync::Arc::new(move |_| done.end())),
        Some(std::sync::Arc::new(move |()| cancelled.end())),
    )
}
