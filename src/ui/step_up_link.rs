//! A link to the step-up: whoever follows it is asked for the level that the app has set.

use leptos::prelude::{on_cleanup, window_event_listener_untyped};
use vestibule_chunk::chunk;

use crate::StepUp;

use super::auth::Auth;
use super::history::{self, Mark};
use super::live::{self, Live};
use super::node::Node;
use super::{Options, Screen, dom, frame, link, screens};

/// What such a link asks for. Its code is reached through a function pointer, so that an app without the link has none
/// of it.
#[derive(Clone)]
pub(in crate::ui) struct StepUpLink {
    level: StepUp,
    follow: fn(&Auth, StepUp) -> Linked,
}

/// Gives the screen that stands in the app's place; it is told whether somebody is signed in.
pub(super) type Linked = Box<dyn Fn(bool) -> Option<Node> + Send>;

impl Options {
    /// How strongly, or how lately, a person has to have signed in who follows a link to [`Screen::StepUp`]. They see:
    ///
    /// - signed in with the level: the app;
    /// - signed in without it: the screen [`StepUp`](crate::ui::StepUp) in the app's place, and then the app, also where
    ///   they cancel: what needs the level stands in a [`RequireLevel`](crate::ui::RequireLevel);
    /// - signed out: the sign-in, and then one of the two.
    ///
    /// The address is the page's own again afterwards. Without a level, such a link leads to the sign-in, as any that
    /// names no screen. The app client has to allow `ALLOW_USER_AUTH`.
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
    /// Follows such links, for the owner that is there.
    pub fn follow(self, auth: &Auth) -> Linked {
        (self.follow)(auth, self.level)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It was not looked yet whether a link leads here.
    Unknown,
    App,
    /// The screens are being loaded.
    Loading,
    Asked,
}

#[derive(Clone)]
struct Following {
    auth: Auth,
    level: StepUp,
    stage: Live<Stage>,
}

fn follow(auth: &Auth, level: StepUp) -> Linked {
    let following = Following {
        auth: auth.clone(),
        level,
        stage: Live::new(Stage::Unknown),
    };
    if dom::is_page() {
        let heard = following.clone();
        let listener = window_event_listener_untyped("popstate", move |_| heard.arrive());
        on_cleanup(move || listener.remove());
    }
    Box::new(move |is_somebody| following.view(is_somebody))
}

impl Following {
    fn view(&self, is_somebody: bool) -> Option<Node> {
        let stage = self.stage.get();
        let options = self.auth.options();
        if !is_somebody {
            // The next sign-in may be of the level.
            self.stage.change(|stage| {
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
            Stage::Asked => Some(screen(self)),
        }
    }

    fn is_met(&self) -> bool {
        let session = self.auth.session_now();
        session.is_some_and(|session| self.auth.client().meets(&session, &self.level))
    }

    fn load(&self) {
        self.stage.change(|stage| *stage = Stage::Loading);
        let following = self.clone();
        live::spawn(async move {
            let loaded = following.auth.client().load_chunk("steps").await;
            if following.stage.now() == Stage::Loading {
                // Without the screens, the app is there as before.
                let is_loaded = loaded.is_ok();
                following
                    .stage
                    .set(if is_loaded { Stage::Asked } else { Stage::App });
            }
        });
    }

    /// The browser shows another entry of its history.
    fn arrive(&self) {
        match (is_at_link(self.auth.options()), self.stage.now()) {
            (true, Stage::App) if self.auth.is_somebody() => self.stage.set(Stage::Unknown),
            (true, Stage::App) => self.stage.change(|stage| *stage = Stage::Unknown),
            (false, Stage::Loading | Stage::Asked) => self.stage.set(Stage::App),
            _ => {}
        }
    }

    /// To the app, whose address names no screen any more.
    fn leave(&self) {
        self.stage.change(|stage| *stage = Stage::App);
        let options = self.auth.options();
        if is_at_link(options) {
            let depth = history::mark(options).map_or(0, |mark| mark.depth);
            let address = history::address_of(options, "sign-in");
            history::replace(options, &Mark::signed_in(depth), address.as_deref());
        }
    }

    fn end(&self) {
        self.leave();
        self.stage.set(Stage::App);
    }
}

fn is_at_link(options: &Options) -> bool {
    history::named_by_address(options).as_deref() == Some(Screen::StepUp.name())
}

#[chunk(steps)]
fn screen(following: &Following) -> Node {
    let (done, cancelled) = (following.clone(), following.clone());
    screens::step_up(
        following.auth.client().clone(),
        following.level.clone(),
        following.auth.options().clone(),
        Some(std::sync::Arc::new(move |_| done.end())),
        Some(std::sync::Arc::new(move |()| cancelled.end())),
    )
}
