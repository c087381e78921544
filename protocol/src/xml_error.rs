//! Reads the XML errors of AWS's services.

use crate::xml::Document;

/// The paths of the code and the message: in S3, and in query services.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses>,
/// <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>
const PATHS: [&str; 3] = ["Error/", "ErrorResponse/Error/", "Response/Errors/Error/"];

/// Returns the code and the message of an XML error. `None` for any other text.
///
/// ```
/// use vestibule_protocol::xml_error::code_and_message;
///
/// let text = "<Error><Code>AccessDenied</Code><Message>Not &quot;yours&quot;</Message></Error>";
/// let found = code_and_message(text);
/// assert_eq!(found, Some(("AccessDenied".to_owned(), "Not \"yours\"".to_owned())));
/// ```
pub fn code_and_message(text: &str) -> Option<(String, String)> {
    let document = Document::parse(text).ok()?;
    PATHS.into_iter().find_map(|path| {
        let find = |name: &str| document.text(&[path, name].concat());
        let message = find("Message").unwrap_or_default();
        Some((find("Code")?.to_owned(), message.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_write_an_error_is_read_and_nothing_else() {
        let found =
            |text: &str| code_and_message(text).map(|(code, message)| code + ": " + &message);
        for (text, expected) in [
            (
                "<?xml version=\"1.0\"?><Error><Code>A</Code><Message>b &amp; c</Message></Error>",
                Some("A: b & c"),
            ),
            (
                "<ErrorResponse><Error><Type>Sender</Type><Code>A</Code></Error></ErrorResponse>",
                Some("A: "),
            ),
            (
                "<Response><Errors><Error><Code>A</Code></Error></Errors></Response>",
                Some("A: "),
            ),
            ("<Error><Message>no code</Message></Error>", None),
            ("<html><Code>A</Code></html>", None),
            ("<Error><Code>A</Code>", None),
            ("{}", None),
            ("", None),
        ] {
            assert_eq!(found(text).as_deref(), expected, "{text}");
        }
    }
}
