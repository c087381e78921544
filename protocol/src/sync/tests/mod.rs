use super::*;
use serde_json::Value;

mod requests;
mod responses;

fn model() -> Value {
    serde_json::from_str(include_str!("../model.json")).unwrap()
}

fn identity() -> Identity {
    Identity {
        pool_id: "eu-west-1:11111111-2222-3333-4444-555555555555".to_owned(),
        id: "eu-west-1:66666666-7777-8888-9999-000000000000".to_owned(),
    }
}
