//! Hooks for code that embeds the screens, such as the custom elements.

use std::sync::Arc;

use crate::Error;

use super::{Options, Screen, dom};

/// The hooks. By default there are none.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    adopt: Option<Arc<Adopt>>,
    screen: Option<Arc<dyn Fn(Screen) + Send + Sync>>,
    error: Option<Arc<OnError>>,
}

/// Receives the name and the text of a style sheet.
type Adopt = dyn Fn(&str, &str) + Send + Sync;

type OnError = dyn Fn(&Error) + Send + Sync;

impl Hooks {
    pub const NONE: Hooks = Hooks {
        adopt: None,
        screen: None,
        error: None,
    };

    /// Passes a style sheet to the hook. Returns `false` if there is none.
    pub fn adopt(&self, name: &str, css: &str) -> bool {
        if let Some(adopt) = &self.adopt {
            adopt(name, css);
        }
        self.adopt.is_some()
    }

    pub fn screen(&self, screen: Screen) {
        if let Some(callback) = &self.screen {
            callback(screen);
        }
    }

    pub fn error(&self, error: &Error) {
        if let Some(callback) = &self.error {
            callback(error);
        }
    }
}

impl Options {
    /// Passes the style sheets to `adopt` instead of the document, for screens in a shadow root. It is called with the
    /// name and the text of each sheet, and again with every screen that needs it.
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

    /// Calls `callback` with each screen that is shown.
    pub fn on_screen(self, callback: impl Fn(Screen) + Send + Sync + 'static) -> Self {
        self.with_advanced(|advanced| advanced.hooks.screen = Some(Arc::new(callback)))
    }

    /// Calls `callback` with each error that a screen shows to the person.
    pub fn on_error(self, callback: impl Fn(&Error) + Send + Sync + 'static) -> Self {
        self.with_advanced(|advanced| advanced.hooks.error = Some(Arc::new(callback)))
    }

    /// Reports an error that a person sees: to the hook, and with its help to the console.
    pub(super) fn report_error(&self, error: &Error) {
        dom::log_error(error);
        self.advanced().hooks.error(error);
    }
}
