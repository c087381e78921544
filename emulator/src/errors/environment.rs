//! Errors before an operation starts (firewall, quotas, Region, plan), and of messages that cannot be sent.

use super::Failure;

impl Failure {
    pub(crate) fn blocked_by_firewall() -> Self {
        Self::new(
            "ForbiddenException",
            "Request not allowed due to WAF block.",
        )
    }

    pub(crate) fn too_many_requests() -> Self {
        Self::new("TooManyRequestsException", "Rate exceeded")
    }

    pub(crate) fn not_in_this_region() -> Self {
        Self::new(
            "OperationNotEnabledException",
            "The operation is not enabled for the user pool in this Region.",
        )
    }

    pub(crate) fn not_in_this_plan() -> Self {
        Self::new(
            "FeatureUnavailableInTierException",
            "USER_AUTH is not available in the user pool's feature plan.",
        )
    }

    pub(crate) fn too_many_users() -> Self {
        Self::new(
            "LimitExceededException",
            "The user pool has the maximum number of users.",
        )
    }
}

/// Messages.
impl Failure {
    pub(crate) fn identity_not_allowed() -> Self {
        Self::new(
            "InvalidEmailRoleAccessPolicyException",
            "Cognito is not allowed to use your email identity",
        )
    }

    pub(crate) fn role_not_trusting() -> Self {
        Self::new(
            "InvalidSmsRoleTrustRelationshipException",
            "Role does not have a trust relationship allowing Cognito to assume the role",
        )
    }

    pub(crate) fn role_cannot_publish() -> Self {
        Self::new(
            "InvalidSmsRoleAccessPolicyException",
            "Role does not have permission to publish with SNS",
        )
    }

    pub(crate) fn not_verified_in_sandbox(kind: &str) -> Self {
        Self::new(
            "CodeDeliveryFailureException",
            format!("{kind} is not verified."),
        )
    }
}
