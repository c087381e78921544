//! The `cognito-idp` API: JSON 1.1 over `POST /`.
//!
//! A file per family of operations, each a function from the request's members to the
//! response's; `request` reads what came. What an operation does to an account lives in
//! [`account`](crate::account); the words of every error in [`errors`](crate::errors).

mod admin;
mod derived_token;
mod device;
mod gate;
mod initiate_auth;
mod mfa;
mod page;
mod passkey;
mod password;
mod profile;
mod request;
mod respond;
mod rules;
mod sign_up;
mod step;
mod timestamp;
mod tokens;
mod user_session;

use ::http::{Method, StatusCode};
use serde_json::{Map, Value};

use crate::errors::Failure;
use crate::http::{Request, Response, header, response, set};
use crate::moment::Moment;
use crate::state::State;

const MEDIA_TYPE: &str = "application/x-amz-json-1.1";
const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// What an operation is: members in, members out.
type Operation = fn(&mut State, Moment, &Map<String, Value>) -> Result<Value, Failure>;

/// The answer to a call of the API, or to the preflight request before it.
pub(crate) fn handle(state: &mut State, now: Moment, request: &Request) -> Response {
    let mut response = match *request.method() {
        Method::OPTIONS => preflight(),
        Method::POST if request.uri().path() == "/" => call(state, now, request),
        _ => response(
            StatusCode::NOT_FOUND,
            "text/plain; charset=utf-8",
            b"Not found".to_vec(),
        ),
    };
    let id = state.random.uuid();
    set(&mut response, "x-amzn-requestid", &id);
    if let Ok(date) = jiff::Timestamp::from_second(now.seconds().cast_signed()) {
        set(
            &mut response,
            "date",
            &date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        );
    }
    set(&mut response, "access-control-allow-origin", "*");
    let exposed = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";
    set(&mut response, "access-control-expose-headers", exposed);
    response
}

fn preflight() -> Response {
    let mut response = Response::new(Vec::new());
    let allowed = "amz-sdk-invocation-id,amz-sdk-request,authorization,cache-control,\
                   content-type,x-amz-content-sha256,x-amz-date,x-amz-target,x-amz-user-agent";
    set(&mut response, "access-control-allow-headers", allowed);
    set(&mut response, "access-control-allow-methods", "POST");
    set(&mut response, "access-control-max-age", "172800");
    response
}

fn call(state: &mut State, now: Moment, request: &Request) -> Response {
    match dispatch(state, now, request) {
        Ok(body) => response(StatusCode::OK, MEDIA_TYPE, body.to_string().into_bytes()),
        Err(failure) => failure.into_response(MEDIA_TYPE),
    }
}

// Source: CommonErrors.
fn dispatch(state: &mut State, now: Moment, request: &Request) -> Result<Value, Failure> {
    let target = header(request, "x-amz-target").unwrap_or_default();
    let name = target
        .strip_prefix(TARGET_PREFIX)
        .ok_or(Failure::unknown_operation())?;
    let operation = operation(name).ok_or(Failure::unknown_operation())?;
    let is_json = |media_type: &str| media_type.starts_with(MEDIA_TYPE);
    if !header(request, "content-type").is_some_and(is_json) {
        // What the service says of another protocol's request.
        return Err(Failure::unknown_operation());
    }
    if is_administrators_operation(name) {
        admin::check_signature(request)?;
    }
    let members = request::parse(request.body())?;
    gate::pass(state, now, request, name, &members)?;
    operation(state, now, &members)
}

/// Whether a request asks for what needs an administrator's IAM key on AWS.
pub(crate) fn is_administrators(request: &Request) -> bool {
    header(request, "x-amz-target")
        .and_then(|target| target.strip_prefix(TARGET_PREFIX))
        .is_some_and(is_administrators_operation)
}

fn is_administrators_operation(name: &str) -> bool {
    name.starts_with("Admin") || name == "DeleteUserPoolClient"
}

fn operation(name: &str) -> Option<Operation> {
    let operation: Operation = match name {
        "AdminAddUserToGroup" => admin::add_user_to_group,
        "AdminConfirmSignUp" => admin::confirm_sign_up,
        "AdminCreateUser" => admin::create_user,
        "AdminGetUser" => admin::get_user,
        "AdminRemoveUserFromGroup" => admin::remove_user_from_group,
        "AdminResetUserPassword" => admin::reset_user_password,
        "AdminSetUserPassword" => admin::set_user_password,
        "AdminUserGlobalSignOut" => admin::user_global_sign_out,
        "DeleteUserPoolClient" => admin::delete_user_pool_client,
        "AssociateSoftwareToken" => mfa::associate_software_token,
        "ChangePassword" => password::change_password,
        "CompleteWebAuthnRegistration" => passkey::complete_web_authn_registration,
        "ConfirmDevice" => device::confirm_device,
        "ConfirmForgotPassword" => password::confirm_forgot_password,
        "ConfirmSignUp" => sign_up::confirm_sign_up,
        "DeleteUser" => profile::delete_user,
        "DeleteUserAttributes" => profile::delete_user_attributes,
        "DeleteWebAuthnCredential" => passkey::delete_web_authn_credential,
        "ForgetDevice" => device::forget_device,
        "ForgotPassword" => password::forgot_password,
        "GetDerivedToken" => derived_token::get_derived_token,
        "GetDevice" => device::get_device,
        "GetTokensFromRefreshToken" => tokens::get_tokens_from_refresh_token,
        "GetUser" => profile::get_user,
        "GetUserAttributeVerificationCode" => profile::get_user_attribute_verification_code,
        "GetUserAuthFactors" => mfa::get_user_auth_factors,
        "GlobalSignOut" => tokens::global_sign_out,
        "InitiateAuth" => initiate_auth::initiate_auth,
        "ListDevices" => device::list_devices,
        "ListUserSessions" => user_session::list_user_sessions,
        "ListWebAuthnCredentials" => passkey::list_web_authn_credentials,
        "ResendConfirmationCode" => sign_up::resend_confirmation_code,
        "RespondToAuthChallenge" => respond::respond_to_auth_challenge,
        "RevokeToken" => tokens::revoke_token,
        "RevokeUserSession" => user_session::revoke_user_session,
        "SetUserMFAPreference" => mfa::set_user_mfa_preference,
        "SetUserSettings" => mfa::set_user_settings,
        "SignUp" => sign_up::sign_up,
        "StartWebAuthnRegistration" => passkey::start_web_authn_registration,
        "UpdateAuthEventFeedback" => user_session::update_auth_event_feedback,
        "UpdateDeviceStatus" => device::update_device_status,
        "UpdateUserAttributes" => profile::update_user_attributes,
        "VerifySoftwareToken" => mfa::verify_software_token,
        "VerifyUserAttribute" => profile::verify_user_attribute,
        _ => return None,
    };
    Some(operation)
}
