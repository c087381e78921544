//! The user pools, app clients and users that the emulator has by default, and the URLs of the tests.

/// The emulator's first user pool.
pub const POOL: &str = "eu-west-1_Vestibule";
/// Allows SRP, and both redirect grants.
pub const BROWSER: &str = "vestibuledemobrowser000001";
/// Allows USER_PASSWORD_AUTH as well.
pub const PASSWORD: &str = "vestibuledemopassword00002";
/// Has a client secret.
pub const SECRET: &str = "vestibuledemosecret0000003";
/// Allows only the implicit grant.
pub const IMPLICIT: &str = "vestibuledemoimplicit00004";
/// Rotates its refresh tokens.
pub const ROTATION: &str = "vestibuledemorotation00005";
/// Does not prevent user existence errors.
pub const LEGACY: &str = "vestibuledemolegacy0000006";
/// The second pool, whose users sign in with their e-mail address.
pub const MAIL_POOL: &str = "us-east-1_Mailbox01";
/// The second pool's app client.
pub const MAILBOX: &str = "vestibuledemomailbox000007";
/// The third pool, with all sign-in factors.
pub const FACTORS_POOL: &str = "eu-west-1_Factors01";
/// The third pool's app client, which allows every flow.
pub const FACTORS: &str = "vestibuledemofactors000008";
/// The fourth pool, which requires MFA and remembers every device.
pub const STRICT_POOL: &str = "eu-west-1_Strict0001";
/// The fourth pool's app client.
pub const STRICT: &str = "vestibuledemostrict0000009";

/// The emulator's endpoint.
pub const COGNITO: &str = "http://localhost:9229";
/// The app's URL.
pub const APP: &str = "http://localhost:8080/";
/// The app's redirect URL.
pub const CALLBACK: &str = "http://localhost:8080/callback";
/// The app's logout URL.
pub const GOODBYE: &str = "http://localhost:8080/goodbye";

/// A confirmed user of the first pool, with the password.
pub const ADA: (&str, &str) = ("ada", "Lovelace1815");
/// A user of the third pool who has not set up MFA or a passkey.
pub const HEDY: (&str, &str) = ("hedy", "Lamarr1914");
