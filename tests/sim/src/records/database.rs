//! Reads the records in a browser's database.

use vestibule::platform::simulated::World;

/// The version that a user's stored record is based on, and when it was written.
pub fn kept(world: &World, person: &str, key: &str, value: Option<&str>) -> (u64, u64) {
    for (place, text) in world.database() {
        let row = row_of(&text);
        if is_of(&place, person, key) && row["value"].as_str() == value {
            let number = |name: &str| row[name].as_u64().unwrap_or_default();
            return (number("version"), number("modified"));
        }
    }
    (0, 0)
}

/// Whether a row is this user's record with this key in the dataset `notes`.
pub fn is_of(place: &str, person: &str, key: &str) -> bool {
    place.contains(person) && place.ends_with(&format!("/notes/r/{key}/"))
}

pub fn row_of(text: &str) -> serde_json::Value {
    serde_json::from_str(&text_of(text)).unwrap_or_default()
}

/// The text of a row, whether it is sealed or not.
pub fn text_of(text: &str) -> String {
    let Some(hex) = text.strip_prefix("sealed:") else {
        return text.to_owned();
    };
    let bytes = hex.as_bytes().chunks(2).filter_map(|pair| {
        let pair = core::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    let text = String::from_utf8(bytes.collect()).unwrap_or_default();
    let at = text.find('\n').map_or(0, |at| at + 1);
    text[at..].to_owned()
}
