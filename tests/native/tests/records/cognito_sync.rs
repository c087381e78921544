//! Cognito Sync in the emulator. Tests that only apply to it are in `record_remotes`.

use vestibule::protocol::http::HttpRequest;
use vestibule::{ClientConfig, IdentityPool, RecordsConfig};
use vestibule_native_tests::{BROWSER, COGNITO, Stage, config};

use super::place::Place;
use super::suite::suite;

pub struct CognitoSync;

impl Place for CognitoSync {
    fn open(_: &Stage) {}

    fn records() -> RecordsConfig {
        RecordsConfig::cognito_sync().endpoint(COGNITO)
    }

    fn config() -> ClientConfig {
        let pool = "eu-west-1:11111111-2222-3333-4444-555555555555";
        config(BROWSER).identity_pool(IdentityPool::new(pool).endpoint(COGNITO))
    }

    fn is_write(request: &HttpRequest) -> bool {
        Self::is_request(request) && request.method == "POST"
    }

    fn is_request(request: &HttpRequest) -> bool {
        request.url.contains("/identitypools/")
    }
}

suite!(CognitoSync:
    two_who_write_other_keys_both_keep_what_they_wrote
    the_last_writer_wins
    a_removal_is_a_write_like_any_other
    a_lost_request_loses_nothing
    a_dataset_that_was_deleted_and_made_anew_elsewhere
    an_edit_of_what_was_deleted_and_made_anew_is_a_conflict
    what_was_deleted_here_is_deleted_there
    many_records_at_once
    large_values
    what_has_not_changed_is_not_read_again
    datasets_are_listed
    any_character_comes_back
    who_is_too_busy_is_asked_five_times
    an_error_of_the_network_names_the_host
);
