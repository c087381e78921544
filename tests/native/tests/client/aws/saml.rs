//! Credentials of a role for a SAML assertion, from the emulator's STS.

use super::credentials;
use super::emulated::pool;
use super::played::Played;
use crate::assertion::{Assertion, PROVIDER, SIGNED_IN, WRITERS, add_provider};
use vestibule::{Error, ErrorKind, RoleCredentials, SamlRole};
use vestibule_native_tests::{BROWSER, Page, Stage, config};

fn stage() -> (Stage, Page) {
    let stage = Stage::with(add_provider);
    let page = stage.page_of(config(BROWSER).identity_pool(pool()));
    (stage, page)
}

fn assertion(stage: &Stage) -> Assertion {
    Assertion::new(stage.world.now().as_secs().cast_unsigned())
}

fn assume(stage: &Stage, page: &Page, role: &SamlRole) -> Result<RoleCredentials, Error> {
    stage.run(page.client.aws().assume_role_with_saml(role))
}

#[test]
fn an_assertion_gives_credentials_of_a_role() {
    let (stage, page) = stage();
    let assertion = assertion(&stage).base64();
    let role = SamlRole::new(SIGNED_IN, PROVIDER, &*assertion).seconds(1800);
    let given = assume(&stage, &page, &role).unwrap();
    let left = given.expires_at().as_millis() - stage.world.now().as_millis();
    assert!((1_790_000..=1_800_000).contains(&left), "{left}");
    assert_eq!(given.subject(), "g-1906");
    assert_eq!(
        given.assumed_role_arn(),
        "arn:aws:sts::123456789012:assumed-role/VestibuleSignedIn/grace"
    );
    let shown = format!("{given:?} {role:?}");
    let secrets = [given.secret_access_key(), given.session_token(), &assertion];
    assert!(
        secrets
            .iter()
            .all(|secret| !secret.is_empty() && !shown.contains(secret))
    );
    // There is no identity, and nothing is stored.
    assert_eq!(stage.run(page.client.aws().known_identity_id()), None);
    assert_ne!(
        credentials(&stage, &page).access_key_id(),
        given.access_key_id()
    );
}

#[test]
fn errors_of_sts_have_help() {
    let (stage, page) = stage();
    let of = |role: &str, assertion: Assertion| SamlRole::new(role, PROVIDER, assertion.base64());
    let error = assume(&stage, &page, &of(WRITERS, assertion(&stage))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IdentityPoolConfiguration);
    assert!(error.help().contains("trust"), "{}", error.help());
    let foreign = Assertion {
        audience: "urn:other",
        ..assertion(&stage)
    };
    let error = assume(&stage, &page, &of(SIGNED_IN, foreign)).unwrap_err();
    assert_eq!(error.code(), Some("InvalidIdentityToken"));
    let old = assertion(&stage);
    stage.advance(super::HOUR);
    let error = assume(&stage, &page, &of(SIGNED_IN, old)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    let brief = of(SIGNED_IN, assertion(&stage)).seconds(1);
    let error = assume(&stage, &page, &brief).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[test]
fn without_an_identity_pool_sts_of_the_user_pools_region_is_used() {
    let stage = Stage::new();
    let played = Played::on(&stage);
    let page = stage.page(BROWSER);
    let role = SamlRole::new(SIGNED_IN, PROVIDER, "PHNhbWw+");
    // A response to the other operation is not accepted.
    let error = assume(&stage, &page, &role).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    let sent = played.input("STS");
    assert!(sent.as_str().unwrap().contains("Action=AssumeRoleWithSAML"));
}
