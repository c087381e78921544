//! RespondToAuthChallenge.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::DateTime;
use serde_json::{Map, Value};

use super::initiate_auth::{Parameters, after_password, sign_in};
use super::request::{CLIENT_ID, Input, SESSION};
use crate::account::{Attributes, Proof};
use crate::config::ClientSettings;
use crate::errors::Failure;
use crate::moment::Moment;
use crate::state::{Context, State};

const CHALLENGES: [&str; 16] = [
    "SMS_MFA",
    "EMAIL_OTP",
    "SOFTWARE_TOKEN_MFA",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "PASSWORD_VERIFIER",
    "CUSTOM_CHALLENGE",
    "SELECT_CHALLENGE",
    "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER",
    "ADMIN_NO_SRP_AUTH",
    "NEW_PASSWORD_REQUIRED",
    "SMS_OTP",
    "PASSWORD",
    "WEB_AUTHN",
    "PASSWORD_SRP",
];

/// How far a client's clock may be from ours.
const MOST_SKEW: Duration = Duration::from_secs(300);

/// [RespondToAuthChallenge](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html)
///
/// Of the challenges PASSWORD_VERIFIER and NEW_PASSWORD_REQUIRED; no pool gives out others.
pub(super) fn respond_to_auth_challenge(
    state: &mut State,
    now: Moment,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let client_id = input.required("ClientId", &CLIENT_ID);
    let challenge = input.choice("ChallengeName", &CHALLENGES);
    let session = input.optional("Session", &SESSION);
    let responses = Parameters(input.map("ChallengeResponses"));
    input.finish()?;

    let (mut context, client) = state.of_client(now, client_id)?;
    match challenge {
        "PASSWORD_VERIFIER" => password_verifier(&mut context, &client, &responses),
        "NEW_PASSWORD_REQUIRED" => new_password(&mut context, &client, session, &responses),
        _ => Err(Failure::session_invalid()),
    }
}

fn password_verifier(
    context: &mut Context<'_>,
    client: &ClientSettings,
    responses: &Parameters<'_>,
) -> Result<Value, Failure> {
    let username = responses.required("USERNAME")?;
    let secret_block = responses.required("PASSWORD_CLAIM_SECRET_BLOCK")?;
    let timestamp = responses.required("TIMESTAMP")?;
    let signature = responses.required("PASSWORD_CLAIM_SIGNATURE")?;
    client.check_secret_hash(username, responses.optional("SECRET_HASH"))?;
    let time = parse_timestamp(timestamp).ok_or(Failure::timestamp_format())?;
    if is_skewed(context, time) {
        return Err(Failure::incorrect_credentials());
    }
    let signature = STANDARD
        .decode(signature)
        .map_err(|_| Failure::invalid_parameter("Invalid PASSWORD_CLAIM_SIGNATURE"))?;
    let proof = Proof {
        username,
        secret_block,
        timestamp: &write_timestamp(time),
        signature: &signature,
    };
    let (username, state) = context.finish_proof(client, &proof)?;
    after_password(context, client, &username, state)
}

fn new_password(
    context: &mut Context<'_>,
    client: &ClientSettings,
    session: Option<&str>,
    responses: &Parameters<'_>,
) -> Result<Value, Failure> {
    let name = responses.required("USERNAME")?;
    let password = responses.required("NEW_PASSWORD")?;
    let session = session.ok_or(Failure::missing_parameter("Session"))?;
    client.check_secret_hash(name, responses.optional("SECRET_HASH"))?;
    let username = context.new_password_session(client, session)?;
    let is_same = context
        .pool
        .users
        .find(name)
        .is_some_and(|user| user.username == username);
    if !is_same {
        return Err(Failure::session_invalid());
    }
    let given = responses.0.iter().filter_map(|(name, value)| {
        let name = name.strip_prefix("userAttributes.")?;
        Some((name.to_owned(), (*value).to_owned()))
    });
    let given: Attributes = given.collect();
    context.replace_temporary_password(client, session, password, given)?;
    sign_in(context, client, &username)
}

/// `EEE MMM d HH:mm:ss z yyyy`, of which the day of the week is not looked at and the zone
/// must be UTC: what enters the proof is [`write_timestamp`] of it.
fn parse_timestamp(text: &str) -> Option<DateTime> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let parts: Vec<&str> = text.split(' ').collect();
    let [weekday, month, day, time, "UTC" | "GMT" | "Z", year] = parts.as_slice() else {
        return None;
    };
    if !DAYS.contains(weekday) {
        return None;
    }
    let month = MONTHS.iter().position(|name| name == month)? + 1;
    let clock: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = clock.as_slice() else {
        return None;
    };
    let small = |text: &str| text.parse::<i8>().ok();
    let (year, month) = (year.parse().ok()?, i8::try_from(month).ok()?);
    DateTime::new(
        year,
        month,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        0,
    )
    .ok()
}

fn write_timestamp(time: DateTime) -> String {
    time.strftime("%a %b %-d %H:%M:%S UTC %Y").to_string()
}

/// A client does not know that the emulator's clock has been moved, and so signs the time
/// that it was before that.
fn is_skewed(context: &Context<'_>, time: DateTime) -> bool {
    let Ok(time) = jiff::tz::TimeZone::UTC.to_timestamp(time) else {
        return true;
    };
    let now = context.now.seconds().cast_signed();
    let skew = MOST_SKEW.as_secs().cast_signed();
    let earliest = now
        .saturating_sub_unsigned(context.advanced.as_secs())
        .saturating_sub(skew);
    !(earliest..=now.saturating_add(skew)).contains(&time.as_second())
}

#[cfg(test)]
mod tests {
    use super::{parse_timestamp, write_timestamp};

    #[test]
    fn timestamps_take_one_form() {
        let canonical = |text| parse_timestamp(text).map(write_timestamp);
        let good = "Sat Sep 5 22:42:34 UTC 2026";
        assert_eq!(canonical(good).as_deref(), Some(good));
        assert_eq!(
            canonical("Sat Sep 05 22:42:34 UTC 2026").as_deref(),
            Some(good)
        );
        assert_eq!(
            canonical("Mon Sep 5 22:42:34 UTC 2026").as_deref(),
            Some(good)
        );
        for bad in [
            "",
            "Sat Sep 5 22:42:34 IST 2026",
            "Sat Sep 5 22:42:34 2026",
            "Sam sept. 5 22:42:34 UTC 2026",
            "Sat Sep 31 22:42:34 UTC 2026",
            "Sat Sep 5 25:42:34 UTC 2026",
            "2026-09-05T22:42:34Z",
        ] {
            assert_eq!(canonical(bad), None, "{bad}");
        }
    }
}
