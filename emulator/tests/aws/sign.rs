//! An independent signer of requests, which follows AWS's description
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).

use std::time::{SystemTime, UNIX_EPOCH};

use ring::{digest, hmac};
use serde_json::Value;

pub const HOST: &str = "127.0.0.1:9229";

/// An access key.
#[derive(Clone)]
pub struct Key {
    pub id: String,
    pub secret: String,
    pub token: Option<String>,
}

impl Key {
    /// The access key of the built-in configuration.
    pub fn server() -> Self {
        Self {
            id: "AKIAVESTIBULEDEMO001".to_owned(),
            secret: "vestibule+demo/secret0000000000000000001".to_owned(),
            token: None,
        }
    }

    /// The key in `Credentials` of GetCredentialsForIdentity.
    pub fn of(credentials: &Value) -> Self {
        let text = |name: &str| credentials[name].as_str().unwrap().to_owned();
        Self {
            id: text("AccessKeyId"),
            secret: text("SecretKey"),
            token: Some(text("SessionToken")),
        }
    }
}

/// An unsigned request.
pub struct Unsigned<'a> {
    pub method: &'a str,
    /// The path with the encoded query.
    pub target: &'a str,
    pub headers: Vec<(&'a str, String)>,
    pub body: &'a [u8],
    pub service: &'a str,
    pub region: &'a str,
    pub at: SystemTime,
}

impl<'a> Unsigned<'a> {
    pub fn new(method: &'a str, target: &'a str, service: &'a str, at: SystemTime) -> Self {
        Self {
            method,
            target,
            headers: Vec::new(),
            body: b"",
            service,
            region: "eu-west-1",
            at,
        }
    }

    /// Signs with the header `Authorization`.
    pub fn sign(self, key: &Key) -> http::Request<Vec<u8>> {
        let time = basic_time(self.at);
        let payload = sha256(self.body);
        let mut headers = self.headers.clone();
        headers.push(("host", HOST.to_owned()));
        headers.push(("x-amz-date", time.clone()));
        if self.service == "s3" && !headers.iter().any(|it| it.0 == "x-amz-content-sha256") {
            headers.push(("x-amz-content-sha256", payload.clone()));
        }
        let said = headers.iter().find(|it| it.0 == "x-amz-content-sha256");
        let payload = said.map_or(payload, |it| it.1.clone());
        if let Some(token) = &key.token {
            headers.push(("x-amz-security-token", token.clone()));
        }
        headers.sort();
        let (path, query) = self.target.split_once('?').unwrap_or((self.target, ""));
        let (signed, signature) = self.signature(key, &time, (path, query), &headers, &payload);
        let credential = format!("{}/{}", key.id, self.scope(&time));
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={signed}, Signature={signature}"
        );
        headers.push(("authorization", authorization));
        self.request(self.target, headers)
    }

    /// Presigns the URL for so many seconds.
    pub fn presign(self, key: &Key, expires: u32) -> http::Request<Vec<u8>> {
        let time = basic_time(self.at);
        let credential = encoded(&format!("{}/{}", key.id, self.scope(&time)));
        let mut headers = self.headers.clone();
        headers.push(("host", HOST.to_owned()));
        headers.sort();
        let names: Vec<_> = headers.iter().map(|it| it.0).collect();
        let mut pairs = vec![
            "X-Amz-Algorithm=AWS4-HMAC-SHA256".to_owned(),
            format!("X-Amz-Credential={credential}"),
            format!("X-Amz-Date={time}"),
            format!("X-Amz-Expires={expires}"),
            format!("X-Amz-SignedHeaders={}", encoded(&names.join(";"))),
        ];
        if let Some(token) = &key.token {
            pairs.push(format!("X-Amz-Security-Token={}", encoded(token)));
        }
        let (path, query) = self.target.split_once('?').unwrap_or((self.target, ""));
        pairs.extend(
            query
                .split('&')
                .filter(|it| !it.is_empty())
                .map(str::to_owned),
        );
        pairs.sort();
        let query = pairs.join("&");
        let (_, signature) =
            self.signature(key, &time, (path, &query), &headers, "UNSIGNED-PAYLOAD");
        let target = format!("{path}?{query}&X-Amz-Signature={signature}");
        self.request(&target, headers)
    }

    fn signature(
        &self,
        key: &Key,
        time: &str,
        (path, query): (&str, &str),
        headers: &[(&str, String)],
        payload: &str,
    ) -> (String, String) {
        let path = match self.service {
            "s3" => path.to_owned(),
            _ => encoded(path).replace("%2F", "/"),
        };
        let mut pairs: Vec<String> = query
            .split('&')
            .filter(|it| !it.is_empty())
            .map(|it| {
                if it.contains('=') {
                    it.to_owned()
                } else {
                    format!("{it}=")
                }
            })
            .collect();
        pairs.sort();
        let lines: String = headers
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect();
        let names: Vec<_> = headers.iter().map(|it| it.0).collect();
        let signed = names.join(";");
        let canonical = format!(
            "{}\n{path}\n{}\n{lines}\n{signed}\n{payload}",
            self.method,
            pairs.join("&"),
        );
        let scope = self.scope(time);
        let text = format!(
            "AWS4-HMAC-SHA256\n{time}\n{scope}\n{}",
            sha256(canonical.as_bytes())
        );
        let mut signing = format!("AWS4{}", key.secret).into_bytes();
        for part in scope.split('/') {
            signing = hmac_sha256(&signing, part);
        }
        let signature = data_encoding::HEXLOWER.encode(&hmac_sha256(&signing, &text));
        (signed, signature)
    }

    fn scope(&self, time: &str) -> String {
        format!(
            "{}/{}/{}/aws4_request",
            &time[..8],
            self.region,
            self.service
        )
    }

    fn request(&self, target: &str, headers: Vec<(&str, String)>) -> http::Request<Vec<u8>> {
        let mut request = http::Request::builder().method(self.method).uri(target);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.body(self.body.to_vec()).unwrap()
    }
}

pub fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn basic_time(at: SystemTime) -> String {
    let seconds = at.duration_since(UNIX_EPOCH).unwrap().as_secs();
    let time = jiff::Timestamp::from_second(seconds.cast_signed()).unwrap();
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hmac_sha256(key: &[u8], text: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
}
