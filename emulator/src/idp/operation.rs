//! What is known of an operation besides what it does: each family's file declares its own.

use serde_json::{Map, Value};

use crate::config::QuotaCategory;
use crate::errors::Failure;
use crate::moment::Moment;
use crate::state::State;

/// Members in, members out.
pub(super) type Run = fn(&mut State, Moment, &Map<String, Value>) -> Result<Value, Failure>;

/// What becomes of an operation at a secondary replica, and during a point-in-time recovery. What makes users or
/// changes their passwords, profiles and authenticator apps is refused.
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
    /// The quota that it counts against, if any, and how many times it has that quota.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations>
    pub(super) quota: Option<(QuotaCategory, u32)>,
    pub(super) secondary: Secondary,
    /// Whether it needs an administrator's IAM key.
    pub(super) needs_key: bool,
    /// Whether the firewall looks at it: at what an access token or a client asks for.
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

    /// Counted by itself, up to so many times the quota of its category.
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
