//! Lists that Cognito returns in pages.

use crate::Error;

/// A page of a list, and the token of the next one.
pub(super) type Page<T> = (Vec<T>, Option<String>);

/// Reads all pages. `read` returns the page with this token, or the first one.
pub(super) async fn all<T>(
    read: impl AsyncFn(Option<&str>) -> Result<Page<T>, Error>,
) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let (items, next) = read(token.as_deref()).await?;
        all.extend(items);
        // A repeated token would make the list endless.
        if next.is_none() || next == token {
            return Ok(all);
        }
        token = next;
    }
}
