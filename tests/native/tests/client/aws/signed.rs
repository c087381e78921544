//! Requests signed with the credentials.

use super::{credentials, scene};
use vestibule::{AwsRequest, ErrorKind, SignedRequest};
use vestibule_native_tests::{ADA, sign_in};

#[test]
fn a_request_is_signed_with_credentials_and_corrected_time() {
    let (stage, page, _) = scene();
    page.tab.set_clock(20 * 60 * 1000);
    sign_in(&stage, &page.client, ADA);
    let ours = credentials(&stage, &page);
    let request = AwsRequest::new("PUT", "https://b.s3.eu-west-1.amazonaws.com/a+b")
        .header("Content-Type", "text/plain")
        .header("Authorization", "Bearer mine")
        .body("hello");
    let signed = stage.run(page.client.aws().sign(&request)).unwrap();
    assert_eq!(signed.url, "https://b.s3.eu-west-1.amazonaws.com/a%2Bb");
    let header = |name: &str| {
        let mut found = signed
            .headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let value = found.next().unwrap().1.as_str();
        assert!(found.next().is_none(), "{name} twice");
        value
    };
    assert_eq!(header("x-amz-security-token"), ours.session_token());
    assert_eq!(header("content-type"), "text/plain");
    let authorization = header("authorization");
    assert!(authorization.contains(
        "/eu-west-1/s3/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;"
    ));
    // The signature has Cognito's time, not the machine's.
    let date = header("x-amz-date");
    let now = jiff::Timestamp::from_millisecond(stage.world.now().as_millis() as i64).unwrap();
    assert_eq!(
        date.get(..13).unwrap(),
        now.strftime("%Y%m%dT%H%M").to_string()
    );
    let shown = format!("{signed:?} {request:?}");
    assert!(!shown.contains("token-1") && !shown.contains("Signature"));
}

#[test]
fn a_presigned_url_expires() {
    let (stage, page, _) = scene();
    let aws = page.client.aws();
    let request = AwsRequest::get("https://b.s3.eu-west-1.amazonaws.com/key");
    let link = stage.run(aws.presign(&request, 300)).unwrap();
    assert!(
        link.contains("X-Amz-Expires=300&X-Amz-Security-Token=token-1&X-Amz-Signature="),
        "{link}"
    );
    let error = stage.run(aws.presign(&request, 700_000)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[test]
fn an_unknown_host_needs_service_and_region() {
    let (stage, page, played) = scene();
    let aws = page.client.aws();
    let request = AwsRequest::get("https://api.example.com/");
    let error = stage.run(aws.sign(&request)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(played.operations().is_empty());
    let request = request.service("execute-api").region("eu-west-1");
    stage.run(aws.sign(&request)).unwrap();
    let streaming = request.header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    let error = stage.run(aws.sign(&streaming)).unwrap_err();
    assert!(error.message().contains("signed while they are sent"));
}

#[test]
fn requests_that_cannot_be_signed_are_refused_with_help() {
    let (stage, page, played) = scene();
    let aws = page.client.aws();
    const FILE: &str = "https://b.s3.eu-west-1.amazonaws.com/key";
    let get = || AwsRequest::get(FILE);
    for (request, word) in [
        (AwsRequest::get("/key"), "https://"),
        (
            AwsRequest::get("https://a:secret@b.s3.eu-west-1.amazonaws.com/"),
            "password",
        ),
        (AwsRequest::get("https://example.com/"), "custom domain"),
        (AwsRequest::new("get", FILE), "PATCH"),
        (AwsRequest::new("", FILE), "PATCH"),
        (
            get().header("x-amz-meta-name", "Zo\u{eb}"),
            "encodeURIComponent",
        ),
        (get().header("a b", "c"), "encodeURIComponent"),
        (
            get().header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
            "whole body",
        ),
        (get().region("*"), "Multi-Region"),
        (get().service("a b"), "execute-api"),
        (
            AwsRequest::get([FILE, "?X-Amz-Signature=00"].concat()),
            "presigned",
        ),
    ] {
        let errors = [
            stage.run(aws.sign(&request)).unwrap_err(),
            stage.run(aws.presign(&request, 300)).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{request:?}");
            assert!(error.help().contains(word), "{error:?}: {}", error.help());
            assert!(!format!("{error:?} {}", error.help()).contains("secret"));
        }
    }
    let error = stage.run(aws.presign(&get(), 0)).unwrap_err();
    assert!(error.help().contains("seconds"), "{}", error.help());
    assert!(played.operations().is_empty());
}

#[test]
fn an_access_denied_error_has_help() {
    let (stage, page, _) = scene();
    let aws = page.client.aws();
    let body =
        "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference …</Message></Error>";
    let error = stage.run(aws.explain(403, body)).unwrap();
    assert_eq!(error.kind(), ErrorKind::AwsRefused);
    assert!(error.help().contains("clock"));
    assert!(
        stage
            .run(aws.explain(404, "<Error><Code>NoSuchKey</Code></Error>"))
            .is_none()
    );
}

/// What browsers encode in an address is signed as they send it, by each way in which services sign.
#[test]
fn an_address_that_is_not_encoded_is_signed_as_it_is_sent() {
    let (stage, page, _) = scene();
    let aws = page.client.aws();
    for host in [
        "https://b.s3.eu-west-1.amazonaws.com",
        "https://abc123.execute-api.eu-west-1.amazonaws.com",
    ] {
        let given = AwsRequest::get(
            [
                host,
                "//a b/Zo\u{eb}/\u{1f511}/100%/%41%2f%/{x}|^`<>\"?q=a b\u{e9}",
            ]
            .concat(),
        );
        let encoded = "//a%20b/Zo%C3%AB/%F0%9F%94%91/100%25/%41%2f%25/%7Bx%7D%7C%5E%60%3C%3E%22?q=a%20b%C3%A9";
        let plain = AwsRequest::get([host, encoded].concat());
        let signed = stage.run(aws.sign(&given)).unwrap();
        assert_eq!(signed.url, [host, encoded].concat());
        assert_same(&signed, &stage.run(aws.sign(&plain)).unwrap());
        let link = stage.run(aws.presign(&given, 60)).unwrap();
        assert_eq!(link, stage.run(aws.presign(&plain, 60)).unwrap());
    }
    // A host is not encoded but refused: nobody would find it.
    let other = AwsRequest::get("https://b\u{fc}cket.s3.eu-west-1.amazonaws.com/");
    let error = stage.run(aws.sign(&other)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

/// Browsers send two values of one header in one line, with a comma and a space between.
#[test]
fn two_values_of_a_header_are_signed_as_one() {
    let (stage, page, _) = scene();
    let aws = page.client.aws();
    let get = || AwsRequest::get("https://b.s3.eu-west-1.amazonaws.com/key");
    let two = get()
        .header("X-Amz-Meta-Tag", "one")
        .header("x-amz-meta-tag", "two  three");
    let one = get().header("X-Amz-Meta-Tag", "one, two  three");
    let signed = stage.run(aws.sign(&two)).unwrap();
    assert_same(&signed, &stage.run(aws.sign(&one)).unwrap());
}

#[track_caller]
fn assert_same(one: &SignedRequest, other: &SignedRequest) {
    assert_eq!(one.url, other.url);
    assert_eq!(one.headers, other.headers);
}
