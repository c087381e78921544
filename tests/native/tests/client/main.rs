//! Every flow of the client, each of its errors, and every bad input, against the emulator's core.

mod sign_in;
