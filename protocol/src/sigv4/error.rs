//! Why a request cannot be signed.

use core::fmt;

macro_rules! signing_errors {
    ($($(#[$about:meta])* $name:ident = $text:literal,)+) => {
        /// Why a request cannot be signed so that AWS would take it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum SigningError {
            $($(#[$about])* $name,)+
        }

        impl SigningError {
            /// Each of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// What is wrong, in English.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

signing_errors! {
    /// The method is not one in capital letters, as all of AWS's are.
    Method = "the method is not one of HTTP's in capital letters",
    /// The URL is not absolute, holds a password, or has characters that no URL has.
    Url = "the URL is not an absolute one that can be signed",
    /// The URL is signed already: it has `X-Amz-Signature`.
    AlreadySigned = "the URL is signed already",
    /// A header has a name or a value that no header has, or that is not ASCII: browsers send other characters in another
    /// encoding than the one that is signed.
    Header = "a header is not a valid one, or not ASCII",
    /// The body is to be signed piece by piece while it is sent.
    Streaming = "bodies that are signed while they are sent are not supported",
    /// It is for several Regions at a time, which takes Signature Version 4A.
    SeveralRegions = "it is for several Regions at a time, which takes Signature Version 4A; that is not supported",
    /// The Region or the service is empty, or has characters that none has.
    Scope = "the Region or the service is not a valid name",
    /// A URL is to be good for no time, or for longer than seven days.
    Expiry = "a URL is signed for 1 to 604,800 seconds",
    /// The time is none of a year of four digits.
    Time = "the time is out of range",
}

impl fmt::Display for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::error::Error for SigningError {}
