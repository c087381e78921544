//! Every flow of the client, each of its errors, and every bad input, against the emulator's core.

mod account;
mod answers;
mod bad_days;
mod bytes;
mod challenges;
mod changes;
mod construction;
mod devices;
mod factors;
mod operations;
mod passkeys;
mod profile;
mod recover;
mod redirect;
mod redirect_bad;
mod redirect_tokens;
mod renewal;
mod scene;
mod session_end;
mod sign_in;
mod sign_in_steps;
mod sign_out;
mod sign_up;
mod storage;
mod two_clients;
mod user_sessions;
