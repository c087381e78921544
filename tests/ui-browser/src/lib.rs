//! Nothing by itself: the tests are in `tests/`.
