//! Two devices write, remove, delete and synchronize at random, on a network that loses requests and responses. At the
//! end both have the same records, and every value that was not replaced.

use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::HttpRequest;

use super::cognito_sync::CognitoSync;
use super::dynamo_db::DynamoDb;
use super::own_api::OwnApi;
use super::place::{Device, Place, devices};

const SEEDS: u64 = 6;
const STEPS: u64 = 40;
const KEYS: [&str; 3] = ["a", "b", "c"];

#[test]
fn devices_converge_at_dynamo_db() {
    converge::<DynamoDb>();
}

#[test]
fn devices_converge_at_an_own_api() {
    converge::<OwnApi>();
}

#[test]
fn devices_converge_at_cognito_sync() {
    converge::<CognitoSync>();
}

fn converge<P: Place>() {
    for seed in 1..=SEEDS {
        let (one, two) = devices::<P>();
        let mut dice = Dice(seed);
        for step in 0..STEPS {
            let device = [&one, &two][dice.roll(2)];
            act::<P>(device, &mut dice, step);
            // Advances the time of both, so that the next write is later.
            let pause = Duration::from_secs([1, 1, 5, 70][dice.roll(4)]);
            one.stage.advance(pause);
            two.stage.advance(pause);
        }
        for device in [&one, &two] {
            device
                .stage
                .world
                .network(|_: &HttpRequest| Delivery::Deliver);
        }
        one.put("last", "1");
        for device in [&one, &two, &one, &two] {
            device.synchronize();
        }
        assert_eq!(one.shown(), two.shown(), "seed {seed}");
        assert!(
            two.shown().contains("last=1"),
            "seed {seed}: {}",
            two.shown()
        );
        let due = one.stage.run(one.page.client.records().local()).unwrap();
        assert!(
            due.iter().all(|it| it.unsynchronized == 0),
            "seed {seed}: {due:?}"
        );
    }
}

fn act<P: Place>(device: &Device, dice: &mut Dice, step: u64) {
    let key = KEYS[dice.roll(KEYS.len())];
    match dice.roll(12) {
        0..4 => device.put(key, &format!("{step}")),
        4 => device.remove(key),
        5 if dice.roll(4) == 0 => {
            let records = device.page.client.records();
            device.stage.run(records.delete("notes")).unwrap();
        }
        _ => {
            let delivery = match dice.roll(6) {
                0 => Delivery::LoseRequest,
                1 => Delivery::LoseAnswer,
                2 => Delivery::CutAnswer,
                _ => Delivery::Deliver,
            };
            let fits: [fn(&HttpRequest) -> bool; 2] = [P::is_write, P::is_request];
            device.once(fits[dice.roll(2)], delivery);
            // The next synchronization retries what failed.
            let _ = device.try_to_synchronize();
        }
    }
}

/// The same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}
