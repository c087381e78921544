//! An IAM SAML provider and its assertions. The tests of the library's client use it, too.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::json;
use vestibule_emulator::{Config, SamlProviderSettings};

/// The provider and a role that trusts it.
pub const PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/Corp";
pub const SIGNED_IN: &str = "arn:aws:iam::123456789012:role/VestibuleSignedIn";
/// A role that does not trust the provider.
pub const WRITERS: &str = "arn:aws:iam::123456789012:role/writers";
const KEY: &str = include_str!("../../keys/development-only-id-token.pem");
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// The parts of an assertion, which can be changed before it is signed.
pub struct Assertion {
    pub audience: &'static str,
    pub recipient: &'static str,
    /// The time of issue, in seconds since 1970.
    pub at: u64,
    /// A time so many seconds later.
    pub ends: u64,
    pub session_name: Option<&'static str>,
    pub roles: Vec<String>,
}

impl Assertion {
    /// An assertion of this time, in seconds since 1970.
    pub fn new(at: u64) -> Self {
        Self {
            at,
            audience: "urn:amazon:webservices",
            recipient: "https://signin.aws.amazon.com/saml",
            ends: 300,
            session_name: Some("grace"),
            roles: vec![
                format!("{SIGNED_IN},{PROVIDER}"),
                format!("{PROVIDER},{WRITERS}"),
            ],
        }
    }

    /// The response with the assertion, in base64.
    pub fn base64(&self) -> String {
        let time = |seconds: u64| {
            let time = jiff::Timestamp::from_second(seconds.cast_signed()).unwrap();
            time.to_string()
        };
        let (now, ends) = (time(self.at), time(self.at + self.ends));
        let roles: Vec<&str> = self.roles.iter().map(String::as_str).collect();
        let mut attributes = attribute("https://aws.amazon.com/SAML/Attributes/Role", &roles);
        if let Some(name) = self.session_name {
            attributes += &attribute(
                "https://aws.amazon.com/SAML/Attributes/RoleSessionName",
                &[name],
            );
        }
        let (audience, recipient) = (self.audience, self.recipient);
        let assertion = format!(
            "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_a\" IssueInstant=\"{now}\" \
             Version=\"2.0\"><saml:Issuer>https://corp.example</saml:Issuer><saml:Subject><saml:NameID \
             Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">g-1906</saml:NameID>\
             <saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
             <saml:SubjectConfirmationData NotOnOrAfter=\"{ends}\" Recipient=\"{recipient}\">\
             </saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>\
             <saml:Conditions NotBefore=\"{now}\" NotOnOrAfter=\"{ends}\"><saml:AudienceRestriction>\
             <saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
             <saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"
        );
        STANDARD.encode(format!(
            "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_r\" Version=\"2.0\"><samlp:Status>\
             <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"></samlp:StatusCode></samlp:Status>\
             {}</samlp:Response>",
            sign(&assertion)
        ))
    }
}

fn attribute(name: &str, values: &[&str]) -> String {
    let values = values.iter();
    let values: String = values
        .map(|value| format!("<saml:AttributeValue>{value}</saml:AttributeValue>"))
        .collect();
    format!("<saml:Attribute Name=\"{name}\">{values}</saml:Attribute>")
}

/// Inserts a signature after the issuer. The documents are written in canonical form.
fn sign(element: &str) -> String {
    let digest = STANDARD.encode(digest(&SHA256, element.as_bytes()));
    let info = format!(
        "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
         <ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></ds:SignatureMethod>\
         <ds:Reference URI=\"#_a\"><ds:Transforms>\
         <ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>\
         <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>\
         <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    );
    let lines = KEY.lines().filter(|line| !line.starts_with('-'));
    let der = STANDARD.decode(lines.collect::<String>()).unwrap();
    let pair = KeyPair::from_pkcs8(&der).unwrap();
    let mut value = vec![0; pair.public().modulus_len()];
    let random = SystemRandom::new();
    pair.sign(&RSA_PKCS1_SHA256, &random, info.as_bytes(), &mut value)
        .unwrap();
    let value = STANDARD.encode(value);
    let signature = format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{info}<ds:SignatureValue>{value}\
         </ds:SignatureValue></ds:Signature>"
    );
    element.replacen("</saml:Issuer>", &format!("</saml:Issuer>{signature}"), 1)
}

/// Adds the provider to IAM, and makes the role trust it.
pub fn add_provider(config: &mut Config) {
    let pools = include_str!("../hosted/pools.toml");
    let (_, rest) = pools.split_once("certificate = \"").unwrap();
    let certificate = rest.split('"').next().unwrap();
    config.account.saml_providers.push(SamlProviderSettings {
        arn: PROVIDER.to_owned(),
        metadata: format!(
            "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://corp.example\">\
             <md:IDPSSODescriptor><md:KeyDescriptor use=\"signing\"><KeyInfo \
             xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>{certificate}</X509Certificate>\
             </X509Data></KeyInfo></md:KeyDescriptor><md:SingleSignOnService \
             Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"https://corp.example/sso\"/>\
             </md:IDPSSODescriptor></md:EntityDescriptor>"
        ),
    });
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": { "Federated": PROVIDER },
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": { "StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml", "SAML:sub_type": "persistent" } },
    }] });
    let mut roles = config.account.roles.iter_mut();
    let role = roles.find(|role| role.arn == SIGNED_IN).unwrap();
    let own = role.trust_policy.clone().unwrap();
    let mut both: serde_json::Value = serde_json::from_str(&own).unwrap();
    let statements = both["Statement"].as_array_mut().unwrap();
    statements.push(trust["Statement"][0].clone());
    role.trust_policy = Some(both.to_string());
}
