//! Tests of the browser platform, and of the client on it, in headless Chromium.
//!
//! The tests are in `tests/browser/`. They use an emulator whose URL is in the environment variable
//! `VESTIBULE_EMULATOR_URL` when they are compiled.

#![forbid(unsafe_code)]
