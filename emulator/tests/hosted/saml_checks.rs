//! Checks of SAML responses.

use std::time::Duration;

use crate::provider::assert_failed;
use crate::saml_idp::{AUDIENCE, Response, Signed, come_back, leave};
use crate::support::{CALLBACK, World};

const SIGNATURE: &str = "Error in SAML response processing: SAML Assertion signature is invalid";
const UNKNOWN: &str = "Invalid samlResponse or relayState from identity provider";

fn part(name: &str) -> String {
    format!("Invalid SAML response received: {name} is not valid")
}

/// Asserts that a response changed before or after signing fails with this error at the app.
#[track_caller]
fn refused(
    change: impl FnOnce(&mut Response),
    after: impl FnOnce(&Response, String) -> String,
    description: &str,
) {
    let mut world = World::new();
    let away = leave(&mut world, &[]);
    let mut response = Response::to(&world, &away);
    change(&mut response);
    let document = after(&response, response.xml());
    assert_failed(&come_back(&mut world, &away, &document), description);
    assert!(
        !world.cookies.contains_key("cognito"),
        "nobody is signed in"
    );
}

#[track_caller]
fn change_refused(change: impl FnOnce(&mut Response), description: &str) {
    refused(change, |_, document| document, description);
}

#[track_caller]
fn document_refused(after: impl FnOnce(&Response, String) -> String, description: &str) {
    refused(|_| {}, after, description);
}

#[test]
fn responses_not_signed_by_the_provider_are_refused() {
    change_refused(|it| it.signed = Signed::Nothing, SIGNATURE);
    change_refused(|it| it.signed = Signed::ByAnotherKey, SIGNATURE);
    document_refused(|_, it| it.replace(">grace<", ">ada<"), SIGNATURE);
    document_refused(|_, it| it.replace("grace@corp", "ada@corp"), SIGNATURE);
    let response = |it: &mut Response| it.signed = Signed::Response;
    refused(response, |_, it| it.replace(">grace<", ">ada<"), SIGNATURE);
    refused(
        response,
        |_, it| it.replace("Version=\"2.0\">", "Version=\"2.1\">"),
        SIGNATURE,
    );
}

#[test]
fn signed_responses_for_another_sign_in_are_refused() {
    change_refused(
        |it| it.issuer = "https://evil.example".to_owned(),
        &part("Issuer"),
    );
    change_refused(
        |it| it.destination = "http://other/".to_owned(),
        &part("Destination"),
    );
    change_refused(
        |it| it.in_response_to = "_other".to_owned(),
        &part("InResponseTo"),
    );
    let confirmation = part("SubjectConfirmation");
    change_refused(
        |it| it.confirmed_request = "_other".to_owned(),
        &confirmation,
    );
    change_refused(
        |it| it.recipient = "http://other/".to_owned(),
        &confirmation,
    );
    change_refused(
        |it| it.method = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key".to_owned(),
        &confirmation,
    );
    let audience = part("Audience");
    change_refused(|it| it.audience = String::new(), &audience);
    let other = "<saml:Audience>urn:amazon:cognito:sp:eu-west-1_Other</saml:Audience>";
    change_refused(|it| it.audience = other.to_owned(), &audience);
    let two = format!(
        "<saml:Audience>{AUDIENCE}</saml:Audience></saml:AudienceRestriction>\
         <saml:AudienceRestriction>{other}"
    );
    change_refused(|it| it.audience = two, &audience);
    change_refused(|it| it.begins = 121, &part("Conditions"));
    change_refused(|it| it.ends = -120, &part("Conditions"));
    change_refused(
        |it| it.name_id = "<saml:NameID></saml:NameID>".to_owned(),
        &part("NameID"),
    );
    change_refused(|it| it.name_id = String::new(), &part("NameID"));
    let two = "<saml:NameID>a</saml:NameID><saml:NameID>b</saml:NameID>";
    change_refused(|it| it.name_id = two.to_owned(), &part("NameID"));
}

#[test]
fn clocks_may_differ_a_little() {
    let mut world = World::new();
    let away = leave(&mut world, &[]);
    let response = Response {
        begins: 120,
        ends: -119,
        ..Response::to(&world, &away)
    };
    come_back(&mut world, &away, &response.xml()).parameter("code");
}

#[test]
fn signature_wrapping_is_refused() {
    let evil = |it: &Response, id: &str| it.assertion(id).replace(">grace<", ">ada<");
    let only = part("Assertion");
    // The forged assertion before, after and around the signed one, with another id or the same.
    for id in ["_evil", "_assertion"] {
        document_refused(
            |it, text| {
                text.replace(
                    "</samlp:Status>",
                    &format!("</samlp:Status>{}", evil(it, id)),
                )
            },
            &only,
        );
        document_refused(
            |it, text| {
                text.replace(
                    "</samlp:Response>",
                    &format!("{}</samlp:Response>", evil(it, id)),
                )
            },
            &only,
        );
        document_refused(
            |it, text| {
                let (start, rest) = text.split_once("</samlp:Status>").unwrap();
                let signed = rest.strip_suffix("</samlp:Response>").unwrap();
                let around = evil(it, id).replace(
                    "</saml:Assertion>",
                    &format!("<x>{signed}</x></saml:Assertion>"),
                );
                format!("{start}</samlp:Status>{around}</samlp:Response>")
            },
            &only,
        );
        // The signature in the forged assertion, with the signed one inside.
        document_refused(
            |it, text| {
                let (start, rest) = text.split_once("</samlp:Status>").unwrap();
                let signed = rest.strip_suffix("</samlp:Response>").unwrap();
                let (_, from) = signed.split_once("<ds:Signature ").unwrap();
                let (signature, _) = from.split_once("</ds:Signature>").unwrap();
                let object =
                    signed.replace(&format!("<ds:Signature {signature}</ds:Signature>"), "");
                let moved = format!(
                    "</saml:Issuer><ds:Signature {signature}<ds:Object>{object}</ds:Object></ds:Signature>"
                );
                let outer = evil(it, id).replacen("</saml:Issuer>", &moved, 1);
                format!("{start}</samlp:Status>{outer}</samlp:Response>")
            },
            &only,
        );
    }
    // The signed response inside of a forged one.
    refused(
        |it| it.signed = Signed::Response,
        |it, text| {
            let outer = Response {
                signed: Signed::Nothing,
                ..it.clone()
            };
            let outer = outer.xml().replace(">grace<", ">ada<");
            outer.replace("</samlp:Status>", &format!("</samlp:Status><x>{text}</x>"))
        },
        &only,
    );
}

#[test]
fn malformed_responses_are_refused() {
    document_refused(|_, _| String::new(), &part("document"));
    document_refused(|_, _| "nonsense".to_owned(), &part("document"));
    document_refused(|_, _| "<a/>".to_owned(), &part("Response"));
    let dtd = "<!DOCTYPE x [<!ENTITY e \"ada\">]>";
    document_refused(|_, it| format!("{dtd}{it}"), &part("document"));
    document_refused(
        |_, it| {
            it.replace("<samlp:Status>", "<samlp:Other>")
                .replace("</samlp:Status>", "</samlp:Other>")
        },
        &part("Status"),
    );
    let encrypt =
        |_: &Response, it: String| it.replace("saml:Assertion", "saml:EncryptedAssertion");
    document_refused(encrypt, &part("Assertion"));
}

#[test]
fn an_error_status_of_the_provider_reaches_the_app() {
    let status = |second: &str, message: &str| {
        format!(
            "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\">\
             <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:{second}\">\
             </samlp:StatusCode></samlp:StatusCode>{message}"
        )
    };
    let message = "<samlp:StatusMessage>The person said no</samlp:StatusMessage>";
    let mut world = World::new();
    let away = leave(&mut world, &[]);
    let response = Response {
        status: status("RequestDenied", message),
        ..Response::to(&world, &away)
    };
    let page = come_back(&mut world, &away, &response.xml());
    assert!(page.location().unwrap().starts_with(CALLBACK));
    assert_eq!(page.parameter("error"), "access_denied");
    assert_eq!(page.parameter("error_description"), "The person said no");
    assert_eq!(page.parameter("state"), "a b&c");
    let no_passive = status("NoPassive", "");
    let description = "Error in SAML response processing: NoPassive";
    change_refused(|it| it.status = no_passive, description);
}

#[test]
fn a_response_works_once_in_its_browser_before_it_expires() {
    let mut world = World::new();
    let away = leave(&mut world, &[]);
    let document = Response::to(&world, &away).xml();
    let cookies = std::mem::take(&mut world.cookies);
    come_back(&mut world, &away, &document).assert_error_page(UNKNOWN);
    world.cookies = cookies;
    come_back(&mut world, &away, &document).parameter("code");
    come_back(&mut world, &away, &document).assert_error_page(UNKNOWN);

    // It is also refused for another sign-in.
    let other = leave(&mut world, &[("prompt", "login")]);
    assert_failed(
        &come_back(&mut world, &other, &document),
        &part("InResponseTo"),
    );
    // Changing the response does not help, since the signed assertion names its request.
    let other = leave(&mut world, &[("prompt", "login")]);
    let dressed = document.replacen(&away.id, &other.id, 1);
    let confirmation = part("SubjectConfirmation");
    assert_failed(&come_back(&mut world, &other, &dressed), &confirmation);

    let away = leave(&mut world, &[("prompt", "login")]);
    let document = Response::to(&world, &away).xml();
    world.advance(Duration::from_secs(3600));
    come_back(&mut world, &away, &document).assert_error_page(UNKNOWN);
}

#[test]
fn unsolicited_responses_are_refused() {
    let mut world = World::new();
    let away = leave(&mut world, &[]);
    let document = Response::to(&world, &away).xml();
    for relay_state in ["", "made up"] {
        let unasked = crate::saml_idp::Away {
            relay_state: relay_state.to_owned(),
            xml: String::new(),
            id: String::new(),
        };
        come_back(&mut world, &unasked, &document).assert_error_page(UNKNOWN);
    }
    let as_oidc = format!("/oauth2/idpresponse?code=x&state={}", away.relay_state);
    world.get(&as_oidc).assert_error_page(UNKNOWN);
}
