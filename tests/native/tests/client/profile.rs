//! The user's attributes, groups and roles.

use vestibule::{ErrorKind, Field, Medium};
use vestibule_native_tests::{FACTORS, HEDY, Stage, sign_in};

#[test]
fn a_changed_address_is_verified_by_its_code() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    let change = [("email", "kiesler@example.com"), ("custom:plan", "gold")];
    let sent = stage
        .run(page.client.profile().update_attributes(&change))
        .unwrap();
    let [sent] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!(
        (&sent.medium, sent.destination.as_str()),
        (&Medium::Email, "k***@e***")
    );
    assert_eq!(sent.attribute, "email");
    let user = stage.run(page.client.profile().user()).unwrap();
    assert_eq!(user.attribute("email"), Some("hedy@example.com"));
    assert_eq!(user.attribute("custom:plan"), Some("gold"));
    let error = stage
        .run(page.client.profile().verify_attribute("email", "000000"))
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::CodeMismatch, Some(Field::Code))
    );
    let code = format!(" {} ", stage.code_for("kiesler@example.com"));
    stage
        .run(page.client.profile().verify_attribute("email", &code))
        .unwrap();
    let user = stage.run(page.client.profile().user()).unwrap();
    assert_eq!(user.attribute("email"), Some("kiesler@example.com"));
    assert_eq!(user.email_verified(), Some(true));
    assert_eq!(user.phone_number_verified(), Some(true));
}

#[test]
fn a_verification_code_can_be_requested() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    let sent = stage
        .run(page.client.profile().send_attribute_code("phone_number"))
        .unwrap()
        .unwrap();
    assert_eq!(
        (sent.medium, sent.attribute.as_str()),
        (Medium::Sms, "phone_number")
    );
    let code = stage.code_for("+4319141109");
    stage
        .run(
            page.client
                .profile()
                .verify_attribute("phone_number", &code),
        )
        .unwrap();
    let again = stage
        .run(
            page.client
                .profile()
                .verify_attribute("phone_number", &code),
        )
        .unwrap_err();
    assert_eq!(again.kind(), ErrorKind::CodeExpired);
}

#[test]
fn an_app_client_cannot_write_unlisted_custom_attributes() {
    let stage = Stage::with_client(FACTORS, |client| client.write_attributes = None);
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    let change = |name: &'static str| {
        let change = [(name, "gold")];
        stage.run(page.client.profile().update_attributes(&change))
    };
    let refused = change("custom:plan").unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::OperationNotEnabled);
    change("nickname").unwrap();
}

#[test]
fn attributes_can_be_deleted_unless_required() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let client = &page.client;
    sign_in(&stage, client, HEDY);
    stage
        .run(
            client
                .profile()
                .update_attributes(&[("custom:plan", "gold")]),
        )
        .unwrap();
    stage
        .run(client.profile().delete_attributes(&["custom:plan"]))
        .unwrap();
    assert_eq!(
        stage
            .run(client.profile().user())
            .unwrap()
            .attribute("custom:plan"),
        None
    );
    for refused in [
        stage
            .run(client.profile().update_attributes(&[("custom:plan", "x")]))
            .unwrap_err(),
        stage
            .run(client.profile().update_attributes(&[("custom:none", "x")]))
            .unwrap_err(),
        stage
            .run(client.profile().delete_attributes(&["custom:none"]))
            .unwrap_err(),
    ] {
        assert!(
            !refused.is_retryable() && refused.kind() != ErrorKind::Other,
            "{refused:?}"
        );
    }
    let before = stage.operations().len();
    assert_eq!(
        stage.run(client.profile().update_attributes(&[])).unwrap(),
        []
    );
    stage.run(client.profile().delete_attributes(&[])).unwrap();
    assert_eq!(stage.operations().len(), before, "nothing to do");
    let nobody = stage.page(vestibule_native_tests::BROWSER).client;
    let kinds = [
        stage
            .run(nobody.profile().update_attributes(&[("name", "x")]))
            .unwrap_err()
            .kind(),
        stage
            .run(nobody.profile().delete_attributes(&["name"]))
            .unwrap_err()
            .kind(),
        stage
            .run(nobody.profile().send_attribute_code("email"))
            .unwrap_err()
            .kind(),
        stage
            .run(nobody.profile().verify_attribute("email", "1"))
            .unwrap_err()
            .kind(),
    ];
    assert_eq!(kinds, [ErrorKind::SignedOut; 4]);
}

#[test]
fn groups_and_roles_are_read_from_the_token() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let session = sign_in(&stage, &page.client, HEDY);
    assert_eq!(session.groups(), ["managers", "writers", "readers"]);
    let managers = "arn:aws:iam::123456789012:role/managers";
    assert_eq!(session.preferred_role(), Some(managers));
    assert_eq!(session.roles().len(), 2);
    assert!(session.roles().contains(&managers.to_owned()));
}
