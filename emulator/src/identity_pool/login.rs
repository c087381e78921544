//! Checks the providers' tokens in `Logins`.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/external-identity-providers.html>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::access::{self, COGNITO_ISSUER, SamlError, SamlIdentity, TokenError, WebIdentity};
use crate::config::{IdentityPoolSettings, SocialTokenSettings};
use crate::errors::Failure;
use crate::state::{LinkedLogin, State};
use crate::timestamp::Timestamp;

/// The key in `Logins` for tokens of the identity pool itself, which servers get.
pub(super) const DEVELOPER: &str = "cognito-identity.amazonaws.com";

/// Providers whose access tokens are checked by asking the provider.
const SOCIAL: [&str; 2] = ["graph.facebook.com", "www.amazon.com"];

/// A valid login.
#[derive(Debug)]
pub(super) struct Login {
    pub(super) link: LinkedLogin,
    /// The key for role and tag mappings: the provider, for a user pool with the app client.
    pub(super) role_key: String,
    pub(super) claims: Value,
}

/// Checks all tokens of a request.
// Source: authentication-flow ("if any of the tokens fail, the whole call fails").
pub(super) fn check_all(
    state: &State,
    now: Timestamp,
    pool: &IdentityPoolSettings,
    logins: &BTreeMap<&str, &str>,
) -> Result<Vec<Login>, Failure> {
    let all = logins.iter();
    all.map(|(provider, token)| check(state, now, pool, provider, token))
        .collect()
}

// Source: authentication-flow, open-id.
fn check(
    state: &State,
    now: Timestamp,
    pool: &IdentityPoolSettings,
    provider: &str,
    token: &str,
) -> Result<Login, Failure> {
    if SOCIAL.contains(&provider) {
        return social(&state.account.social_tokens, pool, provider, token);
    }
    if provider.contains(":saml-provider/") {
        if !pool.saml_provider_arns.iter().any(|it| it == provider) {
            return Err(Failure::provider_not_supported());
        }
        let identity = access::verify_assertion(state, now, provider, token);
        return Ok(saml(provider, identity.map_err(assertion_refused)?));
    }
    if pool.developer_provider_name.as_deref() == Some(provider) {
        // "they cannot use your developer provider name in the logins map when calling GetId or GetOpenIdToken"
        return Err(Failure::login_token("Can't pass in a Cognito token."));
    }
    let identity = access::verify(state, now, token).map_err(refused)?;
    if identity.text("iss") == COGNITO_ISSUER {
        return Err(Failure::login_token("Can't pass in a Cognito token."));
    }
    if !is_issuer_of(provider, &identity) {
        return Err(Failure::login_token("Issuer doesn't match providerName"));
    }
    match user_pool(state, pool, provider, &identity)? {
        Some(login) => Ok(login),
        None => openid(state, pool, provider, identity),
    }
}

/// Checks a token of the identity pool itself.
// Source: API_GetCredentialsForIdentity ("If the token is for `cognito-identity.amazonaws.com`, it will be passed through to
// AWS Security Token Service"), developer-authenticated-identities. Assumed: the message of one about another identity.
pub(super) fn check_developer(
    state: &State,
    now: Timestamp,
    pool: &IdentityPoolSettings,
    identity_id: &str,
    token: &str,
) -> Result<WebIdentity, Failure> {
    let identity = access::verify(state, now, token).map_err(refused)?;
    let is_ours =
        identity.text("iss") == COGNITO_ISSUER && identity.audiences() == [pool.id.as_str()];
    if !is_ours {
        return Err(Failure::login_token("Issuer doesn't match providerName"));
    }
    match identity.text("sub") == identity_id {
        true => Ok(identity),
        false => Err(Failure::login_token("Token is of another identity.")),
    }
}

/// Whether the token's issuer is the provider. Google has two forms of its issuer.
// Source: open-id ("ProviderName must match iss"). Assumed: of the issuer `https://accounts.google.com`, as Google has it.
fn is_issuer_of(provider: &str, identity: &WebIdentity) -> bool {
    identity.provider() == provider
        || provider.starts_with("arn:")
            && provider.rsplit_once(":oidc-provider/").map(|it| it.1) == Some(identity.provider())
}

/// Checks a token of a user pool; `None` if the provider is not a user pool.
// Source: API_CognitoIdentityProvider, amazon-cognito-integrating-user-pools-with-identity-pools.
fn user_pool(
    state: &State,
    pool: &IdentityPoolSettings,
    provider: &str,
    identity: &WebIdentity,
) -> Result<Option<Login>, Failure> {
    let mut known = pool.cognito_identity_providers.iter();
    if !known.any(|it| it.provider_name == provider) {
        return Ok(None);
    }
    let audiences = identity.audiences();
    let mut known = pool.cognito_identity_providers.iter();
    let registered =
        known.find(|it| it.provider_name == provider && audiences.contains(&it.client_id.as_str()));
    let registered = registered.ok_or(Failure::provider_not_supported())?;
    if registered.server_side_token_check && is_signed_out(state, identity) {
        return Err(Failure::login_token("Token is revoked."));
    }
    let subject = identity.text("sub");
    Ok(Some(Login {
        link: LinkedLogin {
            provider: provider.to_owned(),
            subject: format!("CognitoSignIn:{subject}"),
        },
        role_key: format!("{provider}:{}", registered.client_id),
        claims: identity.claims.clone(),
    }))
}

/// Whether the user has signed out globally or was deleted.
// Source: API_CognitoIdentityProvider ("the user has not been globally signed out or deleted"). Assumed: the message.
fn is_signed_out(state: &State, identity: &WebIdentity) -> bool {
    let mut pools = state.pools.iter();
    let Some(pool) = pools.find(|pool| pool.settings.issuer() == identity.text("iss")) else {
        return false;
    };
    let is_there = pool
        .users
        .by_username(identity.text("cognito:username"))
        .is_some_and(|user| user.enabled);
    let grant = pool.grants.get(identity.text("origin_jti"));
    !is_there || grant.is_some_and(|grant| grant.revoked)
}

/// Checks a token of Google, Apple, or another OpenID Connect provider.
// Source: open-id, google, apple. Assumed: the message of an audience that is none of the provider's.
fn openid(
    state: &State,
    pool: &IdentityPoolSettings,
    provider: &str,
    identity: WebIdentity,
) -> Result<Login, Failure> {
    let account = state.account.id();
    let mut known = state.account.openid_providers.iter();
    let registered = known.find(|it| {
        it.name() == identity.provider()
            && pool
                .open_id_connect_provider_arns
                .contains(&it.arn(account))
    });
    let audiences = identity.audiences();
    let is_taken = match (registered, pool.supported_login_providers.get(provider)) {
        (Some(it), _) => it
            .client_id_list
            .iter()
            .any(|id| audiences.contains(&id.as_str())),
        (None, Some(ids)) => ids.split(',').any(|id| audiences.contains(&id.trim())),
        (None, None) => return Err(Failure::provider_not_supported()),
    };
    if !is_taken {
        return Err(Failure::login_token("Incorrect token audience."));
    }
    let audience = audiences.first().copied().unwrap_or_default();
    Ok(Login {
        link: LinkedLogin {
            provider: identity.provider().to_owned(),
            subject: format!("{audience}:{}", identity.text("sub")),
        },
        // The mapping of an IAM provider has its ARN as the key.
        role_key: registered.map_or_else(|| provider.to_owned(), |it| it.arn(account)),
        claims: identity.claims,
    })
}

/// The login of a SAML assertion, with the roles in it.
// Source: saml-identity-provider, API_GetCredentialsForIdentity (`CustomRoleArn`: "when multiple roles were received in the
// token from the identity provider. For example, a SAML-based identity provider"). Assumed: that they count as
// `cognito:roles` do.
fn saml(provider: &str, identity: SamlIdentity) -> Login {
    let mut claims = identity.claims;
    if !identity.roles.is_empty() {
        claims["cognito:roles"] = identity.roles.into();
    }
    Login {
        link: LinkedLogin {
            provider: provider.to_owned(),
            subject: identity.subject,
        },
        role_key: provider.to_owned(),
        claims,
    }
}

// Source: saml-identity-provider. Assumed: the message.
fn assertion_refused(fault: SamlError) -> Failure {
    match fault {
        SamlError::NoProvider => Failure::provider_not_supported(),
        SamlError::Signature => Failure::login_token("Couldn't verify signed token."),
        SamlError::Expired => Failure::login_token("SAML assertion has expired."),
        SamlError::Part(part) => {
            Failure::login_token(&format!("Not a valid SAML assertion: {part}."))
        }
    }
}

/// Checks an access token of a social provider.
// Source: facebook, amazon, role-based-access-control (the claims `iss`, `aud`, `sub`). Assumed: the message of a token that
// the provider does not know.
fn social(
    known: &[SocialTokenSettings],
    pool: &IdentityPoolSettings,
    provider: &str,
    token: &str,
) -> Result<Login, Failure> {
    let ids = pool.supported_login_providers.get(provider);
    let ids = ids.ok_or(Failure::provider_not_supported())?;
    let found = known
        .iter()
        .find(|it| it.provider == provider && it.token == token)
        .ok_or(Failure::login_token("Token is not valid."))?;
    if !ids.split(',').any(|id| id.trim() == found.app_id) {
        return Err(Failure::provider_not_supported());
    }
    Ok(Login {
        link: LinkedLogin {
            provider: provider.to_owned(),
            subject: format!("{}:{}", found.app_id, found.user_id),
        },
        role_key: provider.to_owned(),
        claims: json!({ "iss": provider, "aud": found.app_id, "sub": found.user_id }),
    })
}

// Source: https://repost.aws/knowledge-center/cognito-invalid-identity-pool-configuration (that such tokens are refused).
// Assumed: which known message is sent for an issuer whose keys are unknown.
fn refused(fault: TokenError) -> Failure {
    match fault {
        TokenError::Malformed => Failure::login_token("Not a valid OpenId Connect identity token."),
        TokenError::Signature => Failure::login_token("Couldn't verify signed token."),
        TokenError::UnknownIssuer(_) => Failure::provider_not_supported(),
        TokenError::Expired { now, expires } => {
            Failure::login_token(&format!("Token expired: {now} >= {expires}"))
        }
        TokenError::MissingClaim(name) => {
            Failure::login_token(&format!("Missing a required claim: {name}"))
        }
    }
}
