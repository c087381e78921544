mod errors;
pub(crate) mod model;
mod requests;
mod responses;

use super::*;
use std::collections::BTreeSet;

use crate::http::Malformation;
use crate::json::Object;
use proptest::prelude::*;
use serde_json::{Value, json};

const ENDPOINT: &str = "https://cognito-idp.eu-west-1.amazonaws.com/";

fn body_of<O: Operation>(operation: &O) -> Value {
    serde_json::from_str(&request(ENDPOINT, operation).body.unwrap()).unwrap()
}

fn ok(body: Value) -> HttpResponse {
    HttpResponse {
        status: 200,
        body: body.to_string(),
        ..HttpResponse::default()
    }
}

fn refused(status: u16, error_type: Option<&str>, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        request_id: Some("r-1".to_owned()),
        error_type: error_type.map(str::to_owned),
        body: body.to_owned(),
        ..HttpResponse::default()
    }
}

fn service_error(response: &HttpResponse) -> ServiceError {
    match super::response::<SignUp>(response) {
        Err(ResponseError::Service(error)) => error,
        other => panic!("not a service error: {other:?}"),
    }
}

fn json_like() -> impl Strategy<Value = String> {
    let names: Vec<&str> = OPERATIONS
        .iter()
        .flat_map(|operation| operation.response.iter().map(|field| field.name))
        .chain([
            "__type",
            "message",
            "Message",
            "AccessToken",
            "Name",
            "Value",
        ])
        .collect();
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i64>().prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        any::<String>().prop_map(|s| json!(s)),
    ];
    leaf.prop_recursive(4, 64, 8, move |inner| {
        let name = prop::sample::select(names.clone());
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..8).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
            }),
        ]
    })
    .prop_map(|value| value.to_string())
}

proptest! {
    #[test]
    fn parsing_a_response_never_panics(
        status in any::<u16>(),
        error_type in any::<Option<String>>(),
        body in prop_oneof![any::<String>(), json_like()],
    ) {
        let http_response = HttpResponse { status, error_type, body, ..HttpResponse::default() };
        let _ = response::<InitiateAuth>(&http_response);
        let _ = response::<GetUser>(&http_response);
        let _ = response::<SignUp>(&http_response);
        let _ = response::<UpdateUserAttributes>(&http_response);
        let _ = response::<GlobalSignOut>(&http_response);
    }

    #[test]
    fn any_text_is_serialized_losslessly(username in any::<String>(), password in any::<String>()) {
        let operation = SignUp {
            username: username.clone(),
            password: Some(password.clone().into()),
            ..SignUp::default()
        };
        let body = body_of(&operation);
        prop_assert_eq!(body["Username"].as_str(), Some(username.as_str()));
        prop_assert_eq!(body["Password"].as_str(), Some(password.as_str()));
    }
}
