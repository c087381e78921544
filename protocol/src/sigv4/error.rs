//! Why a request cannot be signed.

use core::fmt;

/// Why a request cannot be signed so that AWS would take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SigningError {
    /// The URL is not absolute, holds a password, or has characters that no URL has.
    Url,
    /// The URL is signed already: it has `X-Amz-Signature`.
    AlreadySigned,
    /// A header has a name or a value that no header has.
    Header,
    /// The body is to be signed piece by piece while it is sent.
    Streaming,
    /// It is for several Regions at a time, which takes Signature Version 4A.
    SeveralRegions,
    /// The Region or the service is empty, or has characters that none has.
    Scope,
    /// A URL is to be good for no time, or for longer than seven days.
    Expiry,
    /// The time is none of a year of four digits.
    Time,
}

impl fmt::Display for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Url => "the URL is not an absolute one that can be signed",
            Self::AlreadySigned => "the URL is signed already",
            Self::Header => "a header is not a valid one",
            Self::Streaming => "bodies that are signed while they are sent are not supported",
            Self::SeveralRegions => {
                "it is for several Regions at a time, which takes Signature Version 4A; that is not supported"
            }
            Self::Scope => "the Region or the service is not a valid name",
            Self::Expiry => "a URL is signed for 1 to 604,800 seconds",
            Self::Time => "the time is out of range",
        })
    }
}

impl core::error::Error for SigningError {}
