//! What a person comes back with, and the checks of it (profiles, section 4.1.4.3).
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-saml-idp.html>

use std::collections::BTreeMap;

use roxmltree::Node;

use super::signature::{is_signed, is_signed_by};
use super::xml::{children, only_child, parse, text};
use super::{ASSERTION, PROTOCOL};
use crate::account::flattened;

const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";
const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
/// How far two clocks may be apart, in seconds.
// Assumed: two minutes.
const LEEWAY: i64 = 120;

/// What a response must say.
pub(crate) struct Expected<'a> {
    /// The provider's entity id.
    pub(crate) issuer: &'a str,
    /// The provider's RSA keys, in PKCS#1.
    pub(crate) keys: &'a [Vec<u8>],
    /// The service provider's entity ids, one of which it must be for.
    pub(crate) audiences: &'a [&'a str],
    /// Where the response is to come.
    pub(crate) consumer: &'a str,
    /// The id of the request that it answers; any, or none, where nobody was sent away.
    pub(crate) request: Option<&'a str>,
    /// Seconds since 1970 by the emulator's clock.
    pub(crate) now: i64,
    /// Seconds since 1970 by the real clock, which the provider uses.
    pub(crate) unshifted_now: i64,
}

/// A valid assertion.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Assertion {
    pub(crate) name_id: String,
    /// The `Format` of the name id.
    pub(crate) name_id_format: Option<String>,
    /// All values of each attribute, by `Name`.
    pub(crate) values: BTreeMap<String, Vec<String>>,
    /// Each attribute as one text, by `Name`; several values become `[a, b]`.
    pub(crate) attributes: BTreeMap<String, String>,
}

/// Why a response is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The provider's status is an error: its second-level code and its message.
    Status(String, String),
    /// The signature is missing or not valid.
    Signature,
    /// This element is missing or not valid.
    Part(&'static str),
}

/// Reads and checks the assertion of a response.
// Source: cognito-user-pools-saml-idp-things-to-know (`NameID`, `AudienceRestriction`, `InResponseTo`, `Recipient`).
// Assumed: the order of the checks.
pub(crate) fn read(document: &str, expected: &Expected<'_>) -> Result<Assertion, Refusal> {
    let document = parse(document).ok_or(Refusal::Part("document"))?;
    let response = document.root_element();
    check_response(response, expected)?;
    let assertion = signed_assertion(response, expected.keys)?;
    check_issuer(assertion, expected)?;
    check_conditions(assertion, expected)?;
    let subject = child(assertion, "Subject")?;
    let mut confirmations = children(subject, ASSERTION, "SubjectConfirmation");
    if !confirmations.any(|one| is_confirmed(one, expected)) {
        return Err(Refusal::Part("SubjectConfirmation"));
    }
    let named = child(subject, "NameID")?;
    let name_id = text(named);
    if name_id.is_empty() {
        return Err(Refusal::Part("NameID"));
    }
    let values = values(assertion);
    Ok(Assertion {
        name_id,
        name_id_format: named.attribute("Format").map(str::to_owned),
        attributes: attributes(&values),
        values,
    })
}

// Source: cognito-user-pools-saml-idp-things-to-know ("a `Response` element with an `InResponseTo` value of the original
// SAML request ID"). Assumed: `Destination`, `Issuer` and `Status`, as SAML wants them.
fn check_response(response: Node<'_, '_>, expected: &Expected<'_>) -> Result<(), Refusal> {
    if !response.has_tag_name((PROTOCOL, "Response")) {
        return Err(Refusal::Part("Response"));
    }
    let is_for_us = |url| url == expected.consumer;
    if !response.attribute("Destination").is_none_or(is_for_us) {
        return Err(Refusal::Part("Destination"));
    }
    let in_response_to = response.attribute("InResponseTo");
    if expected.request.is_some() && in_response_to != expected.request {
        return Err(Refusal::Part("InResponseTo"));
    }
    if only_child(response, ASSERTION, "Issuer").is_some() {
        check_issuer(response, expected)?;
    }
    let status = only_child(response, PROTOCOL, "Status").ok_or(Refusal::Part("Status"))?;
    let code = only_child(status, PROTOCOL, "StatusCode").ok_or(Refusal::Part("Status"))?;
    if code.attribute("Value") == Some(SUCCESS) {
        return Ok(());
    }
    let inner = only_child(code, PROTOCOL, "StatusCode").unwrap_or(code);
    let name = inner.attribute("Value").unwrap_or_default();
    let name = name.rsplit(':').next().unwrap_or_default();
    let message = only_child(status, PROTOCOL, "StatusMessage").map(text);
    Err(Refusal::Status(
        name.to_owned(),
        message.unwrap_or_default(),
    ))
}

/// The only assertion of the document, if it or the response is signed. Everything is read from the signed element, which
/// prevents signature wrapping.
// Source: cognito-user-pools-saml-idp-things-to-know (any certificate of the metadata does). Assumed: that a signature of
// the response is enough, and that there is one assertion.
fn signed_assertion<'a, 'i: 'a>(
    response: Node<'a, 'i>,
    keys: &[Vec<u8>],
) -> Result<Node<'a, 'i>, Refusal> {
    let is_assertion = |node: &Node<'_, '_>| {
        let name = node.tag_name().name();
        node.is_element() && (name == "Assertion" || name == "EncryptedAssertion")
    };
    let mut all = response.descendants().filter(is_assertion);
    let (first, second) = (all.next(), all.next());
    let only = only_child(response, ASSERTION, "Assertion");
    let assertion = match (only, first, second) {
        (Some(only), Some(first), None) if only == first => only,
        _ => return Err(Refusal::Part("Assertion")),
    };
    let signed: Vec<_> = [response, assertion]
        .into_iter()
        .filter(|node| is_signed(*node))
        .collect();
    let is_good = !signed.is_empty() && signed.iter().all(|node| is_signed_by(*node, keys));
    is_good.then_some(assertion).ok_or(Refusal::Signature)
}

// Assumed: as SAML wants it (profiles, section 4.1.4.2).
fn check_issuer(node: Node<'_, '_>, expected: &Expected<'_>) -> Result<(), Refusal> {
    match text(child(node, "Issuer")?) == expected.issuer {
        true => Ok(()),
        false => Err(Refusal::Part("Issuer")),
    }
}

// Source: cognito-user-pools-saml-idp-things-to-know (`AudienceRestriction`). Assumed: the times, as SAML has them.
fn check_conditions(assertion: Node<'_, '_>, expected: &Expected<'_>) -> Result<(), Refusal> {
    let conditions = child(assertion, "Conditions")?;
    if !is_in_time(conditions, expected) {
        return Err(Refusal::Part("Conditions"));
    }
    // One audience of each restriction has to match.
    let is_met = |restriction: Node<'_, '_>| {
        let mut audiences = children(restriction, ASSERTION, "Audience");
        audiences.any(|audience| expected.audiences.contains(&text(audience).as_str()))
    };
    let restrictions: Vec<_> = children(conditions, ASSERTION, "AudienceRestriction").collect();
    match !restrictions.is_empty() && restrictions.into_iter().all(is_met) {
        true => Ok(()),
        false => Err(Refusal::Part("Audience")),
    }
}

/// Whether a bearer confirmation is valid: recipient, time and request.
// Source: cognito-user-pools-saml-idp-things-to-know (`SubjectConfirmationData`).
fn is_confirmed(confirmation: Node<'_, '_>, expected: &Expected<'_>) -> bool {
    let Some(data) = only_child(confirmation, ASSERTION, "SubjectConfirmationData") else {
        return false;
    };
    confirmation.attribute("Method") == Some(BEARER)
        && data.attribute("Recipient") == Some(expected.consumer)
        && (expected.request.is_none() || data.attribute("InResponseTo") == expected.request)
        && data.attribute("NotOnOrAfter").is_some()
        && is_in_time(data, expected)
}

fn is_in_time(node: Node<'_, '_>, expected: &Expected<'_>) -> bool {
    let time = |name: &str| {
        let given = node.attribute(name)?;
        // An unreadable time is not valid.
        Some(
            given
                .parse::<jiff::Timestamp>()
                .ok()
                .map(|it| it.as_second()),
        )
    };
    let has_begun = match time("NotBefore") {
        Some(begins) => begins.is_some_and(|begins| begins <= expected.now + LEEWAY),
        None => true,
    };
    let has_not_ended = match time("NotOnOrAfter") {
        Some(ends) => ends.is_some_and(|ends| expected.unshifted_now < ends + LEEWAY),
        None => true,
    };
    has_begun && has_not_ended
}

fn values(assertion: Node<'_, '_>) -> BTreeMap<String, Vec<String>> {
    let statements = children(assertion, ASSERTION, "AttributeStatement");
    let all = statements.flat_map(|statement| statement.children());
    all.filter(|node| node.has_tag_name((ASSERTION, "Attribute")))
        .filter_map(|attribute| {
            let values: Vec<_> = children(attribute, ASSERTION, "AttributeValue")
                .map(text)
                .collect();
            if values.is_empty() {
                return None;
            }
            Some((attribute.attribute("Name")?.to_owned(), values))
        })
        .collect()
}

fn attributes(values: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, String> {
    let one = |(name, values): (&String, &Vec<String>)| {
        let value = match values.as_slice() {
            [only] => only.clone(),
            several => flattened(several),
        };
        (name.clone(), value)
    };
    values.iter().map(one).collect()
}

// Source: cognito-user-pools-saml-idp-things-to-know ("must include the following claims"). Assumed: of the others, too.
fn child<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'static str) -> Result<Node<'a, 'i>, Refusal> {
    only_child(node, ASSERTION, name).ok_or(Refusal::Part(name))
}
