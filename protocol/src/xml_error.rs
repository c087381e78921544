//! An error as AWS's services write it in XML.

use crate::xml::Document;

/// Where the code and the message stand: S3, and the services that are asked by a query.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses>,
/// <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>
const PLACES: [&str; 3] = ["Error/", "ErrorResponse/Error/", "Response/Errors/Error/"];

/// The code and the message of an error; `None` where the text is none.
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
    PLACES.into_iter().find_map(|place| {
        let find = |name: &str| document.text(&[place, name].concat());
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
