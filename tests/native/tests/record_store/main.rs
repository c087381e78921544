//! The record store with a remote in memory.

mod accounts;
#[path = "../../../sim/src/records/cloud.rs"]
#[allow(dead_code)]
mod cloud;
mod conflicts;
mod devices;
mod interruptions;
mod limits;
mod people;
mod reads_and_writes;
