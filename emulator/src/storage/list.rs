//! ListObjectsV2 and GetBucketLocation.

use std::collections::BTreeSet;

use ::http::StatusCode;

use super::authorize;
use super::error::S3Error;
use super::target::Target;
use crate::access::Principal;
use crate::http::{Response, form_encoded, response};
use crate::iam::Keys;
use crate::state::State;
use crate::xml::Element;

/// The maximum number of keys in a response.
// Source: API_ListObjectsV2 ("By default, the action returns up to 1,000 key names").
const MAX_PAGE_SIZE: usize = 1000;

/// [ListObjectsV2](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html)
// Source: API_ListObjectsV2, list_amazons3 (`s3:prefix`, `s3:delimiter`, `s3:max-keys`). Assumed: that the token of the next
// page is the last key or prefix of this one.
pub(super) fn list_objects(
    state: &State,
    caller: &Principal,
    target: &Target,
) -> Result<Response, S3Error> {
    let prefix = target.text("prefix");
    let delimiter = target.text("delimiter");
    let most = match target.query.get("max-keys") {
        Some(text) => text.parse().map_err(|_| S3Error::MaxKeys)?,
        None => MAX_PAGE_SIZE,
    };
    let mut keys = Keys::default();
    for name in ["prefix", "delimiter", "max-keys"] {
        if let Some(value) = target.query.get(name) {
            keys.set(&format!("s3:{name}"), value.as_str());
        }
    }
    authorize(caller, "s3:ListBucket", target, &keys)?;
    let bucket = state.bucket(&target.bucket).ok_or(S3Error::NoSuchBucket)?;

    let after = match target.text("continuation-token") {
        "" => target.text("start-after"),
        token => token,
    };
    let is_encoded = target.text("encoding-type") == "url";
    let written = |text: &str| match is_encoded {
        true => form_encoded(text).replace("%2F", "/").replace('+', "%20"),
        false => text.to_owned(),
    };
    let most = most.min(MAX_PAGE_SIZE);
    let (mut contents, mut prefixes) = (Vec::new(), BTreeSet::new());
    let mut last = None;
    let mut is_truncated = false;
    for (key, object) in &bucket.objects {
        let Some(rest) = key.strip_prefix(prefix) else {
            continue;
        };
        let common = (!delimiter.is_empty())
            .then(|| rest.split_once(delimiter))
            .flatten()
            .map(|(head, _)| format!("{prefix}{head}{delimiter}"));
        let entry = common.clone().unwrap_or_else(|| key.clone());
        if entry.as_str() <= after || prefixes.contains(&entry) {
            continue;
        }
        if contents.len() + prefixes.len() >= most {
            is_truncated = true;
            break;
        }
        last = Some(entry.clone());
        match common {
            Some(common) => drop(prefixes.insert(common)),
            None => contents.push(Element::of(
                "Contents",
                vec![
                    Element::text("Key", written(key)),
                    Element::text("LastModified", object.modified.to_text()),
                    Element::text("ETag", object.etag.as_str()),
                    Element::text("Size", object.body.len().to_string()),
                    Element::text("StorageClass", "STANDARD"),
                ],
            )),
        }
    }
    let count = contents.len() + prefixes.len();
    let mut elements = vec![
        Element::text("Name", target.bucket.as_str()),
        Element::text("Prefix", written(prefix)),
        Element::text("KeyCount", count.to_string()),
        Element::text("MaxKeys", most.to_string()),
        Element::text("IsTruncated", is_truncated.to_string()),
    ];
    let texts = [
        ("Delimiter", delimiter),
        ("StartAfter", target.text("start-after")),
        ("ContinuationToken", target.text("continuation-token")),
        ("EncodingType", target.text("encoding-type")),
    ];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    elements.extend(texts.map(|(name, text)| Element::text(name, text)));
    if let Some(last) = last.filter(|_| is_truncated) {
        elements.push(Element::text("NextContinuationToken", last));
    }
    elements.extend(contents);
    for prefix in prefixes {
        let text = Element::text("Prefix", written(&prefix));
        elements.push(Element::of("CommonPrefixes", vec![text]));
    }
    let root = Element::of("ListBucketResult", elements);
    Ok(document(&root))
}

/// [GetBucketLocation](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html)
pub(super) fn location(
    state: &State,
    caller: &Principal,
    target: &Target,
) -> Result<Response, S3Error> {
    authorize(caller, "s3:GetBucketLocation", target, &Keys::default())?;
    let bucket = state.bucket(&target.bucket).ok_or(S3Error::NoSuchBucket)?;
    let region = bucket.settings.region.as_str();
    Ok(document(&Element::text("LocationConstraint", region)))
}

fn document(root: &Element) -> Response {
    let text = root.to_xml("http://s3.amazonaws.com/doc/2006-03-01/");
    response(StatusCode::OK, "application/xml", text.into_bytes())
}
