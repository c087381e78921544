//! What a provider says of itself
//! ([metadata](https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf)).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::xml::{children, parse, text};
use super::{DSIG, METADATA};

const BY_REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/// Where a provider is, and how it signs.
#[derive(Debug)]
pub(crate) struct Metadata {
    pub(crate) entity_id: String,
    /// Where people are sent, by the HTTP-Redirect binding.
    pub(crate) sso_url: String,
    /// RSA keys in PKCS#1.
    pub(crate) keys: Vec<Vec<u8>>,
}

impl Metadata {
    /// Reads the document; `None` if a part is missing.
    pub(crate) fn read(document: &str) -> Option<Self> {
        let document = parse(document)?;
        let entity = document.root_element();
        if !entity.has_tag_name((METADATA, "EntityDescriptor")) {
            return None;
        }
        let role = children(entity, METADATA, "IDPSSODescriptor").next()?;
        let by_redirect = children(role, METADATA, "SingleSignOnService")
            .find(|service| service.attribute("Binding") == Some(BY_REDIRECT))?;
        let signs = children(role, METADATA, "KeyDescriptor")
            .filter(|key| key.attribute("use").is_none_or(|usage| usage == "signing"));
        let certificates = signs
            .flat_map(|key| key.descendants())
            .filter(|node| node.has_tag_name((DSIG, "X509Certificate")));
        let keys: Vec<_> = certificates
            .filter_map(|node| certificate_key(&text(node)))
            .collect();
        (!keys.is_empty()).then(|| {
            Some(Self {
                entity_id: entity.attribute("entityID")?.to_owned(),
                sso_url: by_redirect.attribute("Location")?.to_owned(),
                keys,
            })
        })?
    }
}

/// The key of a certificate in PEM or in bare base64, in PKCS#1. Who signed the certificate, and
/// until when, does not matter in SAML: it is the provider's own word for its key.
pub(crate) fn certificate_key(text: &str) -> Option<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    let base64: String = lines.flat_map(str::split_ascii_whitespace).collect();
    let certificate = Certificate::from_der(&STANDARD.decode(base64).ok()?).ok()?;
    let key = certificate.tbs_certificate.subject_public_key_info;
    Some(key.subject_public_key.as_bytes()?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &str = include_str!("vectors/certificate.pem");

    fn document(usage: &str, binding: &str) -> String {
        let lines = CERTIFICATE.lines().filter(|line| !line.starts_with('-'));
        let certificate: String = lines.collect();
        format!(
            "<EntityDescriptor xmlns=\"{METADATA}\" entityID=\"urn:idp\"><IDPSSODescriptor>\
             <KeyDescriptor{usage}><ds:KeyInfo xmlns:ds=\"{DSIG}\"><ds:X509Data><ds:X509Certificate>\
             {certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>\
             <SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:{binding}\" \
             Location=\"https://idp.example/sso\"/></IDPSSODescriptor></EntityDescriptor>"
        )
    }

    #[test]
    fn a_provider_is_read() {
        for usage in ["", " use=\"signing\""] {
            let metadata = Metadata::read(&document(usage, "HTTP-Redirect")).unwrap();
            assert_eq!(metadata.entity_id, "urn:idp");
            assert_eq!(metadata.sso_url, "https://idp.example/sso");
            assert_eq!(metadata.keys, [certificate_key(CERTIFICATE).unwrap()]);
        }
    }

    #[test]
    fn what_lacks_a_part_is_none() {
        assert!(Metadata::read(&document(" use=\"encryption\"", "HTTP-Redirect")).is_none());
        assert!(Metadata::read(&document("", "HTTP-POST")).is_none());
        assert!(Metadata::read("<EntityDescriptor/>").is_none());
        assert!(Metadata::read("nonsense").is_none());
    }
}
