//! The header `WWW-Authenticate` of an API that requires a stronger sign-in
//! ([RFC 9110, section 11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)).

use crate::text::whole_number;

/// The requirement of an API for the sign-in
/// ([RFC 9470, section 3](https://www.rfc-editor.org/rfc/rfc9470#section-3)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsufficientAuthentication {
    /// The accepted levels, in the API's order.
    pub acr_values: Vec<String>,
    /// The maximum age of the sign-in, in seconds.
    pub max_age: Option<u64>,
}

/// Returns the requirement if a challenge of the header is `insufficient_user_authentication`. Malformed parts are
/// ignored.
pub fn insufficient_authentication(header: &str) -> Option<InsufficientAuthentication> {
    let mut asked = InsufficientAuthentication::default();
    let mut is_meant = false;
    let mut rest = header;
    while let Some((before, value, after)) = next_parameter(rest) {
        rest = after;
        let mut words = before
            .split([' ', '\t', ','])
            .filter(|word| !word.is_empty());
        let name = words.next_back().unwrap_or_default();
        // A token before the name is the scheme of the next challenge.
        if words.next().is_some() {
            if is_meant {
                break;
            }
            asked = InsufficientAuthentication::default();
        }
        match name.to_ascii_lowercase().as_str() {
            "error" => is_meant = value == "insufficient_user_authentication",
            "acr_values" => {
                let values = value.split(' ').filter(|value| !value.is_empty());
                asked.acr_values = values.map(str::to_owned).collect();
            }
            "max_age" => asked.max_age = whole_number(&value),
            _ => {}
        }
    }
    is_meant.then_some(asked)
}

/// Returns the text before the next `=`, the value after it, and the rest.
fn next_parameter(text: &str) -> Option<(&str, String, &str)> {
    let (before, after) = text.split_once('=')?;
    let Some(quoted) = after.trim_start().strip_prefix('"') else {
        let end = after.find([',', ' ', '\t']).unwrap_or(after.len());
        let (value, rest) = after.split_at(end);
        return Some((before, value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((before, value, quoted.get(at + 1..).unwrap_or_default())),
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            letter => value.push(letter),
        }
    }
    Some((before, value, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// The same cases as for `pkg/src/fetch.ts`.
    #[test]
    fn every_header_is_read_as_the_cases_say() {
        let all = include_str!("../../tests/cases/challenges.json");
        let all: Value = serde_json::from_str(all).unwrap();
        let cases = all["cases"].as_array().unwrap();
        for case in cases {
            let found = insufficient_authentication(case["header"].as_str().unwrap());
            let wanted = case["wanted"]
                .as_object()
                .map(|wanted| InsufficientAuthentication {
                    acr_values: serde_json::from_value(wanted["acr"].clone()).unwrap(),
                    max_age: wanted.get("maxAge").and_then(Value::as_u64),
                });
            assert_eq!(found, wanted, "{}", case["name"]);
        }
        assert!(cases.len() > 10);
    }

    #[test]
    fn a_header_that_breaks_off_is_no_fault() {
        let header = "Bearer error=\"insufficient_user_authentication\", acr_values=\"a \\\"b\"";
        for end in 0..=header.len() {
            let _ = insufficient_authentication(&header[..end]);
        }
    }
}
