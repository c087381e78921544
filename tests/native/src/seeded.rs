//! The pools, app clients and people that the emulator has from the start, and where everybody is.

/// The emulator's first pool, and its app clients.
pub const POOL: &str = "eu-west-1_Vestibule";
/// SRP only; both redirect grants.
pub const BROWSER: &str = "vestibuledemobrowser000001";
/// The password as it is, too.
pub const PASSWORD: &str = "vestibuledemopassword00002";
/// Has a secret.
pub const SECRET: &str = "vestibuledemosecret0000003";
/// The implicit grant and nothing else.
pub const IMPLICIT: &str = "vestibuledemoimplicit00004";
/// Refresh tokens that are used once.
pub const ROTATION: &str = "vestibuledemorotation00005";
/// Says who has an account.
pub const LEGACY: &str = "vestibuledemolegacy0000006";
/// The second pool, where people sign in by e-mail address, and its app client.
pub const MAIL_POOL: &str = "us-east-1_Mailbox01";
/// The second pool's app client.
pub const MAILBOX: &str = "vestibuledemomailbox000007";
/// The third pool, with every factor there is, and its app client.
pub const FACTORS_POOL: &str = "eu-west-1_Factors01";
/// The third pool's app client, which allows every flow.
pub const FACTORS: &str = "vestibuledemofactors000008";
/// The fourth pool, which wants a second factor of everybody and remembers every device.
pub const STRICT_POOL: &str = "eu-west-1_Strict0001";
/// The fourth pool's app client.
pub const STRICT: &str = "vestibuledemostrict0000009";

/// Where the emulator is.
pub const COGNITO: &str = "http://localhost:9229";
/// Where the app is.
pub const APP: &str = "http://localhost:8080/";
/// Where the hosted UI leads back to.
pub const CALLBACK: &str = "http://localhost:8080/callback";
/// Where the hosted UI's logout leads.
pub const GOODBYE: &str = "http://localhost:8080/goodbye";

/// A user who can sign in.
pub const ADA: (&str, &str) = ("ada", "Lovelace1815");
/// A user of the third pool who has set up nothing yet.
pub const HEDY: (&str, &str) = ("hedy", "Lamarr1914");
