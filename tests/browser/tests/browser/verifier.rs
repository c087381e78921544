//! Verifying signatures by WebCrypto, with the vector of RFC 7515, appendix A.2.

use vestibule::Platform;
use wasm_bindgen_test::wasm_bindgen_test;

const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const E: &str = "AQAB";
const MESSAGE: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const SIGNATURE: [u8; 256] = [
    112, 46, 33, 137, 67, 232, 143, 209, 30, 181, 216, 45, 191, 120, 69, 243, 65, 6, 174, 27, 129,
    255, 247, 115, 17, 22, 173, 209, 113, 125, 131, 101, 109, 66, 10, 253, 60, 150, 238, 221, 115,
    162, 102, 62, 81, 102, 104, 123, 0, 11, 135, 34, 110, 1, 135, 237, 16, 115, 249, 69, 229, 130,
    173, 252, 239, 22, 216, 90, 121, 142, 232, 198, 109, 219, 61, 184, 151, 91, 23, 208, 148, 2,
    190, 237, 213, 217, 217, 112, 7, 16, 141, 178, 129, 96, 213, 248, 4, 12, 167, 68, 87, 98, 184,
    31, 190, 127, 249, 217, 46, 10, 231, 111, 36, 242, 91, 51, 187, 230, 244, 74, 230, 30, 177, 4,
    10, 203, 32, 4, 77, 62, 249, 18, 142, 212, 1, 48, 121, 91, 212, 189, 59, 65, 238, 202, 208,
    102, 171, 101, 25, 129, 253, 228, 141, 247, 127, 55, 45, 195, 139, 159, 175, 221, 59, 239, 177,
    139, 93, 163, 204, 60, 46, 176, 47, 158, 58, 65, 214, 18, 202, 173, 21, 145, 18, 115, 160, 95,
    35, 185, 232, 56, 250, 175, 132, 157, 105, 132, 41, 239, 90, 30, 136, 121, 130, 54, 195, 212,
    14, 96, 69, 34, 165, 68, 200, 242, 122, 122, 45, 184, 6, 99, 209, 108, 247, 202, 234, 86, 222,
    64, 92, 178, 33, 90, 69, 178, 194, 85, 102, 181, 90, 193, 167, 72, 160, 112, 223, 200, 163, 42,
    70, 149, 67, 208, 25, 238, 251, 71,
];

async fn verify(n: &str, e: &str, message: &[u8], signature: &[u8]) -> Option<bool> {
    Platform::browser()
        .verifier
        .verify_rs256(n, e, message, signature)
        .await
}

#[wasm_bindgen_test]
async fn a_known_signature_is_valid() {
    assert_eq!(
        verify(N, E, MESSAGE.as_bytes(), &SIGNATURE).await,
        Some(true)
    );
}

#[wasm_bindgen_test]
async fn a_changed_signature_or_message_is_not_valid() {
    let mut message = MESSAGE.as_bytes().to_vec();
    message[30] ^= 1;
    assert_eq!(verify(N, E, &message, &SIGNATURE).await, Some(false));
    let mut signature = SIGNATURE;
    signature[255] ^= 1;
    assert_eq!(
        verify(N, E, MESSAGE.as_bytes(), &signature).await,
        Some(false)
    );
    assert_eq!(
        verify(N, E, MESSAGE.as_bytes(), &SIGNATURE[..255]).await,
        Some(false)
    );
    assert_eq!(verify(N, E, MESSAGE.as_bytes(), &[]).await, Some(false));
    let other = N.replacen("ofgW", "ofgX", 1);
    assert_eq!(
        verify(&other, E, MESSAGE.as_bytes(), &SIGNATURE).await,
        Some(false)
    );
}

#[wasm_bindgen_test]
async fn an_invalid_key_is_an_error() {
    for (n, e) in [("", E), ("!!!", E), (N, ""), (N, "A"), ("AQAB", "\u{fc}")] {
        let told = verify(n, e, MESSAGE.as_bytes(), &SIGNATURE).await;
        assert_ne!(told, Some(true), "{n} {e}");
    }
}
