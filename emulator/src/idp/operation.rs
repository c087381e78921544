//! Declarations of operations.

use serde_json::{Map, Value};

use crate::config::QuotaCategory;
use crate::errors::Failure;
use crate::state::State;
use crate::timestamp::Timestamp;

/// The function of an operation.
pub(super) type Run = fn(&mut State, Timestamp, &Map<String, Value>) -> Result<Value, Failure>;

/// Whether a secondary replica, or a pool during a point-in-time recovery, allows an operation. Operations that create
/// users or change passwords, profiles and authenticator apps are refused.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html>,
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiatePointInTimeRecovery.html>
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Secondary {
    Serves,
    Refuses,
}

#[derive(Clone, Copy)]
pub(super) struct Operation {
    pub(super) name: &'static str,
    pub(super) run: Run,
    /// The quota's category and the factor that applies, if there is a quota.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations>
    pub(super) quota: Option<(QuotaCategory, u32)>,
    pub(super) secondary: Secondary,
    /// Whether it needs an administrator's IAM key.
    pub(super) needs_key: bool,
    /// Whether the web ACL applies: to operations with an access token or a client id.
    pub(super) is_guarded: bool,
}

impl Operation {
    pub(super) const fn new(
        name: &'static str,
        run: Run,
        quota: Option<QuotaCategory>,
        secondary: Secondary,
    ) -> Self {
        let quota = match quota {
            Some(category) => Some((category, 1)),
            None => None,
        };
        Operation {
            name,
            run,
            quota,
            secondary,
            needs_key: false,
            is_guarded: true,
        }
    }

    /// With a separate quota of so many times that of its category.
    pub(super) const fn times(mut self, times: u32) -> Self {
        if let Some((category, _)) = self.quota {
            self.quota = Some((category, times));
        }
        self
    }

    pub(super) const fn with_key(mut self) -> Self {
        self.needs_key = true;
        self
    }

    pub(super) const fn past_the_firewall(mut self) -> Self {
        self.is_guarded = false;
        self
    }
}
