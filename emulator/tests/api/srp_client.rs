//! An independent client of Secure Remote Password, which follows only the specifications: RFC 5054 for the arithmetic,
//! RFC 3526 for the group, RFC 5869 for the key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use num_bigint::{BigInt, BigUint, Sign};
use ring::{digest, hmac};
use serde_json::{Value, json};

use crate::support::{Refusal, Stage};

/// 2^3072 - 2^3008 - 1 + 2^64 * { [2^2942 pi] + 1690314 }, computed from pi.
pub fn prime() -> BigUint {
    let two = BigUint::from(2_u8);
    let pi = pi_times_two_to(2942);
    two.pow(3072) - two.pow(3008) - 1_u8 + two.pow(64) * (pi + 1_690_314_u32)
}

/// Machin: pi = 16 arctan(1/5) - 4 arctan(1/239), with 64 bits to spare.
fn pi_times_two_to(bits: u32) -> BigUint {
    let one = BigInt::from(1) << (bits + 64);
    let arctan = |inverse: u32| {
        let square = BigInt::from(inverse * inverse);
        let mut power = &one / inverse;
        let mut sum = power.clone();
        let mut n = 1_u32;
        while power.sign() != Sign::NoSign {
            power = &power / &square;
            n += 2;
            let term = &power / n;
            if n % 4 == 3 { sum -= term } else { sum += term }
        }
        sum
    };
    let pi: BigInt = BigInt::from(16) * arctan(5) - BigInt::from(4) * arctan(239);
    (pi >> 64_u32).to_biguint().unwrap()
}

/// Big-endian two's complement with the minimum number of bytes.
fn bytes(number: &BigUint) -> Vec<u8> {
    BigInt::from(number.clone()).to_signed_bytes_be()
}

fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    digest::digest(&digest::SHA256, &parts.concat())
        .as_ref()
        .to_vec()
}

fn hmac_sha256(key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text)
        .as_ref()
        .to_vec()
}

fn number(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(bytes)
}

pub struct Person<'a> {
    pub client: &'a str,
    pub pool_name: &'a str,
    pub name: &'a str,
    pub password: &'a str,
}

/// A wrong value, which has to be refused.
#[derive(Default)]
pub struct Lies {
    pub timestamp: Option<&'static str>,
    pub secret_block: Option<String>,
    pub username: Option<&'static str>,
}

impl Person<'_> {
    pub fn sign_in(&self, stage: &mut Stage, secret: u64) -> Result<Value, Refusal> {
        let (challenge, a) = self.begin(stage, secret)?;
        self.finish(stage, &challenge, &a, &Lies::default())
    }

    /// The challenge's parameters, and the secret exponent.
    pub fn begin(&self, stage: &mut Stage, secret: u64) -> Result<(Value, BigUint), Refusal> {
        // A real client uses 256 random bits instead of a hash.
        let a = number(&sha256(&[&secret.to_be_bytes()]));
        let public = BigUint::from(2_u8).modpow(&a, &prime());
        let parameters = json!({ "USERNAME": self.name, "SRP_A": public.to_str_radix(16) });
        let response = stage.call(
            "InitiateAuth",
            json!({ "ClientId": self.client, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters }),
        )?;
        assert_eq!(response["ChallengeName"], "PASSWORD_VERIFIER");
        assert!(response.get("Session").is_none());
        Ok((response["ChallengeParameters"].clone(), a))
    }

    pub fn finish(
        &self,
        stage: &mut Stage,
        challenge: &Value,
        a: &BigUint,
        lies: &Lies,
    ) -> Result<Value, Refusal> {
        let text = |name: &str| challenge[name].as_str().unwrap().to_owned();
        let hex = |name: &str| BigUint::parse_bytes(text(name).as_bytes(), 16).unwrap();
        let (n, g) = (prime(), BigUint::from(2_u8));
        let (salt, b_public, user_id) = (hex("SALT"), hex("SRP_B"), text("USER_ID_FOR_SRP"));
        let a_public = g.modpow(a, &n);

        let k = number(&sha256(&[&bytes(&n), &bytes(&g)]));
        let u = number(&sha256(&[&bytes(&a_public), &bytes(&b_public)]));
        let whole = format!("{}{user_id}:{}", self.pool_name, self.password);
        let x = number(&sha256(&[&bytes(&salt), &sha256(&[whole.as_bytes()])]));
        // S = (B - k g^x) ^ (a + u x), kept positive by adding k N.
        let base = (b_public + &k * &n - &k * g.modpow(&x, &n)) % &n;
        let s = base.modpow(&(a + u.clone() * x), &n);
        let extracted = hmac_sha256(&bytes(&u), &bytes(&s));
        let expanded = hmac_sha256(&extracted, b"Caldera Derived Key\x01");

        let block = lies
            .secret_block
            .clone()
            .unwrap_or_else(|| text("SECRET_BLOCK"));
        let timestamp = lies.timestamp.unwrap_or("Sat Sep 5 12:00:00 UTC 2026");
        let raw_block = STANDARD.decode(&block).unwrap();
        let signed = [
            self.pool_name.as_bytes(),
            user_id.as_bytes(),
            &raw_block,
            timestamp.as_bytes(),
        ];
        let claim = hmac_sha256(&expanded[..16], &signed.concat());
        let responses = json!({
            "USERNAME": lies.username.unwrap_or(&user_id),
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": STANDARD.encode(claim),
            "TIMESTAMP": timestamp,
        });
        stage.call(
            "RespondToAuthChallenge",
            json!({ "ClientId": self.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses }),
        )
    }
}
