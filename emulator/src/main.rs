//! A local Cognito: the emulator behind a server on 127.0.0.1.

fn main() {}
