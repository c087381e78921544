//! Why a request cannot be signed.

use core::fmt;

macro_rules! signing_errors {
    ($($(#[$about:meta])* $name:ident = $text:literal,)+) => {
        /// Why AWS would not accept a signed request.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum SigningError {
            $($(#[$about])* $name,)+
        }

        impl SigningError {
            /// All errors.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Returns a description in English.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

signing_errors! {
    /// The method is not in capital letters, like all of AWS's.
    Method = "the method is not one of HTTP's in capital letters",
    /// The URL is not absolute, contains a password, or has invalid characters.
    Url = "the URL is not an absolute one that can be signed",
    /// The URL is already signed: it has `X-Amz-Signature`.
    AlreadySigned = "the URL is signed already",
    /// A header has an invalid name or value, or is not ASCII: browsers send other characters in another encoding than
    /// the signed one.
    Header = "a header is not a valid one, or not ASCII",
    /// The body should be signed in chunks while it is sent.
    Streaming = "bodies that are signed while they are sent are not supported",
    /// The request is for several Regions, which requires Signature Version 4A.
    SeveralRegions = "it is for several Regions at a time, which takes Signature Version 4A; that is not supported",
    /// The Region or the service is empty, or has invalid characters.
    Scope = "the Region or the service is not a valid name",
    /// The lifetime of the URL is zero, or longer than seven days.
    Expiry = "a URL is signed for 1 to 604,800 seconds",
    /// The year of the time does not have four digits.
    Time = "the time is out of range",
}

impl fmt::Display for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::error::Error for SigningError {}
