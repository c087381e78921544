//! What is kept of a session: one JSON object under one key, written in one step.

use std::fmt;
use std::time::Duration;

use crate::platform::Timestamp;
use crate::protocol::json::{self, Value};

const VERSION: i64 = 1;

/// What is kept of a session.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub username: String,
    pub id_token: String,
    pub access_token: String,
    /// The implicit grant gives none.
    pub refresh_token: Option<String>,
    /// When the tokens came, by the clock of this machine.
    pub obtained: Timestamp,
    /// When the first of them expires, by the clock of this machine.
    pub expires: Timestamp,
    /// Which grant or operation they came from, and so how they are renewed and revoked.
    pub origin: Origin,
}

/// Where a session came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A sign-in by Cognito's API.
    Direct,
    /// The redirect: the authorization code grant, or the implicit grant.
    Redirect,
}

/// Why a stored text is not a record that this version reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordError {
    /// A later version of the library wrote it.
    Newer,
    /// It is damaged, or somebody else's.
    Foreign,
}

impl Record {
    /// Whether the tokens serve for a while: more than a tenth of their life is left, of which at
    /// least 15 seconds and at most 5 minutes count.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        let life = self.expires.since(self.obtained);
        let margin = (life / 10).clamp(Duration::from_secs(15), Duration::from_secs(300));
        // A clock that was set back past the moment when the tokens came proves nothing of them.
        now >= self.obtained.minus_leeway() && now.plus(margin) < self.expires
    }

    /// Whether the tokens can still be used.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        now >= self.obtained.minus_leeway() && now < self.expires
    }

    pub fn encode(&self) -> String {
        json::write(&Value::object([
            ("v", VERSION.into()),
            ("username", self.username.as_str().into()),
            ("idToken", self.id_token.as_str().into()),
            ("accessToken", self.access_token.as_str().into()),
            (
                "refreshToken",
                self.refresh_token
                    .as_deref()
                    .map_or(Value::Null, Value::from),
            ),
            ("obtained", (self.obtained.as_millis() as i64).into()),
            ("expires", (self.expires.as_millis() as i64).into()),
            ("origin", self.origin.name().into()),
        ]))
    }

    pub fn decode(text: &str) -> Result<Self, RecordError> {
        let value = json::parse(text).map_err(|_| RecordError::Foreign)?;
        match value.integer("v") {
            Some(VERSION) => Self::read(&value).ok_or(RecordError::Foreign),
            Some(version) if version > VERSION => Err(RecordError::Newer),
            _ => Err(RecordError::Foreign),
        }
    }

    fn read(value: &Value) -> Option<Self> {
        let string = |name| value.string(name).map(str::to_owned);
        let time = |name| {
            Some(Timestamp::from_millis(
                value.integer(name)?.try_into().ok()?,
            ))
        };
        Some(Record {
            username: string("username")?,
            id_token: string("idToken")?,
            access_token: string("accessToken")?,
            refresh_token: string("refreshToken"),
            obtained: time("obtained")?,
            expires: time("expires")?,
            origin: Origin::from_name(value.string("origin")?)?,
        })
    }
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

impl Timestamp {
    /// A little earlier, for clocks that are corrected a little.
    fn minus_leeway(self) -> Self {
        Timestamp::from_millis(self.as_millis().saturating_sub(60_000))
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
            username: "ada+notes@exämple.com".into(),
            id_token: "a.b.c".into(),
            access_token: "d.e.f".into(),
            refresh_token: Some("r".into()),
            obtained: Timestamp::from_millis(1_000_000_000_000),
            expires: Timestamp::from_millis(1_000_003_600_000),
            origin: Origin::Direct,
        }
    }

    #[test]
    fn reads_what_it_writes() {
        let implicit = Record {
            refresh_token: None,
            origin: Origin::Redirect,
            ..record()
        };
        for record in [record(), implicit] {
            assert_eq!(Record::decode(&record.encode()), Ok(record));
        }
    }

    #[test]
    fn tells_newer_records_from_damaged_ones() {
        let newer = record().encode().replace("\"v\":1", "\"v\":2");
        assert_eq!(Record::decode(&newer), Err(RecordError::Newer));
        let whole = record().encode();
        for text in ["", "null", "{}", "[1]", "{\"v\":1}", "{\"v\":\"1\"}"] {
            assert_eq!(Record::decode(text), Err(RecordError::Foreign), "{text}");
        }
        for cut in (0..whole.len()).filter(|cut| whole.is_char_boundary(*cut)) {
            assert_eq!(Record::decode(&whole[..cut]), Err(RecordError::Foreign));
        }
    }

    #[test]
    fn is_fresh_until_its_margin_and_usable_until_its_end() {
        let record = record();
        let at = |seconds| record.obtained.plus(Duration::from_secs(seconds));
        assert!(record.is_fresh(at(0)) && record.is_fresh(at(3299)));
        assert!(!record.is_fresh(at(3300)) && record.is_usable(at(3300)));
        assert!(record.is_usable(at(3599)) && !record.is_usable(at(3600)));
        let yesterday = Timestamp::from_millis(record.obtained.as_millis() - 86_400_000);
        assert!(!record.is_fresh(yesterday) && !record.is_usable(yesterday));
    }

    #[test]
    fn debug_shows_no_token() {
        assert_eq!(
            format!("{:?}", record()),
            "Record { username: \"ada+notes@exämple.com\", .. }"
        );
    }
}
