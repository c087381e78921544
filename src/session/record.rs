//! The stored form of a session: one JSON object under one key, written in one step. Its last field is a checksum of
//! everything before it.

use std::fmt;
use std::time::Duration;

use crate::config::Remember;
use crate::platform::Timestamp;
use crate::protocol::json::{self, Object, Value};

const VERSION: i64 = 2;
/// The first version, without a checksum.
const VERSION_WITHOUT_CHECKSUM: i64 = 1;

/// The stored form of a session.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub username: String,
    pub id_token: String,
    pub access_token: String,
    /// `None` after the implicit grant.
    pub refresh_token: Option<String>,
    /// The order of this record among all records of this origin: a newer one has a greater number, even if the clock
    /// was set back. Usually the time when its tokens were issued, in milliseconds since 1970.
    pub revision: i64,
    /// When the tokens were issued (`iat`), in Cognito's time.
    pub issued: Timestamp,
    /// When the first of the tokens expires (`exp`), in Cognito's time.
    pub expires: Timestamp,
    /// Cognito's time minus this machine's when the record was written, in milliseconds.
    pub offset: i64,
    /// How the user signed in, which decides how the tokens are renewed.
    pub origin: Origin,
    /// For how long the browser remembers the user, which decides where the record is stored.
    pub remember: Remember,
}

/// How a user signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// By Cognito's API.
    Direct,
    /// By a redirect: the authorization code grant or the implicit grant.
    Redirect,
}

/// Why a stored text cannot be read as a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordError {
    /// A later version of the library has written it.
    Newer,
    /// It is damaged, or not a record.
    Foreign,
}

impl Record {
    /// Whether the tokens need not be renewed yet.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now.plus(self.margin()) < self.expires
    }

    /// How long before their expiry the tokens are renewed: a tenth of their lifetime, at least 15 seconds and at most
    /// 5 minutes.
    pub fn margin(&self) -> Duration {
        let life = self.expires.since(self.issued);
        (life / 10).clamp(Duration::from_secs(15), Duration::from_secs(300))
    }

    /// Whether the tokens have not expired.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        now < self.expires
    }

    pub fn encode(&self) -> String {
        let mut text = Object::new();
        text.number("v", VERSION);
        text.text("username", &self.username);
        text.text("idToken", &self.id_token);
        text.text("accessToken", &self.access_token);
        match &self.refresh_token {
            Some(token) => text.text("refreshToken", token),
            None => text.json("refreshToken", "null"),
        }
        text.number("revision", self.revision);
        text.number("offset", self.offset);
        text.text("origin", self.origin.name());
        text.flag("brief", self.remember == Remember::Briefly);
        let sum = checksum(text.so_far());
        text.number("sum", sum.into());
        text.end()
    }

    pub fn decode(text: &str) -> Result<Box<Self>, RecordError> {
        let value = json::parse(text).map_err(|_| RecordError::Foreign)?;
        match value.integer("v") {
            Some(VERSION) if value.integer("sum") != Some(checksum(checked_part(text)).into()) => {
                Err(RecordError::Foreign)
            }
            Some(VERSION | VERSION_WITHOUT_CHECKSUM) => {
                Self::read(&value).ok_or(RecordError::Foreign)
            }
            Some(version) if version > VERSION => Err(RecordError::Newer),
            _ => Err(RecordError::Foreign),
        }
    }

    fn read(value: &Value) -> Option<Box<Self>> {
        let string = |name| value.string(name).map(str::to_owned);
        Some(Box::new(Record {
            username: string("username")?,
            id_token: string("idToken")?,
            access_token: string("accessToken")?,
            refresh_token: string("refreshToken"),
            // The first version had neither revision nor offset.
            revision: value.integer("revision").unwrap_or_default(),
            offset: value.integer("offset").unwrap_or_default(),
            issued: Timestamp::default(),
            expires: Timestamp::default(),
            origin: Origin::from_name(value.string("origin")?)?,
            remember: Remember::read(value),
        }))
    }
}

/// Returns the text before the last field.
fn checked_part(text: &str) -> &str {
    let end = text.bytes().rposition(|byte| byte == b',');
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// Returns the 32-bit FNV-1a hash as a signed number. A change of one byte always changes it. It detects damage, but
/// not forgery: anyone who can write to the store can compute it.
///
/// <https://datatracker.ietf.org/doc/draft-eastlake-fnv/>
pub(crate) fn checksum(text: &str) -> i32 {
    let mut sum = 0x811c_9dc5_u32;
    for byte in text.bytes() {
        sum = (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    sum as i32
}

impl Origin {
    fn name(self) -> &'static str {
        match self {
            Origin::Direct => "direct",
            Origin::Redirect => "redirect",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Origin::Direct, Origin::Redirect]
            .into_iter()
            .find(|origin| origin.name() == name)
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            issued: Timestamp::default(),
            expires: Timestamp::default(),
            username: "ada+notes@exämple.com".into(),
            id_token: "a.b.c".into(),
            access_token: "d.e.f".into(),
            refresh_token: Some("r".into()),
            revision: 1_000_000_000_007,
            offset: -250,
            origin: Origin::Direct,
            remember: Remember::Lastingly,
        }
    }

    /// A record of the first version.
    fn without_checksum(record: &Record) -> String {
        let text = record.encode();
        [&checked_part(&text).replace("\"v\":2", "\"v\":1"), "}"].concat()
    }

    #[test]
    fn reads_what_it_writes() {
        let implicit = Record {
            refresh_token: None,
            origin: Origin::Redirect,
            ..record()
        };
        let brief = Record {
            remember: Remember::Briefly,
            ..record()
        };
        for record in [record(), implicit, brief] {
            assert_eq!(
                Record::decode(&without_checksum(&record)),
                Ok(Box::new(record.clone()))
            );
            assert_eq!(Record::decode(&record.encode()), Ok(Box::new(record)));
        }
    }

    #[test]
    fn reads_records_of_the_first_version_without_revision_and_offset() {
        let first = without_checksum(&record()).replace("\"offset\":-250,", "");
        let first = first.replace("\"revision\":1000000000007,", "");
        let record = Record {
            revision: 0,
            offset: 0,
            ..record()
        };
        assert_eq!(Record::decode(&first), Ok(Box::new(record)));
    }

    #[test]
    fn distinguishes_newer_records_from_damaged_ones() {
        let newer = record().encode().replace("\"v\":2", "\"v\":3");
        assert_eq!(Record::decode(&newer), Err(RecordError::Newer));
        let whole = record().encode();
        for text in [
            "",
            "null",
            "{}",
            "[1]",
            "{\"v\":1}",
            "{\"v\":2}",
            "{\"v\":\"2\"}",
        ] {
            assert_eq!(Record::decode(text), Err(RecordError::Foreign), "{text}");
        }
        for cut in (0..whole.len()).filter(|cut| whole.is_char_boundary(*cut)) {
            assert_eq!(Record::decode(&whole[..cut]), Err(RecordError::Foreign));
        }
    }

    /// The values of <https://datatracker.ietf.org/doc/draft-eastlake-fnv/>, as numbers with a sign.
    #[test]
    fn the_checksum_is_fnv_1a() {
        assert_eq!(checksum(""), 0x811c_9dc5_u32 as i32);
        assert_eq!(checksum("a"), 0xe40c_292c_u32 as i32);
        assert_eq!(checksum("foobar"), 0xbf9c_f968_u32 as i32);
    }

    #[test]
    fn checksum_detects_a_change_of_one_character() {
        let whole = record().encode();
        assert!(Record::decode(&whole).is_ok());
        for at in (0..whole.len()).filter(|at| whole.is_char_boundary(*at)) {
            for letter in ["0", "7", "x", "\"", ",", "-"] {
                let next = at + whole[at..].chars().next().unwrap().len_utf8();
                let damaged = [&whole[..at], letter, &whole[next..]].concat();
                if damaged != whole {
                    let found = Record::decode(&damaged);
                    assert!(found.is_err(), "{damaged}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn is_fresh_until_its_margin_and_usable_until_it_expires() {
        let record = Record {
            issued: Timestamp::from_millis(1_000_000_000_000),
            expires: Timestamp::from_millis(1_000_003_600_000),
            ..record()
        };
        let at = |seconds| record.issued.plus(Duration::from_secs(seconds));
        assert!(record.is_fresh(at(0)) && record.is_fresh(at(3299)));
        assert!(!record.is_fresh(at(3300)) && record.is_usable(at(3300)));
        assert!(record.is_usable(at(3599)) && !record.is_usable(at(3600)));
    }

    #[test]
    fn debug_hides_tokens() {
        assert_eq!(
            format!("{:?}", record()),
            "Record { username: \"ada+notes@exämple.com\", .. }"
        );
    }
}
