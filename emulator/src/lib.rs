//! Amazon Cognito user pools and identity pools on your own machine, and AWS services that take their credentials.
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
//! The administrators' operations of user pools take any request that looks signed. It sends
//! no mail. Its signing keys are public. It must never guard anything.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod access;
mod account;
mod config;
mod crypto;
mod dynamodb;
mod errors;
mod execute_api;
mod hosted;
mod http;
mod iam;
mod identity_pool;
mod idp;
mod moment;
mod outgoing;
mod random;
mod saml;
mod service;
mod signing;
mod state;
mod storage;
mod sts;
mod sync;
mod tokens;
mod xml;

pub use config::{
    AccessKeySettings, AccountSettings, AdvancedSecurityMode, AmbiguousRoleResolution, ApiSettings,
    AttributeDataType, AttributeUpdateSettings, BucketSettings, ClientSettings,
    CognitoProviderSettings, Config, ConfigError, CorsRule, CustomAuth, CustomRound,
    DeviceConfiguration, EmailConfiguration, FactorConfiguration, FirstFactor, GroupSettings,
    IdentityPoolRoles, IdentityPoolSettings, IdentitySettings, IssuerConfiguration, IssuerType,
    MappingRule, MatchType, MfaConfiguration, MfaKind, OauthFlow, ObjectSettings,
    OpenIdProviderSettings, PasswordPolicy, PoolReplica, PoolSettings, PositionalConstraint,
    PreSignUp, PrincipalTagMap, ProviderDetails, ProviderSettings, ProviderType, QuotaCategory,
    RecoveryMechanism, RequestMethod, RoleMapping, RoleMappingType, RoleSettings, RotationFeature,
    RotationSettings, SamlProviderSettings, SchemaAttribute, SignInPolicy, SmsConfiguration,
    SocialTokenSettings, TableSettings, TokenSignatures, Trigger, TriggerError, TriggerErrorKind,
    UserExistenceErrors, UserMfaSettings, UserPoolTier, UserSettings, UserStatus, UserVerification,
    ValidityUnit, ValidityUnits, WebAcl, WebAclAction, WebAclRule, WebAuthnConfiguration,
};
pub use http::{Request, Response};
pub use outgoing::{Outgoing, Turn};
pub use state::{Channel, Message, MessageKind};

use std::time::SystemTime;

use crate::moment::Moment;
use crate::outgoing::Answers;
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
    /// Any request gets a response; those that Cognito would not understand get its errors. No
    /// identity provider can be reached: whoever has a network calls [`begin`](Self::begin).
    pub fn handle(&mut self, now: SystemTime, request: &Request) -> Response {
        let mut turn = self.begin(now, request);
        loop {
            match turn {
                Turn::Done(response) => return response,
                Turn::Ask(outgoing) => turn = self.resume(now, outgoing, None),
            }
        }
    }

    /// Begins to answer `request` at the time `now`: with the response, or with a request to an
    /// identity provider, whose answer [`resume`](Self::resume) goes on with. Others can be
    /// answered meanwhile.
    pub fn begin(&mut self, now: SystemTime, request: &Request) -> Turn {
        let answered = service::local::refusal(&self.state, request)
            .or_else(|| service::clock::handle(&mut self.state, now, request));
        if let Some(response) = answered {
            return Turn::Done(response);
        }
        self.go_on(now, request, Answers::default())
    }

    /// Goes on with what [`begin`](Self::begin) began: `answer` is what came back, or none where
    /// nobody answered.
    pub fn resume(
        &mut self,
        now: SystemTime,
        outgoing: Outgoing,
        answer: Option<Response>,
    ) -> Turn {
        let (request, answers) = outgoing.answered(answer);
        self.go_on(now, &request, answers)
    }

    fn go_on(&mut self, now: SystemTime, request: &Request, answers: Answers) -> Turn {
        let now = Moment::from(now) + self.state.advanced;
        let answered = storage::handle(&mut self.state, now, request)
            .or_else(|| execute_api::handle(&mut self.state, now, request))
            .or_else(|| dynamodb::handle(&mut self.state, now, request))
            .or_else(|| sync::handle(&mut self.state, now, request))
            .or_else(|| sts::handle(&mut self.state, now, request));
        if let Some(response) = answered {
            return Turn::Done(response);
        }
        let document = || identity_pool::document(&self.state, request);
        if let Some(response) = service::handle(&self.state, request).or_else(document) {
            return Turn::Done(response);
        }
        match hosted::handle(&mut self.state, now, request, &answers) {
            Some(Ok(response)) => Turn::Done(response),
            Some(Err(wanted)) => Turn::Ask(Outgoing::new(wanted, request.clone(), answers)),
            None => Turn::Done(self.answer(now, request)),
        }
    }

    /// What is no page.
    fn answer(&mut self, now: Moment, request: &Request) -> Response {
        identity_pool::handle(&mut self.state, now, request)
            .unwrap_or_else(|| idp::handle(&mut self.state, now, request))
    }

    /// Answers `/_inbox`, `/_pools`, `/_clock` and the administrators' operations under this host name
    /// as well, and to pages of that host: without it, to programs and pages of this machine alone
    /// (`localhost`, names below it, and loopback addresses).
    pub fn allow_host(&mut self, name: impl Into<String>) {
        self.state.allowed_hosts.push(name.into());
    }

    /// What Cognito would have sent by e-mail or text message, oldest first.
    #[must_use]
    pub fn inbox(&self) -> &[Message] {
        &self.state.inbox
    }
}
