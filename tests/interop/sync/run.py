"""boto3 against the emulator's Cognito Sync.

Every response is compared with AWS's model (boto3/model.py); requests are valid and signed since botocore creates them. The
emulator's address is in VESTIBULE_EMULATOR_URL. The last line says how many tests passed.
"""

import json
import os
import random
import sys
import traceback
from datetime import datetime, timezone
from pathlib import Path

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

# Tests write nothing into the source tree.
sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "boto3"))
import model  # noqa: E402

ADDRESS = os.environ["VESTIBULE_EMULATOR_URL"].rstrip("/")
POOL = "eu-west-1:11111111-2222-3333-4444-555555555555"
USER_POOL = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule"
CLIENT = "vestibuledemopassword00002"
SERVER = ("AKIAVESTIBULEDEMO001", "vestibule+demo/secret0000000000000000001", None)

# What an identity's own credentials may call.
WANTED = set(json.loads((Path(__file__).resolve().parents[3] / "protocol/src/sync/model.json").read_text())["operations"])

# Errors that any operation of a signed service can return; the model lists only its own.
COMMON = {"AccessDeniedException", "InvalidSignatureException", "UnrecognizedClientException"}

seen = []


def client(service, key=None):
    if key is None:
        more = {"config": Config(signature_version=UNSIGNED, retries={"max_attempts": 1})}
    else:
        more = {"config": Config(retries={"max_attempts": 1})}
        more.update(aws_access_key_id=key[0], aws_secret_access_key=key[1], aws_session_token=key[2])
    made = boto3.client(service, region_name="eu-west-1", endpoint_url=ADDRESS, **more)
    if service == "cognito-sync":
        made.meta.events.register("before-parse.cognito-sync", check_response)
    return made


def check_response(operation_model, response_dict, **_):
    """Compares a response with the model before botocore reads it, and records it."""
    body = json.loads(response_dict["body"])
    status = response_dict["status_code"]
    if status == 200:
        # A null member counts as missing.
        found = model.problems(operation_model.output_shape, without_nulls(body))
    else:
        kind = response_dict["headers"]["x-amzn-errortype"].rstrip(":")
        listed = {shape.name: shape.metadata["error"]["httpStatusCode"] for shape in operation_model.error_shapes}
        found = [] if listed.get(kind, 403 if kind in COMMON else None) == status else [f"{kind} with {status}"]
        found += [] if set(body) == {"message"} else [f"more than a message: {body}"]
    seen.append((operation_model.name, status, found))


def without_nulls(value):
    if isinstance(value, dict):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value


def error_of(code, call, **parameters):
    """The message of the error of a call."""
    try:
        call(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"no error with {code}")


def logins(name="charles", password="Babbage1791"):
    response = client("cognito-idp").initiate_auth(
        ClientId=CLIENT,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    return {USER_POOL: response["AuthenticationResult"]["IdToken"]}


class Person:
    """A user with an identity, or a guest without logins."""

    def __init__(self, tokens=None, identity=None):
        pool = client("cognito-identity")
        more = {"Logins": tokens} if tokens else {}
        identity = identity or pool.get_id(IdentityPoolId=POOL, **more)["IdentityId"]
        response = pool.get_credentials_for_identity(IdentityId=identity, **more)
        self.id = response["IdentityId"]
        given = response["Credentials"]
        self.key = given["AccessKeyId"], given["SecretKey"], given["SessionToken"]
        self.sync = client("cognito-sync", self.key)
        self.who = {"IdentityPoolId": POOL, "IdentityId": self.id}

    def records(self, dataset, **more):
        return self.sync.list_records(**self.who, DatasetName=dataset, **more)

    def update(self, dataset, *patches, **more):
        token = self.records(dataset)["SyncSessionToken"]
        asked = {"DatasetName": dataset, "SyncSessionToken": token, "RecordPatches": list(patches), **more}
        return self.sync.update_records(**self.who, **asked)["Records"]

    def names(self):
        return [one["DatasetName"] for one in self.sync.list_datasets(**self.who)["Datasets"]]


def put(key, value, count=0, **more):
    return {"Op": "replace", "Key": key, "Value": value, "SyncCount": count, **more}


def remove(key, count):
    return {"Op": "remove", "Key": key, "SyncCount": count}


def test_a_dataset_from_creation_to_deletion():
    guest = Person()
    empty = guest.records("notes")
    assert not empty["DatasetExists"] and empty["DatasetSyncCount"] == 0 and empty["Records"] == []
    when = datetime(2026, 11, 30, 12, 0, 0, 250000, tzinfo=timezone.utc)
    first, second = guest.update("notes", put("a", "1", DeviceLastModifiedDate=when), put("b", ""))
    assert first["SyncCount"] == second["SyncCount"] == 1 and second["Value"] == ""
    assert first["DeviceLastModifiedDate"] == when, first
    guest.update("notes", put("a", "2", 1), remove("b", 1))
    changed = guest.records("notes", LastSyncCount=1)
    assert [(one["Key"], one.get("Value")) for one in changed["Records"]] == [("a", "2"), ("b", None)]
    described = guest.sync.describe_dataset(**guest.who, DatasetName="notes")["Dataset"]
    assert (described["NumRecords"], described["DataStorage"]) == (1, 2)
    usage = guest.sync.describe_identity_usage(**guest.who)["IdentityUsage"]
    assert (usage["DatasetCount"], usage["DataStorage"]) == (1, 2)
    assert guest.names() == ["notes"]
    deleted = guest.sync.delete_dataset(**guest.who, DatasetName="notes")["Dataset"]
    assert deleted["DatasetName"] == "notes"
    error_of("ResourceNotFoundException", guest.sync.describe_dataset, **guest.who, DatasetName="notes")
    assert guest.records("notes", LastSyncCount=2)["DatasetDeletedAfterRequestedSyncCount"]


def test_conflicts():
    guest = Person()
    guest.update("notes", put("user", "ada"))
    token = guest.records("notes")["SyncSessionToken"]
    ask = {**guest.who, "DatasetName": "notes", "SyncSessionToken": token}
    message = error_of("ResourceConflictException", guest.sync.update_records, RecordPatches=[put("user", "x", 0)], **ask)
    assert message == "Current SyncCount for: user is: 1 not: 0", message
    ask["SyncSessionToken"] = "x"
    message = error_of("InvalidParameterException", guest.sync.update_records, RecordPatches=[], **ask)
    assert message == "SyncSessionToken not valid for these inputs", message
    message = error_of("InvalidParameterException", guest.records, dataset="notes", LastSyncCount=37)
    assert message == "No such SyncCount: 37 exists for this Dataset", message


def test_pages_and_limits():
    guest = Person()
    keys = sorted(f"k{number}" for number in range(1024))
    guest.update("many", *[put(key, "v") for key in keys])
    found, token = [], {}
    while True:
        page = guest.records("many", MaxResults=100, **token)
        found += [one["Key"] for one in page["Records"]]
        if "NextToken" not in page or page["NextToken"] is None:
            break
        token = {"NextToken": page["NextToken"]}
    assert found == keys
    token = guest.records("many")["SyncSessionToken"]
    ask = {**guest.who, "DatasetName": "many", "SyncSessionToken": token}
    error_of("LimitExceededException", guest.sync.update_records, RecordPatches=[put("one more", "")], **ask)
    for number in range(19):
        guest.update(f"dataset {number}".replace(" ", "-"), put("a", "1"))
    token = guest.records("more")["SyncSessionToken"]
    ask = {**guest.who, "DatasetName": "more", "SyncSessionToken": token}
    error_of("LimitExceededException", guest.sync.update_records, RecordPatches=[put("a", "1")], **ask)
    first = guest.sync.list_datasets(**guest.who, MaxResults=15)
    second = guest.sync.list_datasets(**guest.who, MaxResults=15, NextToken=first["NextToken"])
    assert (first["Count"], second["Count"]) == (15, 5)


def test_only_the_owner_has_access():
    charles, other = Person(logins()), Person()
    charles.update("notes", put("a", "mine"))
    message = error_of("AccessDeniedException", other.sync.list_datasets, **charles.who)
    assert message.split(" because ")[0].endswith(f"identitypool/{POOL}/identity/{charles.id}/dataset/null"), message
    administrator = Person(logins("ada", "Lovelace1815"))
    error_of("NotAuthorizedException", administrator.sync.list_datasets, **charles.who)
    wrong = client("cognito-sync", (other.key[0], "wrong", other.key[2]))
    error_of("InvalidSignatureException", wrong.list_datasets, **other.who)
    unknown = client("cognito-sync", ("AKIAUNKNOWN", "wrong", None))
    error_of("UnrecognizedClientException", unknown.list_datasets, **other.who)
    server = client("cognito-sync", SERVER)
    assert server.list_datasets(**charles.who)["Count"] == 1


def test_datasets_of_a_guest_are_merged():
    tokens = logins()
    charles, guest = Person(tokens), Person()
    guest.update("settings", put("theme", "dark"))
    same = Person(tokens, guest.id)
    assert same.id == charles.id
    merged = f"settings.{guest.id}"
    assert same.records("settings")["MergedDatasetNames"] == [merged]
    assert [one["Value"] for one in same.records(merged)["Records"]] == ["dark"]
    same.sync.delete_dataset(**same.who, DatasetName=merged)
    assert "MergedDatasetNames" not in without_nulls(same.records("settings"))


def test_random_names_and_keys_are_signed_alike():
    """Botocore's signer and the emulator's agree on any characters in paths, queries and bodies."""
    guest = Person()
    letters = "abcXYZ019_.:-"
    rolls = random.Random(17)
    for _ in range(60):
        dataset = "".join(rolls.choice(letters) for _ in range(rolls.randint(1, 12)))
        if dataset in (".", ".."):
            continue
        key = "".join(rolls.choice("aé€𝄞 /?&=+%\"\\\n") for _ in range(rolls.randint(1, 8)))
        value = "".join(rolls.choice("aé€𝄞 \"\\\n\x01") for _ in range(rolls.randint(0, 8)))
        (stored,) = guest.update(dataset, put(key, value))
        assert (stored["Key"], stored["Value"]) == (key, value)
        (read,) = guest.records(dataset)["Records"]
        assert (read["Key"], read["Value"]) == (key, value)
        guest.sync.delete_dataset(**guest.who, DatasetName=dataset)


def test_every_operation_was_called():
    assert {name for name, status, _ in seen if status == 200} == WANTED
    found = [f"{name} {status}: {problem}" for name, status, all in seen for problem in all]
    assert not found, "\n".join(found)
    refusals = {(name, status) for name, status, _ in seen if status != 200}
    assert len(refusals) > 4, refusals


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
