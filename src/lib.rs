//! Amazon Cognito sign-in for the browser.
//!
//! Vestibule signs users in to a Cognito user pool, keeps their session fresh in all tabs, and replaces Cognito's
//! hosted pages by screens in your own page. This crate is for Leptos apps and other WebAssembly. The same code is an
//! npm package for JavaScript.
//!
//! # Getting started
//! 1. **A user pool** with an app client for a browser, which has no secret: [three ways to create
//!    one](https://github.com/vestibule-auth/vestibule/blob/main/docs/recipes/user-pool.md). Without an AWS account, a
//!    [local Cognito](https://github.com/vestibule-auth/vestibule/blob/main/docs/recipes/local-cognito.md) on your own
//!    machine, with users who can sign in.
//! 2. **A page**: with Leptos, use the screens of the feature `ui`. `<Authenticator client />` is enough. The [README]
//!    has a complete app and its build. With your own forms:
//! 3. **A client**, created once when the page starts, and a sign-in in steps:
//!
//! ```no_run
//! use vestibule::{Client, ClientConfig, Error, Password, Session, SignInStep};
//!
//! # fn start() -> Result<(), Error> {
//! let client = Client::new(ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789"))?;
//! # Ok(())
//! # }
//!
//! /// `ask` shows a form with one field and returns the input. `None`: there is no form for the step.
//! async fn sign_in(client: &Client, ask: impl AsyncFn(&str) -> String) -> Result<Option<Session>, Error> {
//!     let (name, password) = (ask("E-mail").await, ask("Password").await);
//!     let mut step = client.sign_in(Password::srp(name, password)).await?;
//!     loop {
//!         step = match step {
//!             SignInStep::Done(session) => return Ok(Some(session)),
//!             SignInStep::NewPassword(step) => step.submit(&ask("A new password").await, &[]).await?,
//!             SignInStep::SmsCode(step) | SignInStep::EmailCode(step) => {
//!                 step.submit(&ask("The code that was sent to you").await).await?
//!             }
//!             SignInStep::TotpCode(step) => step.submit(&ask("The code of your app").await).await?,
//!             _ => return Ok(None),
//!         }
//!     }
//! }
//! ```
//! The methods of a step take `&self`, so that you can call them again after an error. [`SignInStep`] lists all steps.
//! [`Error::kind`] says what went wrong, and [`Error::help`] what a developer can do about it.
//!
//! 4. **The session**, each time that you need a token. It is renewed when necessary.
//! ```no_run
//! # async fn start(client: vestibule::Client) -> Result<(), vestibule::Error> {
//! let token = client.session().await?.access_token().to_owned();
//! # Ok(())
//! # }
//! ```
//!
//! [README]: https://github.com/vestibule-auth/vestibule#quick-start
//!
//! # More examples
//! A sign-in with the hosted UI, also with social and enterprise providers, is one call on each side of the redirect:
//! ```no_run
//! # use vestibule::{Client, Error, Redirect};
//! # async fn start(client: Client) -> Result<(), Error> {
//! if let Some(outcome) = client.handle_callback().await? {
//!     println!("hello {}", outcome.session.username());
//! } else {
//!     client.redirect_sign_in(Redirect::code().provider("Google")).await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Client::popup_sign_in`] does the same in a popup, without leaving the page.
//!
//! Send the token to your own servers only, and observe who is signed in, in any tab:
//! ```no_run
//! # use vestibule::{AuthState, Client, Error, http::Request};
//! # async fn start(client: Client) -> Result<(), Error> {
//! let api = client.api(["https://api.example.com"])?;
//! let orders = api.fetch(Request::get("https://api.example.com/orders").body("")?).await?;
//!
//! client.observe(|state| match state {
//!     AuthState::SignedIn(session) => println!("{}: {:?}", session.username(), session.state()),
//!     _ => println!("nobody"),
//! }).forget();
//! # Ok(())
//! # }
//! ```
//!
//! # Groups
//! The [`Client`] itself signs in and out. All other methods are in groups. The page of each group has an example:
//!
//! | group | what is in it |
//! |---|---|
//! | [`client.profile()`](Profile) | attributes and their verification, change of the password, deletion of the account |
//! | [`client.mfa()`](Mfa) | second factors: which are on, set-up of an authenticator app |
//! | [`client.passkeys()`](Passkeys) | register, list, delete, autofill |
#![cfg_attr(
    feature = "aws",
    doc = "| [`client.aws()`](Aws) | an identity pool's identity and credentials, signed requests |"
)]
#![cfg_attr(
    feature = "srp",
    doc = "| [`client.devices()`](Devices) | this device and the others: list, remember, forget |"
)]
#![cfg_attr(
    feature = "records",
    doc = "| [`client.records()`](Records) | data that follows the person: datasets, offline |"
)]
//! | [`client.sessions()`](Sessions) | the user's sessions elsewhere: list, revoke |
#![cfg_attr(
    feature = "accounts",
    doc = "| [`client.accounts()`](Accounts) | several accounts: list, switch, sign out of all |"
)]
//!
//! # Modules
//! | module | what it is |
//! |---|---|
//! | [`Client`] | the entry point; cheap to clone |
//! | [`flow`] | sign-in, sign-up, recovery, redirect, and the groups |
//! | [`session`] | the session and its state |
//! | [`protocol`] | requests and responses of Cognito as plain values, for all operations |
//! | [`platform`] | small traits for the browser's APIs, and a simulation for tests |
#![cfg_attr(feature = "ui", doc = "| [`ui`] | Leptos screens |")]
//!
//! # Features
//! | feature | default | what it adds |
//! |---|---|---|
//! | `api` | yes | requests to the app's own servers with the token |
//! | `aws` | no | AWS credentials of an identity pool, and requests that are signed with them |
//! | `srp` | yes | sign-in by SRP: the password never leaves the page |
//! | `redirect` | yes | sign-in through the hosted UI |
//! | `diagnose` | no | compares the configuration with the pool, for developers |
//! | `qr` | no | the QR code for the set-up of an authenticator app |
//! | `accounts` | no | several signed-in accounts, one of which is active |
//! | `migrate` | no | imports or shares sessions of Amplify and amazon-cognito-identity-js |
//! | `records` | no | data that follows the user: datasets that work offline and synchronize with a remote |
//! | `sealed` | no | a store whose values are encrypted by a key of this browser |
//! | `cookies` | no | a store in cookies, and a reader for servers |
//! | `ui` | no | Leptos screens |
//! | `chunks` | no | for builds that split the module into chunks, which the page loads |
//! | `npm` | no | functions for the npm package's own crate, not part of the public API |
//! | `worker` | no | keeps the refresh token in a worker, where the page cannot read it |
//! | `simulated` | no | a platform with virtual time, for tests |
//!
//! # Security
//! Anyone who can run a script in your page can use its session. Serve a strict Content-Security-Policy: this crate
//! works with `script-src 'self' 'wasm-unsafe-eval'; style-src 'self'` and Trusted Types. An app client for a browser
//! must not have a secret. Tokens from a URL (the implicit grant) are verified by the pool's keys, and tokens directly
//! from Cognito by their claims.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod client;
mod config;
mod engine;
mod error;
pub mod flow;
#[cfg(feature = "npm")]
#[doc(hidden)]
pub mod npm;
pub mod platform;
pub mod session;
#[cfg(feature = "ui")]
pub mod ui;

pub use client::{Client, Subscription};
#[cfg(feature = "redirect")]
pub use config::HostedSignOut;
#[cfg(feature = "migrate")]
pub use config::Migration;
#[cfg(feature = "records")]
pub use config::{
    Automatic, Changes, Conflict, Cursor, DatasetSummary, Existence, Extent, Limits, OnDeleted,
    OnSignOut, Patch, RecordsConfig, Remote, RemoteRecord, Resolution, Resolve, Written,
};
pub use config::{
    ClientConfig, CustomStore, Extras, Reach, Remember, Renewal, Settings, SignOutAfter, Storage,
};
#[cfg(feature = "cookies")]
pub use config::{Cookies, SameSite};
#[cfg(feature = "aws")]
pub use config::{IdentityPool, LoginProvider, Logins, LoginsError};
#[cfg(feature = "accounts")]
#[doc(inline)]
pub use engine::{Account, Accounts};
#[cfg(feature = "api")]
#[doc(inline)]
pub use engine::{Api, ApiToken, FinalUrl};
#[doc(inline)]
pub use engine::{AuthState, SignOutReport};
pub use error::{Error, ErrorKind, Field};
#[doc(inline)]
pub use flow::*;
/// The crate with the request and response types of [`Api::fetch`].
#[cfg(feature = "api")]
#[doc(inline)]
pub use http;
#[doc(inline)]
pub use platform::{Platform, Timestamp};
#[doc(inline)]
pub use session::{
    Change, DerivedToken, Session, SessionState, SignOutReason, StepUp, TokenClaims, TokenNeed,
};
#[cfg(feature = "cookies")]
#[doc(inline)]
pub use session::{CookiePrefix, CookieSession};
#[doc(inline)]
pub use vestibule_protocol as protocol;

/// The README's examples compile, too.
#[cfg(all(doctest, feature = "ui"))]
#[doc = include_str!("../README.md")]
struct Readme;
