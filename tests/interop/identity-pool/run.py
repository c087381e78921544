"""boto3 against the emulator's identity pools, STS, bucket and API.

Every response of cognito-identity is compared with AWS's model (boto3/model.py); requests are valid and signed since
botocore creates them. The emulator's address is in VESTIBULE_EMULATOR_URL. The last line says how many tests passed.
"""

import json
import os
import random
import sys
import traceback
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import boto3
import botocore.session
from botocore import UNSIGNED
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

# Tests write nothing into the source tree.
sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "boto3"))
import model  # noqa: E402

ADDRESS = os.environ["VESTIBULE_EMULATOR_URL"].rstrip("/")
POOL = "eu-west-1:11111111-2222-3333-4444-555555555555"
USER_POOL = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule"
CLIENT = "vestibuledemopassword00002"
DEVELOPER = "login.vestibule.example"
GUEST_ROLE = "arn:aws:iam::123456789012:role/VestibuleGuest"
BUCKET = "vestibule-demo"
SERVER = ("AKIAVESTIBULEDEMO001", "vestibule+demo/secret0000000000000000001", None)

# Errors that any operation of a signed service can return; the model lists only its own.
COMMON = {
    "AccessDeniedException",
    "ExpiredTokenException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
}

seen = []


def client(service, key=None, **more):
    if key is None:
        more["config"] = Config(signature_version=UNSIGNED, retries={"max_attempts": 1})
    else:
        # By default botocore presigns for S3 with signature version 2.
        version = {"signature_version": "s3v4"} if service == "s3" else {}
        more["config"] = Config(retries={"max_attempts": 1}, **version)
        more.update(aws_access_key_id=key[0], aws_secret_access_key=key[1], aws_session_token=key[2])
    service_client = boto3.client(service, region_name="eu-west-1", endpoint_url=ADDRESS, **more)
    if service == "cognito-identity":
        service_client.meta.events.register("before-parse.cognito-identity", check_response)
    return service_client


def check_response(operation_model, response_dict, **_):
    """Compares a response with the model before botocore reads it, and records it."""
    body = json.loads(response_dict["body"])
    if response_dict["status_code"] == 200:
        shape = operation_model.output_shape
        found = model.problems(shape, body) if shape else [f"{key}: unexpected member" for key in body]
    else:
        listed = {shape.name for shape in operation_model.error_shapes} | COMMON
        found = [] if body["__type"] in listed else [f"{body['__type']} is not in the model"]
    seen.append((operation_model.name, response_dict["status_code"], found))


def error_of(code, call, **parameters):
    """The message of the error of a call."""
    try:
        call(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"no error with {code}")


def logins(name="charles", password="Babbage1791"):
    idp = client("cognito-idp")
    response = idp.initiate_auth(
        ClientId=CLIENT,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    return {USER_POOL: response["AuthenticationResult"]["IdToken"]}


def key_of(credentials):
    secret = credentials.get("SecretKey") or credentials["SecretAccessKey"]
    return credentials["AccessKeyId"], secret, credentials["SessionToken"]


def person(tokens):
    """The identity and the access key of a user, or of a guest."""
    pool = client("cognito-identity")
    more = {"Logins": tokens} if tokens else {}
    identity = pool.get_id(IdentityPoolId=POOL, **more)["IdentityId"]
    response = pool.get_credentials_for_identity(IdentityId=identity, **more)
    return response["IdentityId"], key_of(response["Credentials"])


def test_guests_and_people():
    pool = client("cognito-identity")
    guest = pool.get_id(IdentityPoolId=POOL)["IdentityId"]
    response = pool.get_credentials_for_identity(IdentityId=guest)
    life = response["Credentials"]["Expiration"] - boto_now()
    assert timedelta(minutes=59) < life <= timedelta(minutes=60), life
    tokens = logins()
    same = pool.get_credentials_for_identity(IdentityId=guest, Logins=tokens)
    assert same["IdentityId"] == guest
    message = error_of("NotAuthorizedException", pool.get_credentials_for_identity, IdentityId=guest)
    assert message == f"Access to Identity '{guest}' is forbidden."
    other = pool.get_id(IdentityPoolId=POOL)["IdentityId"]
    assert pool.get_open_id_token(IdentityId=other, Logins=tokens)["IdentityId"] == guest
    pool.unlink_identity(IdentityId=guest, Logins=tokens, LoginsToRemove=[USER_POOL])


def test_developer_identities():
    server = client("cognito-identity", SERVER)
    pool = client("cognito-identity")

    def token(user, **more):
        return server.get_open_id_token_for_developer_identity(
            IdentityPoolId=POOL, Logins={DEVELOPER: user}, **more
        )

    first = token("augusta", PrincipalTags={"name": "augusta"}, TokenDuration=60)
    own = {"cognito-identity.amazonaws.com": first["Token"]}
    pool.get_credentials_for_identity(IdentityId=first["IdentityId"], Logins=own)
    second = token("byron")
    found = server.lookup_developer_identity(IdentityPoolId=POOL, DeveloperUserIdentifier="byron", MaxResults=1)
    assert found["IdentityId"] == second["IdentityId"]
    merged = server.merge_developer_identities(
        SourceUserIdentifier="byron",
        DestinationUserIdentifier="augusta",
        DeveloperProviderName=DEVELOPER,
        IdentityPoolId=POOL,
    )
    assert merged["IdentityId"] == first["IdentityId"]
    server.unlink_developer_identity(
        IdentityId=first["IdentityId"],
        IdentityPoolId=POOL,
        DeveloperProviderName=DEVELOPER,
        DeveloperUserIdentifier="byron",
    )
    described = server.describe_identity(IdentityId=first["IdentityId"])
    assert described["Logins"] == [DEVELOPER]
    listed = server.list_identities(IdentityPoolId=POOL, MaxResults=60, HideDisabled=True)["Identities"]
    assert second["IdentityId"] not in [one["IdentityId"] for one in listed]
    server.delete_identities(IdentityIdsToDelete=[first["IdentityId"]])
    error_of("ResourceNotFoundException", server.describe_identity, IdentityId=first["IdentityId"])


def test_sts():
    pool, sts = client("cognito-identity"), client("sts")
    guest = pool.get_id(IdentityPoolId=POOL)["IdentityId"]
    token = pool.get_open_id_token(IdentityId=guest)["Token"]
    ask = dict(RoleArn=GUEST_ROLE, RoleSessionName="boto3", WebIdentityToken=token)
    response = sts.assume_role_with_web_identity(DurationSeconds=900, **ask)
    assert response["SubjectFromWebIdentityToken"] == guest
    assert response["AssumedRoleUser"]["Arn"].endswith("assumed-role/VestibuleGuest/boto3")
    me = client("sts", key_of(response["Credentials"])).get_caller_identity()
    assert me["Arn"] == response["AssumedRoleUser"]["Arn"] and me["Account"] == "123456789012"
    ask["RoleArn"] = GUEST_ROLE.replace("Guest", "SignedIn")
    message = error_of("AccessDenied", sts.assume_role_with_web_identity, **ask)
    assert message == "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    wrong = client("sts", (SERVER[0], "wrong", None))
    error_of("SignatureDoesNotMatch", wrong.get_caller_identity)


def test_the_bucket():
    identity, key = person(logins())
    s3, guest = client("s3", key), client("s3", person(None)[1])
    own = f"private/{identity}/a b+c/é&=.txt"
    s3.put_object(Bucket=BUCKET, Key=own, Body=b"mine", ContentType="text/plain", Metadata={"note": "x"})
    got = s3.get_object(Bucket=BUCKET, Key=own)
    assert got["Body"].read() == b"mine" and got["Metadata"] == {"note": "x"}
    assert s3.head_object(Bucket=BUCKET, Key=own)["ContentLength"] == 4
    listed = s3.list_objects_v2(Bucket=BUCKET, Prefix=f"private/{identity}/")
    assert [one["Key"] for one in listed["Contents"]] == [own]
    message = error_of("AccessDenied", guest.get_object, Bucket=BUCKET, Key=own)
    assert "because no identity-based policy allows the s3:GetObject action" in message
    error_of("AccessDenied", guest.put_object, Bucket=BUCKET, Key="public/x", Body=b"")
    assert guest.get_object(Bucket=BUCKET, Key="public/welcome.txt")["ContentType"].startswith("text/plain")
    address = s3.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": own}, ExpiresIn=60)
    with urllib.request.urlopen(address) as response:
        assert response.read() == b"mine"
    address = s3.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": own}, ExpiresIn=60)
    with urllib.request.urlopen(urllib.request.Request(address, b"new", method="PUT")) as response:
        assert response.status == 200
    assert s3.get_object(Bucket=BUCKET, Key=own)["Body"].read() == b"new"
    s3.delete_object(Bucket=BUCKET, Key=own)
    server = client("s3", SERVER)
    error_of("NoSuchKey", server.get_object, Bucket=BUCKET, Key=own)
    error_of("NoSuchBucket", server.get_object, Bucket="nosuchbucket", Key="x")


def test_random_keys_are_signed_alike():
    """Botocore's signer and the emulator's agree on any characters in paths and queries."""
    server = client("s3", SERVER)
    letters = [chr(code) for code in range(0x20, 0x7F)] + ["ä", "€", "𝄞"]
    for at in range(0, len(letters), 7):
        name = "random/" + "".join(letters[at : at + 7]).replace("/", "//") + "/x"
        server.put_object(Bucket=BUCKET, Key=name, Body=name.encode())
        assert server.get_object(Bucket=BUCKET, Key=name)["Body"].read() == name.encode()
        found = server.list_objects_v2(Bucket=BUCKET, Prefix=name, Delimiter="&")
        assert found["Prefix"] == name, found


def call_api(key, method, path, body=b""):
    request = AWSRequest(method, f"{ADDRESS}/execute-api/vestibule1/demo/{path}", data=body)
    SigV4Auth(Credentials(*key), "execute-api", "eu-west-1").add_auth(request)
    prepared = request.prepare()
    sent = urllib.request.Request(prepared.url, body or None, dict(prepared.headers), method=method)
    try:
        with urllib.request.urlopen(sent) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_the_api():
    identity, key = person(logins())
    status, response = call_api(key, "PUT", "people/charles/a%20b?z=1&a=%C3%A9", b"{}")
    assert status == 200, response
    assert response["requestContext"]["identity"]["cognitoIdentityId"] == identity
    assert response["queryStringParameters"] == {"z": "1", "a": "é"} and response["body"] == "{}"
    status, response = call_api(key, "GET", "people/ada")
    assert status == 403 and "execute-api:Invoke" in response["Message"], response
    assert call_api((key[0], "wrong", key[2]), "GET", "public/x")[0] == 403


def test_random_requests_are_signed_alike():
    """Any paths and queries, which services other than S3 normalize and encode twice."""
    pieces = ["a", "~", ".", "..", "", "%20", "%2F", "%25", "+", "*", "(", "'", "%C3%A9", "a.b", "-_", ":", "=", "@", ","]
    # As clients write them: botocore does not encode the query before it signs it.
    values = ["", "1", "%20", "%2B", "a%26b", "%C3%A9", "~", "%2A", "%3D", "a%2Fb", "%3A", "2", "%25", "a-b_c.d"]
    rolls = random.Random(16)
    for _ in range(300):
        path = "/".join(rolls.choice(pieces) for _ in range(rolls.randint(1, 5)))
        query = "&".join(f"{rolls.choice('abAB-')}={rolls.choice(values)}" for _ in range(rolls.randint(0, 4)))
        body = rolls.randbytes(rolls.randint(0, 40))
        method = rolls.choice(["POST", "PUT", "PATCH", "DELETE"])
        target = f"{path}?{query}" if query else path
        status, response = call_api(SERVER, method, f"x/{target}", body)
        assert status == 200, (method, target, response)


def test_credentials_end():
    _, key = person(None)
    body = json.dumps({"advance_seconds": 3600}).encode()
    urllib.request.urlopen(f"{ADDRESS}/_clock", body).close()
    error_of("ExpiredToken", client("s3", key).get_object, Bucket=BUCKET, Key="public/welcome.txt")
    error_of("ExpiredToken", client("sts", key).get_caller_identity)


def test_every_operation_was_called():
    names = {name for name, status, _ in seen if status == 200}
    wanted = {
        "DeleteIdentities",
        "DescribeIdentity",
        "GetCredentialsForIdentity",
        "GetId",
        "GetOpenIdToken",
        "GetOpenIdTokenForDeveloperIdentity",
        "ListIdentities",
        "LookupDeveloperIdentity",
        "MergeDeveloperIdentities",
        "UnlinkDeveloperIdentity",
        "UnlinkIdentity",
    }
    assert names == wanted, names ^ wanted
    found = [f"{name} {status}: {problem}" for name, status, all in seen for problem in all]
    assert not found, "\n".join(found)
    service = botocore.session.get_session().get_service_model("cognito-identity")
    assert wanted <= set(service.operation_names)


def boto_now():
    from datetime import datetime, timezone

    return datetime.now(timezone.utc)


def main():
    passed = failed = 0
    for name, test in list(globals().items()):
        if not name.startswith("test_"):
            continue
        try:
            test()
            passed += 1
            print(f"ok {name}")
        except Exception:  # the report says which
            failed += 1
            print(f"FAILED {name}\n{traceback.format_exc()}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
