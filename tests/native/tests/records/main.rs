//! Records at all remotes: each passes the same suite, and has its own tests.

mod cognito_sync;
mod dynamo_db;
mod guests;
mod invalid_responses;
mod logins;
mod own_api;
mod own_server;
mod place;
mod random;
mod service_failures;
mod suite;
