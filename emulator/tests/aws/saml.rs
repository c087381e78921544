//! SAML assertions, to STS and in the logins of an identity pool.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::json;
use vestibule_emulator::{
    AmbiguousRoleResolution, Config, Response, RoleMapping, RoleMappingType, SamlProviderSettings,
};

use crate::sign::encoded;
use crate::sts::element;
use crate::support::{POOL, START, Stage};

const PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/Corp";
const SIGNED_IN: &str = "arn:aws:iam::123456789012:role/VestibuleSignedIn";
const WRITERS: &str = "arn:aws:iam::123456789012:role/writers";
const KEY: &str = include_str!("../../keys/development-only-id-token.pem");
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// An assertion in the making.
struct Assertion {
    audience: &'static str,
    recipient: &'static str,
    /// Seconds after the start.
    ends: u64,
    session_name: Option<&'static str>,
    roles: Vec<String>,
}

impl Assertion {
    fn new() -> Self {
        Self {
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

    /// The response around it, in base64.
    fn base64(&self) -> String {
        let time = |seconds: u64| {
            let time = jiff::Timestamp::from_second(seconds.cast_signed()).unwrap();
            time.to_string()
        };
        let (now, ends) = (time(START), time(START + self.ends));
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

/// Puts a signature behind the issuer; the documents are in canonical form as they are written.
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

/// With a provider of IAM's whose roles trust it.
fn stage() -> Stage {
    stage_with(|_| ())
}

/// The same, changed.
fn stage_with(change: impl FnOnce(&mut Config)) -> Stage {
    Stage::with(|config: &mut Config| {
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
        let pool = &mut config.identity_pools[0];
        pool.saml_provider_arns.push(PROVIDER.to_owned());
        change(config);
    })
}

fn assume(stage: &mut Stage, role: &str, assertion: &Assertion) -> Response {
    let body = format!(
        "Action=AssumeRoleWithSAML&Version=2011-06-15&RoleArn={}&PrincipalArn={}&SAMLAssertion={}",
        encoded(role),
        encoded(PROVIDER),
        encoded(&assertion.base64()),
    );
    let request =
        http::Request::post("/").header("content-type", "application/x-www-form-urlencoded");
    stage.send(request, body.as_bytes())
}

#[track_caller]
fn refused(response: &Response, code: &str, words: &str) {
    assert_eq!(element(response, "Code").as_deref(), Some(code));
    assert_eq!(element(response, "Message").as_deref(), Some(words));
}

#[test]
fn a_role_for_an_assertion() {
    let mut stage = stage();
    let response = assume(&mut stage, SIGNED_IN, &Assertion::new());
    assert_eq!(
        response.status(),
        200,
        "{}",
        String::from_utf8_lossy(response.body())
    );
    let found = |name| element(&response, name).unwrap();
    assert_eq!(
        found("Arn"),
        "arn:aws:sts::123456789012:assumed-role/VestibuleSignedIn/grace"
    );
    assert_eq!(
        [found("Subject"), found("SubjectType")],
        ["g-1906", "persistent"]
    );
    assert_eq!(found("Issuer"), "https://corp.example");
    assert_eq!(found("Audience"), "https://signin.aws.amazon.com/saml");
    assert_eq!(found("NameQualifier").len(), 28);
}

#[test]
fn what_is_wrong_with_an_assertion_is_said() {
    let mut stage = stage();
    let denied = "Not authorized to perform sts:AssumeRoleWithSAML";
    // A role that does not trust the provider, and one that the provider does not give.
    let response = assume(&mut stage, WRITERS, &Assertion::new());
    refused(&response, "AccessDenied", denied);
    let foreign = Assertion {
        roles: vec![format!(
            "{SIGNED_IN},arn:aws:iam::123456789012:saml-provider/Other"
        )],
        ..Assertion::new()
    };
    refused(
        &assume(&mut stage, SIGNED_IN, &foreign),
        "AccessDenied",
        denied,
    );
    let nameless = Assertion {
        session_name: None,
        ..Assertion::new()
    };
    let words = "RoleSessionName is required in AuthnResponse";
    refused(
        &assume(&mut stage, SIGNED_IN, &nameless),
        "InvalidIdentityToken",
        words,
    );
    let other = Assertion {
        audience: "urn:other",
        ..Assertion::new()
    };
    let words = "SAML Assertion is not valid: Audience";
    refused(
        &assume(&mut stage, SIGNED_IN, &other),
        "InvalidIdentityToken",
        words,
    );
    let expired = "Token must be redeemed within 5 minutes of issuance";
    let elsewhere = Assertion {
        recipient: "https://evil.example",
        ..Assertion::new()
    };
    let words = "SAML Assertion is not valid: SubjectConfirmation";
    refused(
        &assume(&mut stage, SIGNED_IN, &elsewhere),
        "InvalidIdentityToken",
        words,
    );
    stage.wait(300 + 120);
    refused(
        &assume(&mut stage, SIGNED_IN, &Assertion::new()),
        "ExpiredTokenException",
        expired,
    );
}

#[test]
fn an_assertion_is_a_login_of_an_identity_pool() {
    let mut stage = stage();
    let logins = json!({ PROVIDER: Assertion::new().base64() });
    let id = stage.id_of(&logins);
    assert_eq!(stage.id_of(&logins), id);
    stage.ok(
        "GetCredentialsForIdentity",
        json!({ "IdentityId": id, "Logins": logins }),
    );
    let changed = Assertion::new().base64().replace('A', "B");
    let body = json!({ "IdentityPoolId": POOL, "Logins": { PROVIDER: changed } });
    assert_eq!(
        stage.call("GetId", body).unwrap_err().0,
        "NotAuthorizedException"
    );
    let other = "arn:aws:iam::123456789012:saml-provider/Other";
    let body = json!({ "IdentityPoolId": POOL, "Logins": { other: Assertion::new().base64() } });
    let words = "Token is not from a supported provider of this identity pool.";
    stage.refused("GetId", body, "NotAuthorizedException", words);
}

/// Several roles of an assertion: `CustomRoleArn` picks one.
#[test]
fn the_roles_of_an_assertion_can_be_chosen_from() {
    let mut stage = stage_with(|config| {
        let mapping = RoleMapping {
            kind: RoleMappingType::Token,
            ambiguous_role_resolution: AmbiguousRoleResolution::Deny,
            rules: Vec::new(),
        };
        let mappings = &mut config.identity_pools[0].role_mappings;
        mappings.insert(PROVIDER.to_owned(), mapping);
    });
    let logins = json!({ PROVIDER: Assertion::new().base64() });
    let id = stage.id_of(&logins);
    let mut body = json!({ "IdentityId": id, "Logins": logins });
    let words = format!("The ambiguous role mapping rules for: {PROVIDER} denied this request.");
    stage.refused(
        "GetCredentialsForIdentity",
        body.clone(),
        "NotAuthorizedException",
        &words,
    );
    body["CustomRoleArn"] = SIGNED_IN.into();
    stage.ok("GetCredentialsForIdentity", body);
}
