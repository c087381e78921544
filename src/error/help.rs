//! Help for developers: what to change, and where in the Cognito console or template.

use super::ErrorKind;
use crate::protocol::text::has;

/// The message if the response of an app's own API cannot be read.
pub(crate) const API_UNREADABLE: &str =
    "the request did not reach the API, or its answer has no CORS headers";

/// The message for an error status of an app's own API for records, before the status.
pub(crate) const OWN_API_ANSWERED: &str = "the app's own API answered ";

/// Returns the help for an error. `code` is its name in Cognito or at the OAuth endpoint.
pub(super) fn help(kind: ErrorKind, code: Option<&str>, message: &str) -> &'static str {
    match kind {
        ErrorKind::Configuration => {
            "Correct the setting that the message names. The pool id and the client id stand in \
             the Cognito console under User pools > your pool > App clients."
        }
        ErrorKind::GuestsNotAllowed => {
            "Have the person sign in first, or allow guests: Cognito console > Identity pools > your pool > \
             User access > Guest access (AllowUnauthenticatedIdentities). Guests can use only about thirty services, \
             whatever their role allows."
        }
        ErrorKind::IdentityPoolConfiguration => identity_pool_help(code, message),
        ErrorKind::AwsRefused => aws_help(code),
        #[cfg(feature = "aws")]
        ErrorKind::InvalidInput => super::signing_help::help(message),
        ErrorKind::IdentityChanged => {
            "Nothing is lost: each write stays with its user. Synchronize again, for the user who is signed in \
             now."
        }
        ErrorKind::LimitExceeded => {
            "The message names the limit, unless it is the server's own (413). Store fewer or smaller records in a \
             dataset, use more datasets, or use a remote with higher limits."
        }
        ErrorKind::NotAuthorized if has(message, OWN_API_ANSWERED) => {
            "Check how the API verifies the access token (not the ID token): the issuer is the pool's, `client_id` is \
             this app client, `token_use` is `access`, and `sub` is the user."
        }
        ErrorKind::InvalidResponse => {
            "Look at the response in the browser's network panel. Often it is from something else: a proxy, a network's \
             sign-in page, or a server with one page for every address. docs/RECORDS.md describes the responses of an \
             API for records."
        }
        ErrorKind::Network if message == API_UNREADABLE => {
            "If there is a network, the API's response has no CORS headers, and browsers hide it from the \
             page, even its status. Every response needs Access-Control-Allow-Origin, also those with an \
             error (API Gateway: the gateway responses DEFAULT_4XX and DEFAULT_5XX), and preflights must \
             allow the header Authorization."
        }
        ErrorKind::Network => {
            "If it happens to all users: check the region and the endpoint, that a custom domain \
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
             first factors, ALLOW_CUSTOM_AUTH for challenges of your own triggers, \
             ALLOW_TOKEN_EXCHANGE_IMPERSONATION for derived tokens)."
        }
        ErrorKind::ClientNotFound => {
            "Check that the pool id, the client id and the region belong together."
        }
        ErrorKind::ClientSecretRequired => {
            "Create an app client without a client secret (type: single-page application) and use \
             its id. A secret in a browser is no secret."
        }
        ErrorKind::LambdaRejected | ErrorKind::LambdaFailed | ErrorKind::InvalidLambdaResponse => {
            "This is from the pool's Lambda trigger: look at its log in CloudWatch."
        }
        ErrorKind::CodeDeliveryFailed
        | ErrorKind::InvalidEmailRoleAccessPolicy
        | ErrorKind::InvalidSmsRoleAccessPolicy
        | ErrorKind::InvalidSmsRoleTrustRelationship => {
            "Check the pool's e-mail (SES) and SMS (SNS) settings, their sandboxes and quotas."
        }
        ErrorKind::UnknownState => {
            "Start and end the redirect in the same tab and on the same origin, and handle each \
             callback only once. It also happens when the user goes back in the history."
        }
        ErrorKind::PopupBlocked => {
            "Open the popup in the handler of a click, before the first await."
        }
        // An identity pool has refused a login.
        ErrorKind::TokenRejected if code == Some("NotAuthorizedException") => {
            "The login has expired or was revoked: the user has to sign in again at the provider of the token."
        }
        ErrorKind::TokenRejected => {
            "Check that the pool id, the client id and the region belong together. If the message \
             mentions time, the clock of the machine is wrong."
        }
        // Cognito's hosted pages return `invalid_request`, and the actual error in the description.
        ErrorKind::ProviderError if code == Some("invalid_request") => provider_help(Some(message)),
        // The token endpoint's response to a redirect URI that differs from that of the authorization request:
        // https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html#post-token-negative
        ErrorKind::ProviderError if message == "invalid_redirect" => provider_help(Some(message)),
        ErrorKind::ProviderError if code == Some("identity_pool.logins") => {
            "The function `logins` of the identity pool failed: the user may have to sign in at the provider again. If \
             the user is not signed in there, return no logins instead of an error."
        }
        ErrorKind::ProviderError => provider_help(code),
        ErrorKind::Storage => {
            "Private windows and full disks are the usual causes. A session that cannot be stored lasts \
             as long as the page. Records that cannot be stored are lost."
        }
        ErrorKind::LevelAlreadyMet => {
            "The requested levels have other names than those in the tokens (acr): if the pool has \
             custom names (AcrConfiguration), name every accepted level."
        }
        ErrorKind::LevelUnavailable => {
            "Let the user set up a factor first (a passkey, an authenticator app, codes by text \
             message or e-mail), or accept a lower level. Cognito offers no set-up during a step-up, \
             and has only the levels of the pool (AcrConfiguration)."
        }
        ErrorKind::LevelNotReached => {
            "Cognito's hosted pages ignore acr_values on the plan Lite: choose Essentials or Plus. \
             The previous session is still valid."
        }
        ErrorKind::FeatureUnavailableInTier | ErrorKind::UserPoolAddOnNotEnabled => {
            "Choose a plan that has the feature: Cognito console > User pools > your pool > \
             Settings > Feature plans."
        }
        ErrorKind::Forbidden => "Check the rules of the pool's web ACL (AWS WAF).",
        ErrorKind::PasskeyOriginRefused
        | ErrorKind::WebAuthnConfigurationMissing
        | ErrorKind::WebAuthnNotEnabled
        | ErrorKind::WebAuthnOriginNotAllowed
        | ErrorKind::WebAuthnRelyingPartyMismatch => {
            "Check Cognito console > your pool > Sign-in > Passkey: passkeys must be enabled, and \
             the relying party id is the page's domain or a parent of it. Pages use HTTPS, or \
             localhost."
        }
        ErrorKind::WebAuthnClientMismatch => "Register and use a passkey with the same app client.",
        ErrorKind::UnavailableInRegion => {
            "A replica of the pool signs users in and renews tokens. Sign-up, passwords, profiles and \
             authenticator apps need the primary Region. During a point-in-time recovery no Region \
             can write. Both are temporary: hide what changes an account until then, and try again."
        }
        ErrorKind::OperationNotEnabled | ErrorKind::UnsupportedOperation => {
            "Enable for the pool, or for the app client, what the message names: token revocation \
             is in App clients > your client > Advanced settings, the attributes that it may \
             write in Attribute permissions; self-registration and the verification of addresses \
             are in User pools > your pool > Sign-up."
        }
        ErrorKind::PasswordNeeded => {
            "Ask for the password and sign in again with it: the new step replaces this one. Cognito has \
             no operation that sends the code of a second factor again."
        }
        ErrorKind::TemporaryPasswordExpired => {
            "An administrator can send the invitation again: AdminCreateUser with the MessageAction \
             RESEND, or AdminSetUserPassword. How long a temporary password lasts is \
             TemporaryPasswordValidityDays of the pool's password policy, seven days by default."
        }
        ErrorKind::CannotResetPassword => {
            "The user's status is FORCE_CHANGE_PASSWORD or EXTERNAL_PROVIDER. The former signs in with \
             the temporary password, or an administrator sends a new one: AdminCreateUser with the \
             MessageAction RESEND. The latter signs in at the identity provider."
        }
        ErrorKind::NoVerifiedAddress => {
            "An administrator can set email_verified or phone_number_verified \
             (AdminUpdateUserAttributes), or a new password (AdminSetUserPassword). Users whom a \
             trigger confirms without a code have no verified address, unless it sets autoVerifyEmail."
        }
        ErrorKind::Unauthorized => {
            "Use an app client without a secret: revoking a token of an app client with a secret \
             requires the secret."
        }
        ErrorKind::MfaMethodNotFound => {
            "The pool requires a second factor, and the user has none that it accepts: text messages need a \
             phone number, e-mails an address. Let users enter it at the sign-up (required \
             attributes), add it as an administrator (AdminUpdateUserAttributes), allow authenticator \
             apps (your pool > Sign-in > Multi-factor authentication), or use the redirect sign-in, whose \
             pages ask for it."
        }
        ErrorKind::InvalidUserPoolConfiguration | ErrorKind::SoftwareTokenMfaNotFound => {
            "Check Cognito console > your pool > Sign-in: multi-factor authentication, and device \
             tracking."
        }
        // https://repost.aws/knowledge-center/cognito-invalid-refresh-token-error
        ErrorKind::SessionExpired if message.starts_with("Invalid Refresh Token") => {
            "If it happens to all users an hour after the sign-in: the pool tracks devices, and does not \
             renew tokens of the flow USER_PASSWORD_AUTH. Sign in by SRP (USER_SRP_AUTH), or turn device \
             tracking off: Cognito console > your pool > Sign-in > Device tracking."
        }
        ErrorKind::Unsupported => {
            "The pool asks for a factor that this version cannot answer: change the pool's MFA or \
             sign-in settings, or use the redirect sign-in, which supports every factor."
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
             User access > Basic authentication), or use the enhanced flow: remove the role of the basic flow."
        }
        Some("NotAuthorizedException") if says("supported provider") => {
            "Name the user pool and this app client as an identity provider of the identity pool: Cognito console > \
             Identity pools > your pool > User access > Identity providers."
        }
        Some("NotAuthorizedException") => {
            "The provider has another name in the identity pool than the token's issuer: set that name as the \
             identity pool's login key. A user pool's is cognito-idp.<Region>.amazonaws.com/<user pool id>, with the \
             user pool's own Region."
        }
        _ => {
            "Let the role trust the identity pool, and set it as the pool's role for guests or for users: the trust \
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
            "The clock of the machine is wrong by more than AWS allows (5 minutes, S3: 15), and no response has \
             corrected it yet."
        }
        Some("AuthorizationHeaderMalformed" | "PermanentRedirect" | "IncompleteSignature") => {
            "The request was signed for another Region or service than the one that it was sent to: name the right ones."
        }
        Some(
            "SignatureDoesNotMatch" | "InvalidSignatureException" | "IncompleteSignatureException",
        ) => {
            "The sent request differs from the signed one: something changes headers or the body in transit, the Region \
             or the service is another one, or the clock of the machine is wrong by minutes."
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
            "The credentials have expired, or are for another partition: get new ones, and sign again."
        }
        Some("MissingAuthenticationToken") => {
            "There is nothing at this path, or there was no signature: API Gateway has one error for both."
        }
        _ => {
            "The policies of the role or of the resource do not allow it: check the action and the resource that the \
             message names. Guests can use only about thirty services, whatever the role allows \
             (AmazonCognitoUnAuthedIdentitiesSessionPolicy). With S3, the object may not exist, and the role may \
             not be allowed to list the bucket."
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
            "Add exactly this redirect URI to the app client's allowed callback URLs."
        }
        Some("invalid_redirect") => {
            "The redirect URI must be the same in the authorization request and when the code is \
             exchanged: check `redirectUri` of the page that handles the callback."
        }
        Some("unauthorized_client" | "unsupported_response_type") => {
            "Allow the grant for the app client: Login pages > Managed login pages configuration \
             > OAuth grant types (AllowedOAuthFlows)."
        }
        Some("invalid_client") => "Use an app client without a secret, and check its id.",
        _ => "Check the settings of the app client's login pages and of the identity provider.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Common mistakes, and a part of the help for each.
    #[test]
    fn gives_help_for_common_mistakes() {
        use ErrorKind as Kind;
        for (kind, code, text) in [
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
            assert!(help.contains(text), "{kind:?} {code:?}: {help}");
        }
        // Cognito's pages have the actual error in the description.
        let help = help(
            Kind::ProviderError,
            Some("invalid_request"),
            "redirect_mismatch",
        );
        assert!(help.contains("callback URLs"), "{help}");
        // The token endpoint has it for a redirect URI.
        let code = Some("unauthorized_client");
        let text = super::help(Kind::ProviderError, code, "invalid_redirect");
        assert!(text.contains("must be the same"), "{text}");
    }
}
