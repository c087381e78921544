//! Compares every operation with AWS's model.

use super::*;

fn model() -> Value {
    serde_json::from_str(include_str!("../model.json")).unwrap()
}

/// Operations that need no IAM key but are not supported, each with a required member that a browser cannot have.
const NOT_FOR_BROWSERS: &[(&str, &str)] = &[
    // "You must configure the app client with a client secret": it is for machine-to-machine authorization.
    ("GetClientToken", "Secret"),
];

/// The model's auth type is not sufficient: GetDerivedToken has that of the service, SigV4, although its documentation
/// says that the app client's id suffices. `model.py` checks three criteria. Every operation that meets one is either
/// supported or listed above with a reason.
#[test]
fn covers_every_operation_without_an_iam_key() {
    let model = model();
    let keyless = model["keyless"].as_object().unwrap();
    let others = NOT_FOR_BROWSERS.iter().map(|(name, _)| *name);
    let ours = OPERATIONS.iter().map(|operation| operation.name);
    let ours: BTreeSet<_> = ours.chain(others).collect();
    let theirs: BTreeSet<_> = keyless.keys().map(String::as_str).collect();
    let missing: Vec<_> = theirs.difference(&ours).collect();
    assert!(
        missing.is_empty(),
        "model.json has {missing:?}: add `operation!` and `record!` in a file of protocol/src/idp"
    );
    let unknown: Vec<_> = ours.difference(&theirs).collect();
    assert!(unknown.is_empty(), "model.json lacks {unknown:?}");
    let described: Vec<_> = model["operations"].as_object().unwrap().keys().collect();
    let is_ours = |name: &&String| {
        let mut others = NOT_FOR_BROWSERS.iter();
        !others.any(|(other, _)| other == name)
    };
    assert_eq!(
        described,
        keyless.keys().filter(is_ours).collect::<Vec<_>>()
    );
}

/// For each criterion, there is an operation that does not meet it but meets another.
#[test]
fn each_criterion_finds_operations_that_others_miss() {
    let model = model();
    let keyless = model["keyless"].as_object().unwrap();
    for criterion in ["auth type", "documentation", "request"] {
        let lacks = |met: &&Value| !met.as_array().unwrap().contains(&json!(criterion));
        assert!(keyless.values().any(|met| lacks(&met)), "{criterion}");
    }
    assert_eq!(
        keyless["GetDerivedToken"],
        json!(["documentation", "request"])
    );
    assert!(
        NOT_FOR_BROWSERS
            .iter()
            .all(|(_, member)| member.contains("Secret"))
    );
}

#[test]
fn client_id_is_set_only_on_operations_that_have_it() {
    for operation in OPERATIONS {
        let own = own_field(operation.name);
        assert!(operation.takes(own), "{} has no {own}", operation.name);
        let has_client = operation.takes("ClientId");
        assert_eq!(own == "ClientId", has_client, "{}", operation.name);
    }
}

#[test]
fn context_data_and_metadata_follow_from_the_fields() {
    for operation in OPERATIONS {
        let name = operation.name;
        let takes = |field| operation.takes(field);
        assert_eq!(
            takes_client_metadata(name),
            takes("ClientMetadata"),
            "{name}"
        );
        assert_eq!(takes_user_context(name), takes("UserContextData"), "{name}");
        // An operation has both or neither, and has them only with metadata for the triggers.
        let takes_context = takes("UserContextData");
        assert_eq!(takes_context, takes("AnalyticsMetadata"), "{name}");
        assert!(!takes_context || takes("ClientMetadata"), "{name}");
    }
}

#[test]
fn operations_match_the_aws_model() {
    let model = model();
    for operation in OPERATIONS {
        let theirs = &model["operations"][operation.name];
        assert!(theirs.is_object(), "{} is not an operation", operation.name);
        compare(operation.name, operation.request, &theirs["input"]);
        compare(operation.name, operation.response, &theirs["output"]);
    }
}

pub(crate) fn compare(place: &str, ours: &[Field], theirs: &Value) {
    let theirs = theirs.as_object().unwrap();
    let mut our_names: Vec<_> = ours.iter().map(|field| field.name).collect();
    our_names.sort_unstable();
    let mut their_names: Vec<_> = theirs.keys().map(String::as_str).collect();
    their_names.sort_unstable();
    assert_eq!(our_names, their_names, "{place}");
    for field in ours {
        let place = format!("{place}.{}", field.name);
        let member = &theirs[field.name];
        compare_kind(&place, &field.kind, &member["type"]);
        // A missing list or map is parsed as an empty one, so it is never required.
        let is_several = matches!(field.kind, Kind::List(_) | Kind::Map);
        let required = member["required"].as_bool().unwrap();
        assert!(
            is_several || required == (field.need == Need::Required),
            "{place}"
        );
        let is_secret = hides(&field.kind);
        let is_name = ["ClientId", "Username"].contains(&field.name);
        let sensitive = member["sensitive"].as_bool().unwrap();
        assert!(
            !sensitive || is_secret || is_name,
            "{place} is visible in Debug"
        );
    }
}

fn hides(kind: &Kind) -> bool {
    match kind {
        Kind::Secret | Kind::Map => true,
        Kind::Record(fields) => fields.iter().all(|field| hides(&field.kind)),
        _ => false,
    }
}

fn compare_kind(place: &str, ours: &Kind, theirs: &Value) {
    match ours {
        Kind::Text | Kind::Secret => assert_eq!(theirs, "string", "{place}"),
        Kind::Bool => assert_eq!(theirs, "boolean", "{place}"),
        Kind::Integer => assert!(theirs == "integer" || theirs == "long", "{place}"),
        Kind::Timestamp => assert_eq!(theirs, "timestamp", "{place}"),
        // A document of another standard. AWS's model has none of its fields.
        Kind::Document => assert_eq!(*theirs, json!({ "record": {} }), "{place}"),
        Kind::Map => assert_eq!(theirs["map"], "string", "{place}"),
        Kind::List(of) => compare_kind(place, of, &theirs["list"]),
        Kind::Record(fields) => compare(place, fields, &theirs["record"]),
        Kind::Enum(names) => {
            let theirs = theirs["enum"].as_array().unwrap();
            for name in *names {
                assert!(theirs.iter().any(|known| known == name), "{place}: {name}");
            }
            // The others need an IAM key.
            let others = theirs.iter().filter(|name| {
                let name = name.as_str().unwrap();
                !names.contains(&name) && !name.starts_with("ADMIN_")
            });
            assert_eq!(others.count(), 0, "{place}");
        }
    }
}

#[test]
fn covers_every_exception() {
    let model = model();
    let theirs: Vec<_> = model["errors"].as_array().unwrap().iter().collect();
    let mut ours = ErrorCode::NAMES.to_vec();
    ours.sort_unstable();
    assert_eq!(ours, theirs);
    for name in ours {
        let code = ErrorCode::from_name(name);
        assert!(!matches!(code, ErrorCode::Other(_)), "{name}");
        assert_eq!(code.as_str(), name);
    }
}
