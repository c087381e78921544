//! Leptos screens: from a sign-in form to a signed-in user, with a site's own name and theme.
//!
//! [`Authenticator`] connects all of them. Each screen is also a component of its own, such as [`SignIn`] and
//! [`SignUp`]. [`Options`] set their appearance and texts. [`RequireAuth`], [`RequireGroup`] and [`RequireLevel`] show
//! a view to some people only; [`use_session`] returns who is signed in; with the feature `records`, `use_dataset`
//! returns a person's records. [`use_authenticator`] returns the state machine without the screens, for a custom UI.
//! [`PrerenderedSignIn`] is in a page before any script has been loaded, and [`Prerendered`] includes its styles.
//!
//! The app chooses how Leptos renders (its features `csr`, `hydrate` or `ssr`); the screens work with each. They
//! contain no protocol code: that is in [`crate::flow`].
//!
//! # Under a strict Content-Security-Policy
//! The screens run under `script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script';
//! trusted-types 'none'`: their styles are constructable style sheets, and they do not use `innerHTML`, as `view!` does
//! for static parts. See [`Options`] for views of your own.

mod add_account;
mod attribute;
mod auth;
mod authenticator;
mod authenticator_app;
mod button;
mod caps_lock;
mod code;
#[cfg(feature = "records")]
mod dataset;
mod dom;
mod draft;
mod error_field;
mod field;
mod field_parts;
mod flow;
mod focus;
mod form;
mod frame;
mod history;
mod hooks;
mod input_guard;
mod language;
mod lazy_screen;
mod link;
mod minify_css;
mod navigation;
mod node;
mod notice;
mod options;
mod pending_request;
mod prerendered;
mod prerendered_page;
#[cfg(feature = "redirect")]
mod providers;
mod reactive;
mod redirect_return;
mod remember;
mod require;
mod rules;
#[macro_use]
mod screen;
mod screens;
mod service;
mod shared_state;
mod sign_up_field;
mod start_screen;
mod starting_card;
mod step_up_link;
mod strength;
mod strings;
mod style;
mod theme;
mod title;
mod values;
mod web_otp;

pub use add_account::{AddAccount, AddAccountProps};
pub use auth::{Auth, use_auth};
pub use authenticator::{Authenticator, AuthenticatorProps};
#[cfg(feature = "records")]
pub use dataset::{DatasetState, use_dataset};
pub use flow::{AuthFlow, AuthStage, use_authenticator};
pub use language::{Language, LanguageFile, languages};
pub use link::Link;
pub use notice::Notice;
pub use options::{
    ColorScheme, DocumentTitle, FirstFactor, Layout, Options, Position, RememberMe, Routing,
    SecondFactor, SignUpAccess, SignUpPassword, Spot, StyleSource, UsernameKind,
};
pub use prerendered::{PrerenderedSignIn, PrerenderedSignInProps};
pub use prerendered_page::Prerendered;
#[cfg(feature = "redirect")]
pub use providers::{Grant, Provider, Window};
pub use require::{
    Groups, RequireAuth, RequireAuthProps, RequireGroup, RequireGroupProps, RequireLevel,
    RequireLevelProps, use_session,
};
pub use rules::{CharacterClass, PasswordRules};
pub use screens::*;
pub use service::{Refusal, SignInRequest};
pub use sign_up_field::{Consent, SignUpField};
pub use strength::PasswordStrength;
#[doc(hidden)]
pub use strings::Entry;
pub use strings::{AccountStrings, Plural, StepStrings, Strings};
pub use style::STYLE_SHEET;
pub use theme::{Branding, BrandingError, Density, Theme};

/// A text that is static or built at run time.
type Text = std::borrow::Cow<'static, str>;
