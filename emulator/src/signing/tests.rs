//! Tests with requests signed by botocore.

use super::*;

const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const RECORDS: &str = "/identitypools/eu-west-1%3A11111111-2222-3333-4444-555555555555/identities/eu-west-1%3A66666666-7777-8888-9999-000000000000/datasets";

fn authorization(signed: &str, signature: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261129/eu-west-1/cognito-sync/aws4_request, \
         SignedHeaders={signed}, Signature={signature}"
    )
}

fn request(method: &str, path: &str, body: &str, signed: &str, signature: &str) -> Request {
    http::Request::builder()
        .method(method)
        .uri(format!("{RECORDS}/{path}"))
        .header("host", "cognito-sync.eu-west-1.amazonaws.com")
        .header("content-type", "application/json")
        .header("x-amz-date", "20261129T120000Z")
        .header("x-amz-security-token", "session//token+1==")
        .header("authorization", authorization(signed, signature))
        .body(body.as_bytes().to_vec())
        .unwrap()
}

fn check(request: &Request) -> Result<(), Mismatch> {
    let signature = Signature::read(request).unwrap().unwrap();
    assert_eq!(signature.seconds, 1_795_953_600);
    assert_eq!(signature.token.as_deref(), Some("session//token+1=="));
    signature.check(request, KEY, Style::Other, &sha256(request.body()))
}

const GET: &str = "host;x-amz-date;x-amz-security-token";

#[test]
fn signatures_of_botocore_are_valid() {
    let path = "a.b_c%3Ad-e/records?maxResults=1024&lastSyncCount=3";
    let signature = "e81c597260491a639df9401d62ca66bb8c261d6198da559e4bd1cd87ad33f95e";
    assert_eq!(check(&request("GET", path, "", GET, signature)), Ok(()));
    let signature = "2a9ccaadcf64f2da210822b860bfbc0bfd876677e29e5e15acc0e545c4aa2047";
    assert_eq!(
        check(&request("DELETE", "notes", "", GET, signature)),
        Ok(())
    );
    let body = r#"{"SyncSessionToken": "t", "RecordPatches": [{"Op": "replace", "Key": "k", "Value": "v", "SyncCount": 0, "DeviceLastModifiedDate": 1795953600}, {"Op": "remove", "Key": "x", "SyncCount": 4}]}"#;
    let signed = "content-type;host;x-amz-date;x-amz-security-token";
    let signature = "d060ca81c3abddc0bcbf890c0107f7a59dcbcb317e08aa2f92644f9c751a8224";
    assert_eq!(
        check(&request("POST", "notes", body, signed, signature)),
        Ok(())
    );
}

#[test]
fn a_changed_request_is_not_valid() {
    let signature = "2a9ccaadcf64f2da210822b860bfbc0bfd876677e29e5e15acc0e545c4aa2047";
    for (method, path, body) in [
        ("GET", "notes", ""),
        ("DELETE", "note", ""),
        ("DELETE", "notes?a", ""),
        ("DELETE", "notes", "x"),
    ] {
        let mismatch = check(&request(method, path, body, GET, signature)).unwrap_err();
        assert!(mismatch.canonical_request.starts_with(method));
        assert!(
            mismatch
                .string_to_sign
                .starts_with("AWS4-HMAC-SHA256\n20261129T120000Z\n")
        );
    }
    for other in ["", "00", "zz", &signature.to_uppercase()] {
        check(&request("DELETE", "notes", "", GET, other)).unwrap_err();
    }
}

#[test]
fn malformed_signatures_are_errors() {
    let read = |value: &str| {
        let request = http::Request::get("/")
            .header("authorization", value)
            .header("x-amz-date", "20261129T120000Z");
        Signature::read(&request.body(Vec::new()).unwrap())
    };
    assert_eq!(read("Bearer x"), Err(Malformed::Algorithm));
    assert_eq!(
        read("AWS4-ECDSA-P256-SHA256 Credential=a"),
        Err(Malformed::Algorithm)
    );
    assert_eq!(
        read("AWS4-HMAC-SHA256 Credential=a/b"),
        Err(Malformed::Part("Credential"))
    );
    let scope = "Credential=a/20261129/r/s/aws4_request";
    assert_eq!(
        read(&format!("AWS4-HMAC-SHA256 {scope}")),
        Err(Malformed::Part("SignedHeaders"))
    );
    assert_eq!(
        read(&format!("AWS4-HMAC-SHA256 {scope},SignedHeaders=host")),
        Err(Malformed::Part("Signature"))
    );
    assert!(
        read(&format!(
            "AWS4-HMAC-SHA256 {scope},SignedHeaders=host,Signature=00"
        ))
        .unwrap()
        .is_some()
    );
    let query = |query: &str| {
        let request = http::Request::get(format!("/?{query}"));
        Signature::read(&request.body(Vec::new()).unwrap())
    };
    assert_eq!(query("a=b"), Ok(None));
    assert_eq!(
        query("X-Amz-Signature=00"),
        Err(Malformed::Part("X-Amz-Algorithm"))
    );
    let good = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20261129%2Fr%2Fs%2Faws4_request&\
                X-Amz-Date=20261129T120000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00";
    assert_eq!(
        query(&format!("{good}&X-Amz-Expires=604801")),
        Err(Malformed::TooLong)
    );
    assert_eq!(
        query(&format!("{good}&X-Amz-Expires=x")),
        Err(Malformed::Part("X-Amz-Expires"))
    );
    let signature = query(&format!("{good}&X-Amz-Expires=60")).unwrap().unwrap();
    assert_eq!(signature.place, Place::Query { expires: 60 });
}

#[test]
fn paths_are_encoded_for_the_service() {
    use super::canonical::{Style, encoded};
    assert_eq!(encoded("a b/~é"), "a%20b%2F~%C3%A9");
    let path = |sent: &str, style| {
        let request = http::Request::get(sent).header("host", "h");
        let request = request
            .header("authorization", authorization("host", "00"))
            .header("x-amz-date", "20261129T120000Z");
        let request = request.body(Vec::new()).unwrap();
        let signature = Signature::read(&request).unwrap().unwrap();
        let mismatch = signature.check(&request, KEY, style, "").unwrap_err();
        mismatch
            .canonical_request
            .lines()
            .nth(1)
            .unwrap()
            .to_owned()
    };
    assert_eq!(path("/", Style::Other), "/");
    assert_eq!(path("/a/./b/../c//d%20e/", Style::Other), "/a/c/d%2520e/");
    assert_eq!(path("/a/./b//c%20d+e", Style::S3), "/a/./b//c%20d%2Be");
}
