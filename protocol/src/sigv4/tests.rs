use super::*;
use proptest::prelude::*;

/// 2026-11-29T12:00:00Z
const NOON: i64 = 1_795_953_600_000;

fn credentials() -> Credentials {
    Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
        session_token: Some("session//token+1==".into()),
    }
}

fn get(url: &str) -> Request<'_> {
    Request {
        method: "GET",
        url,
        headers: &[],
        payload: Payload::Bytes(b""),
    }
}

fn header<'a>(signed: &'a Signed, name: &str) -> Option<&'a str> {
    let mut headers = signed.headers.iter();
    let (_, value) = headers.find(|(other, _)| *other == name)?;
    Some(value)
}

fn signature(request: &Request<'_>, service: &str) -> String {
    let scope = Scope::new("eu-west-1", service);
    let signed = sign(request, &scope, &credentials(), NOON).unwrap();
    let authorization = header(&signed, "authorization").unwrap();
    let (_, signature) = authorization.split_once("Signature=").unwrap();
    signature.to_owned()
}

/// The expected signatures are from botocore 1.44.8.
#[test]
fn signs_cognito_sync_requests_like_botocore() {
    const BASE: &str = "https://cognito-sync.eu-west-1.amazonaws.com/identitypools/\
        eu-west-1%3A11111111-2222-3333-4444-555555555555/identities/\
        eu-west-1%3A66666666-7777-8888-9999-000000000000/datasets/";
    let records = [BASE, "a.b_c%3Ad-e/records?lastSyncCount=3&maxResults=1024"].concat();
    let notes = [BASE, "notes"].concat();
    let body = r#"{"SyncSessionToken": "t", "RecordPatches": [{"Op": "replace", "Key": "k", "Value": "v", "SyncCount": 0, "DeviceLastModifiedDate": 1795953600}, {"Op": "remove", "Key": "x", "SyncCount": 4}]}"#;
    let deletion = Request {
        method: "DELETE",
        ..get(&notes)
    };
    let update = Request {
        method: "POST",
        headers: &[("Content-Type", "application/json")],
        payload: Payload::Bytes(body.as_bytes()),
        ..get(&notes)
    };
    for (request, expected) in [
        (
            get(&records),
            "e81c597260491a639df9401d62ca66bb8c261d6198da559e4bd1cd87ad33f95e",
        ),
        (
            deletion,
            "2a9ccaadcf64f2da210822b860bfbc0bfd876677e29e5e15acc0e545c4aa2047",
        ),
        (
            update,
            "d060ca81c3abddc0bcbf890c0107f7a59dcbcb317e08aa2f92644f9c751a8224",
        ),
    ] {
        assert_eq!(signature(&request, "cognito-sync"), expected);
    }
}

#[test]
fn reports_why_a_request_cannot_be_signed() {
    let scope = Scope::new("eu-west-1", "execute-api");
    let refusal = |request: Request<'_>, scope: &Scope<'_>| {
        sign(&request, scope, &credentials(), NOON).unwrap_err()
    };
    for url in [
        "",
        "/pets",
        "https://",
        "https:///pets",
        "ftp://example.com/",
        "https://user:password@example.com/",
        "https://example.com/a\\b",
        "https://example.com/a\nb",
        "https://bücher.example/",
    ] {
        assert_eq!(refusal(get(url), &scope), SigningError::Url, "{url:?}");
    }
    let signed = "https://example.com/?X-Amz-Signature=abc";
    assert_eq!(refusal(get(signed), &scope), SigningError::AlreadySigned);
    for url in [
        "https://abc.mrap.accesspoint.s3-global.amazonaws.com/key",
        "https://abc.endpoint.events.amazonaws.com/",
    ] {
        assert_eq!(refusal(get(url), &scope), SigningError::SeveralRegions);
    }
    let url = "https://example.com/";
    for region in ["*", "eu-west-1,us-east-1"] {
        let scope = Scope::new(region, "s3");
        assert_eq!(refusal(get(url), &scope), SigningError::SeveralRegions);
    }
    for (region, service) in [("", "s3"), ("eu-west-1", ""), ("eu/west", "s3")] {
        let scope = Scope::new(region, service);
        assert_eq!(refusal(get(url), &scope), SigningError::Scope);
    }
    for (headers, expected) in [
        (
            [("X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")],
            SigningError::Streaming,
        ),
        ([("X-Amz-Region-Set", "*")], SigningError::SeveralRegions),
        ([("a b", "c")], SigningError::Header),
        ([("", "c")], SigningError::Header),
        ([("a", "b\0")], SigningError::Header),
        ([("a", "b\u{7f}")], SigningError::Header),
        ([("x-amz-meta-name", "Zo\u{eb}")], SigningError::Header),
    ] {
        let request = Request {
            headers: &headers,
            ..get(url)
        };
        assert_eq!(refusal(request, &scope), expected);
    }
    for method in ["", "get", "GE T", "GET\n", "G\u{cb}T"] {
        let request = Request { method, ..get(url) };
        assert_eq!(refusal(request, &scope), SigningError::Method, "{method:?}");
        assert_eq!(check(&request, &scope), Err(SigningError::Method));
    }
    assert_eq!(check(&get(url), &scope), Ok(()));
}

#[test]
fn presigned_url_expires_within_seven_days() {
    let scope = Scope::new("eu-west-1", "s3");
    let request = get("https://bucket.s3.eu-west-1.amazonaws.com/key");
    let presigned = |expires| presign(&request, &scope, &credentials(), NOON, expires);
    assert_eq!(presigned(0), Err(SigningError::Expiry));
    assert!(presigned(1).is_ok());
    assert!(presigned(604_800).is_ok());
    assert_eq!(presigned(604_801), Err(SigningError::Expiry));
}

#[test]
fn rejects_times_that_cannot_be_formatted() {
    let scope = Scope::new("eu-west-1", "s3");
    let request = get("https://bucket.s3.eu-west-1.amazonaws.com/key");
    for now in [i64::MIN, -40_000_000_000_000, 253_402_300_800_000, i64::MAX] {
        let signed = sign(&request, &scope, &credentials(), now);
        assert_eq!(signed, Err(SigningError::Time), "{now}");
    }
    let signed = sign(&request, &scope, &credentials(), 253_402_300_799_999).unwrap();
    assert_eq!(header(&signed, "x-amz-date"), Some("99991231T235959Z"));
}

#[test]
fn s3_requests_have_a_payload_hash_header() {
    let url = "https://bucket.s3.eu-west-1.amazonaws.com/key";
    let scope = Scope::new("eu-west-1", "s3");
    let hash = |request: Request<'_>| {
        let signed = sign(&request, &scope, &credentials(), NOON).unwrap();
        header(&signed, "x-amz-content-sha256").map(str::to_owned)
    };
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(hash(get(url)).as_deref(), Some(empty));
    let unsigned = Request {
        payload: Payload::Unsigned,
        ..get(url)
    };
    assert_eq!(hash(unsigned).as_deref(), Some("UNSIGNED-PAYLOAD"));
    let hashed = Request {
        payload: Payload::Hash(empty),
        ..get(url)
    };
    assert_eq!(hash(hashed).as_deref(), Some(empty));
    assert_eq!(signature(&hashed, "s3"), signature(&get(url), "s3"));
    let own = Request {
        headers: &[("X-Amz-Content-SHA256", "abc")],
        ..get(url)
    };
    assert_eq!(hash(own).as_deref(), Some("abc"));
}

#[test]
fn encodes_a_plus_sign() {
    let key = "https://bucket.s3.eu-west-1.amazonaws.com/a+b%2Bc?x=1+2&y";
    let signed = |service| {
        let scope = Scope::new("eu-west-1", service);
        sign(&get(key), &scope, &credentials(), NOON).unwrap().url
    };
    let s3 = "https://bucket.s3.eu-west-1.amazonaws.com/a%2Bb%2Bc?x=1%202&y";
    assert_eq!(signed("s3"), s3);
    let other = "https://bucket.s3.eu-west-1.amazonaws.com/a+b%2Bc?x=1%202&y";
    assert_eq!(signed("execute-api"), other);
}

#[test]
fn iot_requests_add_the_token_after_signing() {
    let url = "wss://abc-ats.iot.eu-west-1.amazonaws.com/mqtt";
    let signed_with = |token: Option<&str>| {
        let scope = Scope::new("eu-west-1", "iotdevicegateway");
        let credentials = Credentials {
            session_token: token.map(Secret::from),
            ..credentials()
        };
        presign(&get(url), &scope, &credentials, NOON, 60).unwrap()
    };
    let (with, without) = (signed_with(Some("token+1")), signed_with(None));
    assert!(with.contains("&X-Amz-Security-Token=token%2B1&X-Amz-Signature="));
    let signature = |url: &str| url.split_once("X-Amz-Signature=").unwrap().1.to_owned();
    assert_eq!(signature(&with), signature(&without));
}

#[test]
fn omits_headers_that_proxies_change_and_headers_of_the_signature() {
    let url = "https://example.com:443/";
    let headers = [
        ("Host", "evil.example"),
        ("Authorization", "Bearer abc"),
        ("X-Amz-Date", "20000101T000000Z"),
        ("User-Agent", "a"),
        ("X-Own", "b"),
    ];
    let request = Request {
        headers: &headers,
        ..get(url)
    };
    let clean = Request {
        headers: &[("x-own", "b")],
        ..get("https://EXAMPLE.com/")
    };
    assert_eq!(
        signature(&request, "execute-api"),
        signature(&clean, "execute-api")
    );
}

#[test]
fn debug_hides_secrets() {
    let scope = Scope::new("eu-west-1", "s3");
    let signed = sign(&get("https://example.com/"), &scope, &credentials(), NOON).unwrap();
    let shown = format!("{signed:?} {:?}", credentials());
    assert!(shown.contains("AKIDEXAMPLE") && shown.contains("authorization"));
    for secret in ["wJalr", "session", "Signature"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn parses_the_service_and_region_of_a_url() {
    for (url, expected) in [
        ("https://s3.amazonaws.com/b/k", Some(("s3", "us-east-1"))),
        ("https://b.s3.amazonaws.com/k", Some(("s3", "us-east-1"))),
        (
            "https://b.s3.eu-west-1.amazonaws.com/k",
            Some(("s3", "eu-west-1")),
        ),
        (
            "https://b.s3-eu-west-1.amazonaws.com/k",
            Some(("s3", "eu-west-1")),
        ),
        (
            "https://b.s3.dualstack.eu-west-1.amazonaws.com",
            Some(("s3", "eu-west-1")),
        ),
        (
            "https://my.own.b.s3.cn-north-1.amazonaws.com.cn?x",
            Some(("s3", "cn-north-1")),
        ),
        (
            "https://a1.execute-api.eu-west-1.amazonaws.com:443/",
            Some(("execute-api", "eu-west-1")),
        ),
        (
            "https://dynamodb.eusc-de-east-1.amazonaws.eu",
            Some(("dynamodb", "eusc-de-east-1")),
        ),
        (
            "https://sts-fips.us-east-1.amazonaws.com",
            Some(("sts", "us-east-1")),
        ),
        (
            "https://x.appsync-api.eu-west-1.amazonaws.com/graphql",
            Some(("appsync", "eu-west-1")),
        ),
        (
            "https://x.lambda-url.eu-west-1.on.aws/",
            Some(("lambda", "eu-west-1")),
        ),
        (
            "https://d.eu-west-1.es.amazonaws.com/_search",
            Some(("es", "eu-west-1")),
        ),
        (
            "https://d.eu-west-1.aoss.amazonaws.com/_search",
            Some(("aoss", "eu-west-1")),
        ),
        (
            "https://lambda.eu-west-1.api.aws/",
            Some(("lambda", "eu-west-1")),
        ),
        ("https://api.example.com/", None),
        (
            "https://execute-api.eu-west-1.amazonaws.com.evil.example/",
            None,
        ),
        ("https://amazonaws.com/", None),
        ("https://sts.amazonaws.com/", None),
        ("eu-west-1", None),
    ] {
        let found = endpoint_of(url).map(|found| (found.service, found.region));
        assert_eq!(found, expected, "{url}");
    }
}

proptest! {
    #[test]
    fn signing_never_panics(
        url in "(https?://)?[a-z@:.]{0,9}[/?#%a-zA-Z0-9+&=. é\\\\]{0,20}",
        region in "[a-z1*,]{0,4}",
        service in "s3|execute-api|",
        name in "[a-zA-Z -]{0,3}",
        value in "\\PC{0,5}",
        now in any::<i64>(),
        expires in any::<u32>(),
    ) {
        let headers = [(name.as_str(), value.as_str())];
        let request = Request { headers: &headers, ..get(&url) };
        let scope = Scope::new(&region, &service);
        let signed = sign(&request, &scope, &credentials(), now);
        prop_assert!(signed.is_ok() || signed.is_err());
        let _ = presign(&request, &scope, &credentials(), now, expires);
        let _ = endpoint_of(&url);
    }

    /// The URL in the result is the one that was signed: signing it again gives the same signature.
    #[test]
    fn signing_the_returned_url_gives_the_same_signature(
        path in "(/[a-z+%é. ]{0,5}){0,4}",
        query in "([a-z+=& ]|%2B|%20){0,9}",
        service in "s3|execute-api",
    ) {
        let url = ["https://example.com", &path, "?", &query].concat();
        let scope = Scope::new("eu-west-1", &service);
        let first = sign(&get(&url), &scope, &credentials(), NOON).unwrap();
        let again = sign(&get(&first.url), &scope, &credentials(), NOON).unwrap();
        prop_assert_eq!(first, again);
    }
}
