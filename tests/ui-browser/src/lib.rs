//! This crate is empty: the tests are in `tests/`.
