//! PutObject, GetObject, HeadObject and DeleteObject.

use std::collections::BTreeMap;

use ::http::{HeaderName, HeaderValue, StatusCode};

use super::authorize;
use super::error::S3Error;
use super::target::Target;
use crate::access::Principal;
use crate::http::{Request, Response, header, set};
use crate::iam::Keys;
use crate::signing::decoded;
use crate::state::State;
use crate::state::bucket::Object;
use crate::timestamp::Timestamp;

/// Headers that are stored with an object.
// Source: API_PutObject.
const KEPT: [&str; 5] = [
    "cache-control",
    "content-disposition",
    "content-language",
    "content-type",
    "expires",
];

/// Query parameters that override the object's headers.
// Source: API_GetObject ("Overriding response header values through the request").
const OVERRIDES: [(&str, &str); 5] = [
    ("response-cache-control", "cache-control"),
    ("response-content-disposition", "content-disposition"),
    ("response-content-language", "content-language"),
    ("response-content-type", "content-type"),
    ("response-expires", "expires"),
];

/// The maximum length of a key, in bytes.
// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
const MAX_KEY: usize = 1024;

/// [PutObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html)
// Source: API_PutObject. Assumed: that checksums are ignored, and that a body in signed chunks is NotImplemented.
pub(super) fn put(
    state: &mut State,
    now: Timestamp,
    caller: &Principal,
    request: &Request,
    target: &Target,
) -> Result<Response, S3Error> {
    authorize(caller, "s3:PutObject", target, &Keys::default())?;
    if target.key.len() > MAX_KEY {
        return Err(S3Error::KeyTooLong);
    }
    if header(request, "x-amz-copy-source").is_some() {
        return Err(S3Error::NotImplemented);
    }
    let body = match header(request, "x-amz-content-sha256") {
        Some("STREAMING-UNSIGNED-PAYLOAD-TRAILER") => {
            decoded(request.body()).ok_or(S3Error::IncompleteBody)?
        }
        Some(hash) if hash.starts_with("STREAMING-") => return Err(S3Error::NotImplemented),
        _ => request.body().clone(),
    };
    let object = Object::new(body, kept_headers(request), now);
    let etag = object.etag.clone();
    let bucket = state
        .bucket_mut(&target.bucket)
        .ok_or(S3Error::NoSuchBucket)?;
    bucket.objects.insert(target.key.clone(), object);
    let mut response = Response::new(Vec::new());
    set(&mut response, "etag", &etag);
    Ok(response)
}

/// [GetObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html) and
/// [HeadObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html)
// Source: API_GetObject ("If you don't have the `s3:ListBucket` permission, Amazon S3 returns an HTTP status code 403 error").
pub(super) fn get(
    state: &State,
    caller: &Principal,
    request: &Request,
    target: &Target,
) -> Result<Response, S3Error> {
    authorize(caller, "s3:GetObject", target, &Keys::default())?;
    let bucket = state.bucket(&target.bucket).ok_or(S3Error::NoSuchBucket)?;
    let Some(object) = bucket.objects.get(&target.key) else {
        authorize(caller, "s3:ListBucket", target, &Keys::default())?;
        return Err(S3Error::NoSuchKey);
    };
    if header(request, "if-none-match") == Some(&object.etag) {
        let mut response = Response::new(Vec::new());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        set(&mut response, "etag", &object.etag);
        return Ok(response);
    }
    let mut response = Response::new(object.body.clone());
    let mut headers = object.headers.clone();
    for (parameter, name) in OVERRIDES {
        if let Some(value) = target.query.get(parameter) {
            headers.insert(name.to_owned(), value.clone());
        }
    }
    headers
        .entry("content-type".to_owned())
        .or_insert_with(|| "binary/octet-stream".to_owned());
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    set(
        &mut response,
        "content-length",
        &object.body.len().to_string(),
    );
    set(&mut response, "etag", &object.etag);
    if let Ok(modified) = jiff::Timestamp::from_second(object.modified.seconds().cast_signed()) {
        let modified = modified.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        set(&mut response, "last-modified", &modified);
    }
    Ok(response)
}

/// [DeleteObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html)
// Source: API_DeleteObject (204, whether there was one or not).
pub(super) fn delete(
    state: &mut State,
    caller: &Principal,
    target: &Target,
) -> Result<Response, S3Error> {
    authorize(caller, "s3:DeleteObject", target, &Keys::default())?;
    let bucket = state
        .bucket_mut(&target.bucket)
        .ok_or(S3Error::NoSuchBucket)?;
    bucket.objects.remove(&target.key);
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    Ok(response)
}

fn kept_headers(request: &Request) -> BTreeMap<String, String> {
    let is_kept = |name: &str| KEPT.contains(&name) || name.starts_with("x-amz-meta-");
    let all = request.headers().iter();
    let kept = all.filter(|(name, _)| is_kept(name.as_str()));
    let text = |(name, value): (&HeaderName, &HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    kept.filter_map(text).collect()
}
