//! AssociateSoftwareToken, VerifySoftwareToken, SetUserMFAPreference, SetUserSettings,
//! GetUserAuthFactors.

use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::operation::Secondary::{Refuses, Serves};
use super::request::Input;
use super::rules::{ATTRIBUTE_NAME, SESSION, TEXT, TOKEN, TOTP_CODE};
use super::tokens::bearer;
use crate::account::Preference;
use crate::config::QuotaCategory::{UserResourceRead, UserResourceUpdate};
use crate::config::{FirstFactor, MfaKind};
use crate::errors::Failure;
use crate::state::{Choice, Context, State, User};
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new(
        "AssociateSoftwareToken",
        associate_software_token,
        None,
        Refuses,
    ),
    Operation::new(
        "VerifySoftwareToken",
        verify_software_token,
        Some(UserResourceUpdate),
        Refuses,
    ),
    Operation::new(
        "SetUserMFAPreference",
        set_user_mfa_preference,
        None,
        Serves,
    ),
    Operation::new("SetUserSettings", set_user_settings, None, Serves),
    Operation::new(
        "GetUserAuthFactors",
        get_user_auth_factors,
        Some(UserResourceRead),
        Serves,
    ),
];

/// [AssociateSoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html)
fn associate_software_token(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.optional("AccessToken", &TOKEN);
    let session = input.optional("Session", &SESSION);
    input.finish()?;

    match (token, session) {
        (Some(token), _) => {
            let mut bearer = bearer(state, now, token)?;
            let secret = bearer.context.new_token(&bearer.username)?;
            Ok(json!({ "SecretCode": secret }))
        }
        (None, Some(session)) => {
            let mut context = of_session(state, now, session)?;
            let (secret, session) = context.new_token_in_session(session)?;
            Ok(json!({ "SecretCode": secret, "Session": session }))
        }
        (None, None) => Err(Failure::missing_parameter("AccessToken or Session")),
    }
}

/// [VerifySoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html)
fn verify_software_token(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.optional("AccessToken", &TOKEN);
    let session = input.optional("Session", &SESSION);
    let code = input.required("UserCode", &TOTP_CODE);
    let name = input.optional("FriendlyDeviceName", &TEXT);
    let name = name.unwrap_or_default();
    input.finish()?;

    match (token, session) {
        (Some(token), _) => {
            let mut bearer = bearer(state, now, token)?;
            bearer.context.verify_token(&bearer.username, code, name)?;
            Ok(json!({ "Status": "SUCCESS" }))
        }
        (None, Some(session)) => {
            let mut context = of_session(state, now, session)?;
            let session = context.verify_token_in_session(session, code, name)?;
            Ok(json!({ "Status": "SUCCESS", "Session": session }))
        }
        (None, None) => Err(Failure::missing_parameter("AccessToken or Session")),
    }
}

/// [SetUserMFAPreference](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html)
fn set_user_mfa_preference(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let kinds = [
        ("SMSMfaSettings", MfaKind::Sms),
        ("SoftwareTokenMfaSettings", MfaKind::SoftwareToken),
        ("EmailMfaSettings", MfaKind::Email),
    ];
    let mut preferences = Vec::new();
    for (name, kind) in kinds {
        let preference = input.structure(name, |inner| Preference {
            kind,
            is_on: inner.flag("Enabled"),
            is_preferred: inner.flag("PreferredMfa"),
        });
        preferences.extend(preference);
    }
    let web_authn = input.structure("WebAuthnMfaSettings", |inner| inner.flag("Enabled"));
    input.finish()?;

    let mut bearer = bearer(state, now, token)?;
    bearer
        .context
        .set_mfa_preferences(&bearer.username, &preferences, web_authn)?;
    Ok(json!({}))
}

/// [SetUserSettings](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html)
fn set_user_settings(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let options = input.structures("MFAOptions", |inner| {
        let medium = inner.optional_choice("DeliveryMedium", &["SMS", "EMAIL"]);
        (medium, inner.optional("AttributeName", &ATTRIBUTE_NAME))
    });
    input.finish()?;

    let is_sms =
        |option: &(Option<&str>, Option<&str>)| *option == (Some("SMS"), Some("phone_number"));
    if !options.iter().all(is_sms) {
        return Err(Failure::invalid_parameter(
            "Only SMS to phone_number is supported",
        ));
    }
    let mut bearer = bearer(state, now, token)?;
    bearer
        .context
        .set_legacy_mfa(&bearer.username, !options.is_empty())?;
    Ok(json!({}))
}

/// [GetUserAuthFactors](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html)
fn get_user_auth_factors(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    let user = bearer.context.user(&bearer.username)?;
    let mut response = mfa_settings(user);
    response["Username"] = user.username.clone().into();
    response["ConfiguredUserAuthFactors"] = first_factors(&bearer.context, user).into();
    Ok(response)
}

/// `UserMFASettingList` and `PreferredMfaSetting`, if they are not empty.
pub(super) fn mfa_settings(user: &User) -> Value {
    let mut settings = json!({});
    let active = user.mfa.active();
    if !active.is_empty() {
        let mut names: Vec<_> = active.iter().map(|kind| kind.as_str()).collect();
        if user.mfa.web_authn {
            names.push("WEB_AUTHN");
        }
        settings["UserMFASettingList"] = names.into();
    }
    if let Some(kind) = user.mfa.preferred {
        settings["PreferredMfaSetting"] = kind.as_str().into();
    }
    settings
}

fn first_factors(context: &Context<'_>, user: &User) -> Vec<&'static str> {
    let factors = [
        (FirstFactor::Password, Choice::Password),
        (FirstFactor::EmailOtp, Choice::EmailOtp),
        (FirstFactor::SmsOtp, Choice::SmsOtp),
        (FirstFactor::WebAuthn, Choice::WebAuthn),
    ];
    let has = |(_, choice): &(FirstFactor, Choice)| context.has_choice(user, *choice);
    let usable = factors.into_iter().filter(has);
    usable.map(|(factor, _)| factor.as_str()).collect()
}

/// The pool of a `Session`.
// Source: API_AssociateSoftwareToken.
fn of_session<'a>(
    state: &'a mut State,
    now: Timestamp,
    session: &str,
) -> Result<Context<'a>, Failure> {
    let context = state.context(now, |pool| pool.challenges.contains_key(session));
    context.ok_or(Failure::session_invalid())
}
