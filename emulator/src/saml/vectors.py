"""Writes vectors/: documents that other libraries signed and canonicalized.

    pip install signxml    # 5.2.0, with lxml (libxml2) and cryptography (OpenSSL)
    python vectors.py
"""

import base64
import datetime
import hashlib
import json
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import XMLSigner, methods
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod

EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
HERE = pathlib.Path(__file__).parent / "vectors"

ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:unused="urn:unused" Version="2.0" ID="_assertion" IssueInstant="2030-01-01T00:00:00Z">
  <saml:Issuer>https://idp.example</saml:Issuer>
  <!-- a comment -->
  <saml:Subject><saml:NameID>ada@example.com</saml:NameID></saml:Subject>
  <saml:AttributeStatement>
    <saml:Attribute Name='na"me' xmlns="urn:inner"><saml:AttributeValue xsi:type="xs:string"
      >R&amp;D &lt; &gt; \u00e4 \U0001f511</saml:AttributeValue></saml:Attribute>
    <empty xmlns="" b="2" a="1"/>
  </saml:AttributeStatement>
</saml:Assertion>"""

RESPONSE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns="urn:outer"
    xmlns:xsi="urn:another" ID="_response">{}</samlp:Response>
"""

CANONICAL = [
    ('<a ID="apex"/>', ""),
    ('<a ID="apex" b="1" a="2" c=" x&#9;y&#10;z&#13;&quot;&lt;&amp;&gt; \'"/>', ""),
    ('<x:a xmlns:x="urn:x" xmlns:y="urn:y" ID="apex"><x:b y:c="1"/><x:b y:c="2"/></x:a>', ""),
    ('<r xmlns="urn:r" xmlns:p="urn:p"><a ID="apex"><b xmlns=""><c xmlns="urn:r"/></b></a></r>', ""),
    ('<r xmlns:p="urn:p" xmlns:q="urn:q"><a ID="apex"><p:b/><q:b p:x="1"/></a></r>', ""),
    ('<r xmlns:p="urn:p" xmlns:q="urn:q"><a ID="apex"><p:b/></a></r>', "p q"),
    ('<r xmlns:p="urn:p" xmlns:q="urn:p"><p:a ID="apex" q:x="1" p:y="2"><q:b/></p:a></r>', ""),
    ('<r xmlns:p="urn:1"><p:a ID="apex"><p:b xmlns:p="urn:2"><p:c xmlns:p="urn:1"/></p:b></p:a></r>', ""),
    ('<r xmlns:b="urn:a" xmlns:a="urn:b"><x ID="apex" a:z="1" b:z="2" z="3" a:a="4"/></r>', ""),
    ('<a ID="apex">x &amp; &lt;y&gt; &#13; "q" <![CDATA[<c>&]]><!-- gone --> z<?pi  data ?><?bare?></a>', ""),
    ('<a ID="apex"><b  />\n\t<c\n x = "1" ></c>\r\n</a>', ""),
    ('<r xml:lang="en"><a ID="apex" xml:space="preserve"> <b xml:lang="de"/> </a></r>', ""),
    ('<a ID="apex">\u00e9\u4e2d\U0001f511<b c="\u00e9\U0001f511"/></a>', ""),
    ('<p:a xmlns:p="urn:p" ID="apex"><b xmlns="urn:p"><p:c/><c/></b></p:a>', ""),
]


def certificate(key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example, for tests only")])
    begins = datetime.datetime(2026, 1, 1)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + datetime.timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM)


def sign(key, cert, signature, digest):
    signer = XMLSigner(
        method=methods.enveloped,
        signature_algorithm=signature,
        digest_algorithm=digest,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(
        etree.fromstring(ASSERTION),
        key=key,
        cert=cert.decode(),
        reference_uri="_assertion",
        id_attribute="ID",
    )
    return RESPONSE.format(etree.tostring(signed, encoding="unicode"))


def sign_with_prefix_list(key):
    """By hand, with libxml2: signxml writes a prefix list without using it."""
    assertion = etree.fromstring(ASSERTION)
    listed = ["xs", "unused"]
    form = {"method": "c14n", "exclusive": True, "with_comments": False, "inclusive_ns_prefixes": listed}
    c14n = lambda node: etree.tostring(node, **form)
    digest = base64.b64encode(hashlib.sha256(c14n(assertion)).digest()).decode()
    inclusive = f'<ec:InclusiveNamespaces xmlns:ec="{EXCLUSIVE}" PrefixList="{" ".join(listed)}"/>'
    signature = etree.fromstring(
        f"""<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>
        <ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}">{inclusive}</ds:CanonicalizationMethod>
        <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <ds:Reference URI="#_assertion"><ds:Transforms>
        <ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        <ds:Transform Algorithm="{EXCLUSIVE}">{inclusive}</ds:Transform></ds:Transforms>
        <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>
        <ds:SignatureValue/></ds:Signature>"""
    )
    assertion.append(signature)
    [signed_info, value] = signature
    signed = key.sign(c14n(signed_info), padding.PKCS1v15(), hashes.SHA256())
    value.text = base64.b64encode(signed).decode()
    return etree.tostring(assertion, encoding="unicode")


def canonical(xml, inclusive):
    [apex] = etree.fromstring(xml).xpath('//*[@ID="apex"]')
    listed = inclusive.split() or None
    form = {"method": "c14n", "exclusive": True, "with_comments": False, "inclusive_ns_prefixes": listed}
    out = etree.tostring(apex, with_tail=False, **form)
    return {"xml": xml, "inclusive": inclusive, "canonical": out.decode()}


def main():
    HERE.mkdir(exist_ok=True)
    key = rsa.generate_private_key(65537, 2048)
    cert = certificate(key)
    (HERE / "certificate.pem").write_bytes(cert)
    sha256 = (SignatureMethod.RSA_SHA256, DigestAlgorithm.SHA256)
    write = lambda name, text: (HERE / name).write_text(text, encoding="utf-8")
    write("signed.xml", sign(key, cert, *sha256))
    write("signed-sha512.xml", sign(key, cert, SignatureMethod.RSA_SHA512, DigestAlgorithm.SHA512))
    with_list = sign_with_prefix_list(key)
    write("signed-with-prefix-list.xml", RESPONSE.format(with_list))
    cases = [canonical(*case) for case in CANONICAL]
    write("c14n.json", json.dumps(cases, indent=1) + "\n")


main()
