//! Records at the remotes that there are: each of them passes the same suite, and has tests of its own.

mod cognito_sync;
mod dynamo_db;
mod logins;
mod own_api;
mod own_server;
mod place;
mod random;
mod suite;
