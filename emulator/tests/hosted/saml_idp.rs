//! A SAML provider whose responses tests can change.
//!
//! Its documents are written in canonical form, so that signing them needs no canonicalization and the emulator's
//! canonicalization is tested independently.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;

use crate::support::{TestResponse, World, authorize_with};

pub const ISSUER: &str = "https://corp.example";
pub const CONSUMER: &str = "http://localhost/saml2/idpresponse";
pub const AUDIENCE: &str = "urn:amazon:cognito:sp:eu-west-1_Hosted";
const KEY: &str = include_str!("../../keys/development-only-id-token.pem");
const OTHER_KEY: &str = include_str!("../../keys/development-only-access-token.pem");
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// A SAML request in a redirect.
pub struct Away {
    pub xml: String,
    pub id: String,
    pub relay_state: String,
}

impl Away {
    pub fn read(response: &TestResponse) -> Self {
        let deflated = STANDARD.decode(response.parameter("SAMLRequest")).unwrap();
        let mut xml = String::new();
        DeflateDecoder::new(&*deflated)
            .read_to_string(&mut xml)
            .unwrap();
        let (_, rest) = xml.split_once(" ID=\"").unwrap();
        Self {
            id: rest.split('"').next().unwrap().to_owned(),
            relay_state: response.parameter("RelayState"),
            xml,
        }
    }
}

/// The signed element and the signing key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    Assertion,
    Response,
    Nothing,
    ByAnotherKey,
}

/// The parts of a response, which can be changed before it is signed.
#[derive(Clone)]
pub struct Response {
    pub signed: Signed,
    pub status: String,
    pub destination: String,
    pub in_response_to: String,
    pub issuer: String,
    pub name_id: String,
    pub recipient: String,
    pub confirmed_request: String,
    pub method: String,
    /// Seconds from now.
    pub begins: i64,
    pub ends: i64,
    pub audience: String,
    pub attributes: String,
    /// Seconds since 1970.
    pub now: i64,
}

impl Response {
    pub fn to(world: &World, away: &Away) -> Self {
        Self {
            signed: Signed::Assertion,
            status: "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\">\
                     </samlp:StatusCode>"
                .to_owned(),
            destination: CONSUMER.to_owned(),
            in_response_to: away.id.clone(),
            issuer: ISSUER.to_owned(),
            name_id: "<saml:NameID>grace</saml:NameID>".to_owned(),
            recipient: CONSUMER.to_owned(),
            confirmed_request: away.id.clone(),
            method: "urn:oasis:names:tc:SAML:2.0:cm:bearer".to_owned(),
            begins: -1,
            ends: 300,
            audience: format!("<saml:Audience>{AUDIENCE}</saml:Audience>"),
            attributes: attribute("urn:mail", &["grace@corp.example"]),
            now: i64::try_from(world.seconds()).unwrap(),
        }
    }

    /// The complete document.
    pub fn xml(&self) -> String {
        let assertion = self.assertion("_assertion");
        let assertion = match self.signed {
            Signed::Assertion => sign(&assertion, "_assertion", KEY),
            Signed::ByAnotherKey => sign(&assertion, "_assertion", OTHER_KEY),
            Signed::Response | Signed::Nothing => assertion,
        };
        let response = format!(
            "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
             Destination=\"{destination}\" ID=\"_response\" InResponseTo=\"{request}\" \
             Version=\"2.0\"><saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">\
             {issuer}</saml:Issuer><samlp:Status>{status}</samlp:Status>{assertion}</samlp:Response>",
            destination = self.destination,
            request = self.in_response_to,
            issuer = self.issuer,
            status = self.status,
        );
        match self.signed {
            Signed::Response => sign(&response, "_response", KEY),
            _ => response,
        }
    }

    /// An unsigned assertion with this content.
    pub fn assertion(&self, id: &str) -> String {
        let time = |offset: i64| {
            let time = jiff::Timestamp::from_second(self.now + offset).unwrap();
            time.to_string()
        };
        let (begins, ends) = (time(self.begins), time(self.ends));
        format!(
            "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{id}\" \
             IssueInstant=\"{now}\" Version=\"2.0\"><saml:Issuer>{issuer}</saml:Issuer>\
             <saml:Subject>{name_id}<saml:SubjectConfirmation Method=\"{method}\">\
             <saml:SubjectConfirmationData InResponseTo=\"{request}\" NotOnOrAfter=\"{ends}\" \
             Recipient=\"{recipient}\"></saml:SubjectConfirmationData></saml:SubjectConfirmation>\
             </saml:Subject><saml:Conditions NotBefore=\"{begins}\" NotOnOrAfter=\"{ends}\">\
             <saml:AudienceRestriction>{audience}</saml:AudienceRestriction></saml:Conditions>\
             <saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>",
            now = time(0),
            issuer = self.issuer,
            name_id = self.name_id,
            method = self.method,
            request = self.confirmed_request,
            recipient = self.recipient,
            audience = self.audience,
            attributes = self.attributes,
        )
    }
}

pub fn attribute(name: &str, values: &[&str]) -> String {
    let values = values
        .iter()
        .map(|value| format!("<saml:AttributeValue>{value}</saml:AttributeValue>"));
    let values: String = values.collect();
    format!("<saml:Attribute Name=\"{name}\">{values}</saml:Attribute>")
}

/// Inserts a signature after the issuer.
fn sign(element: &str, id: &str, key: &str) -> String {
    let digest = STANDARD.encode(digest(&SHA256, element.as_bytes()));
    let info = format!(
        "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
         <ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\">\
         </ds:SignatureMethod><ds:Reference URI=\"#{id}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\">\
         </ds:Transform><ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>\
         <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    );
    let lines = key.lines().filter(|line| !line.starts_with('-'));
    let der = STANDARD.decode(lines.collect::<String>()).unwrap();
    let pair = KeyPair::from_pkcs8(&der).unwrap();
    let mut value = vec![0; pair.public().modulus_len()];
    let random = SystemRandom::new();
    pair.sign(&RSA_PKCS1_SHA256, &random, info.as_bytes(), &mut value)
        .unwrap();
    let signature = format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{info}\
         <ds:SignatureValue>{}</ds:SignatureValue></ds:Signature>",
        STANDARD.encode(value)
    );
    element.replacen("</saml:Issuer>", &format!("</saml:Issuer>{signature}"), 1)
}

/// Follows the redirect to the provider.
pub fn leave(world: &mut World, more: &[(&str, &str)]) -> Away {
    let mut all = vec![("identity_provider", "Corp")];
    all.extend(more);
    let away = world.get(&authorize_with("code", "app", &all));
    Away::read(&away)
}

/// Returns to the hosted pages with a document.
pub fn come_back(world: &mut World, away: &Away, document: &str) -> TestResponse {
    let encoded = STANDARD.encode(document);
    let fields = [
        ("SAMLResponse", encoded.as_str()),
        ("RelayState", &away.relay_state),
    ];
    world.post("/saml2/idpresponse", &fields)
}
