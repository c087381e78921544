"""examples/copy-records, which copies records from Cognito Sync to a table of DynamoDB, with the emulator.

The emulator's address is in VESTIBULE_EMULATOR_URL. The last line says how many tests passed.
"""

import os
import subprocess
import sys
import traceback
from pathlib import Path

import boto3
from botocore import UNSIGNED
from botocore.config import Config

ADDRESS = os.environ["VESTIBULE_EMULATOR_URL"].rstrip("/")
SCRIPT = Path(__file__).resolve().parents[3] / "examples" / "copy-records" / "copy_records.py"
POOL = "eu-west-1:11111111-2222-3333-4444-555555555555"
TABLE = "vestibule-records"
SERVER = ("AKIAVESTIBULEDEMO001", "vestibule+demo/secret0000000000000000001", None)


def client(service, key=None):
    more = {"config": Config(signature_version=UNSIGNED)}
    if key:
        more = dict(zip(["aws_access_key_id", "aws_secret_access_key", "aws_session_token"], key))
    return boto3.client(service, region_name="eu-west-1", endpoint_url=ADDRESS, **more)


def guest():
    """A new identity, with its clients of Cognito Sync and DynamoDB."""
    pool = client("cognito-identity")
    identity = pool.get_id(IdentityPoolId=POOL)["IdentityId"]
    given = pool.get_credentials_for_identity(IdentityId=identity)["Credentials"]
    key = given["AccessKeyId"], given["SecretKey"], given["SessionToken"]
    return identity, client("cognito-sync", key), client("dynamodb", key)


def write(sync, identity, dataset, records):
    """Writes values, and removes keys whose value is None."""
    names = {"IdentityPoolId": POOL, "IdentityId": identity, "DatasetName": dataset}
    found = sync.list_records(**names)
    known = {it["Key"]: it["SyncCount"] for it in found["Records"]}
    patches = []
    for key, value in records.items():
        patch = {"Op": "replace" if value is not None else "remove", "Key": key, "SyncCount": known.get(key, 0)}
        patches.append(patch if value is None else {**patch, "Value": value})
    sync.update_records(**names, SyncSessionToken=found["SyncSessionToken"], RecordPatches=patches)


def copy(*more):
    secrets = {"AWS_ACCESS_KEY_ID": SERVER[0], "AWS_SECRET_ACCESS_KEY": SERVER[1]}
    settings = {"AWS_ENDPOINT_URL": ADDRESS, "AWS_DEFAULT_REGION": "eu-west-1"}
    command = [sys.executable, str(SCRIPT), "--identity-pool", POOL, "--table", TABLE, *more]
    return subprocess.run(command, env={**os.environ, **secrets, **settings}, capture_output=True, text=True)


def items(dynamodb, identity):
    found = dynamodb.query(
        TableName=TABLE,
        KeyConditionExpression="#i = :i",
        ExpressionAttributeNames={"#i": "identity"},
        ExpressionAttributeValues={":i": {"S": identity}},
    )
    return {it["record"]["S"]: it for it in found["Items"]}


def test_copies_all_records():
    one, sync, own = guest()
    write(sync, one, "notes", {"greeting": "hello", "empty": "", "gone": "x"})
    write(sync, one, "notes", {"gone": None})
    write(sync, one, "many", {f"key {number}": str(number) for number in range(250)})
    other, sync, others = guest()
    write(sync, other, "notes", {"é \"/\"": "two"})
    tried = copy("--dry-run")
    assert tried.returncode == 0 and items(own, one) == {}, tried
    assert "datasets would be copied" in tried.stdout, tried
    done = copy()
    assert done.returncode == 0, done
    assert done.stdout.splitlines()[-1] == "3 datasets copied, 0 were there already, 0 records left out", done
    found = items(own, one)
    assert set(found) == {"/notes", "/many", "notes/greeting", "notes/empty"} | {f"many/key {it}" for it in range(250)}
    greeting = found["notes/greeting"]
    assert set(greeting) == {"identity", "record", "value", "version", "modified"}, greeting
    assert (greeting["value"], greeting["version"]) == ({"S": "hello"}, {"N": "1"})
    assert found["notes/empty"]["value"] == {"S": ""}
    assert int(greeting["modified"]["N"]) > 1_700_000_000_000
    assert set(found["/notes"]) == {"identity", "record", "version", "modified"}
    assert items(others, other)["notes/é \"/\""]["value"] == {"S": "two"}
    again = copy()
    assert again.stdout.splitlines()[-1] == "0 datasets copied, 3 were there already, 0 records left out", again


def test_leaves_datasets_that_were_written_since():
    one, sync, own = guest()
    write(sync, one, "notes", {"greeting": "old"})
    head = {"identity": {"S": one}, "record": {"S": "/notes"}, "version": {"N": "7"}}
    own.put_item(TableName=TABLE, Item=head)
    done = copy("--identity", one)
    assert done.stdout.splitlines()[-1] == "0 datasets copied, 1 were there already, 0 records left out", done
    assert items(own, one) == {"/notes": head}


def test_continues_after_an_interruption():
    one, sync, own = guest()
    write(sync, one, "notes", {"a": "1", "b": "2"})
    half = {"identity": {"S": one}, "record": {"S": "notes/a"}, "value": {"S": "older"}, "version": {"N": "1"}}
    own.put_item(TableName=TABLE, Item=half)
    assert copy("--identity", one).returncode == 0
    assert {name: it.get("value") for name, it in items(own, one).items()} == {
        "/notes": None,
        "notes/a": {"S": "1"},
        "notes/b": {"S": "2"},
    }


def test_reports_records_that_are_too_large():
    one, sync, own = guest()
    write(sync, one, "notes", {"a": "1", "b": "x" * 400_001})
    done = copy("--identity", one)
    assert done.returncode == 1 and "'b' is too large for an item" in done.stderr, done
    assert set(items(own, one)) == {"/notes", "notes/a"}


def test_an_error_is_one_sentence():
    one, sync, own = guest()
    write(sync, one, "notes", {"a": "1"})
    failed = copy("--identity", one, "--table", "none")
    assert failed.returncode == 2 and "Traceback" not in failed.stderr, failed
    assert "ResourceNotFoundException" in failed.stderr and "run it again" in failed.stderr, failed


def main():
    passed = failed = 0
    for name, test in list(globals().items()):
        if not name.startswith("test_"):
            continue
        try:
            test()
            passed += 1
            print(f"ok {name}")
        except Exception:  # the report has the reason
            failed += 1
            print(f"FAILED {name}\n{traceback.format_exc()}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
