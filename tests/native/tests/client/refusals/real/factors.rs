//! Errors of MFA, passkeys and threat protection.

use super::*;

/// An app client of the same pool.
const ANOTHER: &str = "vestibuledemoanother00001a";

pub(super) fn of_factors(table: &mut Table) {
    let without_apps = |pool: &mut PoolSettings| {
        pool.enabled_mfas
            .retain(|kind| *kind != MfaKind::SoftwareToken);
        pool.users.retain(|user| user.username == "hedy");
    };
    let operation = "AssociateSoftwareToken";
    table.hedys(
        operation,
        "SoftwareTokenMFANotFoundException",
        without_apps,
        json!({}),
    );
    let code = json!({ "UserCode": "000000" });
    let operation = "VerifySoftwareToken";
    table.hedys(
        operation,
        "SoftwareTokenMFANotFoundException",
        |_| {},
        code.clone(),
    );
    {
        table.add(operation, "EnableSoftwareTokenMFAException", move || {
            let stage = Stage::new();
            let page = hedy(&stage);
            call(&stage, &page.client, "AssociateSoftwareToken", &json!({})).unwrap();
            call(
                &stage,
                &page.client,
                operation,
                &json!({ "UserCode": "000000" }),
            )
        });
    }
    let operation = "RespondToAuthChallenge";
    table.add(operation, "MFAMethodNotFoundException", move || {
        // Her number is removed while she chooses a factor.
        let stage = Stage::new();
        let client = stage.page(FACTORS).client;
        let begun = by_password("barbara", "Liskov1939");
        let begun = call(&stage, &client, "InitiateAuth", &begun).unwrap();
        let other = stage.page(FACTORS).client;
        let credentials = Password::plain("barbara", "Liskov1939");
        let step = stage.run(other.sign_in(credentials)).unwrap();
        let SignInStep::SelectMfa(step) = step else {
            panic!("{step:?}")
        };
        let step = stage.run(step.choose("SOFTWARE_TOKEN_MFA")).unwrap();
        let SignInStep::TotpCode(step) = step else {
            panic!("{step:?}")
        };
        let code = totp::code(APP_SECRET, stage.world.now().as_secs());
        done(stage.run(step.submit(&code)));
        stage
            .run(other.profile().delete_attributes(&["phone_number"]))
            .unwrap();
        let input = json!({ "ChallengeName": "SELECT_MFA_TYPE", "Session": begun["Session"],
            "ChallengeResponses": { "USERNAME": "barbara", "ANSWER": "SMS_MFA" } });
        call(&stage, &client, operation, &input)
    });
    let operation = "StartWebAuthnRegistration";
    table.hedys(
        operation,
        "WebAuthnNotEnabledException",
        |pool| {
            let factors = &mut pool.sign_in_policy.allowed_first_auth_factors;
            factors.retain(|factor| *factor != FirstFactor::WebAuthn);
        },
        json!({}),
    );
    table.hedys(
        operation,
        "WebAuthnConfigurationMissingException",
        |pool| pool.web_authn_configuration = None,
        json!({}),
    );
    table.add(operation, "LimitExceededException", move || {
        let stage = Stage::new();
        let page = hedy(&stage);
        let mut authenticator = Authenticator::new(ORIGIN);
        again(|| {
            let options = call(&stage, &page.client, operation, &json!({}))?;
            let mut options = options["CredentialCreationOptions"].clone();
            options["excludeCredentials"] = json!([]);
            let credential = authenticator.run(Ceremony::Create, &options.to_string());
            let credential: Value = serde_json::from_str(&credential.unwrap()).unwrap();
            let input = json!({ "Credential": credential });
            call(&stage, &page.client, "CompleteWebAuthnRegistration", &input)
        })
    });
    of_passkeys(table);
    let feedback = json!({ "Username": "hedy", "EventId": "none", "FeedbackToken": "none", "FeedbackValue": "Valid" });
    let operation = "UpdateAuthEventFeedback";
    table.hedys(
        operation,
        "ResourceNotFoundException",
        |_| {},
        feedback.clone(),
    );
    table.hedys(
        operation,
        "UserPoolAddOnNotEnabledException",
        |pool| pool.advanced_security_mode = AdvancedSecurityMode::Off,
        feedback,
    );
    let gone = json!({ "CredentialId": "none" });
    table.hedys(
        "DeleteWebAuthnCredential",
        "ResourceNotFoundException",
        |_| {},
        gone,
    );
}

/// Credentials that do not match the request.
fn of_passkeys(table: &mut Table) {
    let operation = "CompleteWebAuthnRegistration";
    for (code, origin, change) in [
        (
            "WebAuthnOriginNotAllowedException",
            "http://elsewhere.example",
            None,
        ),
        ("WebAuthnRelyingPartyMismatchException", ORIGIN, Some("rp")),
        (
            "WebAuthnChallengeNotFoundException",
            ORIGIN,
            Some("challenge"),
        ),
        (
            "WebAuthnCredentialNotSupportedException",
            ORIGIN,
            Some("algorithm"),
        ),
        ("WebAuthnClientMismatchException", ORIGIN, Some("client")),
    ] {
        table.add(operation, code, move || {
            let stage = with_factors(|pool| {
                let mut another = pool.clients[0].clone();
                another.id = ANOTHER.to_owned();
                pool.clients.push(another);
            });
            let page = hedy(&stage);
            let options = call(
                &stage,
                &page.client,
                "StartWebAuthnRegistration",
                &json!({}),
            )
            .unwrap();
            let mut options = options["CredentialCreationOptions"].clone();
            match change {
                Some("rp") => options["rp"]["id"] = "elsewhere.example".into(),
                Some("challenge") => options["challenge"] = "AAAAAAAAAAAAAAAAAAAAAA".into(),
                _ => {}
            }
            let mut authenticator = Authenticator::new(origin);
            let credential = authenticator
                .run(Ceremony::Create, &options.to_string())
                .unwrap();
            let mut credential: Value = serde_json::from_str(&credential).unwrap();
            let response = &mut credential["response"];
            if change == Some("algorithm") {
                // An Edwards curve instead of P-256.
                replace(
                    &mut response["attestationObject"],
                    &[1, 2, 3, 0x26],
                    &[1, 2, 3, 0x27],
                );
            }
            let finishing = match change {
                Some("client") => hedy_in(&stage, ANOTHER),
                _ => page,
            };
            call(
                &stage,
                &finishing.client,
                operation,
                &json!({ "Credential": credential }),
            )
        });
    }
    table.hedys(
        operation,
        "WebAuthnNotEnabledException",
        |pool| {
            let factors = &mut pool.sign_in_policy.allowed_first_auth_factors;
            factors.retain(|factor| *factor != FirstFactor::WebAuthn);
        },
        json!({ "Credential": { "id": "a" } }),
    );
}

/// Changes a base64url value.
fn replace(encoded: &mut Value, from: &[u8], to: &[u8]) {
    let bytes = URL_SAFE_NO_PAD.decode(encoded.as_str().unwrap()).unwrap();
    let mut places = bytes.windows(from.len());
    let at = places
        .position(|window| window == from)
        .expect("it is there");
    let changed = [&bytes[..at], to, &bytes[at + from.len()..]].concat();
    *encoded = URL_SAFE_NO_PAD.encode(changed).into();
}
