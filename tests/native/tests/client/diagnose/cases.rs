//! One case for each possible problem of a configuration.

use super::*;

const IDENTITY_POOL: &str = "eu-west-1:11111111-2222-3333-4444-555555555555";
const ROLE: &str = "arn:aws:iam::123456789012:role/VestibuleSignedIn";

/// The differences from a correct configuration and a working network.
pub(super) struct Case {
    pub(super) name: &'static str,
    config: ClientConfig,
    /// How requests whose URL or body contains a text are delivered.
    becomes: Vec<(&'static str, Delivery)>,
    answers: bool,
    /// The signed-in user during the diagnosis.
    signed_in: Option<(&'static str, &'static str)>,
    skew: i64,
    has_date: bool,
}

impl Case {
    pub(super) fn new(name: &'static str, config: ClientConfig) -> Self {
        Case {
            name,
            config,
            becomes: Vec::new(),
            answers: false,
            signed_in: None,
            skew: 0,
            has_date: true,
        }
    }

    fn becomes(mut self, text: &'static str, delivery: Delivery) -> Self {
        self.becomes.push((text, delivery));
        self
    }

    fn signed_in(mut self) -> Self {
        self.signed_in = Some(ADA);
        self
    }

    fn respond(self, status: u16, text: &'static str, body: &str) -> Self {
        self.becomes(text, Delivery::Answer(response(status, body)))
    }

    pub(super) fn diagnose(self) -> Diagnosis {
        let stage = Stage::new();
        let tab = stage.world.tab(APP);
        let mut platform = tab.platform();
        platform.fetch = Arc::new(Network {
            fetch: platform.fetch,
            date: self
                .has_date
                .then(|| stage.world.now().as_millis() / 1000 * 1000),
            answers: self.answers,
        });
        platform.clock = Arc::new(Skewed {
            clock: platform.clock,
            by: self.skew,
        });
        let client = Client::with_platform(self.config, platform).unwrap();
        if let Some(who) = self.signed_in {
            sign_in(&stage, &client, who);
        }
        let becomes = self.becomes;
        stage.world.network(move |request: &HttpRequest| {
            let has = |text: &str| {
                request.url.contains(text)
                    || request.body.as_deref().unwrap_or_default().contains(text)
            };
            let found = becomes.iter().find(|(text, _)| has(text));
            found.map_or(Delivery::Deliver, |(_, delivery)| delivery.clone())
        });
        stage.run(client.diagnose())
    }
}

fn alone(pool: &str, client_id: &str) -> ClientConfig {
    ClientConfig::new(pool, client_id).endpoint(COGNITO)
}

/// A case with an identity pool that has these settings.
fn with_pool(change: impl FnOnce(IdentityPool) -> IdentityPool) -> ClientConfig {
    let pool = IdentityPool::new(IDENTITY_POOL).endpoint(COGNITO);
    alone(POOL, BROWSER).identity_pool(change(pool.sts_endpoint(COGNITO)))
}

/// An identity pool with this response.
fn of_pool(name: &'static str, text: &'static str, kind: &str, message: &str) -> Case {
    let body = serde_json::json!({ "__type": kind, "message": message }).to_string();
    Case::new(name, with_pool(|pool| pool)).respond(400, text, &body)
}

/// The cases of identity pools.
fn of_pools() -> Vec<Case> {
    let unauthorized = "NotAuthorizedException";
    let other = "eu-west-1:99999999-2222-3333-4444-555555555555";
    let basic = |pool: IdentityPool| pool.basic_role_arn(ROLE);
    vec![
        Case::new("identityPool", with_pool(|pool| pool)),
        Case::new("identityPoolSignedIn", with_pool(|pool| pool)).signed_in(),
        Case::new("noIdentityPool", alone(POOL, BROWSER).identity_pool(
            IdentityPool::new(other).endpoint(COGNITO),
        )),
        Case::new("identityPoolAway", with_pool(|pool| pool))
            .becomes("IdentityPoolId", Delivery::LoseRequest),
        of_pool("identityPoolBusy", "IdentityPoolId", "TooManyRequestsException", "Rate exceeded"),
        of_pool(
            "noGuests",
            "IdentityPoolId",
            unauthorized,
            "Unauthenticated access is not supported for this identity pool.",
        ),
        of_pool(
            "noProvider",
            "IdentityPoolId",
            unauthorized,
            "Token is not from a supported provider of this identity pool.",
        )
        .signed_in(),
        of_pool(
            "noRole",
            "\"IdentityId\"",
            "InvalidIdentityPoolConfigurationException",
            "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
        ),
        of_pool(
            "severalRoles",
            "\"IdentityId\"",
            unauthorized,
            "The ambiguous role mapping rules for: cognito-idp.eu-west-1.amazonaws.com/x denied this request.",
        )
        .signed_in(),
        of_pool("oddRefusal", "\"IdentityId\"", "ExternalConflictException", "No."),
        Case::new("basicFlow", with_pool(basic)).signed_in(),
        Case::new("noBasicFlow", with_pool(basic)).respond(
            400,
            "\"IdentityId\"",
            r#"{"__type":"InvalidParameterException","message":"Basic (classic) flow is not enabled, please use enhanced flow."}"#,
        ),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = of_user_pools();
    cases.extend(of_pools());
    cases
}

fn of_user_pools() -> Vec<Case> {
    let mut ahead = Case::new("clockAhead", alone(POOL, BROWSER));
    ahead.skew = 90;
    let mut behind = Case::new("clockBehind", alone(POOL, BROWSER));
    behind.skew = -3600;
    let mut no_date = Case::new("noDate", alone(POOL, BROWSER));
    no_date.has_date = false;
    let mut no_cors = Case::new("noCors", config(BROWSER));
    no_cors.answers = true;
    let refused =
        r#"{"__type":"InvalidParameterException","message":"X flow not enabled for this client"}"#;
    vec![
        Case::new("browser", config(BROWSER)),
        Case::new("password", config(PASSWORD)),
        Case::new("secret", config(SECRET)),
        Case::new("implicit", config(IMPLICIT)),
        Case::new("everyFlow", config(FACTORS)),
        Case::new("alone", alone(POOL, BROWSER)),
        Case::new(
            "defaultScopes",
            alone(POOL, BROWSER).domain(COGNITO).redirect_uri(CALLBACK),
        ),
        Case::new("noRedirectUri", alone(POOL, BROWSER).domain(COGNITO)),
        Case::new(
            "anotherOrigin",
            alone(POOL, BROWSER)
                .domain(COGNITO)
                .redirect_uri("https://elsewhere.example/callback"),
        ),
        Case::new("noClient", config("nosuchclient00000000000000")),
        Case::new("noPool", alone("eu-west-1_Nowhere", BROWSER)),
        Case::new(
            "anotherIssuer",
            alone(POOL, BROWSER).issuer("https://login.example.com"),
        ),
        Case::new("updatedIssuer", config(BROWSER)).respond(
            200,
            "openid-configuration",
            r#"{"issuer":"https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule"}"#,
        ),
        Case::new("replicasIssuer", alone(POOL, BROWSER).fallback_endpoint(REGION)).respond(
            200,
            "openid-configuration",
            REGIONS_ISSUER,
        ),
        Case::new("anotherRegionsIssuer", alone(POOL, BROWSER)).respond(
            200,
            "openid-configuration",
            REGIONS_ISSUER,
        ),
        Case::new("fallback", alone(POOL, BROWSER).fallback_endpoint(REPLICA)),
        Case::new("noFallback", alone(POOL, BROWSER).fallback_endpoint(REPLICA))
            .becomes(REPLICA, Delivery::LoseRequest),
        Case::new("fallbackAlone", alone(POOL, BROWSER).fallback_endpoint(REPLICA))
            .becomes(COGNITO, Delivery::LoseRequest),
        Case::new("noReplica", alone(POOL, BROWSER).fallback_endpoint(REPLICA)).respond(
            400,
            "9230/eu-west-1_Vestibule",
            r#"{"message":"User pool does not exist."}"#,
        ),
        Case::new("fallbackNotCognito", alone(POOL, BROWSER).fallback_endpoint(REPLICA))
            .respond(502, REPLICA, "<html>Bad gateway"),
        Case::new("inactiveReplica", alone(POOL, BROWSER).fallback_endpoint(REPLICA)).respond(
            400,
            r#""USERNAME":"vestibule-diagnosis","#,
            r#"{"__type":"OperationNotEnabledException","message":"No."}"#,
        ),
        Case::new("noNetwork", config(STRICT)).becomes("", Delivery::LoseRequest),
        no_cors.becomes("/oauth2/token", Delivery::LoseRequest),
        Case::new("noDomain", config(BROWSER)).becomes("/oauth2/token", Delivery::LoseRequest),
        Case::new("otherDomain", config(BROWSER)).respond(
            200,
            "openid-configuration",
            r#"{"issuer":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule",
            "authorization_endpoint":"https://auth.example.com/oauth2/authorize"}"#,
        ),
        Case::new("anotherPoolsDomain", config(BROWSER)).respond(
            400,
            "/oauth2/token",
            r#"{"error":"invalid_client"}"#,
        ),
        Case::new("notCognitosDomain", config(BROWSER)).respond(404, "/oauth2/token", "<html>"),
        Case::new("oddDomain", config(BROWSER)).respond(
            400,
            "/oauth2/token",
            r#"{"error":"invalid_request"}"#,
        ),
        Case::new("notCognito", alone(POOL, BROWSER)).respond(502, "", "<html>Bad gateway"),
        Case::new("noKeys", alone(POOL, BROWSER)).respond(200, "jwks.json", r#"{"keys":[]}"#),
        Case::new("noFlow", alone(POOL, BROWSER)).respond(400, "AuthFlow", refused),
        Case::new("throttled", alone(POOL, BROWSER)).respond(
            400,
            "AuthFlow",
            r#"{"__type":"TooManyRequestsException","message":"Rate exceeded"}"#,
        ),
        ahead,
        behind,
        no_date,
    ]
}
