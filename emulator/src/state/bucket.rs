//! Buckets and their objects.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingObjects.html>

use std::collections::BTreeMap;

use crate::config::BucketSettings;
use crate::random::hex;
use crate::timestamp::Timestamp;

/// A bucket.
pub(crate) struct Bucket {
    pub(crate) settings: BucketSettings,
    pub(crate) objects: BTreeMap<String, Object>,
}

/// An object.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) body: Vec<u8>,
    /// With its quotes.
    pub(crate) etag: String,
    pub(crate) modified: Timestamp,
    /// Headers that came with it: `content-type`, `x-amz-meta-…` and their like.
    pub(crate) headers: BTreeMap<String, String>,
}

impl Bucket {
    pub(crate) fn new(mut settings: BucketSettings) -> Self {
        let first = std::mem::take(&mut settings.objects);
        let objects = first.into_iter().map(|it| {
            let kind = it
                .content_type
                .map(|kind| ("content-type".to_owned(), kind));
            let headers = kind.into_iter().collect();
            // Objects of the configuration have no creation time.
            let object = Object::new(it.body.into_bytes(), headers, Timestamp::from_seconds(0));
            (it.key, object)
        });
        Self {
            objects: objects.collect(),
            settings,
        }
    }
}

impl Object {
    // Source: API_Object ("The ETag may or may not be an MD5 digest of the object data"). Assumed: the half of a SHA-256.
    pub(crate) fn new(
        body: Vec<u8>,
        headers: BTreeMap<String, String>,
        modified: Timestamp,
    ) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, &body);
        let half = digest.as_ref().get(..16).unwrap_or_default();
        Self {
            etag: format!("\"{}\"", hex(half)),
            body,
            modified,
            headers,
        }
    }
}
