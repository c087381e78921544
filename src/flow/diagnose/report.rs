//! What a diagnosis comes to.

use std::fmt;

/// What is right about a configuration, and what to change. Printed, it is a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// One line for each thing that was looked at, the pool first.
    pub findings: Vec<Finding>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What it is.
    pub subject: Subject,
    /// Whether it is as it should be.
    pub verdict: Verdict,
    /// What was found.
    pub found: String,
    /// What to change, and where; empty where nothing has to be.
    pub help: &'static str,
    /// An address to open, where only a person can see how it is.
    pub link: Option<String>,
}

macro_rules! named {
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
            /// Every one of them, in the order of their definition.
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

named! {
    /// What a diagnosis looks at.
    Subject {
        /// The pool's discovery document, and the issuer that it names.
        Pool = "pool",
        /// The keys by which the pool's tokens are verified.
        Keys = "keys",
        /// The second endpoint, where there is one: whether the pool's replica answers there, and lets people
        /// sign in.
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
        /// The domain of the hosted pages.
        Domain = "domain",
        /// Whether the app client allows the authorization code grant.
        CodeGrant = "codeGrant",
        /// The address to which the hosted pages lead back.
        RedirectUri = "redirectUri",
        /// The identity pool, where there is one in the configuration.
        IdentityPool = "identityPool",
        /// Whether the identity pool takes guests, and what these may not do.
        Guests = "guests",
        /// Whether the identity pool takes the user pool's tokens.
        Provider = "provider",
        /// Whether the role of who asked gives credentials.
        Role = "role",
        /// How far this machine's clock is from Cognito's.
        Clock = "clock",
    }

    /// How something is.
    Verdict {
        /// As it should be.
        Right = "right",
        /// To be changed, or it will not work.
        Wrong = "wrong",
        /// As it may be: whoever needs it otherwise reads what to change.
        Note = "note",
        /// It cannot be told from here.
        Unknown = "unknown",
    }
}

impl Diagnosis {
    /// Whether nothing has to be changed, as far as can be told from here.
    pub fn is_well(&self) -> bool {
        let is_wrong = |finding: &Finding| finding.verdict == Verdict::Wrong;
        !self.findings.iter().any(is_wrong)
    }
}

/// A line for each finding, and one below it for what to change.
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
