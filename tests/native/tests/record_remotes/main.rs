//! The record store with each remote: what an app sees is the same, wherever its records are kept.
//!
//! `suite` has what holds with every remote and `faults` what AWS's old client did wrong, both in each of the `places`;
//! `cognito_sync` has what Cognito Sync alone can do to a client.

#[path = "../../../sim/src/records/cloud.rs"]
#[allow(dead_code)]
mod cloud;
mod cognito_sync;
mod faults;
mod places;
mod suite;

/// Makes a test of each function, in each place.
macro_rules! in_each_place {
    ($($module:ident::$name:ident;)+) => {
        mod with_a_remote_in_memory {
            $(#[test] fn $name() { super::$module::$name(&super::places::InMemory::default()); })+
        }

        mod with_cognito_sync {
            $(#[test] fn $name() { super::$module::$name(&super::places::CognitoSync::default()); })+
        }
    };
}

in_each_place! {
    suite::what_is_written_is_there_on_other_devices;
    suite::what_did_not_change_is_not_sent;
    suite::a_conflict_ends_as_the_policy_says;
    suite::an_open_conflict_waits_for_the_app;
    suite::a_dataset_that_was_deleted_goes_everywhere;
    suite::a_dataset_that_was_deleted_keeps_what_is_new;
    suite::a_guest_who_signs_up_keeps_the_records;
    suite::a_guest_with_an_account_brings_the_records_along;
    suite::nobody_sees_another_s_records;
    suite::a_full_dataset_goes_there_and_back;
    suite::what_is_too_much_is_refused_before_it_is_sent;
    suite::without_a_network_everything_works_but_the_way_there;
    suite::a_lost_answer_is_no_conflict;
    suite::datasets_are_listed_described_and_counted;
    faults::an_empty_value_is_no_removal;
    faults::a_write_during_a_push_stays;
    faults::after_a_merge_and_a_deletion_it_goes_on;
    faults::after_a_conflict_the_new_version_is_replaced;
    faults::the_same_value_is_no_conflict;
    faults::two_tabs_push_once;
    faults::nothing_of_one_person_goes_to_another;
    faults::a_dataset_of_removed_records_comes_to_an_end;
}
