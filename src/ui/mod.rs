//! Leptos screens: from a sign-in form to a signed-in person, under a site's own name and colours.
//!
//! [`Authenticator`] joins all of them. Each screen also works by itself, as a component below: [`SignIn`],
//! [`SignUp`] and the others. [`Options`] say how they look and read. [`RequireAuth`],
//! [`RequireGroup`] and [`RequireLevel`] show a view to whom it is for; [`use_session`] says who is there; with the feature
//! `records`, `use_dataset` has a person's records.
//! [`use_authenticator`] is all of it without a screen, for a UI that is written from nothing.
//! [`PrerenderedSignIn`] is in a page before any script has come, and [`Prerendered`] has it with its styles.
//!
//! The app chooses how Leptos renders (its features `csr`, `hydrate` or `ssr`); the screens work
//! with each. They hold no knowledge of the protocol: what they do is in [`crate::flow`].
//!
//! # Under a strict Content-Security-Policy
//! The screens run under `script-src 'self' 'wasm-unsafe-eval'; style-src 'self';
//! require-trusted-types-for 'script'; trusted-types 'none'`: their styles come as a constructable
//! style sheet, and nothing is built through `innerHTML`, as `view!` does with static parts; see
//! [`Options`] for views of your own.

mod add_account;
mod arrival;
mod at_fault;
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
mod field;
mod field_parts;
mod first_click;
mod flow;
mod focus;
mod form;
mod frame;
mod history;
mod hooks;
mod kept;
mod language;
mod lazy_screen;
mod link;
mod live;
mod navigation;
mod node;
mod notice;
mod options;
mod pending_request;
mod prerendered;
mod prerendered_page;
#[cfg(feature = "redirect")]
mod providers;
mod remember;
mod require;
mod resume;
mod returned;
mod rules;
#[macro_use]
mod screen;
mod screens;
mod service;
mod short;
mod sign_up_field;
mod starting;
mod step_up_link;
mod strength;
mod strings;
mod style;
mod theme;
mod title;
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

/// A text that is fixed or made while the page runs.
type Text = std::borrow::Cow<'static, str>;
