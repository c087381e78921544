//! [XML signatures](https://www.w3.org/TR/xmldsig-core1/) in the form that SAML allows: an enveloped signature of the parent
//! element, referenced by its id, with exclusive canonicalization (SAML core, section 5.4).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{self, SHA256, SHA384, SHA512};
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RsaParameters, UnparsedPublicKey,
};
use roxmltree::Node;

use super::DSIG;
use super::c14n::Subset;
use super::xml::{children, only_child, text};

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// Whether an element has a signature.
pub(super) fn is_signed(element: Node<'_, '_>) -> bool {
    children(element, DSIG, "Signature").next().is_some()
}

/// Whether one of the keys (RSA, in PKCS#1) has signed the whole element. The key in the signature itself is ignored, since
/// it is not trusted.
pub(super) fn is_signed_by(element: Node<'_, '_>, keys: &[Vec<u8>]) -> bool {
    checked(element, keys).is_some()
}

fn checked(element: Node<'_, '_>, keys: &[Vec<u8>]) -> Option<()> {
    let signature = only_child(element, DSIG, "Signature")?;
    let signed_info = only_child(signature, DSIG, "SignedInfo")?;
    let reference = only_child(signed_info, DSIG, "Reference")?;
    if reference.attribute("URI")?.strip_prefix('#')? != own_id(element)? {
        return None;
    }
    let listed = transforms(reference)?;
    let subset = Subset {
        apex: element,
        without: Some(signature),
        inclusive: &listed,
    };
    let digest = only_child(reference, DSIG, "DigestMethod")?.attribute("Algorithm")?;
    let digest = digest::digest(digest_algorithm(digest)?, subset.canonical().as_bytes());
    if digest.as_ref() != base64(only_child(reference, DSIG, "DigestValue")?)? {
        return None;
    }
    let method = only_child(signed_info, DSIG, "CanonicalizationMethod")?;
    let listed = inclusive(method, EXCLUSIVE)?;
    let subset = Subset {
        apex: signed_info,
        without: None,
        inclusive: &listed,
    };
    let signed = subset.canonical();
    let method = only_child(signed_info, DSIG, "SignatureMethod")?.attribute("Algorithm")?;
    let algorithm = signature_algorithm(method)?;
    let value = base64(only_child(signature, DSIG, "SignatureValue")?)?;
    let is_signed = |key: &Vec<u8>| {
        let key = UnparsedPublicKey::new(algorithm, key);
        key.verify(signed.as_bytes(), &value).is_ok()
    };
    keys.iter().any(is_signed).then_some(())
}

/// The element's id, if no other element has it; otherwise the signature could be of that element.
fn own_id<'a>(element: Node<'a, '_>) -> Option<&'a str> {
    let id = element.attribute("ID")?;
    let names = ["ID", "Id", "id"];
    let has_it = |node: &Node<'_, '_>| names.iter().any(|name| node.attribute(*name) == Some(id));
    let all = element.document().descendants();
    (all.filter(has_it).count() == 1).then_some(id)
}

/// The prefix list, if the transforms are enveloped signature and exclusive canonicalization. Any other transform could
/// exclude content from the signature.
fn transforms<'a>(reference: Node<'a, '_>) -> Option<Vec<&'a str>> {
    let all = only_child(reference, DSIG, "Transforms")?;
    let all: Vec<_> = all.children().filter(Node::is_element).collect();
    match all.as_slice() {
        [first, second] if first.attribute("Algorithm") == Some(ENVELOPED) => {
            inclusive(*second, EXCLUSIVE)
        }
        _ => None,
    }
}

/// The prefix list of a canonicalization of this algorithm.
fn inclusive<'a>(method: Node<'a, '_>, algorithm: &str) -> Option<Vec<&'a str>> {
    if method.attribute("Algorithm") != Some(algorithm) {
        return None;
    }
    let mut inside = method.children().filter(Node::is_element);
    let Some(list) = inside.next() else {
        return Some(Vec::new());
    };
    if inside.next().is_some() || !list.has_tag_name((EXCLUSIVE, "InclusiveNamespaces")) {
        return None;
    }
    let list = list.attribute("PrefixList").unwrap_or_default();
    Some(list.split_ascii_whitespace().collect())
}

fn digest_algorithm(uri: &str) -> Option<&'static digest::Algorithm> {
    match uri {
        "http://www.w3.org/2001/04/xmlenc#sha256" => Some(&SHA256),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Some(&SHA384),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Some(&SHA512),
        _ => None,
    }
}

fn signature_algorithm(uri: &str) -> Option<&'static RsaParameters> {
    match uri.strip_prefix("http://www.w3.org/2001/04/xmldsig-more#")? {
        "rsa-sha256" => Some(&RSA_PKCS1_2048_8192_SHA256),
        "rsa-sha384" => Some(&RSA_PKCS1_2048_8192_SHA384),
        "rsa-sha512" => Some(&RSA_PKCS1_2048_8192_SHA512),
        _ => None,
    }
}

fn base64(node: Node<'_, '_>) -> Option<Vec<u8>> {
    let text: String = text(node).split_ascii_whitespace().collect();
    STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::saml::{certificate_key, xml};

    const CERTIFICATE: &str = include_str!("vectors/certificate.pem");
    /// Created with signxml, libxml2 and OpenSSL: see `vectors.py`.
    const SIGNED: &str = include_str!("vectors/signed.xml");
    const WITH_PREFIXES: &str = include_str!("vectors/signed-with-prefix-list.xml");
    const SHA512_SIGNED: &str = include_str!("vectors/signed-sha512.xml");

    fn is_good(text: &str) -> bool {
        let keys = [certificate_key(CERTIFICATE).unwrap()];
        let Some(document) = xml::parse(text) else {
            return false;
        };
        let mut all = document.descendants();
        let assertion = all.find(|node| node.tag_name().name() == "Assertion");
        assertion.is_some_and(|assertion| is_signed_by(assertion, &keys))
    }

    #[test]
    fn signatures_of_signxml_are_valid() {
        for text in [SIGNED, WITH_PREFIXES, SHA512_SIGNED] {
            assert!(is_good(text), "{text}");
        }
    }

    #[test]
    fn changes_that_canonicalization_removes_keep_the_signature_valid() {
        for (from, to) in [
            ("<saml:NameID>", "<saml:NameID  >"),
            ("ada@", "ada<!-- a comment -->@"),
            ("ada@", "&#97;da@"),
            ("ada@", "<![CDATA[ada]]>@"),
        ] {
            assert_ne!(SIGNED.replace(from, to), SIGNED);
            assert!(is_good(&SIGNED.replace(from, to)), "{to}");
        }
    }

    #[test]
    fn a_changed_document_is_not_valid() {
        for (from, to) in [
            ("ada@", "eve@"),
            ("<saml:NameID>", "<saml:NameID Format=\"x\">"),
            (
                "</saml:NameID>",
                "</saml:NameID><saml:NameID>eve</saml:NameID>",
            ),
            ("2030-01-01", "2040-01-01"),
            ("#_assertion", "#_other"),
            ("#_assertion", ""),
            ("ID=\"_assertion\"", "ID=\"_other\""),
            ("ID=\"_response\"", "ID=\"_assertion\""),
            ("ID=\"_response\"", "id=\"_assertion\""),
            ("rsa-sha256", "hmac-sha256"),
            ("xmlenc#sha256", "xmlenc#sha1"),
            ("#enveloped-signature", "#base64"),
        ] {
            assert_ne!(SIGNED.replace(from, to), SIGNED, "{from}");
            assert!(!is_good(&SIGNED.replace(from, to)), "{from} {to}");
        }
        let cut = |from: &str, to: &str| {
            let (start, rest) = SIGNED.split_once(from).unwrap();
            let (_, end) = rest.split_once(to).unwrap();
            [start, end].concat()
        };
        assert!(!is_good(&cut(
            "<ds:SignatureValue>",
            "</ds:SignatureValue>"
        )));
        assert!(!is_good(&cut("<ds:Signature ", "</ds:Signature>")));
    }

    #[test]
    fn a_signature_of_another_key_is_not_valid() {
        let key = certificate_key(CERTIFICATE).unwrap();
        let other = include_str!("../../keys/development-only-id-token.pem");
        let document = xml::parse(SIGNED).unwrap();
        let mut all = document.descendants();
        let assertion = all
            .find(|node| node.tag_name().name() == "Assertion")
            .unwrap();
        assert!(certificate_key(other).is_none(), "it is no certificate");
        assert!(is_signed_by(assertion, &[vec![1, 2, 3], key]));
        assert!(!is_signed_by(assertion, &[vec![1, 2, 3]]));
        assert!(!is_signed_by(assertion, &[]));
    }
}
