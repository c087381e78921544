//! The methods that call each operation, written by hand; a test checks that they exist.

/// The methods that call an operation.
pub struct Place {
    pub operation: &'static str,
    /// In Rust, with its type; `Client::call_operation` if there is no method for it.
    pub rust: &'static str,
    /// In TypeScript, with its group; `call` if there is no method for it.
    pub npm: &'static str,
    /// Calls in Rust by which a file is recognized as a test of this operation, or a screen that uses it.
    pub called: &'static [&'static str],
}

const fn place(
    operation: &'static str,
    rust: &'static str,
    npm: &'static str,
    called: &'static [&'static str],
) -> Place {
    Place {
        operation,
        rust,
        npm,
        called,
    }
}

pub const PLACES: &[Place] = &[
    place(
        "AssociateSoftwareToken",
        "Mfa::set_up_totp",
        "mfa.setUpTotp",
        &["mfa().set_up_totp", "totp"],
    ),
    place(
        "ChangePassword",
        "Profile::change_password",
        "profile.changePassword",
        &["profile().change_password"],
    ),
    place(
        "CompleteWebAuthnRegistration",
        "Passkeys::register",
        "passkeys.register",
        &["passkeys().register"],
    ),
    place(
        "ConfirmDevice",
        "Client::sign_in",
        "signIn",
        &["devices().this"],
    ),
    place(
        "ConfirmForgotPassword",
        "ResetPasswordStep::submit",
        "submit",
        &["forgot_password", "reset_password"],
    ),
    place(
        "ConfirmSignUp",
        "ConfirmSignUpStep::submit",
        "submit",
        &["confirm_sign_up"],
    ),
    place(
        "DeleteUser",
        "Profile::delete_user",
        "profile.deleteUser",
        &["profile().delete_user"],
    ),
    place(
        "DeleteUserAttributes",
        "Profile::delete_attributes",
        "profile.deleteAttributes",
        &["profile().delete_attributes"],
    ),
    place(
        "DeleteWebAuthnCredential",
        "Passkeys::delete",
        "passkeys.delete",
        &["passkeys().delete"],
    ),
    place(
        "ForgetDevice",
        "Devices::forget",
        "devices.forget",
        &["devices().forget"],
    ),
    place(
        "ForgotPassword",
        "Client::forgot_password",
        "forgotPassword",
        &["forgot_password"],
    ),
    place(
        "GetDerivedToken",
        "Client::derived_token",
        "derivedToken",
        &["derived_token", "derived"],
    ),
    place(
        "GetDevice",
        "Devices::get",
        "devices.get",
        &["devices().get"],
    ),
    place(
        "GetTokensFromRefreshToken",
        "Client::refresh",
        "refresh",
        &["refresh"],
    ),
    place(
        "GetUser",
        "Profile::user",
        "profile.user",
        &["profile().user"],
    ),
    place(
        "GetUserAttributeVerificationCode",
        "Profile::send_attribute_code",
        "profile.sendAttributeCode",
        &["profile().send_attribute_code"],
    ),
    place(
        "GetUserAuthFactors",
        "Mfa::factors",
        "mfa.factors",
        &["mfa().factors"],
    ),
    place(
        "GlobalSignOut",
        "Client::sign_out_everywhere",
        "signOutEverywhere",
        &["sign_out_everywhere"],
    ),
    place("InitiateAuth", "Client::sign_in", "signIn", &["sign_in"]),
    place(
        "ListDevices",
        "Devices::list",
        "devices.list",
        &["devices().list"],
    ),
    place(
        "ListUserSessions",
        "Sessions::list",
        "sessions.list",
        &["sessions().list"],
    ),
    place(
        "ListWebAuthnCredentials",
        "Passkeys::list",
        "passkeys.list",
        &["passkeys().list"],
    ),
    place(
        "ResendConfirmationCode",
        "ConfirmSignUpStep::resend",
        "resend",
        &["confirm_sign_up"],
    ),
    place(
        "RespondToAuthChallenge",
        "Client::sign_in",
        "signIn",
        &["sign_in"],
    ),
    place("RevokeToken", "Client::sign_out", "signOut", &["sign_out"]),
    place(
        "RevokeUserSession",
        "Sessions::revoke",
        "sessions.revoke",
        &["sessions().revoke"],
    ),
    place(
        "SetUserMFAPreference",
        "Mfa::set_preference",
        "mfa.setPreference",
        &["mfa().set_preference"],
    ),
    place("SetUserSettings", "Client::call_operation", "call", &[]),
    place("SignUp", "Client::sign_up", "signUp", &["sign_up"]),
    place(
        "StartWebAuthnRegistration",
        "Passkeys::register",
        "passkeys.register",
        &["passkeys().register"],
    ),
    place(
        "UpdateAuthEventFeedback",
        "Client::call_operation",
        "call",
        &[],
    ),
    place(
        "UpdateDeviceStatus",
        "Devices::remember",
        "devices.remember",
        &["devices().remember"],
    ),
    place(
        "UpdateUserAttributes",
        "Profile::update_attributes",
        "profile.updateAttributes",
        &["profile().update_attributes"],
    ),
    place(
        "VerifySoftwareToken",
        "TotpSetUp::submit",
        "submit",
        &["mfa().set_up_totp", "totp"],
    ),
    place(
        "VerifyUserAttribute",
        "Profile::verify_attribute",
        "profile.verifyAttribute",
        &["profile().verify_attribute"],
    ),
];

/// By which methods `amazon-cognito-identity-js` reaches an operation.
pub fn identity_js(operation: &str) -> &'static [&'static str] {
    match operation {
        "AssociateSoftwareToken" => &["associateSoftwareToken"],
        "ChangePassword" => &["changePassword"],
        // By itself, after a sign-in in a pool that remembers devices.
        "ConfirmDevice" => &["setDeviceStatusRemembered"],
        "ConfirmForgotPassword" => &["confirmPassword"],
        "ConfirmSignUp" => &["confirmRegistration"],
        "DeleteUserAttributes" => &["deleteAttributes"],
        "ForgetDevice" => &["forgetDevice"],
        "ForgotPassword" => &["forgotPassword"],
        "GetUser" => &["getUserAttributes", "getUserData"],
        "GlobalSignOut" => &["globalSignOut"],
        "InitiateAuth" => &["authenticateUser", "initiateAuth", "refreshSession"],
        "ListDevices" => &["listDevices"],
        "RespondToAuthChallenge" => &["authenticateUser", "sendMFACode"],
        "SetUserMFAPreference" => &["setUserMfaPreference"],
        "SignUp" => &["signUp"],
        "UpdateDeviceStatus" => &["setDeviceStatusRemembered"],
        "UpdateUserAttributes" => &["updateAttributes"],
        "VerifySoftwareToken" => &["verifySoftwareToken"],
        "VerifyUserAttribute" => &["verifyAttribute"],
        _ => &[],
    }
}

/// What shows that `amazon-cognito-identity-js` met a challenge: its callbacks and its methods.
pub fn identity_js_challenge(challenge: &str) -> &'static [&'static str] {
    match challenge {
        "SMS_MFA" => &["\"mfaRequired\""],
        "SOFTWARE_TOKEN_MFA" => &["\"totpRequired\""],
        "SELECT_MFA_TYPE" => &["\"selectMFAType\""],
        "MFA_SETUP" => &["\"mfaSetup\""],
        "CUSTOM_CHALLENGE" => &["sendCustomChallengeAnswer"],
        "NEW_PASSWORD_REQUIRED" => &["completeNewPasswordChallenge"],
        "PASSWORD_VERIFIER" => &["authenticateUser"],
        "DEVICE_SRP_AUTH" | "DEVICE_PASSWORD_VERIFIER" => &["setDeviceStatusRemembered"],
        _ => &[],
    }
}
