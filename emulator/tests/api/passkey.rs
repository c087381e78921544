//! Passkeys, with an authenticator that follows the WebAuthn specification.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value as Cbor;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::support::{FACTORS, PASSWORD, Refusal, Stage};

const ORIGIN: &str = "http://localhost:8080";

struct Authenticator {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    counter: u32,
    origin: &'static str,
    relying_party: &'static str,
    flags: u8,
    attestation: &'static str,
}

impl Authenticator {
    fn new(id: u8) -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self {
            key: EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap(),
            id: vec![id; 16],
            counter: 1,
            origin: ORIGIN,
            relying_party: "localhost",
            flags: 0x05,
            attestation: "none",
        }
    }

    fn client_data(&self, ceremony: &str, challenge: &Value) -> Vec<u8> {
        json!({ "type": ceremony, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn head(&self, flags: u8) -> Vec<u8> {
        let mut data = digest(&SHA256, self.relying_party.as_bytes())
            .as_ref()
            .to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn sign(&self, data: &[u8], client_data: &[u8]) -> Vec<u8> {
        let message = [data, digest(&SHA256, client_data).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &message).unwrap();
        signature.as_ref().to_vec()
    }

    fn create(&self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.create", &options["challenge"]);
        let point = self.key.public_key().as_ref();
        let int = |number: i64| Cbor::Integer(number.into());
        let key = Cbor::Map(vec![
            (int(1), int(2)),
            (int(3), int(-7)),
            (int(-1), int(1)),
            (int(-2), Cbor::Bytes(point[1..33].to_vec())),
            (int(-3), Cbor::Bytes(point[33..].to_vec())),
        ]);
        let mut data = self.head(self.flags | 0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        ciborium::into_writer(&key, &mut data).unwrap();
        let signature = self.sign(&data, &client_data);
        let text = |text: &str| Cbor::Text(text.to_owned());
        let statement = match self.attestation {
            "packed" => vec![
                (text("alg"), int(-7)),
                (text("sig"), Cbor::Bytes(signature)),
            ],
            _ => Vec::new(),
        };
        let object = Cbor::Map(vec![
            (text("fmt"), text(self.attestation)),
            (text("attStmt"), Cbor::Map(statement)),
            (text("authData"), Cbor::Bytes(data)),
        ]);
        let mut attestation = Vec::new();
        ciborium::into_writer(&object, &mut attestation).unwrap();
        self.credential(json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
            "attestationObject": URL_SAFE_NO_PAD.encode(attestation),
            "transports": ["internal"],
        }))
    }

    fn assert(&mut self, challenge: &Value) -> String {
        self.counter += 1;
        let client_data = self.client_data("webauthn.get", challenge);
        let data = self.head(self.flags);
        let signature = self.sign(&data, &client_data);
        self.credential(json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
            "authenticatorData": URL_SAFE_NO_PAD.encode(data),
            "signature": URL_SAFE_NO_PAD.encode(signature),
        }))
        .to_string()
    }

    fn credential(&self, response: Value) -> Value {
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform",
            "clientExtensionResults": {}, "response": response,
        })
    }

    fn register(&self, stage: &mut Stage, token: &Value) -> Result<Value, Refusal> {
        let started = stage.ok("StartWebAuthnRegistration", json!({ "AccessToken": token }));
        let credential = self.create(&started["CredentialCreationOptions"]);
        let complete = json!({ "AccessToken": token, "Credential": credential });
        stage.call("CompleteWebAuthnRegistration", complete)
    }
}

fn token(stage: &mut Stage) -> Value {
    stage.tokens(FACTORS, "hedy", "Lamarr1914")["AccessToken"].clone()
}

fn ask(stage: &mut Stage) -> (Value, Value) {
    let parameters = json!({ "USERNAME": "hedy", "PREFERRED_CHALLENGE": "WEB_AUTHN" });
    let asked = stage.initiate(FACTORS, "USER_AUTH", parameters).unwrap();
    assert_eq!(asked["ChallengeName"], "WEB_AUTHN");
    let options = &asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"];
    let options: Value = serde_json::from_str(options.as_str().unwrap()).unwrap();
    assert_eq!(options["rpId"], "localhost");
    (asked, options)
}

fn answer(credential: &str) -> Value {
    json!({ "USERNAME": "hedy", "CREDENTIAL": credential })
}

#[test]
fn a_passkey_is_registered_and_signs_in() {
    let mut stage = Stage::new();
    let token = token(&mut stage);
    for (id, attestation) in [(1, "none"), (2, "packed")] {
        let mut authenticator = Authenticator::new(id);
        authenticator.attestation = attestation;
        authenticator.register(&mut stage, &token).unwrap();
        let (asked, options) = ask(&mut stage);
        assert_eq!(
            options["allowCredentials"].as_array().unwrap().len(),
            usize::from(id)
        );
        let credential = authenticator.assert(&options["challenge"]);
        let done = stage.respond(FACTORS, &asked, answer(&credential)).unwrap();
        assert!(done["AuthenticationResult"]["AccessToken"].is_string());
    }
}

#[test]
fn passkeys_are_listed_in_pages_and_deleted() {
    let mut stage = Stage::new();
    let token = token(&mut stage);
    for id in 1..=3 {
        Authenticator::new(id).register(&mut stage, &token).unwrap();
    }
    let first = json!({ "AccessToken": token, "MaxResults": 2 });
    let first = stage.ok("ListWebAuthnCredentials", first);
    assert_eq!(first["Credentials"].as_array().unwrap().len(), 2);
    assert_eq!(first["Credentials"][0]["RelyingPartyId"], "localhost");
    assert_eq!(
        first["Credentials"][0]["AuthenticatorTransports"],
        json!(["internal"])
    );
    let rest = json!({ "AccessToken": token, "NextToken": first["NextToken"] });
    let rest = stage.ok("ListWebAuthnCredentials", rest);
    let id = &rest["Credentials"][0]["CredentialId"];
    let delete = json!({ "AccessToken": token, "CredentialId": id });
    stage.ok("DeleteWebAuthnCredential", delete.clone());
    let gone = stage.call("DeleteWebAuthnCredential", delete).unwrap_err();
    assert_eq!(gone.0, "ResourceNotFoundException");
}

#[test]
fn invalid_registrations_are_refused() {
    let mut stage = Stage::new();
    let token = token(&mut stage);
    let mut wrong = Authenticator::new(1);
    let refused = |stage: &mut Stage, wrong: &Authenticator, kind: &str| {
        assert_eq!(wrong.register(stage, &token).unwrap_err().0, kind);
    };
    wrong.origin = "https://evil.example";
    refused(&mut stage, &wrong, "WebAuthnOriginNotAllowedException");
    wrong.origin = ORIGIN;
    wrong.relying_party = "example.com";
    refused(&mut stage, &wrong, "WebAuthnRelyingPartyMismatchException");
    wrong.relying_party = "localhost";
    wrong.flags = 0;
    refused(
        &mut stage,
        &wrong,
        "WebAuthnCredentialNotSupportedException",
    );
    wrong.flags = 0x05;
    wrong.attestation = "tpm";
    refused(
        &mut stage,
        &wrong,
        "WebAuthnCredentialNotSupportedException",
    );
    wrong.attestation = "none";
    wrong.register(&mut stage, &token).unwrap();
    refused(&mut stage, &wrong, "InvalidParameterException");

    let credential = Authenticator::new(2).create(&json!({ "challenge": "AAAA" }));
    let complete = json!({ "AccessToken": token, "Credential": credential });
    let never_started = stage
        .call("CompleteWebAuthnRegistration", complete.clone())
        .unwrap_err();
    assert_eq!(never_started.0, "WebAuthnChallengeNotFoundException");
    stage.ok("StartWebAuthnRegistration", json!({ "AccessToken": token }));
    let other = stage
        .call("CompleteWebAuthnRegistration", complete)
        .unwrap_err();
    assert_eq!(other.0, "WebAuthnChallengeNotFoundException");
    let ada = &stage.tokens(PASSWORD, "ada", "Lovelace1815")["AccessToken"];
    let refusal = stage
        .call("StartWebAuthnRegistration", json!({ "AccessToken": ada }))
        .unwrap_err();
    assert_eq!(refusal.0, "WebAuthnNotEnabledException");
}

#[test]
fn after_an_invalid_assertion_another_attempt_is_allowed() {
    let mut stage = Stage::new();
    let token = token(&mut stage);
    let mut authenticator = Authenticator::new(1);
    authenticator.register(&mut stage, &token).unwrap();
    let (asked, options) = ask(&mut stage);
    let challenge = &options["challenge"];
    let refused = |stage: &mut Stage, credential: &str, why: &str| {
        let refusal = stage
            .respond(FACTORS, &asked, answer(credential))
            .unwrap_err();
        assert_eq!(refusal.0, "NotAuthorizedException");
        assert!(refusal.1.contains(why), "{}", refusal.1);
    };
    refused(&mut stage, "{}", "not a public key credential");
    let other = authenticator.assert(&json!("AAAA"));
    refused(&mut stage, &other, "another challenge");
    authenticator.origin = "http://127.0.0.1:8080";
    let other = authenticator.assert(challenge);
    refused(&mut stage, &other, "another origin");
    authenticator.origin = ORIGIN;
    authenticator.relying_party = "example.com";
    let other = authenticator.assert(challenge);
    refused(&mut stage, &other, "another relying party");
    authenticator.relying_party = "localhost";
    authenticator.flags = 0x04;
    let other = authenticator.assert(challenge);
    refused(&mut stage, &other, "nobody was present");
    authenticator.flags = 0x05;
    let mut impostor = Authenticator::new(1);
    let other = impostor.assert(challenge);
    refused(&mut stage, &other, "signature is wrong");
    authenticator.counter = 0;
    let other = authenticator.assert(challenge);
    refused(&mut stage, &other, "counter went backwards");
    authenticator.counter = 9;
    let right = authenticator.assert(challenge);
    stage.respond(FACTORS, &asked, answer(&right)).unwrap();
}

#[test]
fn only_the_starting_app_client_can_finish_a_registration() {
    let mut config = vestibule_emulator::Config::development();
    let pools = config.pools.iter_mut();
    let pool = pools
        .into_iter()
        .find(|pool| pool.clients.iter().any(|it| it.id == FACTORS));
    let pool = pool.unwrap();
    let mut other = pool.clients[0].clone();
    other.id = "anotherclient".to_owned();
    pool.clients.push(other);
    let mut stage = Stage::with(config);
    let here = token(&mut stage);
    let there = stage.tokens("anotherclient", "hedy", "Lamarr1914")["AccessToken"].clone();
    let options = stage.ok("StartWebAuthnRegistration", json!({ "AccessToken": here }));
    let options = &options["CredentialCreationOptions"];
    let credential = Authenticator::new(1).create(options);
    let complete = json!({ "AccessToken": there, "Credential": credential });
    let refusal = stage
        .call("CompleteWebAuthnRegistration", complete)
        .unwrap_err();
    assert_eq!(refusal.0, "WebAuthnClientMismatchException");
}
