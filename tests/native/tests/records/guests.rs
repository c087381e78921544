//! The records of guests of an identity pool.

use std::sync::atomic::Ordering;
use std::time::Duration;

use vestibule::protocol::http::HttpRequest;
use vestibule::{Automatic, RecordsConfig};
use vestibule_native_tests::{ADA, Stage, sign_in};

use super::dynamo_db::DynamoDb;
use super::place::{Device, Place};

fn guest(records: RecordsConfig) -> Device {
    let stage = Stage::new();
    DynamoDb::open(&stage);
    let page = stage.page_of(DynamoDb::config().records(records));
    Device { stage, page }
}

#[test]
fn a_guests_records_are_kept_at_sign_in() {
    let device = guest(DynamoDb::records().automatic(Automatic::off()));
    device.put("a", "guest");
    assert_eq!(device.synchronize().pushed, 1);
    sign_in(&device.stage, &device.page.client, ADA);
    assert_eq!(device.shown(), "a=guest");
    device.synchronize();
    let other = Device::of::<DynamoDb>(device.stage.another_browser(8), ADA);
    other.synchronize();
    assert_eq!(other.shown(), "a=guest");
}

fn creates_identity(request: &HttpRequest) -> bool {
    let mut headers = request.headers.iter();
    headers.any(|(name, value)| *name == "X-Amz-Target" && value.ends_with(".GetId"))
}

#[test]
fn a_guest_gets_an_identity_with_the_first_write() {
    let device = guest(DynamoDb::records());
    let asked = device.count(creates_identity);
    let pass = || {
        device.stage.advance(Duration::from_secs(60));
        asked.load(Ordering::Relaxed)
    };
    assert_eq!(device.shown(), "");
    assert_eq!(pass(), 0);
    device.put("a", "guest");
    assert_eq!(pass(), 1);

    sign_in(&device.stage, &device.page.client, ADA);
    let of_user = pass();
    let client = device.page.client.clone();
    device
        .stage
        .run(async move { drop(client.sign_out().await.unwrap()) });
    assert_eq!(device.shown(), "");
    assert_eq!(pass(), of_user);
    // Somebody who synchronizes asks the remote.
    device.synchronize();
    assert_eq!(pass(), of_user + 1);
}
