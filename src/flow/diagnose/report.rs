//! The result of a diagnosis.

use std::fmt;

/// The result of a diagnosis: what is right about the configuration, and what to change. `Display` prints a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// One finding for each check, the pool first.
    pub findings: Vec<Finding>,
}

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What was checked.
    pub subject: Subject,
    /// Whether it is correct.
    pub verdict: Verdict,
    /// What was found.
    pub found: String,
    /// What to change, and where; empty if nothing has to be changed.
    pub help: &'static str,
    /// An address to open, for what only a person can check.
    pub link: Option<String>,
}

macro_rules! named_enums {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident { $($(#[doc = $variant_doc:literal])+ $variant:ident = $text:literal,)+ }
    )+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[doc = $variant_doc])+ $variant,)+
        }

        impl $name {
            /// All variants, in the order of their definition.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// Its name in JavaScript.
            pub const fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $text,)+
                }
            }
        }
    )+};
}

named_enums! {
    /// What a diagnosis checks.
    Subject {
        /// The pool's discovery document, and the issuer that it names.
        Pool = "pool",
        /// The keys with which the pool's tokens are verified.
        Keys = "keys",
        /// The fallback endpoint, if configured: whether the pool's replica responds there and accepts sign-ins.
        FallbackEndpoint = "fallbackEndpoint",
        /// Whether the pool has the app client.
        Client = "client",
        /// Whether the app client has a secret.
        Secret = "secret",
        /// The flow `USER_SRP_AUTH`.
        Srp = "srp",
        /// The flow `USER_PASSWORD_AUTH`.
        Password = "password",
        /// The flow `USER_AUTH`.
        Choice = "choice",
        /// The flow `CUSTOM_AUTH`.
        Custom = "custom",
        /// The domain of the hosted UI.
        Domain = "domain",
        /// Whether the app client allows the authorization code grant.
        CodeGrant = "codeGrant",
        /// The address to which the hosted UI redirects.
        RedirectUri = "redirectUri",
        /// The identity pool, if configured.
        IdentityPool = "identityPool",
        /// Whether the identity pool allows guests, and the limits for them.
        Guests = "guests",
        /// Whether the identity pool accepts the user pool's tokens.
        Provider = "provider",
        /// Whether the person's role can be assumed.
        Role = "role",
        /// The difference between this machine's clock and Cognito's.
        Clock = "clock",
    }

    /// The result of a check.
    Verdict {
        /// Correct.
        Right = "right",
        /// Has to be changed, or it will not work.
        Wrong = "wrong",
        /// Valid, but may not be what the app needs; the help says what to change then.
        Note = "note",
        /// Cannot be determined from here.
        Unknown = "unknown",
    }
}

impl Diagnosis {
    /// Whether nothing was found that has to be changed.
    pub fn is_well(&self) -> bool {
        let is_wrong = |finding: &Finding| finding.verdict == Verdict::Wrong;
        !self.findings.iter().any(is_wrong)
    }
}

/// Prints a line for each finding, and the help and the link below it.
impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let (subject, verdict) = (finding.subject.name(), finding.verdict.name());
            writeln!(f, "{verdict:8} {subject:12} {}", finding.found)?;
            for more in [finding.help, finding.link.as_deref().unwrap_or_default()] {
                if !more.is_empty() {
                    writeln!(f, "{:21} {more}", "")?;
                }
            }
        }
        Ok(())
    }
}
