//! What the screens tell whoever embeds them, and what they leave to them.

use std::sync::Arc;

use crate::Error;

use super::{Options, Screen, dom};

/// What an embedding page hears of and does itself; by default nothing.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    adopt: Option<Arc<Adopt>>,
    screen: Option<Arc<dyn Fn(Screen) + Send + Sync>>,
    error: Option<Arc<HearError>>,
}

/// Takes a style sheet by its name and its text.
type Adopt = dyn Fn(&str, &str) + Send + Sync;

type HearError = dyn Fn(&Error) + Send + Sync;

impl Hooks {
    pub const NONE: Hooks = Hooks {
        adopt: None,
        screen: None,
        error: None,
    };

    /// Hands a style sheet over; `false` where nobody takes it.
    pub fn adopt(&self, name: &str, css: &str) -> bool {
        if let Some(adopt) = &self.adopt {
            adopt(name, css);
        }
        self.adopt.is_some()
    }

    pub fn screen(&self, screen: Screen) {
        if let Some(told) = &self.screen {
            told(screen);
        }
    }

    pub fn error(&self, error: &Error) {
        if let Some(told) = &self.error {
            told(error);
        }
    }
}

impl Options {
    /// Adopts the style sheets in place of the document, for screens that stand in a shadow root. It is called
    /// with the name and the text of each sheet, and again with every screen that needs it.
    ///
    /// ```
    /// use vestibule::ui::Options;
    ///
    /// let options = Options::new().adopt_styles(|name, css| println!("{name}: {} bytes", css.len()));
    /// # let _ = options;
    /// ```
    pub fn adopt_styles(self, adopt: impl Fn(&str, &str) + Send + Sync + 'static) -> Self {
        self.with_advanced(|advanced| advanced.hooks.adopt = Some(Arc::new(adopt)))
    }

    /// Is called with each screen that is shown.
    pub fn on_screen(self, told: impl Fn(Screen) + Send + Sync + 'static) -> Self {
        self.with_advanced(|advanced| advanced.hooks.screen = Some(Arc::new(told)))
    }

    /// Is called with each error that a screen shows to the person.
    pub fn on_error(self, told: impl Fn(&Error) + Send + Sync + 'static) -> Self {
        self.with_advanced(|advanced| advanced.hooks.error = Some(Arc::new(told)))
    }

    /// A person is shown this error: whoever embeds the screens hears of it, and the developer of what is behind it.
    pub(super) fn tell(&self, error: &Error) {
        dom::tell_developer(error);
        self.advanced().hooks.error(error);
    }
}
