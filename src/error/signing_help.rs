//! Help for developers: why a request to AWS cannot be signed.

use crate::protocol::sigv4::SigningError;

/// The message for an address that is not one of AWS's.
pub(crate) const NO_SCOPE: &str = "the address does not tell the service and the Region: name both";

/// Returns the help for the message of a signing error. Empty for any other message.
pub(super) fn help(message: &str) -> &'static str {
    if message == NO_SCOPE {
        return "AWS's own addresses contain them. With a custom domain, name both: for API Gateway the service is \
                execute-api, and the Region is that of the API.";
    }
    let mut all = SigningError::ALL.iter();
    all.find(|error| error.as_str() == message)
        .map_or("", |error| help_of(*error))
}

fn help_of(error: SigningError) -> &'static str {
    match error {
        SigningError::Method => {
            "Use the method as it is sent: GET, PUT, POST, PATCH, DELETE, HEAD or OPTIONS."
        }
        SigningError::Url => {
            "Use the whole address, with https:// and without a user name or password. Non-ASCII characters must be \
             encoded: by encodeURIComponent in each part of a path, and by the browser's URL in a host."
        }
        SigningError::AlreadySigned => {
            "Send a presigned URL unchanged, by the platform's own fetch: it needs no credentials."
        }
        SigningError::Header => {
            "Encode non-ASCII characters, for example by encodeURIComponent, and decode them where they are read: browsers \
             and AWS encode such a header differently, and the signature would not match."
        }
        SigningError::Streaming => {
            "Pass the whole body, or sign without it where the service allows that (S3: UNSIGNED-PAYLOAD). A browser \
             cannot sign a body while it sends it."
        }
        SigningError::SeveralRegions => {
            "Send it to one Region: to a bucket instead of a Multi-Region Access Point, or to an event bus instead of a \
             global endpoint."
        }
        SigningError::Scope => {
            "Use the names that AWS signs with, for example eu-west-1 and execute-api."
        }
        SigningError::Expiry => {
            "Pass seconds. A URL expires with its credentials anyway, after an hour at the latest."
        }
        _ => "The clock of the machine is wrong by centuries.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_help_for_each_reason() {
        let texts = SigningError::ALL.iter().map(|error| error.as_str());
        let mut helps: Vec<_> = texts.chain([NO_SCOPE]).map(help).collect();
        let all = helps.len();
        helps.sort_unstable();
        helps.dedup();
        assert_eq!((helps.len(), helps.contains(&"")), (all, false));
        assert_eq!(help("something else"), "");
    }
}
