//! What stands around a pool: its firewall, its replica, its plan.

use serde::Deserialize;

/// A web ACL of AWS WAF that is associated with a pool.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html>
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebAcl {
    /// What becomes of a request that no rule decides.
    // The emulator's own: AWS WAF has no default.
    #[serde(default)]
    pub default_action: WebAclAction,
    /// In the order in which they are tried, each under `[[pool.web_acl.rule]]`.
    #[serde(default, rename = "rule")]
    pub rules: Vec<WebAclRule>,
}

/// A rule of a web ACL: a
/// [`ByteMatchStatement`](https://docs.aws.amazon.com/waf/latest/APIReference/API_ByteMatchStatement.html)
/// on one header, and what follows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebAclRule {
    /// The header; Cognito adds `x-amzn-cognito-operation-name` and `x-amzn-cognito-client-id`.
    pub header: String,
    /// What is looked for in it.
    pub search_string: String,
    /// Where it must stand.
    // The emulator's own: AWS WAF has no default.
    #[serde(default)]
    pub positional_constraint: PositionalConstraint,
    /// What becomes of a request in which it stands.
    // The emulator's own: AWS WAF has no default.
    #[serde(default = "block")]
    pub action: WebAclAction,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum WebAclAction {
    /// It goes through.
    #[default]
    Allow,
    /// It is refused.
    Block,
    /// It is counted, and the next rule looks at it.
    Count,
}

/// Where in a header a text must stand.
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

/// A pool's place among the Regions that have it.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PoolReplica {
    /// The one that all is written to, or the only one.
    #[default]
    Primary,
    /// A copy that serves people: they sign in, and change nothing of their accounts.
    Secondary,
    /// A copy that serves administrators alone.
    InactiveSecondary,
}

/// A feature plan.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserPoolTier {
    /// Without a choice of first factor.
    Lite,
    /// What new pools have.
    #[default]
    Essentials,
    /// With threat protection besides.
    Plus,
}

fn block() -> WebAclAction {
    WebAclAction::Block
}
