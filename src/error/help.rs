//! For the developer: what to change, and where in the Cognito console or template.

use super::ErrorKind;
use crate::protocol::text::has;

/// What an app's own API is said to have done where no answer of it can be read.
pub(crate) const API_UNREADABLE: &str =
    "the request did not reach the API, or its answer has no CORS headers";

/// What an API of the app's own that keeps records is said to have done, before the status.
pub(crate) const OWN_API_ANSWERED: &str = "the app's own API answered ";

/// The help for a kind of failure; `code` is the name that Cognito or the OAuth endpoint gave it.
pub(super) fn help(kind: ErrorKind, code: Option<&str>, message: &str) -> &'static str {
    match kind {
        ErrorKind::Configuration => {
            "Correct the setting that the message names. The pool id and the client id stand in \
             the Cognito console under User pools > your pool > App clients."
        }
        ErrorKind::GuestsNotAllowed => {
            "Have the person sign in first, or allow guests: Cognito console > Identity pools > your pool > \
             User access > Guest access (AllowUnauthenticatedIdentities). What guests may do is cut down to some \
             thirty services whatever their role says."
        }
        ErrorKind::IdentityPoolConfiguration => identity_pool_help(code, message),
        ErrorKind::AwsRefused => aws_help(code),
        #[cfg(feature = "aws")]
        ErrorKind::InvalidInput => super::signing_help::help(message),
        ErrorKind::IdentityChanged => {
            "Nothing is lost: what was written stays with whoever wrote it. Synchronise again, now for whoever is \
             signed in."
        }
        ErrorKind::LimitExceeded => {
            "The message names the limit, unless it is the server's own (413). Have fewer or smaller records in a \
             dataset, or more datasets, or a remote whose limits are wider."
        }
        ErrorKind::NotAuthorized if has(message, OWN_API_ANSWERED) => {
            "Look at how the API verifies the access token (not the ID token): the issuer is the pool's, `client_id` \
             this app client, `token_use` is `access`, and `sub` is the person."
        }
        ErrorKind::InvalidResponse => {
            "Look at the answer in the browser's network panel. Often something else has answered: a proxy, a network's \
             sign-in page, a server that has one page for every address. What an API that keeps records answers is in \
             docs/RECORDS.md."
        }
        ErrorKind::Network if message == API_UNREADABLE => {
            "If the network is there, the API's answer has no CORS headers: browsers keep it from the \
             page, its status as well. Let every answer have Access-Control-Allow-Origin, those that \
             refuse or fail, too (of API Gateway: the gateway responses DEFAULT_4XX and DEFAULT_5XX), \
             and let preflights allow the header Authorization."
        }
        ErrorKind::Network => {
            "If it happens to everybody: check the region and the endpoint, that a custom domain \
             answers CORS requests, that nothing redirects, and that the page's Content-Security-Policy \
             has the service in connect-src."
        }
        ErrorKind::BlockedByPolicy => {
            "Allow it in the page's Content-Security-Policy: connect-src has the addresses of the pool's \
             Region and of its domain, script-src 'self' and 'wasm-unsafe-eval', worker-src 'self' for \
             a session in a worker, and trusted-types the policy `vestibule` for that."
        }
        ErrorKind::FlowNotEnabled => {
            "Enable the flow for the app client: Cognito console > App clients > your client > \
             Authentication flows (ExplicitAuthFlows: ALLOW_USER_SRP_AUTH for sign-in by SRP, \
             ALLOW_USER_PASSWORD_AUTH for sign-in by password, ALLOW_USER_AUTH for a choice of \
             first factors, ALLOW_CUSTOM_AUTH for questions of your own triggers, \
             ALLOW_TOKEN_EXCHANGE_IMPERSONATION for tokens of one service)."
        }
        ErrorKind::ClientNotFound => {
            "Check that the pool id, the client id and the region belong together."
        }
        ErrorKind::ClientSecretRequired => {
            "Create an app client without a client secret (type: single-page application) and use \
             its id. A secret in a browser is no secret."
        }
        ErrorKind::LambdaRejected | ErrorKind::LambdaFailed | ErrorKind::InvalidLambdaResponse => {
            "The pool's Lambda trigger said so: look at its log in CloudWatch."
        }
        ErrorKind::CodeDeliveryFailed
        | ErrorKind::InvalidEmailRoleAccessPolicy
        | ErrorKind::InvalidSmsRoleAccessPolicy
        | ErrorKind::InvalidSmsRoleTrustRelationship => {
            "Check the pool's e-mail (SES) and SMS (SNS) settings, their sandboxes and quotas."
        }
        ErrorKind::UnknownState => {
            "Begin and end the redirect in the same tab and on the same origin, and handle a \
             callback once only. It also happens when a person goes back in the history."
        }
        ErrorKind::PopupBlocked => {
            "Open the popup in the handler of a click, before anything is waited for."
        }
        // An identity pool says so of a login.
        ErrorKind::TokenRejected if code == Some("NotAuthorizedException") => {
            "The login has expired or was revoked: the person has to sign in again, at the provider of whose token it is."
        }
        ErrorKind::TokenRejected => {
            "Check that the pool id, the client id and the region belong together. If the message \
             speaks of time, the clock of the machine is wrong."
        }
        // Cognito's hosted pages say `invalid_request`, and in the description which one it is.
        ErrorKind::ProviderError if code == Some("invalid_request") => provider_help(Some(message)),
        // The token endpoint, of a redirect URI that is not the one that the person left with:
        // https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html#post-token-negative
        ErrorKind::ProviderError if message == "invalid_redirect" => provider_help(Some(message)),
        ErrorKind::ProviderError if code == Some("identity_pool.logins") => {
            "The identity pool's `logins` gave none: the person may have to sign in at the provider again. Where nobody \
             is signed in there, give no logins in place of an error."
        }
        ErrorKind::ProviderError => provider_help(code),
        ErrorKind::Storage => {
            "Private windows and full disks are the usual causes. A session that cannot be stored lasts \
             as long as the page does; records that cannot be stored are not kept."
        }
        ErrorKind::LevelAlreadyMet => {
            "The names of the levels that were asked for are not those that the tokens have (acr): \
             name every level that will do, where the pool has names of its own (AcrConfiguration)."
        }
        ErrorKind::LevelUnavailable => {
            "Have the person set up a factor first (a passkey, an authenticator app, codes by text \
             message or e-mail), or allow a lower level. Cognito offers no set-up on the way, and \
             knows no level but those of the pool (AcrConfiguration)."
        }
        ErrorKind::LevelNotReached => {
            "Cognito's hosted pages ignore acr_values on the plan Lite: choose Essentials or Plus. \
             The session that was there is still there."
        }
        ErrorKind::FeatureUnavailableInTier | ErrorKind::UserPoolAddOnNotEnabled => {
            "Choose a plan that has the feature: Cognito console > User pools > your pool > \
             Settings > Feature plans."
        }
        ErrorKind::Forbidden => "Look at the rules of the web ACL (AWS WAF) that guards the pool.",
        ErrorKind::PasskeyOriginRefused
        | ErrorKind::WebAuthnConfigurationMissing
        | ErrorKind::WebAuthnNotEnabled
        | ErrorKind::WebAuthnOriginNotAllowed
        | ErrorKind::WebAuthnRelyingPartyMismatch => {
            "Look at Cognito console > your pool > Sign-in > Passkey: passkeys have to be on, and \
             the relying party id is the page's domain or a parent of it. Pages use HTTPS, or \
             localhost."
        }
        ErrorKind::WebAuthnClientMismatch => {
            "Register and use a passkey through one and the same app client."
        }
        ErrorKind::UnavailableInRegion => {
            "A replica of the pool signs people in and renews tokens; sign-up, passwords, profiles and \
             authenticator apps are the primary Region's. During a point-in-time recovery nothing is \
             written in any Region. Both pass: hide what changes an account until then, and try again."
        }
        ErrorKind::OperationNotEnabled | ErrorKind::UnsupportedOperation => {
            "Turn on for the pool, or for the app client, what the message names: token revocation \
             stands under App clients > your client > Advanced settings, the attributes that it may \
             write under Attribute permissions; self-registration and the verification of addresses \
             stand under User pools > your pool > Sign-up."
        }
        ErrorKind::PasswordNeeded => {
            "Ask for the password, and sign in again with it: the step that comes of it takes the place \
             of this one. Cognito has no operation that sends the code of a second factor again."
        }
        ErrorKind::TemporaryPasswordExpired => {
            "An administrator sends the invitation again: AdminCreateUser with the MessageAction \
             RESEND, or AdminSetUserPassword. How long a temporary password lasts is \
             TemporaryPasswordValidityDays of the pool's password policy, seven days by default."
        }
        ErrorKind::CannotResetPassword => {
            "The user's status is FORCE_CHANGE_PASSWORD or EXTERNAL_PROVIDER. The first signs in by \
             the temporary password, or an administrator sends a new one: AdminCreateUser with the \
             MessageAction RESEND. The second signs in at the identity provider."
        }
        ErrorKind::NoVerifiedAddress => {
            "An administrator sets email_verified or phone_number_verified \
             (AdminUpdateUserAttributes), or a new password (AdminSetUserPassword). Users whom a \
             trigger confirms without a code have no verified address, unless it sets autoVerifyEmail."
        }
        ErrorKind::Unauthorized => {
            "Use an app client without a secret: to revoke a token of one that has a secret, the \
             secret is wanted."
        }
        ErrorKind::MfaMethodNotFound => {
            "The pool requires a second factor, and the user has none that it takes: by text message that \
             is a phone number, by e-mail an address. Have people give it when they sign up (required \
             attributes), add it as an administrator (AdminUpdateUserAttributes), allow authenticator \
             apps (your pool > Sign-in > Multi-factor authentication), or use the redirect sign-in, whose \
             pages ask for it."
        }
        ErrorKind::InvalidUserPoolConfiguration | ErrorKind::SoftwareTokenMfaNotFound => {
            "Look at Cognito console > your pool > Sign-in: multi-factor authentication, and device \
             tracking."
        }
        // https://repost.aws/knowledge-center/cognito-invalid-refresh-token-error
        ErrorKind::SessionExpired if message.starts_with("Invalid Refresh Token") => {
            "If it happens to everybody an hour after the sign-in: the pool tracks devices, and renews \
             no tokens of the flow USER_PASSWORD_AUTH. Sign in by SRP (USER_SRP_AUTH), or turn device \
             tracking off: Cognito console > your pool > Sign-in > Device tracking."
        }
        ErrorKind::Unsupported => {
            "The pool asks for a factor that this version cannot answer: change the pool's MFA or \
             sign-in settings, or use the redirect sign-in, which knows every factor."
        }
        _ => "",
    }
}

/// https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
fn identity_pool_help(code: Option<&str>, message: &str) -> &'static str {
    let says = |text: &str| has(message, text);
    match code {
        Some("ResourceNotFoundException") => {
            "Check the identity pool's id and its Region, which is the part of the id before the colon."
        }
        Some("InvalidParameterException") => {
            "Turn on the basic (classic) flow for the identity pool (Cognito console > Identity pools > your pool > \
             User access > Basic authentication), or take the enhanced one: leave out the role of the basic flow."
        }
        Some("NotAuthorizedException") if says("supported provider") => {
            "Name the user pool and this app client as an identity provider of the identity pool: Cognito console > \
             Identity pools > your pool > User access > Identity providers."
        }
        Some("NotAuthorizedException") => {
            "The identity pool knows the provider by another name than the token's issuer has: give that name as the \
             identity pool's login key. A user pool's is cognito-idp.<Region>.amazonaws.com/<user pool id>, with the \
             user pool's own Region."
        }
        _ => {
            "Let the role trust the identity pool, and set it as the pool's role for guests or for people: the trust \
             policy allows sts:AssumeRoleWithWebIdentity (and sts:TagSession, with attributes for access control) \
             to the principal {\"Federated\": \"cognito-identity.amazonaws.com\"} with the condition {\"StringEquals\": \
             {\"cognito-identity.amazonaws.com:aud\": \"<identity pool id>\"}, \"ForAnyValue:StringLike\": \
             {\"cognito-identity.amazonaws.com:amr\": \"authenticated\"}}, for guests \"unauthenticated\"."
        }
    }
}

/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
fn aws_help(code: Option<&str>) -> &'static str {
    match code {
        Some("RequestTimeTooSkewed" | "RequestExpired") => {
            "The clock of the machine is wrong by more than AWS allows (5 minutes, S3: 15), and no answer has told \
             the right time yet."
        }
        Some("AuthorizationHeaderMalformed" | "PermanentRedirect" | "IncompleteSignature") => {
            "The request was signed for another Region or service than the one that it went to: name the right ones."
        }
        Some(
            "SignatureDoesNotMatch" | "InvalidSignatureException" | "IncompleteSignatureException",
        ) => {
            "What was sent is not what was signed: something changes headers or the body on the way, the Region or \
             the service is another one, or the clock of the machine is wrong by minutes."
        }
        Some(
            "ExpiredToken"
            | "ExpiredTokenException"
            | "InvalidToken"
            | "InvalidClientTokenId"
            | "InvalidAccessKeyId"
            | "TokenRefreshRequired"
            | "UnrecognizedClientException",
        ) => {
            "The credentials are no more, or of another partition than the service: get new ones, and sign again."
        }
        Some("MissingAuthenticationToken") => {
            "There is nothing at this path, or it got no signature: API Gateway says the same of both."
        }
        _ => {
            "The role's policies do not allow it, or those of the resource: look at the action and the resource that \
             the message names. A guest's credentials are cut down to some thirty services whatever the role says \
             (AmazonCognitoUnAuthedIdentitiesSessionPolicy). Of S3 it can also be that the object does not exist, \
             where one may not list the bucket."
        }
    }
}

fn provider_help(code: Option<&str>) -> &'static str {
    match code {
        Some("invalid_scope") => {
            "The app client does not allow one of the scopes. The console allows a new one openid, \
             email and phone. Name in the setting `scopes` those that yours allows, or allow more: \
             Login pages > Managed login pages configuration > OpenID Connect scopes \
             (AllowedOAuthScopes)."
        }
        Some("redirect_mismatch") => {
            "Add the redirect URI, letter by letter, to the app client's allowed callback URLs."
        }
        Some("invalid_redirect") => {
            "The redirect URI must be the same, letter by letter, when the person leaves and when the \
             code is exchanged: check `redirectUri` of the page that the person comes back to."
        }
        Some("unauthorized_client" | "unsupported_response_type") => {
            "Allow the grant for the app client: Login pages > Managed login pages configuration \
             > OAuth grant types (AllowedOAuthFlows)."
        }
        Some("invalid_client") => "Use an app client without a secret, and check its id.",
        _ => "Look at the settings of the app client's login pages and of the identity provider.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What developers run into, and the words that have to lead them on.
    #[test]
    fn the_well_known_mistakes_are_spelled_out() {
        use ErrorKind as Kind;
        for (kind, code, words) in [
            (Kind::FlowNotEnabled, None, "ALLOW_USER_SRP_AUTH"),
            (Kind::FlowNotEnabled, None, "ALLOW_USER_AUTH"),
            (Kind::FlowNotEnabled, None, "ALLOW_CUSTOM_AUTH"),
            (Kind::ClientSecretRequired, None, "without a client secret"),
            (
                Kind::ProviderError,
                Some("redirect_mismatch"),
                "allowed callback URLs",
            ),
            (
                Kind::ProviderError,
                Some("invalid_scope"),
                "AllowedOAuthScopes",
            ),
            (
                Kind::ProviderError,
                Some("unauthorized_client"),
                "AllowedOAuthFlows",
            ),
            (Kind::Network, None, "custom domain answers CORS"),
            (Kind::Network, None, "connect-src"),
            (Kind::BlockedByPolicy, None, "connect-src"),
            (Kind::TokenRejected, None, "clock"),
            (Kind::LambdaRejected, None, "CloudWatch"),
        ] {
            let help = help(kind, code, "");
            assert!(help.contains(words), "{kind:?} {code:?}: {help}");
        }
        // Cognito's pages say which one it is in the description.
        let help = help(
            Kind::ProviderError,
            Some("invalid_request"),
            "redirect_mismatch",
        );
        assert!(help.contains("callback URLs"), "{help}");
        // The token endpoint does so for a redirect URI.
        let code = Some("unauthorized_client");
        let words = super::help(Kind::ProviderError, code, "invalid_redirect");
        assert!(words.contains("must be the same"), "{words}");
    }
}
