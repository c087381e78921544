//! AWS's test suite, from the sources of the crate `aws-sigv4`. Cargo downloads them, but does not compile them.

use super::credentials;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use vestibule_protocol::sigv4::{
    BodyHash, Credentials, PathEncoding, PathSegments, Payload, Request, Scope, TokenPlace,
    presign, sign,
};

#[test]
fn signs_every_case_of_the_suite() {
    let mut count = 0;
    for folder in fs::read_dir(suite()).unwrap() {
        let folder = folder.unwrap().path();
        // Two cases have an older format. The test below covers them.
        if folder.join("context.json").exists() {
            check(&Case::read(&folder));
            count += 1;
        }
    }
    assert_eq!(count, 38);
}

/// The suite does not contain the key that signed these cases, so only the path is compared: by the signature of
/// another path with the same canonical form.
#[test]
fn encodes_the_path_twice_except_for_s3() {
    let canonical = read(
        &suite().join("double-encode-path"),
        "header-canonical-request.txt",
    );
    assert_eq!(
        canonical.lines().nth(1),
        Some("/test/%40connections/JBDvjfGEIAMCERw%253D")
    );
    let signed = |path: &str, encoding| {
        let url = [
            "https://tj9n5r0m12.execute-api.us-east-1.amazonaws.com",
            path,
        ]
        .concat();
        let scope = Scope {
            encoding,
            ..Scope::new("us-east-1", "execute-api")
        };
        let request = Request {
            method: "POST",
            url: &url,
            headers: &[],
            payload: Payload::Bytes(b""),
        };
        sign(&request, &scope, &credentials(None), 1_620_747_645_000)
            .unwrap()
            .headers
    };
    let twice = signed("/test/@connections/JBDvjfGEIAMCERw%3D", PathEncoding::Twice);
    let once = signed(
        "/test/%40connections/JBDvjfGEIAMCERw%253D",
        PathEncoding::Once,
    );
    assert_eq!(twice, once);
}

fn suite() -> PathBuf {
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--manifest-path",
        ])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let own = packages
        .iter()
        .find(|package| package["name"] == "aws-sigv4");
    let manifest = own.unwrap()["manifest_path"].as_str().unwrap();
    Path::new(manifest)
        .parent()
        .unwrap()
        .join("aws-signing-test-suite/v4")
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

struct Case {
    name: String,
    context: Value,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
    header_signature: String,
    header_names: String,
    signed_url: String,
}

impl Case {
    fn read(folder: &Path) -> Self {
        let request = read(folder, "request.txt");
        let (head, body) = request.split_once("\n\n").unwrap_or((&request, ""));
        let (line, rest) = head.split_once('\n').unwrap();
        let (method, target) = line.split_once(' ').unwrap();
        let target = target.strip_suffix(" HTTP/1.1").unwrap();
        let canonical = read(folder, "header-canonical-request.txt");
        let signed = read(folder, "query-signed-request.txt");
        let signed = signed.lines().next().unwrap();
        let signed = signed.split_once(' ').unwrap().1;
        Self {
            name: folder.file_name().unwrap().to_string_lossy().into_owned(),
            context: serde_json::from_str(&read(folder, "context.json")).unwrap(),
            method: method.to_owned(),
            url: ["https://example.amazonaws.com", target].concat(),
            headers: headers(rest),
            body: body.to_owned(),
            header_signature: read(folder, "header-signature.txt").trim().to_owned(),
            header_names: canonical.lines().rev().nth(1).unwrap().to_owned(),
            signed_url: signed.strip_suffix(" HTTP/1.1").unwrap().to_owned(),
        }
    }

    fn scope(&self) -> Scope<'_> {
        let is = |name: &str| self.context[name].as_bool() == Some(true);
        Scope {
            // The suite's paths are already encoded if they need to be.
            encoding: PathEncoding::Once,
            segments: match is("normalize") {
                true => PathSegments::Resolved,
                false => PathSegments::Kept,
            },
            token: match is("omit_session_token") {
                true => TokenPlace::AddedAfterwards,
                false => TokenPlace::Signed,
            },
            body_hash: match is("sign_body") {
                true => BodyHash::InHeader,
                false => BodyHash::SignedOnly,
            },
            ..Scope::new(
                self.context["region"].as_str().unwrap(),
                self.context["service"].as_str().unwrap(),
            )
        }
    }

    fn credentials(&self) -> Credentials {
        let given = &self.context["credentials"];
        assert_eq!(given["access_key_id"], "AKIDEXAMPLE");
        credentials(given["token"].as_str())
    }
}

/// A line that starts with a space continues the previous one.
fn headers(text: &str) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match (line.starts_with(' '), line.split_once(':')) {
            (false, Some((name, value))) => headers.push((name.to_owned(), value.to_owned())),
            _ => headers
                .last_mut()
                .unwrap()
                .1
                .push_str(&["\n", line].concat()),
        }
    }
    headers
}

/// 2015-08-30T12:36:00Z, the time of every case.
const TIME: i64 = 1_440_938_160_000;

fn check(case: &Case) {
    let name = &case.name;
    assert_eq!(case.context["timestamp"], "2015-08-30T12:36:00Z", "{name}");
    let headers: Vec<_> = (case.headers.iter())
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let request = Request {
        method: &case.method,
        url: &case.url,
        headers: &headers,
        payload: Payload::Bytes(case.body.as_bytes()),
    };
    let signed = sign(&request, &case.scope(), &case.credentials(), TIME).unwrap();
    let (_, authorization) = signed.headers.last().unwrap();
    let expected = [
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=",
        &case.header_names,
        ", Signature=",
        &case.header_signature,
    ];
    assert_eq!(*authorization, expected.concat(), "{name}");

    let expires = case.context["expiration_in_seconds"].as_u64().unwrap();
    let url = presign(
        &request,
        &case.scope(),
        &case.credentials(),
        TIME,
        expires as u32,
    );
    let url = url.unwrap();
    assert_eq!(parameters(&url), parameters(&case.signed_url), "{name}");
}

/// Returns the sorted parameters. One path of the suite is encoded in the request but not in the expected result, so
/// paths are not compared.
fn parameters(url: &str) -> Vec<&str> {
    let (_, query) = url.split_once('?').unwrap();
    let mut parameters: Vec<_> = query.split('&').collect();
    parameters.sort_unstable();
    parameters
}
