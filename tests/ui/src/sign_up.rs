//! The fields of the sign-up form.

use vestibule::ui::{
    Consent, Options, SignUpField, SignUpPassword, StepStrings, Strings, UsernameKind,
};

use crate::{input, sign_up};

fn with(field: SignUpField) -> String {
    sign_up(Options::new().sign_up_field(field))
}

/// Returns the tag of the control with this name.
fn control<'a>(html: &'a str, tag: &str, name: &str) -> &'a str {
    let mark = format!("name=\"{name}\"");
    let mut tags = html.split('<').filter(|one| one.starts_with(tag));
    tags.find(|one| one.contains(&mark))
        .unwrap_or_else(|| panic!("no {tag} {name} in {html}"))
}

#[test]
fn standard_attributes_need_only_their_name() {
    for (name, label, tag, tokens, kind) in [
        ("given_name", "First name", "input", "given-name", "text"),
        ("family_name", "Last name", "input", "family-name", "text"),
        ("birthdate", "Date of birth", "input", "bday", "date"),
        ("website", "Website", "input", "url", "url"),
        ("phone_number", "Phone number", "input", "tel", "tel"),
        ("gender", "Gender", "input", "sex", "text"),
        ("locale", "Language", "input", "language", "text"),
        ("address", "Address", "textarea", "street-address", ""),
        ("zoneinfo", "Time zone", "select", "off", ""),
    ] {
        let html = with(SignUpField::standard(name));
        let tag = control(&html, tag, name);
        assert!(tag.contains(&format!("autocomplete=\"{tokens}\"")), "{tag}");
        assert!(
            kind.is_empty() || tag.contains(&format!("type=\"{kind}\"")),
            "{tag}"
        );
        assert!(tag.contains("aria-required=\"true\""), "{tag}");
        assert!(
            html.contains(&format!("for=\"vestibule-{name}\"")),
            "{html}"
        );
        assert!(
            html.contains(&format!(">{label}</label>")),
            "{label}: {html}"
        );
    }
}

#[test]
fn a_phone_number_has_a_country_that_is_not_an_attribute() {
    let html = with(SignUpField::standard("phone_number").optional());
    let list = control(&html, "select", "phone_number country");
    assert!(list.contains("autocomplete=\"tel-country-code\""), "{list}");
    assert!(list.contains("aria-label=\"Country\""), "{list}");
    assert!(input(&html, "phone_number").contains("aria-required=\"false\""));
}

#[test]
fn choices_numbers_and_checkboxes_have_their_controls() {
    let choices = [("s", "Small"), ("l", "Large")];
    let html = with(SignUpField::new("custom:size", "Shirt").choices(choices));
    assert!(
        html.contains("<option value=\"\">Choose</option>"),
        "{html}"
    );
    assert!(
        html.contains("<option value=\"s\">Small</option>"),
        "{html}"
    );
    let html = with(SignUpField::new("custom:seats", "Seats").number(1..=9));
    assert!(input(&html, "custom:seats").contains("inputmode=\"numeric\""));
    let html = with(SignUpField::new("custom:news", "News").checkbox());
    let tag = input(&html, "custom:news");
    assert!(
        tag.contains("type=\"checkbox\"") && tag.contains("value=\"true\""),
        "{tag}"
    );
    assert!(
        tag.contains("aria-required=\"false\""),
        "a box that says no is an answer: {tag}"
    );
}

#[test]
fn every_kind_of_field_is_described_by_its_hint_and_error() {
    for field in [
        SignUpField::standard("birthdate"),
        SignUpField::standard("phone_number"),
        SignUpField::standard("address"),
        SignUpField::new("custom:a", "A").choices([("a", "A")]),
        SignUpField::new("custom:a", "A").checkbox(),
    ] {
        let html = with(field.clone().hint("So it is."));
        let described = html.matches("-error vestibule-").count();
        // The username, the e-mail address, the field itself and the password.
        assert_eq!(described, 4, "{field:?}: {html}");
        assert!(html.contains("So it is."), "{html}");
    }
}

#[test]
fn a_consent_links_to_its_documents_and_is_required() {
    let consent = Consent::new("I accept the {terms} and the {privacy}.")
        .link("{privacy}", "privacy policy", "/privacy")
        .link("{terms}", "terms", "/terms?a=1&b=2");
    let news = Consent::new("Send me news.")
        .optional()
        .attribute("custom:news", "2026-11");
    let html = sign_up(Options::new().consent(consent).consent(news));
    let plain = html.replace("<!>", "");
    for (address, text) in [
        ("/terms?a=1&amp;b=2", "terms</a> and the "),
        ("/privacy", "privacy policy</a>."),
    ] {
        let link = format!(
            "<a target=\"_blank\" rel=\"noopener\" href=\"{address}\" class=\"vestibule-anchor\">{text}"
        );
        assert!(plain.contains(&link), "{link} is not in {plain}");
    }
    assert!(plain.contains("I accept the <a"), "{plain}");
    let tag = input(&html, "consent 0");
    assert!(
        tag.contains("aria-required=\"true\"") && tag.contains("id=\"vestibule-consent-0\""),
        "{tag}"
    );
    let tag = input(&html, "custom:news");
    assert!(
        tag.contains("value=\"2026-11\"") && tag.contains("aria-required=\"false\""),
        "{tag}"
    );
    // The consent is after the other fields.
    assert!(html.find("new-password") < html.find("consent 0"), "{html}");
}

#[test]
fn the_labels_of_attributes_can_be_replaced() {
    static STEPS: StepStrings = StepStrings {
        birthdate: "Geburtsdatum",
        ..StepStrings::ENGLISH
    };
    let strings = Strings {
        steps: Some(&STEPS),
        ..Strings::ENGLISH
    };
    let field = SignUpField::standard("birthdate");
    let html = sign_up(Options::new().strings(strings).sign_up_field(field));
    assert!(html.contains("Geburtsdatum"), "{html}");
}

#[test]
fn the_apps_settings_override_those_of_standard_attributes() {
    let field = SignUpField::new("birthdate", "Born")
        .input_type("text")
        .autocomplete("off");
    let html = with(field);
    let tag = input(&html, "birthdate");
    assert!(
        tag.contains("type=\"text\"") && tag.contains("autocomplete=\"off\""),
        "{tag}"
    );
    assert!(html.contains(">Born</label>"), "{html}");
}

#[test]
fn a_pool_without_passwords_asks_for_none() {
    assert!(sign_up(Options::new()).contains("new-password"));
    let html = sign_up(Options::new().sign_up_password(SignUpPassword::NotAsked));
    assert!(
        !html.contains("new-password") && html.contains("Create account"),
        "{html}"
    );
}

#[test]
fn a_phone_number_as_username_has_a_country() {
    let html = sign_up(Options::new().username(UsernameKind::PhoneNumber));
    assert!(control(&html, "select", "username country").contains("aria-label=\"Country\""));
    let number = input(&html, "username");
    assert!(
        number.contains("autocomplete=\"username\"") && number.contains("type=\"tel\""),
        "{number}"
    );
}
