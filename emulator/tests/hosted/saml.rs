//! Sign-in at a SAML provider.

use serde_json::{Value, json};

use crate::saml_idp::{AUDIENCE, CONSUMER, Response, Signed, attribute, come_back, leave};
use crate::support::{CALLBACK, CLIENT, TestResponse, World, authorize_with};

fn claims(world: &mut World, response: &TestResponse) -> Value {
    let tokens = world.exchange(&response.parameter("code"), &[]).json();
    world.claims(tokens["id_token"].as_str().unwrap())
}

#[test]
fn the_redirect_has_a_saml_request() {
    let mut world = World::new();
    let address = authorize_with("code", CLIENT, &[("idp_identifier", "corp.example")]);
    let response = world.get(&address);
    let start = "https://corp.example/sso?tenant=1&SAMLRequest=";
    assert!(
        response.location().unwrap().starts_with(start),
        "{:?}",
        response.location()
    );
    let away = crate::saml_idp::Away::read(&response);
    for part in [
        "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"",
        "Version=\"2.0\"",
        "Destination=\"https://corp.example/sso?tenant=1\"",
        &format!("AssertionConsumerServiceURL=\"{CONSUMER}\""),
        "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"",
        "IssueInstant=\"2026-09-21T",
        &format!("<saml:Issuer>{AUDIENCE}</saml:Issuer>"),
    ] {
        assert!(away.xml.contains(part), "{part} in {}", away.xml);
    }
    assert!(!away.xml.contains("ForceAuthn"));
    assert!(away.relay_state.len() <= 80, "SAML bindings, section 3.4.3");
    assert!(
        leave(&mut world, &[("prompt", "login")])
            .xml
            .contains(" ForceAuthn=\"true\"")
    );
}

#[test]
fn the_user_is_created_like_in_cognito() {
    for signed in [Signed::Assertion, Signed::Response] {
        let mut world = World::new();
        let away = leave(&mut world, &[]);
        let response = Response {
            signed,
            attributes: attribute("urn:mail", &["grace@corp.example"])
                + &attribute("desks", &["A", "B &amp; c"])
                + &attribute("other", &["x"]),
            ..Response::to(&world, &away)
        };
        let page = come_back(&mut world, &away, &response.xml());
        assert!(
            page.location().unwrap().starts_with(CALLBACK),
            "{:?}",
            page.location()
        );
        assert_eq!(page.parameter("state"), "a b&c");
        let claims = claims(&mut world, &page);
        assert_eq!(claims["cognito:username"], "corp_grace");
        assert_eq!(claims["cognito:groups"], json!(["eu-west-1_Hosted_Corp"]));
        assert_eq!(claims["email"], "grace@corp.example");
        assert_eq!(claims["custom:desk"], "[A, B+%26+c]");
        assert!(claims["nonce"].as_str().unwrap().len() > 20);
        let identity = &claims["identities"][0];
        assert_eq!(identity["providerType"], "SAML");
        assert_eq!(identity["issuer"], "https://corp.example");
        assert_eq!(identity["userId"], "grace");
    }
}

#[test]
fn a_comment_does_not_truncate_the_name_id() {
    let mut world = World::new();
    let away = leave(&mut world, &[]);
    let response = Response::to(&world, &away);
    let document = response.xml().replace(">grace<", ">gr<!-- x -->ace<");
    let page = come_back(&mut world, &away, &document);
    assert_eq!(claims(&mut world, &page)["cognito:username"], "corp_grace");
}

#[test]
fn a_missing_required_attribute_is_an_error() {
    let mut world = World::new();
    let away = leave(&mut world, &[]);
    let response = Response {
        attributes: attribute("urn:mail", &[]),
        ..Response::to(&world, &away)
    };
    let page = come_back(&mut world, &away, &response.xml());
    let message = "Invalid SAML response received: Invalid user attributes: email: \
                 The attribute is required";
    crate::provider::assert_failed(&page, message);
}

#[test]
fn metadata_can_be_fetched() {
    let mut world = World::new();
    let pools = include_str!("pools.toml");
    let (_, rest) = pools.split_once("certificate = \"").unwrap();
    let certificate = rest.split('"').next().unwrap();
    let document = format!(
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" \
         entityID=\"https://corp.example\"><md:IDPSSODescriptor><md:KeyDescriptor use=\"signing\">\
         <KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>\
         {certificate}</X509Certificate></X509Data></KeyInfo></md:KeyDescriptor>\
         <md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" \
         Location=\"https://corp.example/sso\"/></md:IDPSSODescriptor></md:EntityDescriptor>"
    );
    let address = authorize_with("code", CLIENT, &[("identity_provider", "CorpByUrl")]);
    crate::provider::assert_failed(&world.get(&address), "CorpByUrl cannot be reached");
    world.other_servers(move |_, request| {
        assert_eq!(request.uri(), "https://corp.example/metadata");
        Some(vestibule_emulator::Response::new(
            document.clone().into_bytes(),
        ))
    });
    let away = crate::saml_idp::Away::read(&world.get(&address));
    let response = Response::to(&world, &away);
    let page = come_back(&mut world, &away, &response.xml());
    let claims = claims(&mut world, &page);
    assert_eq!(claims["cognito:username"], "corpbyurl_grace@corp.example");
    world.other_servers(|_, _| Some(vestibule_emulator::Response::new(b"<html/>".to_vec())));
    let again = world.get(&address.replace("authorize?", "authorize?prompt=login&"));
    crate::provider::assert_failed(&again, "CorpByUrl has no metadata to use");
}

#[test]
fn a_name_id_in_another_case_is_refused() {
    let mut world = World::new();
    let away = leave(&mut world, &[]);
    let carlos = |name: &str| format!("<saml:NameID>{name}</saml:NameID>");
    let response = Response {
        name_id: carlos("Carlos@example.com"),
        ..Response::to(&world, &away)
    };
    come_back(&mut world, &away, &response.xml()).parameter("code");
    let away = leave(&mut world, &[("prompt", "login")]);
    let response = Response {
        name_id: carlos("carlos@example.com"),
        ..Response::to(&world, &away)
    };
    let page = come_back(&mut world, &away, &response.xml());
    let message = "Already found an entry for username corp_carlos@example.com";
    crate::provider::assert_failed(&page, message);
    // The first user can still sign in.
    let away = leave(&mut world, &[("prompt", "login")]);
    let response = Response {
        name_id: carlos("Carlos@example.com"),
        ..Response::to(&world, &away)
    };
    come_back(&mut world, &away, &response.xml()).parameter("code");
}
