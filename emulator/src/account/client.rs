//! The checks of an app client's secret and permissions.

use crate::config::{ClientSettings, UserExistenceErrors};
use crate::crypto::secret_hash;
use crate::errors::Failure;
use crate::tokens::USER_ADMIN_SCOPE;

impl ClientSettings {
    /// Checks `SECRET_HASH` for `username`. A client without a secret must send none.
    // Source: API_ForgotPassword ("returns NotAuthorizedException"), API_InitiateAuth. Assumed: the message,
    // and the error for a client without a secret.
    pub(crate) fn check_secret_hash(
        &self,
        username: &str,
        given: Option<&str>,
    ) -> Result<(), Failure> {
        match (&self.secret, given) {
            (None, None) => Ok(()),
            (Some(_), None) => Err(Failure::secret_hash_missing(&self.id)),
            (Some(secret), Some(given)) if secret_hash::fits(secret, username, &self.id, given) => {
                Ok(())
            }
            (_, Some(_)) => Err(Failure::secret_hash_wrong(&self.id)),
        }
    }

    /// Whether `ExplicitAuthFlows` has `ALLOW_` and this name.
    pub(crate) fn allows_flow(&self, flow: &str) -> bool {
        let allows = |allowed: &String| allowed.strip_prefix("ALLOW_") == Some(flow);
        self.explicit_auth_flows.iter().any(allows)
    }

    /// Whether this client's tokens may have this scope. Tokens of the API have the scope of the self-service operations,
    /// whatever scopes the client has at the hosted pages
    /// ([scopes](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html)).
    pub(crate) fn may_have_scope(&self, scope: &str) -> bool {
        let mut allowed = self.allowed_oauth_scopes.iter();
        scope == USER_ADMIN_SCOPE || allowed.any(|other| other == scope)
    }

    /// Whether responses must not reveal which users exist.
    pub(crate) fn hides_users(&self) -> bool {
        self.prevent_user_existence_errors == UserExistenceErrors::Enabled
    }

    /// Whether `ReadAttributes` has this attribute: without it, every standard one.
    // Source: API_CreateUserPoolClient (`ReadAttributes`). Assumed: that `sub` and `identities`, which nobody can name
    // there, are for everybody.
    pub(crate) fn may_read(&self, attribute: &str) -> bool {
        match &self.read_attributes {
            None => !attribute.starts_with("custom:"),
            Some(names) => names.iter().any(|name| name == attribute),
        }
    }

    /// Whether `WriteAttributes` has this attribute: without it, every standard one.
    // Source: API_CreateUserPoolClient (`WriteAttributes`).
    pub(crate) fn may_write(&self, attribute: &str) -> bool {
        match &self.write_attributes {
            None => !attribute.starts_with("custom:"),
            Some(names) => names.iter().any(|name| name == attribute),
        }
    }
}
