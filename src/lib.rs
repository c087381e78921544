//! Amazon Cognito sign-in for the browser.
//!
//! Vestibule signs people in to a Cognito user pool, keeps their session fresh in all tabs, and
//! replaces Cognito's hosted pages by screens that a site owns. This crate is for Leptos apps and
//! for other WebAssembly; the same code is an npm package for JavaScript.
//!
//! # From nothing to a signed-in person
//! 1. **A user pool** with an app client for a browser, which has no secret: [three ways to make
//!    one](https://github.com/vestibule-auth/vestibule/blob/main/docs/recipes/user-pool.md). Without an AWS account, a
//!    [local Cognito](https://github.com/vestibule-auth/vestibule/blob/main/docs/recipes/local-cognito.md) on your own
//!    machine, with people in it who can sign in.
//! 2. **A page**: with Leptos, the screens of the feature `ui`: `<Authenticator client />` is all of it, and the [README]
//!    has the whole app, with what its build needs. With forms of your own:
//! 3. **A client**, made once when the page starts, and a sign-in, step by step until it is done:
//!
//! ```no_run
//! use vestibule::{Client, ClientConfig, Error, Password, Session, SignInStep};
//!
//! # fn start() -> Result<(), Error> {
//! let client = Client::new(ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789"))?;
//! # Ok(())
//! # }
//!
//! /// `ask` shows a form with one field, and gives what the person typed. `None`: a step that has no form here.
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
//! A step holds what it needs and takes `&self`: after an error it is still there, to be tried again. [`SignInStep`]
//! lists all of them; [`Error::kind`] says what went wrong, [`Error::help`] what a developer can do about it.
//!
//! 4. **The session**, each time that a token is needed: fresh, or the reason why not.
//! ```no_run
//! # async fn start(client: vestibule::Client) -> Result<(), vestibule::Error> {
//! let token = client.session().await?.access_token().to_owned();
//! # Ok(())
//! # }
//! ```
//!
//! [README]: https://github.com/vestibule-auth/vestibule#quick-start
//!
//! # More of it
//! Signing in through the hosted UI, social and company providers included, takes one call on each
//! side of the redirect:
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
//! [`Client::popup_sign_in`] does the same in a window of its own, and the page stays.
//!
//! An app's own servers get the token, and nobody else does; and what the page shows follows who is
//! signed in, in whichever tab that changes:
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
//! Signing in and out hangs on the [`Client`] itself; what else a person does hangs on its groups, each
//! with a page that begins with an example:
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
//! # Where things are
//! | module | what it is |
//! |---|---|
//! | [`Client`] | everything hangs on it; cheap to clone |
//! | [`flow`] | what a person goes through: sign in, sign up, recover, redirect, and the groups |
//! | [`session`] | the session, and what is known of it |
//! | [`protocol`] | what Cognito says and hears, as plain values; every operation can be called |
//! | [`platform`] | the outside as small traits: the browser, and a simulation for tests |
#![cfg_attr(feature = "ui", doc = "| [`ui`] | Leptos screens |")]
//!
//! # Features
//! | feature | default | what it adds |
//! |---|---|---|
//! | `api` | yes | requests to the app's own servers with the token |
//! | `aws` | no | AWS credentials of an identity pool, and requests that are signed with them |
//! | `srp` | yes | sign-in where the password never leaves the page |
//! | `redirect` | yes | sign-in through the hosted UI |
//! | `diagnose` | no | the configuration held against the pool that it names, for developers |
//! | `qr` | no | the QR code by which an authenticator app takes its secret |
//! | `accounts` | no | several accounts at a time under one client, one of them active |
//! | `migrate` | no | sessions of Amplify and amazon-cognito-identity-js are taken over, or shared |
//! | `records` | no | data that follows the person: datasets that work offline, and synchronise with a remote |
//! | `sealed` | no | a store whose values are worth nothing outside of this browser |
//! | `cookies` | no | a store in cookies, and the reader of it for a server |
//! | `ui` | no | Leptos screens |
//! | `chunks` | no | for builds that cut the module into chunks: it asks the page for each |
//! | `npm` | no | what the npm package's own crate needs: no part of the API |
//! | `worker` | no | the refresh token in a worker, out of the page's reach |
//! | `simulated` | no | a platform under virtual time, for tests |
//!
//! # Security
//! A page's scripts can read what the page can read: whoever can run a script in your page can use
//! its session. Serve a strict Content-Security-Policy; all of this crate runs under
//! `script-src 'self' 'wasm-unsafe-eval'; style-src 'self'` and Trusted Types. An app client for a
//! browser must have no secret. Tokens that came through an address (the implicit grant) are
//! verified by the pool's keys; those that came straight from Cognito by their claims.

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
/// The crate whose requests and responses [`Api::fetch`] takes and gives.
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
