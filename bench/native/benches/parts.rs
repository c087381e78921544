//! Benchmarks of the parts of a sign-in: `cargo xtask bench --native`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use vestibule::protocol::oauth::Callback;
use vestibule::protocol::srp::Ephemeral;
use vestibule::protocol::{json, jwt};
use vestibule_native_bench::{Exchange, Visit, callback, sign_in_response, token};

fn srp(bench: &mut Criterion) {
    let exchange = Exchange::default();
    bench.bench_function("srp/A", |b| {
        b.iter(|| Ephemeral::new(black_box([7; 32])));
    });
    let ephemeral = Ephemeral::new([7; 32]);
    bench.bench_function("srp/proof", |b| {
        b.iter(|| ephemeral.prove(black_box(&exchange.challenge())));
    });
    bench.bench_function("srp/both", |b| {
        b.iter(|| Ephemeral::new(black_box([7; 32])).prove(&exchange.challenge()));
    });
}

fn reading(bench: &mut Criterion) {
    let token = token("id");
    bench.bench_function("jwt/read", |b| {
        b.iter(|| jwt::Jwt::parse(black_box(&token)))
    });
    let callback = callback();
    bench.bench_function("callback/read", |b| {
        b.iter(|| Callback::parse(black_box(&callback), black_box("1example23456789.")))
    });
    let response = sign_in_response();
    bench.bench_function("json/read", |b| {
        b.iter(|| json::parse(black_box(&response)))
    });
    let value = json::parse(&response).unwrap_or_default();
    bench.bench_function("json/write", |b| b.iter(|| json::write(black_box(&value))));
}

fn session(bench: &mut Criterion) {
    let Some(visit) = Visit::new() else {
        panic!("the library does not take the record that is measured");
    };
    bench.bench_function("session/from storage", |b| {
        b.iter(|| visit.world.run(black_box(&visit.client).session()));
    });
}

criterion_group!(parts, srp, reading, session);
criterion_main!(parts);
