//! Amazon Cognito user pools on your own machine.
//!
//! [`Emulator::handle`] takes a request and the time, and gives the response that Cognito
//! would have given. It opens no socket and reads no clock, so that a test can run years in
//! a moment; all randomness comes from the seed, so that a run can be run again. The binary
//! of this package puts a server on 127.0.0.1 around it.
//!
//! ```
//! use std::time::SystemTime;
//! use vestibule_emulator::{Config, Emulator};
//!
//! let mut emulator = Emulator::new(Config::development(), [7; 32])?;
//! let request = http::Request::post("/")
//!     .header("x-amz-target", "AWSCognitoIdentityProviderService.SignUp")
//!     .header("content-type", "application/x-amz-json-1.1")
//!     .body(br#"{
//!         "ClientId": "vestibuledemobrowser000001",
//!         "Username": "emily",
//!         "Password": "Correct horse 9",
//!         "UserAttributes": [{ "Name": "email", "Value": "emily@example.com" }]
//!     }"#.to_vec())?;
//! let response = emulator.handle(SystemTime::now(), &request);
//! assert_eq!(response.status(), 200);
//! assert_eq!(emulator.inbox()[0].to, "emily@example.com");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it is not
//! It has no IAM: the administrators' operations take any request that looks signed. It sends
//! no mail. Its signing keys are public. It must never guard anything.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod account;
mod config;
mod crypto;
mod errors;
mod hosted;
mod http;
mod idp;
mod moment;
mod random;
mod service;
mod state;
mod tokens;

pub use config::{
    AdvancedSecurityMode, AttributeDataType, AttributeUpdateSettings, ClientSettings, Config,
    ConfigError, CustomAuth, CustomRound, DeviceConfiguration, FactorConfiguration, FirstFactor,
    GroupSettings, MfaConfiguration, MfaKind, OauthFlow, PasswordPolicy, PoolSettings, PreSignUp,
    RotationFeature, RotationSettings, SchemaAttribute, SignInPolicy, TokenSignatures, Trigger,
    TriggerError, TriggerErrorKind, UserExistenceErrors, UserMfaSettings, UserSettings, UserStatus,
    UserVerification, ValidityUnit, ValidityUnits, WebAuthnConfiguration,
};
pub use http::{Request, Response};
pub use state::{Channel, Message, MessageKind};

use std::time::{Duration, SystemTime};

use crate::moment::Moment;
use crate::state::State;

/// A local Cognito: pools, clients, users, and everything that has happened to them.
pub struct Emulator {
    state: State,
}

impl Emulator {
    /// An emulator with the pools of `config`. The same seed and the same requests give the
    /// same responses.
    ///
    /// # Errors
    /// A [`ConfigError`] that names the first setting that is not valid.
    pub fn new(config: Config, seed: [u8; 32]) -> Result<Self, ConfigError> {
        Ok(Self {
            state: State::new(config, seed)?,
        })
    }

    /// The response to `request` at the time `now`.
    ///
    /// Any request gets a response; those that Cognito would not understand get its errors.
    pub fn handle(&mut self, now: SystemTime, request: &Request) -> Response {
        if let Some(seconds) = service::clock::seconds_to_advance(request) {
            let by = Duration::from_secs(seconds);
            self.state.advanced = self.state.advanced.saturating_add(by);
        }
        let now = Moment::from(now) + self.state.advanced;
        service::handle(&self.state, now, request)
            .or_else(|| hosted::handle(&mut self.state, now, request))
            .unwrap_or_else(|| idp::handle(&mut self.state, now, request))
    }

    /// What Cognito would have sent by e-mail or text message, oldest first.
    #[must_use]
    pub fn inbox(&self) -> &[Message] {
        &self.state.inbox
    }
}
