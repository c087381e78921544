//! Public keys of authenticators (RFC 9052) and verification of their signatures.

use ciborium::Value;
use coset::iana::{self, EnumI64};
use coset::{Algorithm, AsCborValue, CoseKey, KeyType, Label};
use ring::rsa::PublicKeyComponents;
use ring::signature::{ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

/// A supported key: ES256 on P-256, or RS256.
pub(crate) enum PublicKey {
    /// The uncompressed point.
    Es256(Vec<u8>),
    Rs256 {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

impl PublicKey {
    /// Reads a `COSE_Key`; `None` if it is of another algorithm or incomplete.
    pub(crate) fn from_cbor(value: Value) -> Option<Self> {
        let key = CoseKey::from_cbor_value(value).ok()?;
        match (&key.kty, &key.alg) {
            (
                KeyType::Assigned(iana::KeyType::EC2),
                Some(Algorithm::Assigned(iana::Algorithm::ES256)),
            ) => es256(&key),
            (
                KeyType::Assigned(iana::KeyType::RSA),
                Some(Algorithm::Assigned(iana::Algorithm::RS256)),
            ) => Some(Self::Rs256 {
                n: bytes(&key, iana::RsaKeyParameter::N)?,
                e: bytes(&key, iana::RsaKeyParameter::E)?,
            }),
            _ => None,
        }
    }

    /// The COSE number of its algorithm.
    pub(crate) fn algorithm(&self) -> i64 {
        match self {
            Self::Es256(_) => iana::Algorithm::ES256.to_i64(),
            Self::Rs256 { .. } => iana::Algorithm::RS256.to_i64(),
        }
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point)
                .verify(message, signature)
                .is_ok(),
            Self::Rs256 { n, e } => PublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
        }
    }
}

fn es256(key: &CoseKey) -> Option<PublicKey> {
    let curve = parameter(key, iana::Ec2KeyParameter::Crv)?.as_integer()?;
    if i128::from(curve) != i128::from(iana::EllipticCurve::P_256.to_i64()) {
        return None;
    }
    let x = bytes(key, iana::Ec2KeyParameter::X)?;
    let y = bytes(key, iana::Ec2KeyParameter::Y)?;
    if x.len() != 32 || y.len() != 32 {
        return None;
    }
    Some(PublicKey::Es256([&[4], x.as_slice(), &y].concat()))
}

fn bytes(key: &CoseKey, name: impl EnumI64) -> Option<Vec<u8>> {
    parameter(key, name)?.as_bytes().cloned()
}

fn parameter(key: &CoseKey, name: impl EnumI64) -> Option<&Value> {
    let label = Label::Int(name.to_i64());
    key.params
        .iter()
        .find(|(other, _)| *other == label)
        .map(|(_, value)| value)
}
