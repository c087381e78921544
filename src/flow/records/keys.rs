//! The keys of rows in the database. A key encodes a list of parts: lists with a common beginning have keys with a
//! common prefix, and different lists have different keys.

/// Terminates each part.
const SEPARATOR: &str = "/";

/// Returns the key of these parts, which is also the prefix of the keys of all longer lists.
pub(super) fn encode_key(parts: &[&str]) -> String {
    let parts = parts
        .iter()
        .map(|part| [&*escaped(part), SEPARATOR].concat());
    parts.collect()
}

/// Returns the parts of a key.
pub(super) fn decode_key(key: &str) -> Vec<String> {
    let parts = key.split_terminator(SEPARATOR);
    parts.map(unescaped).collect()
}

fn escaped(part: &str) -> String {
    part.replace('%', "%25").replace(SEPARATOR, "%2F")
}

fn unescaped(part: &str) -> String {
    part.replace("%2F", SEPARATOR).replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::{decode_key, encode_key};

    const PARTS: [&str; 12] = [
        "",
        "/",
        "//",
        "%",
        "%2F",
        "%252F",
        "%25",
        "a/b",
        "a",
        "\0",
        "\u{d7ff}\u{e000}",
        "\u{ffff}\u{10000}",
    ];

    #[test]
    fn a_key_decodes_to_its_parts() {
        assert_eq!(encode_key(&["a/b", "", "50%"]), "a%2Fb//50%25/");
        for one in PARTS {
            for other in PARTS {
                assert_eq!(decode_key(&encode_key(&[one, other])), [one, other]);
                let begins_alike = encode_key(&[one, "x"]).starts_with(&encode_key(&[other]));
                assert_eq!(begins_alike, one == other, "{one:?} and {other:?}");
            }
        }
    }
}
