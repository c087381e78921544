//! For the developer: why a request to AWS cannot be signed.

use crate::protocol::sigv4::SigningError;

/// What is said of an address that is none of AWS's own.
pub(crate) const NO_SCOPE: &str = "the address does not tell the service and the Region: name both";

/// The help for what is said of a request that cannot be signed; empty for whatever else is said.
pub(super) fn help(message: &str) -> &'static str {
    if message == NO_SCOPE {
        return "Addresses of AWS's own tell them. With a domain of your own name both: for API Gateway the service \
                is execute-api, and the Region the one where the API is.";
    }
    let mut all = SigningError::ALL.iter();
    all.find(|error| error.as_str() == message)
        .map_or("", |error| help_of(*error))
}

fn help_of(error: SigningError) -> &'static str {
    match error {
        SigningError::Method => {
            "Give the method as it is sent: GET, PUT, POST, PATCH, DELETE, HEAD or OPTIONS."
        }
        SigningError::Url => {
            "Give the whole address, https:// included and without a name or password in it. What is no ASCII has to \
             be encoded: encodeURIComponent does it for each part of a path, and the browser's URL for a host."
        }
        SigningError::AlreadySigned => {
            "Send a presigned URL as it is, by the platform's own fetch: it needs no credentials."
        }
        SigningError::Header => {
            "Encode what is no ASCII, by encodeURIComponent for instance, and decode it where it is read: browsers and \
             AWS do not write such a header in the same way, and the signature would not match."
        }
        SigningError::Streaming => {
            "Give the whole body, or sign without it where the service allows that (S3: UNSIGNED-PAYLOAD). A browser \
             cannot sign a body while it sends it."
        }
        SigningError::SeveralRegions => {
            "Send it to one Region: to a bucket in place of a Multi-Region Access Point, to an event bus in place of a \
             global endpoint."
        }
        SigningError::Scope => {
            "Give the names that AWS signs with, eu-west-1 and execute-api for instance."
        }
        SigningError::Expiry => {
            "Give seconds. A URL ends with the credentials that signed it anyway, after an hour at the latest."
        }
        _ => "The clock of the machine is wrong by centuries.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_help() {
        let texts = SigningError::ALL.iter().map(|error| error.as_str());
        let mut helps: Vec<_> = texts.chain([NO_SCOPE]).map(help).collect();
        let all = helps.len();
        helps.sort_unstable();
        helps.dedup();
        assert_eq!((helps.len(), helps.contains(&"")), (all, false));
        assert_eq!(help("something else"), "");
    }
}
