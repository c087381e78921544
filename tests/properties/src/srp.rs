//! Properties of SRP: a server's challenge is answered with a proof or rejected; unsafe values are always rejected.

use num_bigint::BigUint;
use vestibule::protocol::srp::{Challenge, Ephemeral, SrpError};

/// The 3072-bit MODP group: <https://www.rfc-editor.org/rfc/rfc3526#section-4>
const N: &[u8] = b"ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

/// Any texts as the parameters of a challenge.
pub fn srp(salt_hex: &str, srp_b_hex: &str, secret_block_b64: &str) {
    let challenge = Challenge {
        pool_name: "AbC",
        user_id: "ada",
        password: "secret",
        salt_hex,
        srp_b_hex,
        secret_block_b64,
        timestamp: "Tue Nov 3 09:04:05 UTC 2026",
    };
    let proof = Ephemeral::new([7; 32]).prove(&challenge);
    let b = BigUint::parse_bytes(srp_b_hex.as_bytes(), 16);
    let n = BigUint::parse_bytes(N, 16).unwrap_or_default();
    match proof {
        Ok(proof) => {
            assert_eq!(proof.signature.len(), 44, "32 bytes in base64");
            assert!(b.is_some_and(|b| b % n != BigUint::ZERO), "{srp_b_hex}");
        }
        Err(SrpError::UnsafeB) => assert!(b.is_some_and(|b| b % n == BigUint::ZERO)),
        Err(SrpError::MalformedB) => assert!(!is_hex(srp_b_hex) || srp_b_hex.len() > N.len()),
        Err(SrpError::MalformedSalt) => assert!(!is_hex(salt_hex)),
        Err(_) => {}
    }
}

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
