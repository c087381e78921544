//! Amazon Cognito user pools and identity pools on your own machine, and AWS services that take their credentials.
//!
//! [`Emulator::handle`] takes a request and the current time, and returns the response that Cognito would give. It opens
//! no socket and reads no clock, so that a test can simulate years in milliseconds. All randomness comes from the seed,
//! so that a run can be repeated. The binary of this package is a server on 127.0.0.1.
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
//! # Limits
//! It is for development and tests only. Its signing keys are public, the administrators' operations accept any request
//! that looks signed, and it sends no messages.

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
mod outgoing;
mod random;
mod saml;
mod service;
mod signing;
mod state;
mod storage;
mod sts;
mod sync;
mod timestamp;
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
pub use outgoing::{OutgoingRequest, Reply};
pub use state::{Channel, Message, MessageKind};

use std::time::SystemTime;

use crate::outgoing::ProviderResponses;
use crate::state::State;
use crate::timestamp::Timestamp;

/// A local Cognito: pools, clients, users and their state.
pub struct Emulator {
    state: State,
}

impl Emulator {
    /// Creates an emulator with the pools of `config`. The same seed and the same requests give the same responses.
    ///
    /// # Errors
    /// A [`ConfigError`] that names the first setting that is not valid.
    pub fn new(config: Config, seed: [u8; 32]) -> Result<Self, ConfigError> {
        Ok(Self {
            state: State::new(config, seed)?,
        })
    }

    /// Returns the response to `request` at the time `now`.
    ///
    /// Every request gets a response, invalid ones Cognito's errors. Identity providers count as unreachable; a caller
    /// with a network uses [`begin`](Self::begin).
    pub fn handle(&mut self, now: SystemTime, request: &Request) -> Response {
        let mut turn = self.begin(now, request);
        loop {
            match turn {
                Reply::Response(response) => return response,
                Reply::NeedsRequest(outgoing) => turn = self.resume(now, outgoing, None),
            }
        }
    }

    /// Handles `request` at the time `now`. Returns the response, or a request to an identity provider whose response
    /// [`resume`](Self::resume) takes. Other requests can be handled in between.
    pub fn begin(&mut self, now: SystemTime, request: &Request) -> Reply {
        let answered = service::local::refusal(&self.state, request)
            .or_else(|| service::clock::handle(&mut self.state, now, request));
        if let Some(response) = answered {
            return Reply::Response(response);
        }
        self.process(now, request, ProviderResponses::default())
    }

    /// Continues a request of [`begin`](Self::begin) with the identity provider's response; `None` if there was none.
    pub fn resume(
        &mut self,
        now: SystemTime,
        outgoing: OutgoingRequest,
        response: Option<Response>,
    ) -> Reply {
        let (request, responses) = outgoing.answered(response);
        self.process(now, &request, responses)
    }

    fn process(
        &mut self,
        now: SystemTime,
        request: &Request,
        responses: ProviderResponses,
    ) -> Reply {
        let now = Timestamp::from(now) + self.state.clock_offset;
        let answered = storage::handle(&mut self.state, now, request)
            .or_else(|| execute_api::handle(&mut self.state, now, request))
            .or_else(|| dynamodb::handle(&mut self.state, now, request))
            .or_else(|| sync::handle(&mut self.state, now, request))
            .or_else(|| sts::handle(&mut self.state, now, request));
        if let Some(response) = answered {
            return Reply::Response(response);
        }
        let document = || identity_pool::document(&self.state, request);
        if let Some(response) = service::handle(&self.state, request).or_else(document) {
            return Reply::Response(response);
        }
        match hosted::handle(&mut self.state, now, request, &responses) {
            Some(Ok(response)) => Reply::Response(response),
            Some(Err(wanted)) => {
                Reply::NeedsRequest(OutgoingRequest::new(wanted, request.clone(), responses))
            }
            None => Reply::Response(self.respond(now, request)),
        }
    }

    /// Handles requests that are not for a page: operations of identity pools and user pools.
    fn respond(&mut self, now: Timestamp, request: &Request) -> Response {
        identity_pool::handle(&mut self.state, now, request)
            .unwrap_or_else(|| idp::handle(&mut self.state, now, request))
    }

    /// Also allows this host name, and pages of this host, for `/_inbox`, `/_pools`, `/_clock` and the administrators'
    /// operations. By default only programs and pages of this machine are allowed (`localhost`, its subdomains, and
    /// loopback addresses).
    pub fn allow_host(&mut self, name: impl Into<String>) {
        self.state.allowed_hosts.push(name.into());
    }

    /// The messages that Cognito would have sent by e-mail or text message, oldest first.
    #[must_use]
    pub fn inbox(&self) -> &[Message] {
        &self.state.inbox
    }
}
