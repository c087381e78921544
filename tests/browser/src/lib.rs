//! The browser platform on the real thing, and the client on top of it, in headless Chromium.
//!
//! The tests are in `tests/browser/`. They talk to an emulator whose address stands in the
//! environment variable `VESTIBULE_EMULATOR_URL` when they are compiled.

#![forbid(unsafe_code)]
