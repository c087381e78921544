//! A DynamoDB table in the emulator.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{Automatic, Client, ClientConfig, ErrorKind, IdentityPool, RecordsConfig};
use vestibule_native_tests::{ADA, BROWSER, COGNITO, Page, Stage, config, response, sign_in};

use super::place::{Device, Place, devices};
use super::suite::suite;

const POOL_ID: &str = "eu-west-1:11111111-2222-3333-4444-555555555555";
const TABLE: &str = "vestibule-records";

pub struct DynamoDb;

impl Place for DynamoDb {
    fn open(_: &Stage) {}

    fn records() -> RecordsConfig {
        RecordsConfig::dynamo_db(TABLE).endpoint(COGNITO)
    }

    fn config() -> ClientConfig {
        config(BROWSER).identity_pool(IdentityPool::new(POOL_ID).endpoint(COGNITO))
    }

    fn is_write(request: &HttpRequest) -> bool {
        operation(request) == Some("TransactWriteItems")
    }

    fn is_request(request: &HttpRequest) -> bool {
        operation(request).is_some()
    }
}

suite!(DynamoDb);

fn operation(request: &HttpRequest) -> Option<&str> {
    let mut headers = request.headers.iter();
    let (_, target) = headers.find(|(name, _)| *name == "X-Amz-Target")?;
    target.strip_prefix("DynamoDB_20120810.")
}

fn refusal(name: &str) -> HttpResponse {
    let kind = format!("com.amazonaws.dynamodb.v20120810#{name}");
    response(400, &json!({ "__type": kind, "message": "m" }).to_string())
}

#[test]
fn temporary_errors_are_retried() {
    for name in [
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "TransactionInProgressException",
        "InternalServerError",
    ] {
        let (one, two) = devices::<DynamoDb>();
        one.put("a", "1");
        one.once(DynamoDb::is_write, Delivery::Answer(refusal(name)));
        one.synchronize();
        two.once(DynamoDb::is_request, Delivery::Answer(refusal(name)));
        two.synchronize();
        assert_eq!(two.shown(), "a=1", "{name}");
    }
    // A transaction that conflicts with another one.
    let (one, two) = devices::<DynamoDb>();
    one.put("a", "1");
    let reasons = json!([{ "Code": "TransactionConflict" }, { "Code": "None" }]);
    let mut body: Value =
        serde_json::from_str(&refusal("TransactionCanceledException").body).unwrap();
    body["CancellationReasons"] = reasons;
    one.once(
        DynamoDb::is_write,
        Delivery::Answer(response(400, &body.to_string())),
    );
    one.synchronize();
    two.synchronize();
    assert_eq!(two.shown(), "a=1");
}

#[test]
fn permanent_errors_are_reported() {
    for (name, kind) in [
        ("AccessDeniedException", ErrorKind::AwsRefused),
        ("ResourceNotFoundException", ErrorKind::Configuration),
        ("ValidationException", ErrorKind::InvalidInput),
        ("Whatever", ErrorKind::Other),
    ] {
        let (one, _) = devices::<DynamoDb>();
        one.put("a", "1");
        one.once(DynamoDb::is_request, Delivery::Answer(refusal(name)));
        let error = one.try_to_synchronize().unwrap_err();
        assert_eq!((error.kind(), error.code()), (kind, Some(name)));
        assert_eq!(one.synchronize().pushed, 1);
    }
    // There is no table with this name: IAM denies the request before the table is looked up.
    let stage = Stage::new();
    let records = RecordsConfig::dynamo_db("nowhere").endpoint(COGNITO);
    let page = stage.page_of(DynamoDb::config().records(records.automatic(Automatic::off())));
    sign_in(&stage, &page.client, ADA);
    let notes = page.client.records().dataset("notes").unwrap();
    let error = stage.run(notes.synchronize()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AwsRefused);
    assert!(error.to_string().contains("dynamodb:GetItem"), "{error}");
}

/// Rejected credentials are renewed once.
#[test]
fn rejected_credentials_are_renewed() {
    let refused = |name: &str, word: &str| {
        let message = format!("The security token included in the request is {word}");
        response(
            400,
            &json!({ "__type": name, "message": message }).to_string(),
        )
    };
    let (one, two) = devices::<DynamoDb>();
    for (name, word) in [
        ("com.amazon.coral.service#ExpiredTokenException", "expired"),
        (
            "com.amazon.coral.service#UnrecognizedClientException",
            "invalid.",
        ),
    ] {
        one.put("a", word);
        one.once(DynamoDb::is_write, Delivery::Answer(refused(name, word)));
        assert_eq!(one.synchronize().pushed, 1, "{name}");
        two.synchronize();
        assert_eq!(two.shown(), format!("a={word}"));
    }
    one.put("a", "3");
    let answer = refused("ExpiredTokenException", "expired");
    let requests = one.always(DynamoDb::is_request, Delivery::Answer(answer));
    let error = one.try_to_synchronize().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AwsRefused);
    assert_eq!(requests.load(Ordering::Relaxed), 2);
}

/// During a transaction its head may be visible before its records. The device then reads again.
#[test]
fn a_partially_read_change_is_read_again() {
    let (one, two) = devices::<DynamoDb>();
    one.put("a", "1");
    one.synchronize();
    // The head is visible already, but none of the records.
    let nothing = response(200, r#"{"Items":[],"Count":0,"ScannedCount":0}"#);
    two.once(
        |request| operation(request) == Some("Query"),
        Delivery::Answer(nothing),
    );
    two.synchronize();
    assert_eq!(two.shown(), "");
    two.synchronize();
    assert_eq!(two.shown(), "a=1");
}

/// A removed record leaves an item for 90 days. Then the item is deleted, and the record can be written again.
#[test]
fn a_long_removed_record_can_be_written_again() {
    let (one, two) = devices::<DynamoDb>();
    one.put("a", "1");
    one.put("b", "1");
    one.synchronize();
    one.remove("a");
    one.synchronize();
    two.synchronize();
    for device in [&one, &two] {
        device.stage.advance(Duration::from_secs(91 * 24 * 3600));
        sign_in(&device.stage, &device.page.client, ADA);
    }
    one.synchronize();
    two.put("a", "2");
    two.synchronize();
    one.synchronize();
    assert_eq!(
        (one.shown(), two.shown()),
        ("a=2,b=1".into(), "a=2,b=1".into())
    );
}

#[test]
fn a_dataset_of_several_pages_is_read() {
    let (one, two) = devices::<DynamoDb>();
    for number in 0..8 {
        one.put(&number.to_string(), &"x".repeat(300_000));
    }
    // The limit of a transaction is 3.5 MB.
    let writes = one.count(DynamoDb::is_write);
    one.synchronize();
    assert_eq!(writes.load(Ordering::Relaxed), 1);
    let pages = two.count(|request| operation(request) == Some("Query"));
    assert_eq!(two.synchronize().pulled, 8);
    assert_eq!(pages.load(Ordering::Relaxed), 3);
    assert!(one.shown() == two.shown());
    let error = one.stage.run(one.notes().put("a", &"x".repeat(400_001)));
    assert_eq!(error.unwrap_err().kind(), ErrorKind::LimitExceeded);
}

/// The requests to DynamoDB and their responses; `tests/interop/dynamodb` sends the same requests to moto.
#[test]
fn the_requests_match_the_recorded_ones() {
    let said = exchanges();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases/dynamodb.json");
    let lines: Vec<_> = said.iter().map(Value::to_string).collect();
    let text = format!("[\n{}\n]\n", lines.join(",\n"));
    if std::env::var_os("VESTIBULE_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "make it anew: VESTIBULE_BLESS=1 cargo test -p vestibule-native-tests --test records"
    );
}

fn exchanges() -> Vec<Value> {
    let (one, two) = devices::<DynamoDb>();
    let log = Arc::new(Mutex::new(Vec::new()));
    let heard = log.clone();
    one.stage.observe_requests(move |request, answer| {
        if let Some(operation) = operation(request) {
            let body = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            let exchange = json!({
                "operation": operation,
                "request": body(request.body.as_deref().unwrap_or_default()),
                "status": answer.status,
                "response": body(&answer.body),
            });
            heard.lock().unwrap().push(exchange);
        }
    });
    scene(&one, &two);
    let log = log.lock().unwrap();
    log.clone()
}

/// Writes, reads, conflicts, removals and deletions of two devices.
fn scene(one: &Device, two: &Device) {
    one.put("a", "1");
    one.put("é \"/\" b", "");
    one.synchronize();
    two.synchronize();
    two.put("a", "2");
    two.remove("é \"/\" b");
    one.put("a", "3");
    two.synchronize();
    one.synchronize();
    let changes = (0..120).map(|it| (format!("key {it}"), Some(it.to_string())));
    one.stage.run(one.notes().write(changes)).unwrap();
    one.synchronize();
    two.synchronize();
    two.stage.run(two.page.client.records().list()).unwrap();
    two.stage
        .run(two.page.client.records().delete("notes"))
        .unwrap();
    two.synchronize();
    one.put("a", "4");
    one.synchronize();
    two.synchronize();
    one.stage.advance(Duration::from_secs(120));
    one.synchronize();
    one.synchronize();
}

/// The page of another user in the same browser.
#[test]
fn users_cannot_read_each_others_records() {
    let stage = Stage::new();
    let records = DynamoDb::records().automatic(Automatic::off());
    let page: Page = stage.page_of(DynamoDb::config().records(records));
    sign_in(&stage, &page.client, ADA);
    let device = Device { stage, page };
    device.put("a", "ada's");
    device.synchronize();
    drop(device.stage.run(device.page.client.sign_out()));
    sign_in(
        &device.stage,
        &device.page.client,
        ("charles", "Babbage1791"),
    );
    device.synchronize();
    assert_eq!(device.shown(), "");
}

/// Requests are signed for the Region of AWS's endpoint; with another endpoint, for the identity pool's Region.
#[test]
fn a_table_can_be_in_another_region() {
    for (endpoint, host, region) in [
        (
            None,
            "https://dynamodb.eu-west-1.amazonaws.com/",
            "eu-west-1",
        ),
        (
            Some("https://dynamodb.eu-central-1.amazonaws.com"),
            "https://dynamodb.eu-central-1.amazonaws.com/",
            "eu-central-1",
        ),
        (
            Some("https://db.example.com/"),
            "https://db.example.com/",
            "eu-west-1",
        ),
    ] {
        let stage = Stage::new();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let seen = heard.clone();
        stage.other_server(move |_, request| {
            request.url.starts_with("https://").then(|| {
                seen.lock().unwrap().push(request.clone());
                refusal("ResourceNotFoundException")
            })
        });
        let records = RecordsConfig::dynamo_db(TABLE).automatic(Automatic::off());
        let records = match endpoint {
            Some(url) => records.endpoint(url),
            None => records,
        };
        let page = stage.page_of(DynamoDb::config().records(records));
        let notes = page.client.records().dataset("notes").unwrap();
        let error = stage.run(notes.synchronize()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("docs/RECORDS.md"), "{error}");
        let request = heard.lock().unwrap().remove(0);
        assert_eq!(request.url, host);
        let mut headers = request.headers.iter();
        let (_, signature) = headers.find(|(name, _)| *name == "authorization").unwrap();
        assert!(
            signature.contains(&format!("/{region}/dynamodb/aws4_request")),
            "{signature}"
        );
    }
}

/// DynamoDB's naming rules.
#[test]
fn an_invalid_table_name_is_refused_with_the_reason() {
    let of = |table: &str| {
        let config = DynamoDb::config().records(RecordsConfig::dynamo_db(table));
        Client::new(config).map(drop)
    };
    let long = "x".repeat(256);
    for table in ["", "ab", "my table", "notes/2", "n\u{f6}tes", &long] {
        let error = of(table).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{table}");
        assert!(
            error.message().contains("3 to 255 letters, digits and _.-"),
            "{error}"
        );
    }
    for table in ["abc", "My_table.2-x", &long[1..]] {
        of(table).unwrap();
    }
}
