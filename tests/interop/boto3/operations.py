"""All operations that need no IAM key, called without one: each succeeds, each input member of AWS's
model is read, and each rule of the model for its values is enforced.
"""

import base64
import hashlib
import hmac
import json
import struct
import time
import urllib.error
import urllib.request
from pathlib import Path

import boto3
from botocore import UNSIGNED
from botocore.config import Config

POOL = "eu-west-1_Factors01"
APP = "vestibuledemofactors000008"
DEMO = "vestibuledemopassword00002"

MODEL = Path(__file__).resolve().parents[3] / "protocol/src/idp/model.json"
OPERATIONS = sorted(json.loads(MODEL.read_text())["operations"])


def unsigned(address, check_response):
    config = Config(signature_version=UNSIGNED, retries={"max_attempts": 1})
    idp = boto3.client("cognito-idp", region_name="eu-west-1", endpoint_url=address, config=config)
    idp.meta.events.register("before-parse.cognito-idp", check_response)
    return idp


def totp(secret):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[19] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def walk_through(idp, inbox):
    """The life of one user, with every operation."""
    person = {"ClientId": APP, "Username": "everything"}
    email = [{"Name": "email", "Value": "everything@example.com"}]
    extras = {
        "ClientMetadata": {"a": "b"},
        "AnalyticsMetadata": {"AnalyticsEndpointId": "x"},
        "UserContextData": {"IpAddress": "127.0.0.1", "EncodedData": "x"},
    }
    code = lambda to="everything@example.com": inbox(to)[-1]["code"]
    made = idp.sign_up(Password="Everything1", UserAttributes=email, ValidationData=email, **person, **extras)
    idp.resend_confirmation_code(**person, **extras)
    confirmed = idp.confirm_sign_up(ConfirmationCode=code(), Session=made["Session"], **person, **extras)
    start = {"ClientId": APP, "AuthFlow": "USER_AUTH"}
    name = {"USERNAME": "everything"}
    first = idp.initiate_auth(Session=confirmed["Session"], AuthParameters=name, **start, **extras)
    first = first["AuthenticationResult"]
    token = {"AccessToken": first["AccessToken"]}

    idp.forgot_password(**person, **extras)
    idp.confirm_forgot_password(ConfirmationCode=code(), Password="Everything2", **person, **extras)
    idp.change_password(PreviousPassword="Everything2", ProposedPassword="Everything3", **token)

    chosen = idp.initiate_auth(AuthParameters=name, **start)
    assert "PASSWORD" in chosen["AvailableChallenges"]
    second = idp.respond_to_auth_challenge(
        ClientId=APP,
        ChallengeName="SELECT_CHALLENGE",
        Session=chosen["Session"],
        ChallengeResponses={**name, "ANSWER": "PASSWORD", "PASSWORD": "Everything3"},
        **extras,
    )["AuthenticationResult"]
    sessions = idp.list_user_sessions(**token)["Sessions"]
    other = next(one for one in sessions if not one["IsCurrentSession"])
    idp.revoke_user_session(SessionId=other["SessionId"], RevokeAssociatedSessions="NONE", **token)
    assert second["AccessToken"] != first["AccessToken"]

    device = {"DeviceKey": first["NewDeviceMetadata"]["DeviceKey"], **token}
    secret = {"PasswordVerifier": "Ag==", "Salt": "AQ=="}
    idp.confirm_device(DeviceSecretVerifierConfig=secret, DeviceName="Laptop", **device)
    idp.update_device_status(DeviceRememberedStatus="remembered", **device)
    assert len(idp.list_devices(Limit=1, **token)["Devices"]) == 1
    idp.get_device(**device)
    # A pool that tracks devices renews tokens only with the key of a confirmed device.
    idp.get_tokens_from_refresh_token(
        ClientId=APP,
        RefreshToken=first["RefreshToken"],
        DeviceKey=device["DeviceKey"],
        ClientMetadata={"a": "b"},
    )
    idp.forget_device(**device)

    idp.update_user_attributes(
        UserAttributes=[{"Name": "phone_number", "Value": "+15550100"}, {"Name": "name", "Value": "E"}],
        ClientMetadata={"a": "b"},
        **token,
    )
    idp.get_user_attribute_verification_code(AttributeName="phone_number", **token)
    idp.verify_user_attribute(AttributeName="phone_number", Code=code("+15550100"), **token)
    idp.delete_user_attributes(UserAttributeNames=["name"], **token)
    app = idp.associate_software_token(**token)["SecretCode"]
    idp.verify_software_token(UserCode=totp(app), FriendlyDeviceName="phone", **token)
    idp.set_user_mfa_preference(
        SMSMfaSettings={"Enabled": True, "PreferredMfa": True},
        SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": False},
        EmailMfaSettings={"Enabled": True, "PreferredMfa": False},
        WebAuthnMfaSettings={"Enabled": False},
        **token,
    )
    sms = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]
    idp.set_user_settings(MFAOptions=sms, **token)
    user = idp.get_user(**token)
    assert user["PreferredMfaSetting"] == "SMS_MFA" and user["MFAOptions"] == sms
    assert idp.get_user_auth_factors(**token)["ConfiguredUserAuthFactors"] == ["PASSWORD"]

    options = idp.start_web_authn_registration(**token)["CredentialCreationOptions"]
    idp.complete_web_authn_registration(Credential=passkey(options), **token)
    credentials = idp.list_web_authn_credentials(MaxResults=5, **token)["Credentials"]
    idp.delete_web_authn_credential(CredentialId=credentials[0]["CredentialId"], **token)

    derive(idp, first)
    give_feedback(idp, inbox)
    idp.revoke_token(ClientId=APP, Token=first["RefreshToken"], RevokeAssociatedSessions="LINKED")
    by_password(idp, "annie2", inbox)


def derive(idp, tokens):
    """A token for one service with fewer scopes; and one with which a service acts for the user."""
    subject = {"ClientId": APP, "SubjectToken": tokens["AccessToken"], "SubjectTokenType": "ACCESS_TOKEN"}
    narrow = idp.get_derived_token(
        Scopes=["aws.cognito.signin.user.admin"], Audiences=["orders"], RequestedTokenType="ACCESS_TOKEN", **subject
    )
    assert narrow["TokenType"] == "Bearer" and narrow["ExpiresIn"] > 0
    claims = narrow["IssuedToken"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert claims["aud"] == "orders" and claims["scope"] == "aws.cognito.signin.user.admin", claims
    actor = {"ActorToken": tokens["IdToken"], "ActorTokenType": "ID_TOKEN"}
    delegated = idp.get_derived_token(Resources=["orders"], **actor, **subject)
    assert delegated["IssuedTokenType"] == "ACCESS_TOKEN"


def give_feedback(idp, inbox):
    wrong = {"ClientId": APP, "AuthFlow": "USER_PASSWORD_AUTH"}
    try:
        idp.initiate_auth(AuthParameters={"USERNAME": "hedy", "PASSWORD": "no"}, **wrong)
        raise AssertionError("a wrong password was accepted")
    except idp.exceptions.NotAuthorizedException:
        pass
    idp.initiate_auth(AuthParameters={"USERNAME": "hedy", "PASSWORD": "Lamarr1914"}, **wrong)
    message = next(m for m in reversed(inbox("hedy@example.com")) if m["kind"] == "risk_notification")
    idp.update_auth_event_feedback(
        UserPoolId=POOL,
        Username="hedy",
        EventId=message["text"].split()[-1],
        FeedbackToken=message["code"],
        FeedbackValue="Valid",
    )


def by_password(idp, name, inbox):
    """A user who signs out everywhere and deletes the account."""
    person = {"ClientId": DEMO, "Username": name}
    idp.sign_up(Password="Leaving123", UserAttributes=[{"Name": "email", "Value": f"{name}@example.com"}], **person)
    idp.confirm_sign_up(ConfirmationCode=inbox(f"{name}@example.com")[-1]["code"], **person)
    start = dict(
        ClientId=DEMO,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": "Leaving123"},
    )
    idp.global_sign_out(AccessToken=idp.initiate_auth(**start)["AuthenticationResult"]["AccessToken"])
    idp.delete_user(AccessToken=idp.initiate_auth(**start)["AuthenticationResult"]["AccessToken"])


def passkey(options):
    """A credential whose key is the base point of P-256: attestation "none" proves nothing."""
    x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    y = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
    key = bytes.fromhex(f"a5010203262001215820{x}225820{y}")
    head = hashlib.sha256(options["rp"]["id"].encode()).digest() + b"\x45" + bytes(4)
    data = head + bytes(16) + struct.pack(">H", 16) + bytes(range(16)) + key
    text = lambda word: bytes([0x60 + len(word)]) + word.encode()
    attestation = b"\xa3" + text("fmt") + text("none") + text("attStmt") + b"\xa0"
    attestation += text("authData") + b"\x58" + bytes([len(data)]) + data
    encode = lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("=")
    client = {"type": "webauthn.create", "challenge": options["challenge"], "origin": "http://localhost:8080"}
    response = {
        "clientDataJSON": encode(json.dumps(client).encode()),
        "attestationObject": encode(attestation),
        "transports": ["internal"],
    }
    credential = encode(bytes(range(16)))
    return {"id": credential, "rawId": credential, "type": "public-key", "response": response}


def unread_members(address, service):
    """Members of the model that can have another type, or break a rule, without an error."""
    for name in OPERATIONS:
        shape = service.operation_model(name).input_shape
        good = {key: sample(member) for key, member in shape.members.items()}
        for path, bad, kind in faults(shape, good):
            result = post(address, name, bad)
            if result != kind:
                yield f"{name}: {path} with a fault gives {result}, not {kind}"


def faults(shape, good, at=""):
    """Each fault of one member of a valid request."""
    for key, member in shape.members.items():
        path = f"{at}{key}"
        if member.type_name == "structure" and member.members:
            yield path, {**good, key: 1}, "SerializationException"
            for inner, bad, kind in faults(member, good[key], f"{path}."):
                yield inner, {**good, key: bad}, kind
            continue
        if getattr(member, "is_document_type", False):
            yield path, {name: value for name, value in good.items() if name != key}, "InvalidParameterException"
            continue
        wrong = {"string": 1, "boolean": "x", "integer": "x"}.get(member.type_name, "x")
        yield path, {**good, key: wrong}, "SerializationException"
        if member.type_name == "map":
            yield path, {**good, key: {"a": 1}}, "SerializationException"
        if member.type_name == "list":
            yield path, {**good, key: [1]}, "SerializationException"
            if member.member.type_name == "structure":
                for inner, bad, kind in faults(member.member, good[key][0], f"{path}[]."):
                    yield inner, {**good, key: [bad]}, kind
        if key in shape.required_members:
            yield path, {name: value for name, value in good.items() if name != key}, "InvalidParameterException"
        rules = member.metadata
        if getattr(member, "enum", None):
            yield path, {**good, key: "PIGEON"}, "InvalidParameterException"
        elif member.type_name == "string" and rules.get("max"):
            yield path, {**good, key: "a" * (rules["max"] + 1)}, "InvalidParameterException"
        if member.type_name == "string" and rules.get("pattern") and not rules["pattern"].startswith(r"[\p"):
            yield path, {**good, key: " "}, "InvalidParameterException"
        if member.type_name == "integer":
            yield path, {**good, key: rules["max"] + 1}, "InvalidParameterException"


SAMPLES = {
    "DeviceKeyType": "eu-west-1_0a",
    "UserPoolIdType": "eu-west-1_Nowhere",
    "SessionIdType": "tkn" + "a" * 25,
    "SoftwareTokenMFAUserCodeType": "123456",
    "SessionType": "a" * 20,
    "ClientSecretType": "a" * 24,
    "PasswordType": "aa",
}


def sample(shape):
    """A valid value."""
    if getattr(shape, "is_document_type", False):
        return {}
    if shape.type_name == "structure":
        return {key: sample(member) for key, member in shape.members.items()}
    if shape.type_name == "list":
        return [sample(shape.member)]
    if shape.type_name == "map":
        return {"a": "b"}
    if shape.type_name == "boolean":
        return True
    if shape.type_name == "integer":
        return 1
    return shape.enum[0] if shape.enum else SAMPLES.get(shape.name, "a")


def post(address, operation, body):
    request = urllib.request.Request(
        f"{address}/",
        json.dumps(body).encode(),
        {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        },
    )
    try:
        with urllib.request.urlopen(request) as response:
            return f"the status {response.status}"
    except urllib.error.HTTPError as refusal:
        error = json.load(refusal)
        is_rule = "validation error" in error.get("message", "")
        if error["__type"] == "InvalidParameterException" and not is_rule:
            return f"another error: {error['message']}"
        return error["__type"]
