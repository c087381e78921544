//! Cognito's standard attributes: labels, controls and autofill tokens.

use crate::ui::Text;
use crate::ui::language::CurrentStrings;
use crate::ui::sign_up_field::Kind;

/// The properties of an attribute.
pub(super) struct Standard {
    pub label: Text,
    pub autocomplete: &'static str,
    pub kind: Kind,
}

/// Returns the properties of an attribute by its name. A custom attribute is a line of text with a label made of its
/// name.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#cognito-user-pools-standard-attributes>,
/// <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill-field>
pub(super) fn of(name: &str, strings: &CurrentStrings) -> Standard {
    let texts = strings.step_strings();
    let line = |kind: &'static str| Kind::Line(Text::Borrowed(kind));
    let (label, autocomplete, kind) = match name {
        "email" => (strings.email, "email", line("email")),
        "phone_number" => (strings.phone_number, "tel", Kind::Phone),
        "name" => (texts.name, "name", line("text")),
        "given_name" => (texts.given_name, "given-name", line("text")),
        "middle_name" => (texts.middle_name, "additional-name", line("text")),
        "family_name" => (texts.family_name, "family-name", line("text")),
        "nickname" => (texts.nickname, "nickname", line("text")),
        // Not the username: password managers must not store it as such.
        "preferred_username" => (texts.preferred_username, "off", line("text")),
        "birthdate" => (texts.birthdate, "bday", Kind::Date),
        "gender" => (texts.gender, "sex", line("text")),
        "address" => (texts.address, "street-address", Kind::Lines),
        "website" => (texts.website, "url", Kind::Web),
        "profile" => (texts.profile, "url", Kind::Web),
        "picture" => (texts.picture, "photo", Kind::Web),
        "locale" => (texts.locale, "language", Kind::Language),
        "zoneinfo" => (texts.zoneinfo, "off", Kind::Zone),
        own => {
            return Standard {
                label: title_of(own),
                autocomplete: "on",
                kind: line("text"),
            };
        }
    };
    Standard {
        label: Text::Borrowed(label),
        autocomplete,
        kind,
    }
}

/// Converts an attribute's name to a label: `custom:shoe_size` is "Shoe size".
fn title_of(name: &str) -> Text {
    let name = name.strip_prefix("custom:").unwrap_or(name);
    let mut letters = name.chars().map(|c| if c == '_' { ' ' } else { c });
    let mut title = String::with_capacity(name.len());
    title.extend(letters.next().map(|first| first.to_ascii_uppercase()));
    title.extend(letters);
    Text::Owned(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_of_the_pools_own_get_a_readable_label() {
        assert_eq!(title_of("shoe_size"), "Shoe size");
        assert_eq!(title_of("custom:team"), "Team");
        assert_eq!(title_of(""), "");
    }

    #[test]
    fn every_attribute_of_cognitos_own_that_people_fill_in_is_known() {
        // `sub`, `updated_at` and the two that say what is verified are not entered by people.
        for name in [
            "address",
            "birthdate",
            "email",
            "family_name",
            "gender",
            "given_name",
            "locale",
            "middle_name",
            "name",
            "nickname",
            "phone_number",
            "picture",
            "preferred_username",
            "profile",
            "website",
            "zoneinfo",
        ] {
            let known = of(name, &CurrentStrings::default());
            assert_ne!(known.autocomplete, "on", "{name}");
        }
    }
}
