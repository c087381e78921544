//! Settings of DynamoDB tables.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>

use serde::Deserialize;

use super::region::is_region;

/// A table of Amazon DynamoDB with string keys.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSettings {
    /// 3 to 255 letters, digits, `_`, `-` and `.`.
    pub name: String,
    /// Its Region.
    pub region: String,
    /// The name of the partition key.
    pub partition_key: String,
    /// The name of the sort key, if it has one.
    #[serde(default)]
    pub sort_key: Option<String>,
    /// The time-to-live attribute, in seconds since 1970.
    #[serde(default)]
    pub time_to_live: Option<String>,
    /// The limit of requests per second; unlimited unless set.
    #[serde(default)]
    pub request_rate: Option<u32>,
}

/// Checks a table; an error has the setting and the problem.
// Source: API_CreateTable (`TableName`), https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html.
pub(crate) fn check(table: &TableSettings) -> Result<(), (&'static str, &'static str)> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !(3..=255).contains(&table.name.len()) || !table.name.chars().all(fits) {
        return Err((
            "name",
            "it must have from 3 to 255 letters, digits, `_`, `-` and `.`",
        ));
    }
    if !is_region(&table.region) {
        return Err(("region", "it must look like \"eu-central-1\""));
    }
    let is_name = |name: &String| (1..=255).contains(&name.len());
    if !is_name(&table.partition_key) {
        return Err(("partition_key", "it must have from 1 to 255 characters"));
    }
    let sort_key = table.sort_key.as_ref();
    if !sort_key.is_none_or(|name| is_name(name) && *name != table.partition_key) {
        return Err((
            "sort_key",
            "it must have from 1 to 255 characters, and be another one than the partition key",
        ));
    }
    Ok(())
}
