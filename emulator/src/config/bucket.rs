//! Buckets, and APIs that echo.
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
    /// What pages of other origins may do, each under `[[bucket.cors_rule]]`.
    #[serde(default, rename = "cors_rule")]
    pub cors_rules: Vec<CorsRule>,
    /// What is in it at first, each under `[[bucket.object]]`.
    #[serde(default, rename = "object")]
    pub objects: Vec<ObjectSettings>,
}

/// One rule for pages; see [`CORSRule`](https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorsRule {
    /// `https://www.example.com`, with one `*` at the most.
    pub allowed_origins: Vec<String>,
    /// GET, PUT, HEAD, POST, DELETE.
    pub allowed_methods: Vec<String>,
    /// Headers that a page may send, each with one `*` at the most.
    #[serde(default)]
    pub allowed_headers: Vec<String>,
    /// Headers that a page may read.
    #[serde(default)]
    pub expose_headers: Vec<String>,
    /// How long a browser may remember it.
    #[serde(default)]
    pub max_age_seconds: Option<u32>,
}

/// An object.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectSettings {
    /// Its key.
    pub key: String,
    /// What is in it.
    pub body: String,
    /// `binary/octet-stream` unless set.
    #[serde(default)]
    pub content_type: Option<String>,
}

/// An API of Amazon API Gateway with IAM authorization, every method of which answers with what it was asked.
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
