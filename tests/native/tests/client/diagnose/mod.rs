//! The findings of the diagnosis. The npm package has its own diagnosis: the findings of these tests are stored in
//! `tests/native/diagnoses.json`, and `tests/interop/diagnose` expects the same of the package. To update it:
//!
//!     VESTIBULE_BLESS=1 cargo test -p vestibule-native-tests --test client diagnose

mod cases;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use vestibule::platform::simulated::Delivery;
use vestibule::platform::{Clock, Fetch, FetchError, LocalFuture};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{
    Client, ClientConfig, Diagnosis, IdentityPool, Remember, Subject, Timestamp, Verdict,
};
use vestibule_native_tests::{
    ADA, APP, BROWSER, CALLBACK, COGNITO, FACTORS, HEDY, IMPLICIT, PASSWORD, POOL, SECRET, STRICT,
    Stage, assert_generated, config, response, sign_in,
};

use cases::{Case, cases};

/// The endpoint of the replica's Region. The emulator responds at both endpoints.
const REPLICA: &str = "http://localhost:9230";

/// AWS's endpoint of a Region, and the original issuer in the tokens issued there.
const REGION: &str = "https://cognito-idp.eu-central-1.amazonaws.com";
const REGIONS_ISSUER: &str =
    r#"{"issuer":"https://cognito-idp.eu-central-1.amazonaws.com/eu-west-1_Vestibule"}"#;

/// A browser's `fetch`, which also tells a page about failures.
struct Network {
    fetch: Arc<dyn Fetch>,
    date: Option<u64>,
    /// Whether the domain responds to a page that may not read the response.
    answers: bool,
}

impl Fetch for Network {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        let response = self.fetch.fetch(request, timeout);
        Box::pin(async move {
            let response = response.await?;
            let date = self.date;
            Ok(HttpResponse { date, ..response })
        })
    }

    fn is_reachable<'a>(&'a self, _: &'a str, _: Duration) -> LocalFuture<'a, Option<bool>> {
        Box::pin(async { Some(self.answers) })
    }
}

/// A wrong clock.
struct Skewed {
    clock: Arc<dyn Clock>,
    by: i64,
}

impl Clock for Skewed {
    fn now(&self) -> Timestamp {
        let now = self.clock.now().as_millis();
        Timestamp::from_millis(now.saturating_add_signed(self.by * 1000))
    }

    fn sleep(&self, duration: Duration) -> LocalFuture<'_, ()> {
        self.clock.sleep(duration)
    }
}

fn rows(diagnosis: &Diagnosis) -> Value {
    let row = |finding: &vestibule::Finding| {
        let mut row = json!({
            "subject": finding.subject.name(),
            "verdict": finding.verdict.name(),
            "found": finding.found,
            "help": finding.help,
        });
        if let Some(link) = &finding.link {
            row["link"] = link.as_str().into();
        }
        row
    };
    diagnosis.findings.iter().map(row).collect()
}

#[test]
fn each_mistake_is_found() {
    let found: Map<String, Value> = cases()
        .into_iter()
        .map(|case| (case.name.to_owned(), rows(&case.diagnose())))
        .collect();
    let found = format!("{:#}\n", Value::Object(found));
    assert_generated!("tests/native/diagnoses.json", &found);
}

#[test]
fn the_findings_match_the_expected_ones() {
    let verdicts = |name: &str| {
        let case = cases().into_iter().find(|case| case.name == name).unwrap();
        let diagnosis = case.diagnose();
        let is_well = diagnosis.is_well();
        let verdict = move |subject: Subject| {
            let mut all = diagnosis.findings.iter();
            Some(all.find(|it| it.subject == subject)?.verdict)
        };
        (is_well, verdict)
    };
    let (is_well, browser) = verdicts("browser");
    assert!(is_well);
    let none = [
        Subject::FallbackEndpoint,
        Subject::IdentityPool,
        Subject::Guests,
        Subject::Provider,
        Subject::Role,
    ];
    for subject in Subject::ALL {
        if none.contains(subject) {
            assert_eq!(browser(*subject), None, "there is none");
            continue;
        }
        let expected = match subject {
            Subject::Password | Subject::Choice | Subject::Custom => Verdict::Note,
            Subject::RedirectUri => Verdict::Unknown,
            _ => Verdict::Right,
        };
        assert_eq!(browser(*subject), Some(expected), "{subject:?}");
    }
    for (name, subject) in [
        ("secret", Subject::Secret),
        ("noClient", Subject::Client),
        ("noPool", Subject::Pool),
        ("anotherIssuer", Subject::Pool),
        ("anotherRegionsIssuer", Subject::Pool),
        ("noNetwork", Subject::Pool),
        ("notCognito", Subject::Pool),
        ("noKeys", Subject::Keys),
        ("noFallback", Subject::FallbackEndpoint),
        ("noReplica", Subject::FallbackEndpoint),
        ("fallbackNotCognito", Subject::FallbackEndpoint),
        ("inactiveReplica", Subject::FallbackEndpoint),
        ("fallbackAlone", Subject::Pool),
        ("noCors", Subject::Domain),
        ("noDomain", Subject::Domain),
        ("anotherPoolsDomain", Subject::Domain),
        ("anotherOrigin", Subject::RedirectUri),
        ("noFlow", Subject::Srp),
        ("clockAhead", Subject::Clock),
        ("clockBehind", Subject::Clock),
        ("noIdentityPool", Subject::IdentityPool),
        ("identityPoolAway", Subject::IdentityPool),
        ("noProvider", Subject::Provider),
        ("noRole", Subject::Role),
        ("severalRoles", Subject::Role),
        ("noBasicFlow", Subject::Role),
    ] {
        let (is_well, verdict) = verdicts(name);
        assert!(!is_well, "{name}");
        assert_eq!(verdict(subject), Some(Verdict::Wrong), "{name}");
    }
    let (is_well, replicas) = verdicts("replicasIssuer");
    assert!(is_well);
    assert_eq!(replicas(Subject::Pool), Some(Verdict::Right));
    let (is_well, implicit) = verdicts("implicit");
    assert!(is_well, "the implicit grant needs no code grant");
    assert_eq!(implicit(Subject::CodeGrant), Some(Verdict::Note));
    let (_, throttled) = verdicts("throttled");
    assert_eq!(throttled(Subject::Client), Some(Verdict::Unknown));
    let (_, no_date) = verdicts("noDate");
    assert_eq!(no_date(Subject::Clock), Some(Verdict::Unknown));
}

#[test]
fn an_identity_pool_is_diagnosed_with_the_current_user() {
    let of = |name: &str| {
        let case = cases().into_iter().find(|case| case.name == name).unwrap();
        let found = case.diagnose();
        assert!(found.is_well(), "{name}: {found}");
        let of = |subject| {
            found
                .findings
                .iter()
                .find(|it| it.subject == subject)
                .unwrap()
                .clone()
        };
        [
            Subject::IdentityPool,
            Subject::Guests,
            Subject::Provider,
            Subject::Role,
        ]
        .map(of)
    };
    let [pool, guests, provider, role] = of("identityPool");
    assert_eq!([pool.verdict, role.verdict], [Verdict::Right; 2]);
    // Whatever the guests' role allows.
    assert!(guests.verdict == Verdict::Note && guests.help.contains("Bedrock"));
    assert!(provider.verdict == Verdict::Unknown && provider.help.starts_with("Sign in"));
    let [pool, guests, provider, role] = of("identityPoolSignedIn");
    let verdicts = [pool.verdict, provider.verdict, role.verdict];
    assert_eq!(verdicts, [Verdict::Right; 3]);
    assert_eq!(
        provider.found,
        ["cognito-idp.eu-west-1.amazonaws.com/", POOL].concat()
    );
    assert!(guests.verdict == Verdict::Unknown && guests.help.starts_with("Sign out"));
    let [_, guests, _, role] = of("noGuests");
    assert_eq!(
        [guests.verdict, role.verdict],
        [Verdict::Note, Verdict::Unknown]
    );
    let [_, _, _, role] = of("oddRefusal");
    assert!(role.found.ends_with("ExternalConflictException"));
}

#[test]
fn a_diagnosis_signs_in_no_user_and_sends_no_message() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let before = stage.messages_to("hedy@example.com");
    stage.run(page.client.diagnose());
    assert!(stage.run(page.client.session()).is_err());
    assert!(stage.run(page.client.resume_sign_in()).is_none());
    assert_eq!(stage.messages_to("hedy@example.com"), before);
    for request in stage.world.requests() {
        let body = request.body.unwrap_or_default();
        assert!(
            !body.contains("USERNAME") || body.contains("vestibule-diagnosis-"),
            "{body}"
        );
    }
    assert_eq!(page.tab.url(), APP);
}

#[test]
fn device_tracking_problems_are_reported_with_their_certainty() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let help_of = |client: &Client| {
        let found = stage.run(client.diagnose());
        let mut findings = found.findings.into_iter();
        let of_password = findings.find(|it| it.subject == Subject::Password).unwrap();
        assert_eq!(of_password.verdict, Verdict::Note);
        of_password.help
    };
    let unknown = help_of(&page.client);
    assert!(unknown.starts_with("If the pool tracks devices"));
    let known = "The pool tracks devices";

    // The tokens alone tell it: no device is remembered for a user who is not signed in.
    let briefly = page.client.remember(Remember::Briefly);
    sign_in(&stage, &briefly, HEDY);
    let devices = ["vestibule.", FACTORS, ".devices"].concat();
    let local = page.tab.platform().local;
    assert_eq!(stage.run(local.read(&devices)), Ok(None));
    assert!(help_of(&page.client).starts_with(known));
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert_eq!(help_of(&page.client), unknown, "nothing tells any more");

    // The remembered device tells it, with nobody signed in.
    sign_in(&stage, &page.client, HEDY);
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert!(stage.run(local.read(&devices)).unwrap().is_some());
    assert!(help_of(&page.client).starts_with(known));
    // It says nothing about another app client.
    let elsewhere = stage.page(PASSWORD);
    assert_eq!(help_of(&elsewhere.client), unknown);
}

#[test]
fn a_diagnosis_prints_a_table() {
    let table = Case::new("secret", config(SECRET)).diagnose().to_string();
    let mut lines = table.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("right    pool         https://"),
        "{table}"
    );
    let secret = lines
        .find(|line| line.starts_with("wrong    secret "))
        .unwrap();
    assert!(secret.ends_with("there is one"));
    assert!(
        lines
            .next()
            .unwrap()
            .trim()
            .starts_with("Create an app client without")
    );
    assert!(table.contains(CALLBACK) && table.contains("/oauth2/authorize?client_id="));
}
