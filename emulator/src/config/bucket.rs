//! Settings of buckets and of echo APIs.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>
//! - <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html>
//! - <https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html>

use serde::Deserialize;

/// A bucket of Amazon S3.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketSettings {
    /// 3 to 63 lower-case letters, digits, dots and hyphens.
    pub name: String,
    /// Its Region.
    pub region: String,
    /// The CORS rules, each under `[[bucket.cors_rule]]`.
    #[serde(default, rename = "cors_rule")]
    pub cors_rules: Vec<CorsRule>,
    /// The initial objects, each under `[[bucket.object]]`.
    #[serde(default, rename = "object")]
    pub objects: Vec<ObjectSettings>,
}

/// A CORS rule; see [`CORSRule`](https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorsRule {
    /// Allowed origins such as `https://www.example.com`, with at most one `*`.
    pub allowed_origins: Vec<String>,
    /// GET, PUT, HEAD, POST, DELETE.
    pub allowed_methods: Vec<String>,
    /// Headers that a page may send, each with at most one `*`.
    #[serde(default)]
    pub allowed_headers: Vec<String>,
    /// Headers that a page may read.
    #[serde(default)]
    pub expose_headers: Vec<String>,
    /// How long a browser may cache the preflight response, in seconds.
    #[serde(default)]
    pub max_age_seconds: Option<u32>,
}

/// An object.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectSettings {
    /// Its key.
    pub key: String,
    /// Its content.
    pub body: String,
    /// `binary/octet-stream` unless set.
    #[serde(default)]
    pub content_type: Option<String>,
}

/// An API of Amazon API Gateway with IAM authorization, whose methods echo the request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiSettings {
    /// The first label of its host.
    pub id: String,
    /// Its Region.
    pub region: String,
    /// Its stages.
    pub stages: Vec<String>,
}
