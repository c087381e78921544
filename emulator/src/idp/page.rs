//! Pagination of lists.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html> (`PaginationToken`)
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html> (`NextToken`)

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::errors::Failure;

/// A page of a list.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    /// The token of the next page; `None` on the last one.
    pub(super) next: Option<String>,
}

/// The page with this token, with at most `size` items.
// Source: API_ListDevices (`PaginationToken`). Assumed: the message.
pub(super) fn page<T>(all: Vec<T>, token: Option<&str>, size: usize) -> Result<Page<T>, Failure> {
    let start = match token {
        None => 0,
        Some(token) => position(token).ok_or(Failure::page_token_invalid())?,
    };
    let end = start.saturating_add(size);
    let next = (end < all.len()).then(|| URL_SAFE_NO_PAD.encode(format!("page {end}")));
    let items = all.into_iter().skip(start).take(size).collect();
    Ok(Page { items, next })
}

/// The requested page size; the maximum if it is missing or zero.
pub(super) fn size(limit: Option<i64>, most: usize) -> usize {
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    limit.filter(|limit| *limit > 0).unwrap_or(most).min(most)
}

fn position(token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("page ")?.parse().ok()
}
