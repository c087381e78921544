//! A virtual authenticator with passkeys, and the part of the browser that calls it, written from the WebAuthn specification.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use vestibule::platform::{Ceremony, PasskeyError};

/// An authenticator that a page of this origin uses.
pub struct Authenticator {
    origin: &'static str,
    keys: Vec<(Vec<u8>, EcdsaKeyPair)>,
    counter: u32,
    /// The ceremonies that were requested so far.
    pub asked: Vec<Ceremony>,
}

impl Authenticator {
    /// Creates an authenticator without a passkey.
    pub fn new(origin: &'static str) -> Self {
        Authenticator {
            origin,
            keys: Vec::new(),
            counter: 0,
            asked: Vec::new(),
        }
    }

    /// Runs a ceremony, and returns the credential's JSON as a browser returns it.
    ///
    /// # Errors
    /// The ones that a browser reports.
    ///
    /// # Panics
    /// Panics if the options are not valid WebAuthn options.
    pub fn run(&mut self, ceremony: Ceremony, options: &str) -> Result<String, PasskeyError> {
        self.asked.push(ceremony);
        let options: Value = serde_json::from_str(options).expect("the options are JSON");
        let challenge = &options["challenge"];
        match ceremony {
            Ceremony::Create => {
                let excluded = options["excludeCredentials"].as_array();
                if excluded.is_some_and(|all| all.iter().any(|it| self.place(&it["id"]).is_some()))
                {
                    return Err(PasskeyError::Exists);
                }
                assert!(options["user"]["id"].is_string(), "{options}");
                Ok(self.create(options["rp"]["id"].as_str().expect("an id"), challenge))
            }
            Ceremony::Get | Ceremony::Autofill => {
                let allowed = options["allowCredentials"].as_array();
                let place = allowed.and_then(|all| all.iter().find_map(|it| self.place(&it["id"])));
                let place = place.ok_or(PasskeyError::Cancelled)?;
                Ok(self.sign(place, options["rpId"].as_str().expect("an id"), challenge))
            }
        }
    }

    fn place(&self, id: &Value) -> Option<usize> {
        let id = URL_SAFE_NO_PAD.decode(id.as_str()?).ok()?;
        self.keys.iter().position(|(known, _)| *known == id)
    }

    fn create(&mut self, relying_party: &str, challenge: &Value) -> String {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).expect("a key");
        let id = vec![u8::try_from(self.keys.len()).expect("few keys") + 1; 16];
        let (x, y) = key.public_key().as_ref()[1..].split_at(32);
        // RFC 9052, section 7: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        let cose = [
            &[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32][..],
            x,
            &[0x22, 0x58, 32],
            y,
        ];
        let mut data = self.head(relying_party, 0x45);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(&id);
        data.extend(cose.concat());
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let length = u8::try_from(data.len()).expect("a short one");
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(length);
        attestation.extend(data);
        let client_data = self.client_data("webauthn.create", challenge);
        let response = json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
            "attestationObject": URL_SAFE_NO_PAD.encode(attestation),
            "transports": ["internal"],
        });
        self.keys.push((id.clone(), key));
        credential(&id, &response)
    }

    fn sign(&mut self, place: usize, relying_party: &str, challenge: &Value) -> String {
        self.counter += 1;
        let client_data = self.client_data("webauthn.get", challenge);
        let data = self.head(relying_party, 0x05);
        let message = [&data[..], digest(&SHA256, &client_data).as_ref()].concat();
        let (id, key) = &self.keys[place];
        let signature = key
            .sign(&SystemRandom::new(), &message)
            .expect("a signature");
        let response = json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
            "authenticatorData": URL_SAFE_NO_PAD.encode(data),
            "signature": URL_SAFE_NO_PAD.encode(signature.as_ref()),
        });
        credential(id, &response)
    }

    fn head(&self, relying_party: &str, flags: u8) -> Vec<u8> {
        let mut data = digest(&SHA256, relying_party.as_bytes()).as_ref().to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, ceremony: &str, challenge: &Value) -> Vec<u8> {
        let data = json!({ "type": ceremony, "challenge": challenge, "origin": self.origin });
        data.to_string().into_bytes()
    }
}

fn credential(id: &[u8], response: &Value) -> String {
    let id = URL_SAFE_NO_PAD.encode(id);
    let credential = json!({
        "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform",
        "clientExtensionResults": {}, "response": response,
    });
    credential.to_string()
}
