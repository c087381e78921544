//! The messages of a diagnosis. `pkg/src/diagnose.ts` has the same texts.

pub(super) const UNREACHABLE: &str = "Check the Region, the endpoint and the network, and that \
     the page's Content-Security-Policy has the address in connect-src.";
pub(super) const NO_POOL: &str = "Check the pool id: the Cognito console shows it under User \
     pools > your pool > Overview. It begins with its Region.";
pub(super) const ANOTHER_ISSUER: &str = "Tokens of this pool would be rejected: set `issuer` to \
     the pool's issuer, or use the pool whose id is in the configuration.";
pub(super) const NOT_COGNITO: &str = "The response is not Cognito's: check the endpoint, and \
     proxies in between.";
pub(super) const NO_REPLICA: &str = "Check that the pool is replicated to the Region of the fallback \
     endpoint: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html";
pub(super) const INACTIVE_REPLICA: &str = "Activate the replica: until then nobody can sign in \
     there. https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html";
pub(super) const NO_CLIENT: &str = "Check that the client id is one of this pool: Cognito console > \
     your pool > App clients.";
pub(super) const HAS_SECRET: &str = "Create an app client without a client secret (type: \
     single-page application) and use its id. A secret in a browser is no secret.";
pub(super) const ALLOW_SRP: &str = "For sign-in by SRP, the default: App clients > your client > \
     Authentication flows, ALLOW_USER_SRP_AUTH.";
pub(super) const ALLOW_PASSWORD: &str = "To send passwords themselves, as a user migration \
     trigger needs: App clients > your client > Authentication flows, ALLOW_USER_PASSWORD_AUTH.";
/// <https://repost.aws/knowledge-center/cognito-invalid-refresh-token-error>
pub(super) const NOT_RENEWED: &str = "The pool tracks devices, and does not renew tokens of this \
     flow: users who sign in with it are signed out when their first tokens expire. Use \
     USER_SRP_AUTH, or turn device tracking off: your pool > Sign-in > Device tracking.";
/// For a pool of which it is not known whether it tracks devices.
pub(super) const MAY_NOT_BE_RENEWED: &str = "If the pool tracks devices (your pool > Sign-in > \
     Device tracking), it does not renew tokens of this flow: users who sign in with it are \
     signed out when their first tokens expire. USER_SRP_AUTH has no such limit.";
pub(super) const ALLOW_CHOICE: &str = "For passkeys, codes and a choice of first factors: App \
     clients > your client > Authentication flows, ALLOW_USER_AUTH.";
pub(super) const ALLOW_CUSTOM: &str = "For custom challenges of your Lambda triggers: App \
     clients > your client > Authentication flows, ALLOW_CUSTOM_AUTH.";
pub(super) const NO_FLOW: &str = "Nobody can sign in with this app client: App clients > your \
     client > Authentication flows, ALLOW_USER_SRP_AUTH.";
pub(super) const SET_DOMAIN: &str = "For sign-in through the hosted pages, set `domain` to the one \
     under Cognito console > your pool > Branding > Domain.";
pub(super) const NO_DOMAIN: &str = "There is no response: check the spelling of the domain under \
     Cognito console > your pool > Branding > Domain, its DNS entry, and that the page's \
     Content-Security-Policy has it in connect-src.";
pub(super) const NO_CORS: &str = "The domain responds, but this page cannot read its responses. \
     A proxy in front of it has to pass on Cognito's responses at /oauth2/* with \
     Access-Control-Allow-Origin; or the page's Content-Security-Policy does not have the domain \
     in connect-src.";
pub(super) const NOT_COGNITOS_DOMAIN: &str = "The response at /oauth2/token is not Cognito's: \
     check the domain under Cognito console > your pool > Branding > Domain.";
pub(super) const ANOTHER_POOLS_DOMAIN: &str = "The domain does not know the app client: it belongs \
     to another pool. See Cognito console > your pool > Branding > Domain.";
pub(super) const OTHER_DOMAIN: &str = "Correct if both are domains of this pool, one of your own \
     and one of Cognito's; otherwise use the one that the pool names.";
pub(super) const ALLOW_CODE: &str = "Allow the authorization code grant: App clients > your \
     client > Login pages > OAuth grant types. The implicit grant works without it, if it is \
     allowed.";
pub(super) const SET_REDIRECT_URI: &str = "For sign-in through the hosted pages, set the \
     redirect URI to one of the app client's allowed callback URLs.";
pub(super) const ANOTHER_ORIGIN: &str = "A sign-in has to return to the origin and the tab where \
     it began: use an address of this page's own origin.";
pub(super) const OPEN_LINK: &str = "Open the link: a sign-in page means that it is correct; \
     redirect_mismatch that the address is not exactly one of the app client's allowed callback \
     URLs; invalid_scope that one of the scopes is not allowed.";
pub(super) const SET_CLOCK: &str = "Set this machine's clock. Sign-in with a password works \
     nevertheless; the implicit grant rejects tokens if it is five minutes off.";
