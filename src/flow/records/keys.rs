//! The keys of the rows that are kept. A key is a list of parts; keys that begin with the same parts begin with the same
//! letters, and no two lists make one key.

/// Ends each part.
const END: &str = "/";

/// The key of these parts, or what all keys begin with that begin with them.
pub(super) fn key_of(parts: &[&str]) -> String {
    let parts = parts.iter().map(|part| [&*escaped(part), END].concat());
    parts.collect()
}

/// The parts of a key.
pub(super) fn parts_of(key: &str) -> Vec<String> {
    let parts = key.split_terminator(END);
    parts.map(unescaped).collect()
}

fn escaped(part: &str) -> String {
    part.replace('%', "%25").replace(END, "%2F")
}

fn unescaped(part: &str) -> String {
    part.replace("%2F", END).replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::{key_of, parts_of};

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
    fn a_key_has_its_parts_whatever_is_in_them() {
        assert_eq!(key_of(&["a/b", "", "50%"]), "a%2Fb//50%25/");
        for one in PARTS {
            for other in PARTS {
                assert_eq!(parts_of(&key_of(&[one, other])), [one, other]);
                let begins_alike = key_of(&[one, "x"]).starts_with(&key_of(&[other]));
                assert_eq!(begins_alike, one == other, "{one:?} and {other:?}");
            }
        }
    }
}
