//! The emulator's state.
//!
//! Plain data with the operations that keep it consistent. Nothing here reads a request or writes a response, and callers
//! pass in the time.

pub(crate) mod bucket;
mod challenge;
mod code;
pub(crate) mod datasets;
mod delivery;
mod device;
mod factors;
mod grant;
mod group;
pub(crate) mod hosted;
pub(crate) mod iam;
mod identities;
mod identity;
mod lockout;
mod message;
mod methods;
mod pool;
mod requests;
mod table;
mod user;
mod users;

pub(crate) use challenge::{Challenge, ChallengeKind, Choice, Flow, Progress, SentCode};
pub(crate) use code::{CodeCheck, CodePurpose, Codes};
pub(crate) use delivery::Delivery;
pub(crate) use device::{Device, Devices, NewDevice};
pub(crate) use factors::{AuthEvent, Passkey, Registration, SecondFactors, SoftwareToken};
pub(crate) use grant::{Grant, Grants, RefreshOutcome, SignInMethod};
pub(crate) use iam::{Iam, Session};
pub(crate) use identities::{Identity, IdentityPool, IdentityStatus, LinkedLogin};
pub(crate) use identity::ExternalIdentity;
pub(crate) use lockout::Lockout;
pub use message::{Channel, Message, MessageKind};
pub(crate) use methods::{Method, Methods};
pub(crate) use pool::Pool;
pub(crate) use requests::{QuotaKey, Requests};
pub(crate) use table::{CompletedTransaction, Item, Table, Tables};
pub(crate) use user::User;
pub(crate) use users::Users;

use std::sync::Arc;
use std::time::Duration;

use bucket::Bucket;

use crate::config::{AccountSettings, ApiSettings, ClientSettings, Config, ConfigError};
use crate::crypto::jwt::SigningKey;
use crate::errors::Failure;
use crate::random::Random;
use crate::timestamp::Timestamp;

/// The state of an emulator.
pub(crate) struct State {
    pub(crate) random: Random,
    pub(crate) pools: Vec<Pool>,
    pub(crate) identity_pools: Vec<IdentityPool>,
    /// Signs the tokens of all identity pools; `None` if there is none.
    pub(crate) identity_token_key: Option<SigningKey>,
    pub(crate) iam: Iam,
    pub(crate) buckets: Vec<Bucket>,
    /// Tables of DynamoDB.
    pub(crate) tables: Tables,
    /// APIs of API Gateway, which echo their requests.
    pub(crate) apis: Vec<ApiSettings>,
    pub(crate) inbox: Vec<Message>,
    /// The settings of the AWS account.
    pub(crate) account: AccountSettings,
    pub(crate) requests: Requests,
    /// How far the emulator's clock is ahead of the caller's.
    pub(crate) clock_offset: Duration,
    /// Host names that are allowed besides loopback names.
    pub(crate) allowed_hosts: Vec<String>,
}

impl State {
    pub(crate) fn new(config: Config, seed: [u8; 32]) -> Result<Self, ConfigError> {
        config.check()?;
        let mut random = Random::new(seed);
        let pools = config
            .pools
            .into_iter()
            .map(|settings| Pool::new(settings, &mut random))
            .collect::<Result<_, _>>()?;
        let identity_pools: Vec<_> = config
            .identity_pools
            .into_iter()
            .map(IdentityPool::new)
            .collect();
        let identity_token_key = match identity_pools.is_empty() {
            true => None,
            false => Some(identity_token_key()?),
        };
        Ok(Self {
            random,
            pools,
            identity_pools,
            identity_token_key,
            iam: Iam::new(&config.account),
            buckets: config.buckets.into_iter().map(Bucket::new).collect(),
            tables: Tables::new(config.tables),
            apis: config.apis,
            inbox: Vec::new(),
            account: config.account,
            requests: Requests::default(),
            clock_offset: Duration::ZERO,
            allowed_hosts: Vec::new(),
        })
    }

    /// The identity pool with this id.
    pub(crate) fn identity_pool(&self, id: &str) -> Option<&IdentityPool> {
        self.identity_pools
            .iter()
            .find(|pool| pool.settings.id == id)
    }

    pub(crate) fn bucket(&self, name: &str) -> Option<&Bucket> {
        self.buckets
            .iter()
            .find(|bucket| bucket.settings.name == name)
    }

    pub(crate) fn bucket_mut(&mut self, name: &str) -> Option<&mut Bucket> {
        self.buckets
            .iter_mut()
            .find(|bucket| bucket.settings.name == name)
    }

    /// The identity pool with this id, mutably.
    pub(crate) fn identity_pool_mut(&mut self, id: &str) -> Option<&mut IdentityPool> {
        self.identity_pools
            .iter_mut()
            .find(|pool| pool.settings.id == id)
    }

    /// An app client and the context of its pool.
    // Source: API_InitiateAuth (`ResourceNotFoundException`).
    pub(crate) fn of_client(
        &mut self,
        now: Timestamp,
        client_id: &str,
    ) -> Result<(Context<'_>, Arc<ClientSettings>), Failure> {
        let client = self.pools.iter().find_map(|pool| pool.client(client_id));
        let client = client.ok_or_else(|| Failure::no_such_client(client_id))?;
        let context = self.context(now, |pool| pool.clients.contains_key(client_id));
        let context = context.ok_or_else(|| Failure::no_such_client(client_id))?;
        Ok((context, client))
    }

    /// The context of the pool with this id.
    pub(crate) fn by_pool(&mut self, now: Timestamp, pool_id: &str) -> Option<Context<'_>> {
        self.context(now, |pool| pool.settings.id == pool_id)
    }

    /// The context of the first pool for which `fits` is true.
    pub(crate) fn context(
        &mut self,
        now: Timestamp,
        fits: impl Fn(&Pool) -> bool,
    ) -> Option<Context<'_>> {
        let pool = self.pools.iter_mut().find(|pool| fits(pool))?;
        Some(Context {
            now,
            clock_offset: self.clock_offset,
            random: &mut self.random,
            inbox: &mut self.inbox,
            account: &self.account,
            pool,
        })
    }
}

fn identity_token_key() -> Result<SigningKey, ConfigError> {
    const KEY: &str = include_str!("../../keys/development-only-identity-token.pem");
    SigningKey::of_identity_pools(KEY).map_err(|problem| ConfigError::Key {
        path: "(built in)".to_owned(),
        problem,
    })
}

/// A pool, and what every operation on it needs.
pub(crate) struct Context<'a> {
    pub(crate) now: Timestamp,
    /// How far `now` is ahead of the real time.
    pub(crate) clock_offset: Duration,
    pub(crate) random: &'a mut Random,
    pub(crate) inbox: &'a mut Vec<Message>,
    pub(crate) account: &'a AccountSettings,
    pub(crate) pool: &'a mut Pool,
}
