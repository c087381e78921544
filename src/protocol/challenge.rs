//! The header by which an API says that a token is not enough: `WWW-Authenticate`
//! ([RFC 9110, section 11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)).

/// What an API wants of the sign-in
/// ([RFC 9470, section 3](https://www.rfc-editor.org/rfc/rfc9470#section-3)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsufficientAuthentication {
    /// The levels that will do, in the API's order.
    pub acr_values: Vec<String>,
    /// Seconds since the sign-in, at the most.
    pub max_age: Option<u64>,
}

/// What the header wants, where one of its challenges says `insufficient_user_authentication`. What has not
/// the header's form is passed over.
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
        // A word before the name is the scheme of another challenge.
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
            "max_age" => asked.max_age = value.parse().ok(),
            _ => {}
        }
    }
    is_meant.then_some(asked)
}

/// What stands before the next `=`, the value behind it, and the rest.
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

    fn asked(acr_values: &[&str], max_age: Option<u64>) -> Option<InsufficientAuthentication> {
        Some(InsufficientAuthentication {
            acr_values: acr_values.iter().map(|it| (*it).to_owned()).collect(),
            max_age,
        })
    }

    #[test]
    fn the_example_of_the_rfc() {
        let header = "Bearer error=\"insufficient_user_authentication\", \
            error_description=\"A different authentication level is required\", acr_values=\"myACR\"";
        assert_eq!(insufficient_authentication(header), asked(&["myACR"], None));
        let header = "Bearer error=\"insufficient_user_authentication\", \
            error_description=\"More recent authentication is required\", max_age=\"5\"";
        assert_eq!(insufficient_authentication(header), asked(&[], Some(5)));
    }

    #[test]
    fn every_form_that_http_allows() {
        for header in [
            "bearer ERROR=insufficient_user_authentication,acr_values=\"a b\",max_age=5",
            "Bearer acr_values=\"a  b\" , max_age=5, error=\"insufficient_user_authentication\"",
            "Basic realm=\"x, error=\\\"y\\\"\", Bearer error=\"insufficient_user_authentication\", acr_values=\"a b\", max_age=\"5\"",
            "Bearer error=\"insufficient_user_authentication\", acr_values=\"a b\", max_age=5, Basic realm=x, max_age=7",
        ] {
            assert_eq!(
                insufficient_authentication(header),
                asked(&["a", "b"], Some(5)),
                "{header}"
            );
        }
        for header in [
            "",
            "Bearer",
            "Bearer error=\"invalid_token\"",
            "Bearer error_description=\"error=insufficient_user_authentication\"",
            "=",
            "\"",
            "Bearer error=\"insufficient_user_authentication\\",
        ] {
            let found = insufficient_authentication(header);
            assert!(
                found.is_none() || header.ends_with('\\'),
                "{header}: {found:?}"
            );
        }
        // What is no number is none.
        let header = "Bearer error=insufficient_user_authentication, max_age=-1";
        assert_eq!(insufficient_authentication(header), asked(&[], None));
    }
}
