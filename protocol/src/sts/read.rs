//! Reads the responses of STS.

use super::{ErrorCode, Operation, ResponseError, ServiceError};
use crate::calendar::{Date, SECONDS_OF_A_DAY};
use crate::http::{HttpResponse, Malformation};
use crate::idp::Timestamp;
use crate::secret::Secret;
use crate::text::cut;
use crate::xml::{Document, XmlError};

/// Temporary AWS credentials.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id. It is not secret.
    pub access_key_id: String,
    /// The secret key.
    pub secret_access_key: Secret,
    /// The session token, which each request must contain. It can have several kilobytes, too much for a cookie.
    pub session_token: Secret,
    /// When they expire.
    pub expiration: Timestamp,
}

/// The response to both operations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssumedRole {
    /// The credentials.
    pub credentials: Credentials,
    /// The ARN of the assumed role, as in the account's logs.
    pub assumed_role_arn: Option<String>,
    /// The subject of the token (`SubjectFromWebIdentityToken`) or of the assertion (`Subject`).
    pub subject: Option<String>,
    /// The audience of the token.
    pub audience: Option<String>,
}

/// Reads the response of an operation.
///
/// # Errors
/// [`ResponseError::Service`] if STS refused, [`ResponseError::Malformed`] if the response is not one that STS
/// gives: a page of something in between, or more than a quarter of a megabyte.
pub fn response<O: Operation>(response: &HttpResponse) -> Result<AssumedRole, ResponseError> {
    let document = Document::parse(&response.body);
    if !response.is_success() {
        return Err(refusal(response, document));
    }
    let document = document.map_err(|error| {
        response.malformed(match error {
            XmlError::TooLarge => Malformation::TooLarge,
            XmlError::Malformed if response.body.trim_ascii().is_empty() => Malformation::Empty,
            XmlError::Malformed => Malformation::NotXml,
        })
    })?;
    let result = [O::NAME, "Response/", O::NAME, "Result/"].concat();
    let find = |name: &str| document.text(&[&result, name].concat());
    let needed = |name: &'static str, full: &'static str| {
        let found = find(name).filter(|text| !text.is_empty());
        found.ok_or_else(|| response.malformed(Malformation::MissingField(full)))
    };
    let expiration = needed("Credentials/Expiration", "Expiration")?;
    let missing = || response.malformed(Malformation::MissingField("Expiration"));
    let own = |name| find(name).map(str::to_owned);
    Ok(AssumedRole {
        credentials: Credentials {
            access_key_id: needed("Credentials/AccessKeyId", "AccessKeyId")?.to_owned(),
            secret_access_key: needed("Credentials/SecretAccessKey", "SecretAccessKey")?.into(),
            session_token: needed("Credentials/SessionToken", "SessionToken")?.into(),
            expiration: timestamp(expiration).ok_or_else(missing)?,
        },
        assumed_role_arn: own("AssumedRoleUser/Arn"),
        subject: own("SubjectFromWebIdentityToken").or_else(|| own("Subject")),
        audience: own("Audience"),
    })
}

fn refusal(response: &HttpResponse, document: Result<Document, XmlError>) -> ResponseError {
    let document = document.unwrap_or_default();
    let Some(code) = document.text("ErrorResponse/Error/Code") else {
        return response.malformed(Malformation::UnexpectedStatus).into();
    };
    let message = document.text("ErrorResponse/Error/Message");
    let request_id = document.text("ErrorResponse/RequestId");
    ResponseError::Service(ServiceError {
        code: ErrorCode::from_name(code),
        message: message.unwrap_or_default().to_owned(),
        reason_code: None,
        status: response.status,
        request_id: request_id
            .map(str::to_owned)
            .or_else(|| response.request_id.clone()),
    })
}

/// Parses a time in ISO 8601 and UTC, with an optional fraction: `2026-11-29T12:00:00Z`.
fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.strip_suffix('Z')?;
    let (text, fraction) = cut(text, b'.');
    let (date, time) = cut(text, b'T');
    let [year, month, day] = numbers(date, b'-')?;
    let [hour, minute, second] = numbers(time?, b':')?;
    let is_date =
        (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !(is_date && hour < 24 && minute < 60 && second <= 60) {
        return None;
    }
    let seconds =
        Date { year, month, day }.day() * SECONDS_OF_A_DAY + (hour * 60 + minute) * 60 + second;
    let mut millis = 0;
    let digits = fraction.unwrap_or_default().bytes().chain(*b"000");
    for digit in digits.take(3) {
        millis = millis * 10 + i64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    Some(Timestamp(seconds * 1000 + millis))
}

fn numbers(text: &str, mark: u8) -> Option<[i64; 3]> {
    let mut parts = crate::text::split(text, mark).map(|part| {
        let is_number =
            (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let digits = part.bytes().map(|byte| i64::from(byte - b'0'));
        is_number.then(|| digits.fold(0, |number, digit| number * 10 + digit))
    });
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_it_is_written() {
        for (text, millis) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-11-29T12:00:00Z", Some(1_795_953_600_000)),
            ("2026-11-29T12:00:00.25Z", Some(1_795_953_600_250)),
            ("2026-11-29T12:00:00.123456Z", Some(1_795_953_600_123)),
            ("2024-02-29T23:59:60Z", Some(1_709_251_200_000)),
            ("2026-11-29T12:00:00", None),
            ("2026-11-29 12:00:00Z", None),
            ("2026-13-01T00:00:00Z", None),
            ("2026-01-01T24:00:00Z", None),
            ("2026-01-01T00:00:00.xZ", None),
            ("99999-01-01T00:00:00Z", None),
            ("2026-01-01-01T00:00:00Z", None),
            ("+2026-01-01T00:00:00Z", None),
            ("Z", None),
            ("", None),
        ] {
            assert_eq!(timestamp(text), millis.map(Timestamp), "{text}");
        }
    }
}
