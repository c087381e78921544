//! The part of Amazon S3 that web apps need: objects, lists of them, presigned URLs and CORS.
//!
//! `target` finds the bucket and the key of a request, `object` and `list` have the operations, `cors` the CORS rules, `error`
//! the errors.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html>

mod cors;
mod error;
mod list;
mod object;
mod target;

use std::time::Duration;

use ::http::{Method, StatusCode};

use crate::access::{
    Principal, SignatureError, SignatureRequirements, authenticate, denial_message,
};
use crate::http::{Request, Response, response, set};
use crate::iam::{Keys, Question};
use crate::signing::Style;
use crate::state::State;
use crate::timestamp::Timestamp;
use error::S3Error;
use target::Target;

/// The maximum difference between a request's time and the server's.
// Source: RESTAuthentication ("must be within 15 minutes of the Amazon S3 system time").
const WINDOW: Duration = Duration::from_secs(900);

/// Query parameters of other operations, which the emulator does not have.
const OTHER_OPERATIONS: [&str; 12] = [
    "acl",
    "cors",
    "delete",
    "lifecycle",
    "partNumber",
    "policy",
    "select",
    "tagging",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
];

/// Handles a request for a bucket or one that is signed for S3; `None` for other requests.
pub(crate) fn handle(state: &mut State, now: Timestamp, request: &Request) -> Option<Response> {
    let target = Target::of(state, request)?;
    let mut response = match request.method() {
        &Method::OPTIONS => cors::preflight(state, request, &target),
        _ => run(state, now, request, &target),
    }
    .unwrap_or_else(|denied| denied.into_response(state, now, request, &target));
    if request.method() == Method::HEAD {
        response.body_mut().clear();
    }
    let id = state.random.base64url::<12>().to_ascii_uppercase();
    set(&mut response, "x-amz-request-id", &id);
    set(&mut response, "server", "AmazonS3");
    if let Ok(date) = jiff::Timestamp::from_second(now.seconds().cast_signed()) {
        let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        set(&mut response, "date", &date);
    }
    cors::allow(state, request, &target, &mut response);
    Some(response)
}

// Source: API_Operations_Amazon_Simple_Storage_Service. Assumed: that unsupported operations are NotImplemented.
fn run(
    state: &mut State,
    now: Timestamp,
    request: &Request,
    target: &Target,
) -> Result<Response, S3Error> {
    let caller = caller(state, now, request, target)?;
    if state.bucket(&target.bucket).is_none() {
        return Err(match target.bucket.is_empty() {
            true => S3Error::NotImplemented,
            false => S3Error::NoSuchBucket,
        });
    }
    if OTHER_OPERATIONS
        .iter()
        .any(|it| target.query.contains_key(*it))
    {
        return Err(S3Error::NotImplemented);
    }
    match (request.method().as_str(), target.key.is_empty()) {
        ("GET", true) if target.query.contains_key("location") => {
            list::location(state, &caller, target)
        }
        ("GET", true) if target.query.get("list-type").is_some_and(|it| it == "2") => {
            list::list_objects(state, &caller, target)
        }
        ("HEAD", true) => {
            authorize(&caller, "s3:ListBucket", target, &Keys::default())?;
            Ok(response(StatusCode::OK, "application/xml", Vec::new()))
        }
        ("GET" | "HEAD", false) => object::get(state, &caller, request, target),
        ("PUT", false) => object::put(state, now, &caller, request, target),
        ("DELETE", false) => object::delete(state, &caller, target),
        _ => Err(S3Error::NotImplemented),
    }
}

/// The caller. Every request has to be signed.
// Source: sig-v4-header-based-auth, sigv4-query-string-auth.
fn caller(
    state: &State,
    now: Timestamp,
    request: &Request,
    target: &Target,
) -> Result<Principal, S3Error> {
    let region = state
        .bucket(&target.bucket)
        .map(|it| it.settings.region.clone());
    let wanted = SignatureRequirements {
        service: "s3",
        region: region.as_deref(),
        style: Style::S3,
        window: WINDOW,
    };
    authenticate(state, now, request, wanted).map_err(|fault| match fault {
        SignatureError::Missing => S3Error::Anonymous,
        fault => S3Error::Signature(fault),
    })
}

/// Checks the caller's policies.
// Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
fn authorize(
    caller: &Principal,
    action: &str,
    target: &Target,
    more: &Keys,
) -> Result<(), S3Error> {
    let resource = match action {
        "s3:ListBucket" | "s3:GetBucketLocation" => format!("arn:aws:s3:::{}", target.bucket),
        _ => format!("arn:aws:s3:::{}/{}", target.bucket, target.key),
    };
    let mut keys = caller.keys();
    keys.extend(more);
    let question = Question {
        action,
        resource: &resource,
        keys: &keys,
    };
    match denial_message(caller, &question) {
        None => Ok(()),
        Some(message) => Err(S3Error::Forbidden(quoted(&message, &resource))),
    }
}

/// The message with the ARN in quotes, as S3 has it.
// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html (its example).
fn quoted(message: &str, resource: &str) -> String {
    message.replacen(
        &format!("on resource: {resource} "),
        &format!("on resource: \"{resource}\" "),
        1,
    )
}
