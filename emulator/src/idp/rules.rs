//! The constraints of the API's model for members of requests.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html> (each field's own `Pattern` and `Length Constraints`)

/// The constraints of a member.
pub(crate) struct Rule {
    pub(crate) min: usize,
    pub(crate) max: usize,
    pub(crate) pattern: &'static str,
    pub(crate) fits: fn(&str) -> bool,
    /// Whether error messages may show the value.
    pub(crate) visibility: Visibility,
}

impl Rule {
    pub(crate) fn allows(&self, value: &str) -> bool {
        (self.min..=self.max).contains(&value.chars().count()) && (self.fits)(value)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    Secret,
    Shown,
}

pub(crate) const fn secret(
    min: usize,
    max: usize,
    pattern: &'static str,
    fits: fn(&str) -> bool,
) -> Rule {
    Rule {
        min,
        max,
        pattern,
        fits,
        visibility: Visibility::Secret,
    }
}

pub(crate) const fn shown(
    min: usize,
    max: usize,
    pattern: &'static str,
    fits: fn(&str) -> bool,
) -> Rule {
    Rule {
        min,
        max,
        pattern,
        fits,
        visibility: Visibility::Shown,
    }
}

pub(crate) const CLIENT_ID: Rule = secret(1, 128, r"[\w+]+", |v| all(v, is_word_or_plus));
pub(crate) const CLIENT_SECRET: Rule = secret(24, 64, r"[\w+]+", |v| all(v, is_word_or_plus));
pub(crate) const SECRET_HASH: Rule = secret(1, 128, r"[\w+=/]+", |v| all(v, is_word_or_base64));
pub(crate) const USERNAME: Rule = secret(1, 128, r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", |v| {
    all(v, is_visible)
});
pub(crate) const GROUP: Rule = shown(1, 128, r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", |v| {
    all(v, is_visible)
});
pub(crate) const PASSWORD: Rule = secret(0, 256, r"^[\S]+.*[\S]+$", has_solid_ends);
pub(crate) const CODE: Rule = shown(1, 2048, r"[\S]+", |v| all(v, |c| !c.is_whitespace()));
pub(crate) const TOKEN: Rule = secret(0, usize::MAX, r"[A-Za-z0-9-_=.]+", |v| all(v, is_token));
/// A JWT or a SAML assertion in base64.
pub(crate) const EXCHANGED_TOKEN: Rule = secret(0, 131_072, r"[A-Za-z0-9-_+/=.]+", |v| {
    all(v, |c| is_token(c) || matches!(c, '+' | '/'))
});
pub(crate) const PROVIDER_NAME: Rule = shown(1, 32, r"[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+", |v| {
    all(v, |c| !c.is_control())
});
/// Scopes, audiences and resources.
pub(crate) const SCOPE: Rule = shown(1, 256, r"[\x21\x23-\x5B\x5D-\x7E]+", |v| {
    all(v, |c| c.is_ascii_graphic() && c != '"' && c != '\\')
});
pub(crate) const SESSION: Rule = secret(20, 4096, "", |_| true);
pub(crate) const POOL_ID: Rule = shown(1, 55, r"[\w-]+_[0-9a-zA-Z]+", is_pool_id);
pub(crate) const TEXT: Rule = secret(0, 131_072, "", |_| true);
pub(crate) const ATTRIBUTE_NAME: Rule = shown(1, 32, r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+", |v| {
    all(v, |c| {
        is_visible(c) || matches!(c, '\t' | '\n' | '\r' | ' ')
    })
});
pub(crate) const DEVICE_KEY: Rule = shown(1, 55, r"[\w-]+_[0-9a-f-]+", is_device_key);
pub(crate) const DEVICE_NAME: Rule = shown(1, 1024, "", |_| true);
pub(crate) const TOTP_CODE: Rule = shown(6, 6, r"[0-9]+", |v| all(v, |c| c.is_ascii_digit()));
pub(crate) const PAGE_TOKEN: Rule =
    secret(1, 131_072, r"[\S]+", |v| all(v, |c| !c.is_whitespace()));
pub(crate) const SESSION_ID: Rule = shown(28, 28, r"^(tkn|sso)[a-z0-9]{25}$", is_session_id);
pub(crate) const EVENT_ID: Rule = shown(1, 50, r"[\w+-]+", |v| {
    all(v, |c| is_word_or_plus(c) || c == '-')
});

pub(crate) fn all(value: &str, allows: fn(char) -> bool) -> bool {
    !value.is_empty() && value.chars().all(allows)
}

/// Whether a password neither begins nor ends with a space.
fn has_solid_ends(value: &str) -> bool {
    let ends = [value.chars().next(), value.chars().next_back()];
    ends.into_iter()
        .all(|end| end.is_some_and(|c| !c.is_whitespace()))
}

fn is_pool_id(value: &str) -> bool {
    let is_region: fn(char) -> bool = |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    value.rsplit_once('_').is_some_and(|(region, name)| {
        all(region, is_region) && all(name, |c| c.is_ascii_alphanumeric())
    })
}

fn is_device_key(value: &str) -> bool {
    let is_region: fn(char) -> bool = |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_id: fn(char) -> bool = |c| matches!(c, '0'..='9' | 'a'..='f' | '-');
    value
        .rsplit_once('_')
        .is_some_and(|(region, id)| all(region, is_region) && all(id, is_id))
}

fn is_session_id(value: &str) -> bool {
    let id = value.strip_prefix("tkn").or(value.strip_prefix("sso"));
    id.is_some_and(|id| id.len() == 25 && all(id, |c| c.is_ascii_lowercase() || c.is_ascii_digit()))
}

fn is_word_or_plus(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '+'
}

fn is_word_or_base64(c: char) -> bool {
    is_word_or_plus(c) || c == '=' || c == '/'
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '=' | '.')
}

/// Whether a character is a letter, mark, symbol, number or punctuation, not a space or a control character.
fn is_visible(c: char) -> bool {
    !c.is_whitespace() && !c.is_control()
}
