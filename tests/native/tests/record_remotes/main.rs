//! The record store with each remote. An app sees the same with all of them.
//!
//! `suite` has the tests for every remote, and `faults` the bugs of AWS's old client; both run with each of the `places`.
//! `cognito_sync` has the tests for Cognito Sync alone.

#[path = "../../../sim/src/records/cloud.rs"]
#[allow(dead_code)]
mod cloud;
mod cognito_sync;
mod faults;
#[path = "../records/own_server.rs"]
#[allow(dead_code)]
mod own_server;
mod places;
mod suite;

/// Makes tests of functions, for each place in a list.
macro_rules! group {
    ($group:ident in [$($module:ident = $place:ident),+] $tests:tt) => {
        mod $group {
            $(mod $module { tests! { $place $tests } })+
        }
    };
}

macro_rules! tests {
    ($place:ident { $($file:ident::$name:ident;)+ }) => {
        $(#[test]
        fn $name() {
            crate::$file::$name(&crate::places::$place::default());
        })+
    };
}

group! { everywhere in [memory = InMemory, cognito_sync = CognitoSync, dynamo_db = DynamoDb, own_api = OwnApi] {
    suite::what_is_written_is_there_on_other_devices;
    suite::what_did_not_change_is_not_sent;
    suite::a_conflict_ends_as_the_policy_says;
    suite::an_open_conflict_waits_for_the_app;
    suite::a_dataset_that_was_deleted_goes_everywhere;
    suite::a_dataset_that_was_deleted_keeps_what_is_new;
    suite::nobody_sees_another_s_records;
    suite::a_full_dataset_goes_there_and_back;
    suite::without_a_network_everything_works_but_the_way_there;
    suite::a_lost_response_is_no_conflict;
    faults::an_empty_value_is_no_removal;
    faults::a_write_during_a_push_stays;
    faults::after_a_conflict_the_new_version_is_replaced;
    faults::the_same_value_is_no_conflict;
    faults::two_tabs_push_once;
    faults::a_clock_that_is_a_year_wrong_loses_nothing;
    faults::nothing_of_one_person_goes_to_another;
    faults::a_dataset_of_removed_records_comes_to_an_end;
} }

group! { with_guests in [memory = InMemory, cognito_sync = CognitoSync, dynamo_db = DynamoDb] {
    suite::a_guest_who_signs_up_keeps_the_records;
    suite::a_guest_with_an_account_brings_the_records_along;
    faults::after_a_merge_and_a_deletion_it_goes_on;
} }

group! { where_records_are_counted in [memory = InMemory, cognito_sync = CognitoSync, own_api = OwnApi] {
    suite::datasets_are_listed_described_and_counted;
} }

group! { where_there_are_limits in [memory = InMemory, cognito_sync = CognitoSync] {
    suite::what_is_too_much_is_refused_before_it_is_sent;
} }
