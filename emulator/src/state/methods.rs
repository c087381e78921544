//! Authentication methods and the level that they reach
//! ([levels and methods](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html)).

use std::collections::BTreeSet;

/// An authentication method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Method {
    Password,
    /// A code of an authenticator app.
    Totp,
    Sms,
    Email,
    /// A passkey of a platform authenticator.
    PlatformPasskey,
    /// A passkey of a roaming authenticator, such as a security key.
    RoamingPasskey,
    Federation,
}

impl Method {
    const ALL: [Self; 7] = [
        Self::Password,
        Self::Totp,
        Self::Sms,
        Self::Email,
        Self::PlatformPasskey,
        Self::RoamingPasskey,
        Self::Federation,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::Totp => "otp",
            Self::Sms => "sms",
            Self::Email => "email_otp",
            Self::PlatformPasskey => "swk",
            Self::RoamingPasskey => "hwk",
            Self::Federation => "fed",
        }
    }
}

/// The authentication methods of a sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Methods(BTreeSet<Method>);

impl Methods {
    pub(crate) fn of(method: Method) -> Self {
        Self([method].into())
    }

    /// Reads the claim `amr`; unknown methods are ignored.
    pub(crate) fn of_amr<'a>(amr: impl IntoIterator<Item = &'a str>) -> Self {
        let method = |name| Method::ALL.into_iter().find(|it| it.as_str() == name);
        Self(amr.into_iter().filter_map(method).collect())
    }

    pub(crate) fn add(&mut self, method: Method) {
        self.0.insert(method);
    }

    pub(crate) fn has(&self, method: Method) -> bool {
        self.0.contains(&method)
    }

    /// The claim `amr`.
    pub(crate) fn amr(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.0.iter().map(|method| method.as_str()).collect();
        if names.len() > 1 {
            names.push("mfa");
        }
        names
    }

    /// "The highest authentication level that the user's completed factors fully satisfy", 1 to 4. A federated sign-in has
    /// the lowest level.
    pub(crate) fn level(&self) -> Option<u8> {
        use Method::{Email, Federation, Password, PlatformPasskey, RoamingPasskey, Sms, Totp};
        let has = |method| self.has(method);
        let has_code = has(Sms) || has(Email);
        if has(Password) && has(Totp) {
            Some(4)
        } else if has(PlatformPasskey) || has(RoamingPasskey) || (has(Password) && has_code) {
            Some(3)
        } else if has_code {
            Some(2)
        } else if has(Password) || has(Federation) {
            Some(1)
        } else {
            None
        }
    }
}
