//! The section for accounts at identity providers that the person signs in with.

use std::sync::Arc;

use crate::Error;
use crate::platform::Timestamp;
use crate::protocol::json;
use crate::ui::Text;
use crate::ui::strings::fill;

use super::page::{Precision, date};
use super::rows::{Row, list};
use super::section::{Section, View};

/// An account at an identity provider.
#[derive(Debug, PartialEq, Eq)]
struct LinkedAccount {
    provider: String,
    since: Option<Timestamp>,
}

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let user = section.client().profile().user().await?;
    let linked = read(user.attribute("identities").unwrap_or_default());
    if linked.is_empty() {
        return Ok(None);
    }
    let section = section.clone();
    Ok(Some(Arc::new(move || {
        let rows = linked.iter().enumerate();
        let rows = rows.map(|(index, one)| row(&section, index, one));
        vec![list(&section, rows.collect())]
    })))
}

fn row(section: &Section, index: usize, linked: &LinkedAccount) -> Row {
    let texts = section.texts();
    let since = linked
        .since
        .map(|time| date(time, Precision::Day, section.strings()));
    let since = since.map(|day| Text::Owned(fill(texts.linked_on, "{date}", &day)));
    Row {
        key: format!("linked-{index}"),
        name: Text::Owned(linked.provider.clone()),
        lines: since.into_iter().collect(),
        badges: Vec::new(),
        actions: Vec::new(),
    }
}

/// Reads the attribute `identities`, which is JSON. Its `dateCreated` is in milliseconds, as a string or a number.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation-consolidate-users.html>
fn read(identities: &str) -> Vec<LinkedAccount> {
    let Ok(list) = json::parse(identities) else {
        return Vec::new();
    };
    let read = |one: &json::Value| {
        let created = one.field("dateCreated");
        // Not `str::parse`: it multiplies in 128 bits, which the published build cannot link.
        let parse_text = |it: &json::Value| json::parse(it.as_str()?).ok()?.as_i64();
        let millis = created.and_then(|it| it.as_i64().or_else(|| parse_text(it)));
        Some(LinkedAccount {
            provider: one.string("providerName")?.into(),
            since: millis
                .and_then(|millis| u64::try_from(millis).ok())
                .map(Timestamp::from_millis),
        })
    };
    let all = list.as_array().unwrap_or_default();
    all.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_are_read_as_cognito_writes_them() {
        let text = r#"[{"userId":"1","providerName":"Google","providerType":"Google","issuer":null,
            "primary":"true","dateCreated":"1600000000000"},
            {"providerName":"Mailbox","dateCreated":1600000000000},{"userId":"2"}]"#;
        let since = Some(Timestamp::from_millis(1_600_000_000_000));
        let linked = |provider: &str| LinkedAccount {
            provider: provider.into(),
            since,
        };
        assert_eq!(read(text), [linked("Google"), linked("Mailbox")]);
        for nothing in ["", "{}", "[", "[1]"] {
            assert_eq!(read(nothing), []);
        }
    }
}
