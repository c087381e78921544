//! tests/browser
