//! Compares requests with botocore's and with AWS's model.

use super::*;
use crate::idp::tests::model::compare;
use crate::idp::{Record, Timestamp};
use crate::secret::Secret;
use crate::sigv4::{Credentials, Payload, Request, Scope, sign};

const ENDPOINT: &str = "https://cognito-sync.eu-west-1.amazonaws.com";
/// 2026-11-29T12:00:00Z
const NOW: i64 = 1_795_953_600_000;

fn list_records() -> ListRecords {
    ListRecords {
        identity: identity(),
        dataset_name: "a.b_c:d-e".to_owned(),
        last_sync_count: Some(3),
        max_results: Some(1024),
        ..ListRecords::default()
    }
}

fn delete_dataset() -> DeleteDataset {
    DeleteDataset {
        identity: identity(),
        dataset_name: "notes".to_owned(),
    }
}

fn update_records() -> UpdateRecords {
    let replace = RecordPatch {
        op: PatchOperation::Replace,
        key: "k".to_owned(),
        value: Some("v".into()),
        sync_count: 0,
        device_last_modified_date: Some(Timestamp(1_795_953_600_000)),
    };
    let remove = RecordPatch {
        op: PatchOperation::Remove,
        key: "x".to_owned(),
        sync_count: 4,
        ..RecordPatch::default()
    };
    UpdateRecords {
        identity: identity(),
        dataset_name: "notes".to_owned(),
        update: Update {
            sync_session_token: "t".into(),
            record_patches: vec![replace, remove],
            device_id: None,
        },
    }
}

/// `signature` is botocore's signature of the same request.
#[track_caller]
fn assert_signed(request: &HttpRequest, body: &str, signed_headers: &str, signature: &str) {
    let credentials = Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
        session_token: Some("session//token+1==".into()),
    };
    let headers = request.headers.iter();
    let headers: Vec<_> = headers
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let unsigned = Request {
        method: request.method,
        url: &request.url,
        headers: &headers,
        payload: Payload::Bytes(body.as_bytes()),
    };
    let scope = Scope::new("eu-west-1", SERVICE);
    let signed = sign(&unsigned, &scope, &credentials, NOW).unwrap();
    assert_eq!(signed.url, request.url);
    let (_, authorization) = signed.headers.last().unwrap();
    let expected = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261129/eu-west-1/cognito-sync/aws4_request, \
         SignedHeaders={signed_headers}, Signature={signature}"
    );
    assert_eq!(*authorization, expected);
}

/// The expected URLs and signatures are from botocore.
#[test]
fn requests_match_botocore() {
    let base = "https://cognito-sync.eu-west-1.amazonaws.com/identitypools/\
                eu-west-1%3A11111111-2222-3333-4444-555555555555/identities/\
                eu-west-1%3A66666666-7777-8888-9999-000000000000";
    let usual = "host;x-amz-date;x-amz-security-token";
    let list = request(ENDPOINT, &list_records());
    let path = "/datasets/a.b_c%3Ad-e/records?lastSyncCount=3&maxResults=1024";
    assert_eq!(
        (list.method, list.url.clone()),
        ("GET", base.to_owned() + path)
    );
    assert_eq!((list.headers.len(), &list.body), (0, &None));
    let signature = "e81c597260491a639df9401d62ca66bb8c261d6198da559e4bd1cd87ad33f95e";
    assert_signed(&list, "", usual, signature);

    let delete = request(ENDPOINT, &delete_dataset());
    let expected = ("DELETE", base.to_owned() + "/datasets/notes");
    assert_eq!((delete.method, delete.url.clone()), expected);
    let signature = "2a9ccaadcf64f2da210822b860bfbc0bfd876677e29e5e15acc0e545c4aa2047";
    assert_signed(&delete, "", usual, signature);

    let identity = identity();
    let usage = request(ENDPOINT, &DescribeIdentityUsage { identity });
    assert_eq!((usage.method, usage.url.as_str()), ("GET", base));
    let signature = "6d33fe0b3590d7dc9085e2983f037bd2ea84288a4674e603e5467791deca0990";
    assert_signed(&usage, "", usual, signature);

    let datasets = ListDatasets {
        identity: super::identity(),
        max_results: Some(20),
        next_token: Some("a/b+".to_owned()),
    };
    let datasets = request(ENDPOINT, &datasets);
    let path = "/datasets?maxResults=20&nextToken=a%2Fb%2B";
    assert_eq!(datasets.url, base.to_owned() + path);
    let signature = "f802d6f2c6bae815f6ab1239678acbbe69d60a46cfa592d43188b32f5a4d30d2";
    assert_signed(&datasets, "", usual, signature);
}

#[test]
fn update_is_signed_like_botocore() {
    let update = request(ENDPOINT, &update_records());
    let headers = [("Content-Type", "application/json".to_owned())];
    assert_eq!(
        (update.method, update.headers.as_slice()),
        ("POST", &headers[..])
    );
    // botocore writes spaces after colons and commas, and these bytes are signed, too.
    let theirs = r#"{"SyncSessionToken": "t", "RecordPatches": [{"Op": "replace", "Key": "k", "Value": "v", "SyncCount": 0, "DeviceLastModifiedDate": 1795953600}, {"Op": "remove", "Key": "x", "SyncCount": 4}]}"#;
    let ours = theirs.replace(": ", ":").replace(", ", ",");
    assert_eq!(update.body.as_deref(), Some(ours.as_str()));
    let names = "content-type;host;x-amz-date;x-amz-security-token";
    let signature = "d060ca81c3abddc0bcbf890c0107f7a59dcbcb317e08aa2f92644f9c751a8224";
    assert_signed(&update, theirs, names, signature);
    let signature = "b65539e00efda991964517c58d60b776f45ef2cf782feaa63ef3ac501c5808cb";
    assert_signed(&update, &ours, names, signature);
}

#[test]
fn serializes_empty_values_and_fractional_times() {
    let mut update = update_records();
    let patch = update.update.record_patches.first_mut().unwrap();
    patch.value = Some("".into());
    for (millis, written) in [
        (1_795_953_600_007, "1795953600.007"),
        (1_795_953_600_120, "1795953600.120"),
        (0, "0"),
        (-1500, "-2"),
    ] {
        let patch = update.update.record_patches.first_mut().unwrap();
        patch.device_last_modified_date = Some(Timestamp(millis));
        let body = request(ENDPOINT, &update).body.unwrap();
        let expected = format!(
            r#"{{"Op":"replace","Key":"k","Value":"","SyncCount":0,"DeviceLastModifiedDate":{written}}}"#
        );
        assert!(body.contains(&expected), "{body}");
    }
}

/// Each member is where AWS's model has it: in the path, the query or the body.
#[test]
fn operations_match_the_aws_model() {
    fn check<O: Operation>(operation: &O) -> &'static str {
        let model = model();
        let theirs = &model["operations"][O::NAME];
        compare(O::NAME, <O::Response as Record>::FIELDS, &theirs["output"]);
        let sent = request("", operation);
        let (path, query) = sent.url.split_once('?').unwrap_or((&sent.url, ""));
        let mut names: Vec<_> = query.split('&').filter(|it| !it.is_empty()).collect();
        names
            .iter_mut()
            .for_each(|pair| *pair = pair.split_once('=').unwrap().0);
        let mut template = theirs["http"][1].as_str().unwrap().to_owned();
        let mut asked = Vec::new();
        for (name, member) in theirs["input"].as_object().unwrap() {
            if let Some(label) = member["location"]["uri"].as_str() {
                template = template.replace(&format!("{{{label}}}"), name);
            } else if let Some(name) = member["location"]["querystring"].as_str() {
                asked.push(name);
            } else if member["location"]["header"].is_null() {
                assert!(
                    sent.body
                        .as_ref()
                        .unwrap()
                        .contains(&format!("\"{name}\":"))
                );
            }
        }
        assert_eq!(
            (sent.method, path),
            (theirs["http"][0].as_str().unwrap(), template.as_str())
        );
        asked.sort_unstable();
        assert_eq!(names, asked);
        O::NAME
    }
    let identity = Identity {
        pool_id: "IdentityPoolId".to_owned(),
        id: "IdentityId".to_owned(),
    };
    let dataset_name = "DatasetName".to_owned();
    let ours = [
        check(&DeleteDataset {
            identity: identity.clone(),
            dataset_name: dataset_name.clone(),
        }),
        check(&DescribeDataset {
            identity: identity.clone(),
            dataset_name: dataset_name.clone(),
        }),
        check(&DescribeIdentityUsage {
            identity: identity.clone(),
        }),
        check(&ListDatasets {
            identity: identity.clone(),
            max_results: Some(1),
            next_token: Some(String::new()),
        }),
        check(&ListRecords {
            identity: identity.clone(),
            dataset_name: dataset_name.clone(),
            last_sync_count: Some(1),
            max_results: Some(1),
            next_token: Some(String::new()),
            sync_session_token: Some(Secret::default()),
        }),
        check(&UpdateRecords {
            identity,
            dataset_name,
            update: Update {
                device_id: Some(String::new()),
                ..update_records().update
            },
        }),
    ];
    let model = model();
    let theirs: Vec<_> = model["operations"].as_object().unwrap().keys().collect();
    assert_eq!(theirs, ours);
    let patches = &model["operations"]["UpdateRecords"]["input"];
    let patch = &patches["RecordPatches"]["type"]["list"]["record"];
    compare("RecordPatch", RecordPatch::FIELDS, patch);
    let errors: Vec<_> = model["errors"].as_array().unwrap().iter().collect();
    assert_eq!(errors, ErrorCode::NAMES);
}
