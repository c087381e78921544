//! The bucket and the key of a request.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html>

use std::collections::BTreeMap;

use crate::http::{Request, decode, form, header};
use crate::signing::Signature;
use crate::state::State;

/// The target of a request.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) bucket: String,
    /// The key; empty for a request for the bucket itself.
    pub(super) key: String,
    pub(super) query: BTreeMap<String, String>,
}

impl Target {
    /// `None` if the request is not for S3: it names no bucket that is there, and is not signed for it.
    // Source: VirtualHosting (path-style and virtual-hosted-style requests).
    pub(super) fn of(state: &State, request: &Request) -> Option<Self> {
        let path = request.uri().path();
        let path = path.strip_prefix('/').unwrap_or(path);
        let query = request.uri().query().map(form).unwrap_or_default();
        let query = query.into_iter().collect();
        if let Some(bucket) = bucket_of_host(state, request) {
            return Some(Self {
                bucket,
                key: unescaped(path),
                query,
            });
        }
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        let is_for_s3 = || {
            let signature = Signature::read(request).ok().flatten();
            signature.is_some_and(|it| it.credential.service == "s3")
        };
        let is_target = state.bucket(bucket).is_some() || is_for_s3();
        is_target.then(|| Self {
            bucket: unescaped(bucket),
            key: unescaped(key),
            query,
        })
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.query.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// The bucket in a host such as `bucket.s3.eu-west-1.amazonaws.com` or `bucket.localhost:9229`.
fn bucket_of_host(state: &State, request: &Request) -> Option<String> {
    let host = header(request, "host")?;
    let names = state.buckets.iter().map(|bucket| &bucket.settings.name);
    let mut names = names.filter(|name| {
        let rest = host
            .strip_prefix(name.as_str())
            .and_then(|it| it.strip_prefix('.'));
        rest.is_some_and(|rest| rest.starts_with("s3.") || rest.starts_with("localhost"))
    });
    names.next().cloned()
}

/// Decodes a path, in which a plus is not a space.
fn unescaped(path: &str) -> String {
    decode(&path.replace('+', "%2B"))
}
