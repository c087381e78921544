//! A pool's web ACL, replication and feature plan.

use serde::Deserialize;

/// A web ACL of AWS WAF that is associated with a pool.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html>
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebAcl {
    /// The action for a request that no rule decides.
    // The emulator's own: AWS WAF has no default.
    #[serde(default)]
    pub default_action: WebAclAction,
    /// The rules in order, each under `[[pool.web_acl.rule]]`.
    #[serde(default, rename = "rule")]
    pub rules: Vec<WebAclRule>,
}

/// A rule of a web ACL: a
/// [`ByteMatchStatement`](https://docs.aws.amazon.com/waf/latest/APIReference/API_ByteMatchStatement.html)
/// on one header, and its action.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebAclRule {
    /// The header; Cognito adds `x-amzn-cognito-operation-name` and `x-amzn-cognito-client-id`.
    pub header: String,
    /// The text to find in it.
    pub search_string: String,
    /// The position of the text.
    // The emulator's own: AWS WAF has no default.
    #[serde(default)]
    pub positional_constraint: PositionalConstraint,
    /// The action for a matching request.
    // The emulator's own: AWS WAF has no default.
    #[serde(default = "block")]
    pub action: WebAclAction,
}

/// The action for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum WebAclAction {
    /// The request is allowed.
    #[default]
    Allow,
    /// The request is refused.
    Block,
    /// The request is counted, and the next rule applies.
    Count,
}

/// The position of a text in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PositionalConstraint {
    /// The header is the text.
    #[default]
    Exactly,
    /// At the beginning.
    StartsWith,
    /// At the end.
    EndsWith,
    /// Anywhere.
    Contains,
}

/// A pool's role in multi-Region replication.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PoolReplica {
    /// The primary replica, or a pool without replication.
    #[default]
    Primary,
    /// A secondary replica: users can sign in but not change their accounts.
    Secondary,
    /// An inactive secondary replica, only for administrators.
    InactiveSecondary,
}

/// A feature plan.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserPoolTier {
    /// Without choice-based sign-in.
    Lite,
    /// The default of new pools.
    #[default]
    Essentials,
    /// With threat protection.
    Plus,
}

fn block() -> WebAclAction {
    WebAclAction::Block
}
