//! A stable digest of the user to whom tokens of identity providers belong.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::json;

/// Returns a digest of the users to whom these tokens belong. `logins` has the tokens by their provider's name. The
/// digest is the same as long as each token belongs to the same user (`sub`), and does not reveal the user. A token
/// that is not a JSON Web Token is part of the digest itself, which changes with the token.
///
/// The tokens are not verified.
pub fn person<'a>(logins: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut people: Vec<_> = logins
        .into_iter()
        .map(|(provider, token)| (provider, subject(token).unwrap_or_else(|| token.to_owned())))
        .collect();
    people.sort_unstable();
    let mut digest = Sha256::new();
    for (provider, who) in people {
        // With the lengths, so that different lists never have the same digest.
        for part in [provider, &who] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
    }
    BASE64_URL_SAFE_NO_PAD.encode(digest.finalize())
}

fn subject(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?;
    let claims = json::parse(core::str::from_utf8(&payload).ok()?).ok()?;
    claims.string("sub").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        let claims = BASE64_URL_SAFE_NO_PAD.encode(claims);
        ["e30.", &claims, ".c2ln"].concat()
    }

    #[test]
    fn a_person_stays_the_same_through_new_tokens() {
        let (first, second) = (
            token(r#"{"sub":"7","iat":1}"#),
            token(r#"{"sub":"7","iat":2}"#),
        );
        let other = token(r#"{"sub":"8","iat":1}"#);
        let of = |token: &str| person([("accounts.google.com", token)]);
        assert_eq!(of(&first), of(&second));
        assert_ne!(of(&first), of(&other));
        // The same `sub` at another provider is another user.
        assert_ne!(of(&first), person([("appleid.apple.com", first.as_str())]));
    }

    #[test]
    fn the_order_does_not_matter_and_every_login_does() {
        let (a, b) = (("a", "1"), ("b", "2"));
        assert_eq!(person([a, b]), person([b, a]));
        assert_ne!(person([a, b]), person([a]));
        assert_ne!(person([("a", "1b")]), person([("a1", "b")]));
    }

    #[test]
    fn what_is_no_web_token_counts_as_it_is_and_is_not_shown() {
        for text in ["", "opaque", "a.b", "a.b.c", "a.e30.c", "a.!.c", "a.b.c.d"] {
            let of = |token: &str| person([("graph.facebook.com", token)]);
            assert_eq!(of(text), of(text));
            assert_ne!(of(text), of("other"));
            assert!(text.len() < 5 || !of(text).contains(text));
        }
    }
}
