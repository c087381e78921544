//! tests/native
