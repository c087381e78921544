"""boto3 against the emulator's DynamoDB and against moto, and the library's requests against moto.

Each test runs twice: with boto3 against the emulator, whose responses are compared with AWS's model (boto3/model.py),
and with boto3 against moto, another emulator, which has to return the same. Then the requests that the library sends
(tests/cases/dynamodb.json, which a test of tests/native keeps up to date) are sent to moto, and moto's responses are
compared with those that the library received. The emulator's address is in VESTIBULE_EMULATOR_URL. The last line
says how many tests passed.
"""

import json
import logging
import os
import sys
import traceback
import urllib.error
import urllib.request
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

# Tests write nothing into the source tree.
sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "boto3"))
import model  # noqa: E402

ADDRESS = os.environ["VESTIBULE_EMULATOR_URL"].rstrip("/")
ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT / "tests" / "cases" / "dynamodb.json"
DOCUMENT = ROOT / "docs" / "RECORDS.md"
TABLE = "interop-records"
KEY = {"identity": {"S": "i"}, "record": {"S": "notes/a"}}

seen = []


def client(address):
    made = boto3.client(
        "dynamodb",
        region_name="eu-west-1",
        endpoint_url=address,
        aws_access_key_id="AKIAVESTIBULEDEMO001",
        aws_secret_access_key="vestibule+demo/secret0000000000000000001",
        config=Config(retries={"max_attempts": 1}),
    )
    if address == ADDRESS:
        made.meta.events.register("before-parse.dynamodb", check_response)
    return made


def check_response(operation_model, response_dict, **_):
    """Compares a response of the emulator with the model before botocore reads it, and records it."""
    body = json.loads(response_dict["body"])
    if response_dict["status_code"] == 200:
        found = model.problems(operation_model.output_shape, body)
    else:
        name = body["__type"].rsplit("#")[-1]
        # The model does not list ValidationException, which any operation can return.
        listed = {shape.name for shape in operation_model.error_shapes} | {"ValidationException"}
        found = [] if name in listed else [f"{name} is not in the model"]
    seen.append((operation_model.name, response_dict["status_code"], found))


def error_of(call, **parameters):
    """The code of an error, and the reasons of a transaction's."""
    try:
        call(**parameters)
    except ClientError as error:
        reasons = [it.get("Code") for it in error.response.get("CancellationReasons", [])]
        return error.response["Error"]["Code"], reasons
    raise AssertionError("no error")


def item(record, version, **more):
    return {"identity": {"S": "i"}, "record": {"S": record}, "version": {"N": str(version)}, **more}


def put(record, version, **more):
    return {"Put": {"TableName": TABLE, "Item": item(record, version), **more}}


def test_a_table(dynamodb):
    definition = {
        "TableName": TABLE,
        "AttributeDefinitions": [
            {"AttributeName": "identity", "AttributeType": "S"},
            {"AttributeName": "record", "AttributeType": "S"},
        ],
        "KeySchema": [
            {"AttributeName": "identity", "KeyType": "HASH"},
            {"AttributeName": "record", "KeyType": "RANGE"},
        ],
        "BillingMode": "PAY_PER_REQUEST",
    }
    dynamodb.create_table(**definition)
    dynamodb.get_waiter("table_exists").wait(TableName=TABLE)
    assert error_of(dynamodb.create_table, **definition)[0] == "ResourceInUseException"
    told = dynamodb.describe_table(TableName=TABLE)["Table"]
    assert told["KeySchema"] == definition["KeySchema"]
    assert told["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    life = {"Enabled": True, "AttributeName": "expires"}
    dynamodb.update_time_to_live(TableName=TABLE, TimeToLiveSpecification=life)
    told = dynamodb.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
    assert told["AttributeName"] == "expires", told
    assert error_of(dynamodb.describe_table, TableName="nowhere")[0] == "ResourceNotFoundException"
    assert error_of(dynamodb.get_item, TableName="nowhere", Key=KEY)[0] == "ResourceNotFoundException"


def test_items(dynamodb):
    assert "Item" not in dynamodb.get_item(TableName=TABLE, Key=KEY, ConsistentRead=True)
    dynamodb.put_item(TableName=TABLE, Item=item("notes/a", 1, value={"S": ""}))
    assert dynamodb.get_item(TableName=TABLE, Key=KEY)["Item"] == item("notes/a", 1, value={"S": ""})
    some = dynamodb.get_item(
        TableName=TABLE, Key=KEY, ProjectionExpression="version, #v", ExpressionAttributeNames={"#v": "value"}
    )
    assert some["Item"] == {"version": {"N": "1"}, "value": {"S": ""}}, some
    old = dynamodb.delete_item(TableName=TABLE, Key=KEY, ReturnValues="ALL_OLD")
    assert old["Attributes"]["version"] == {"N": "1"}
    assert "Attributes" not in dynamodb.delete_item(TableName=TABLE, Key=KEY, ReturnValues="ALL_OLD")


def test_conditions(dynamodb):
    dynamodb.put_item(TableName=TABLE, Item=item("notes/a", 9, tags={"SS": ["red"]}))
    values = {
        ":eight": {"N": "8"},
        ":nine": {"N": "9"},
        ":ten": {"N": "10"},
        ":notes": {"S": "notes/"},
        ":red": {"S": "red"},
        ":number": {"S": "N"},
    }
    names = {"#v": "version", "#r": "record"}
    cases = {
        "#v = :nine": True,
        "#v < :ten": True,
        "#v >= :ten": False,
        "#v <> :nine": False,
        "#v BETWEEN :eight AND :nine": True,
        "#v IN (:eight, :ten)": False,
        "attribute_exists(#v)": True,
        "attribute_not_exists(#v) OR #v = :ten": False,
        "attribute_not_exists(absent) AND NOT #v = :ten": True,
        "(#v = :ten OR #v = :nine) AND begins_with(#r, :notes)": True,
        "#v = :nine OR #v = :nine AND #v = :ten": True,
        "contains(tags, :red)": True,
        "attribute_type(#v, :number)": True,
        "size(#r) < :eight": True,
        "size(#r) > :eight": False,
        "absent = :nine": False,
        "absent <> :nine": True,
    }
    for condition, expected in cases.items():
        used = {
            "ExpressionAttributeNames": {name: meant for name, meant in names.items() if name in condition},
            "ExpressionAttributeValues": {name: meant for name, meant in values.items() if name in condition},
        }
        more = {name: all for name, all in used.items() if all}
        write = {"TableName": TABLE, "Item": item("notes/a", 9, tags={"SS": ["red"]})}
        write.update(ConditionExpression=condition, **more)
        if expected:
            dynamodb.put_item(**write)
        else:
            code = error_of(dynamodb.put_item, **write)[0]
            assert code == "ConditionalCheckFailedException", (condition, code)


def test_invalid_expressions(dynamodb):
    """Only for the emulator: moto fails on some of them."""
    wrong = {
        "value = :nine": "ValidationException",
        "#x = :nine": "ValidationException",
        "version = :x": "ValidationException",
        "version =": "ValidationException",
        "nothing(version)": "ValidationException",
    }
    for condition, code in wrong.items():
        write = {"TableName": TABLE, "Item": item("notes/a", 9), "ConditionExpression": condition}
        if ":nine" in condition:
            write["ExpressionAttributeValues"] = {":nine": {"N": "9"}}
        assert error_of(dynamodb.put_item, **write)[0] == code, condition


def test_queries(dynamodb):
    for record in ["notes/b", "notes/é", "notes/a", "/notes", "notes.b/a"]:
        dynamodb.put_item(TableName=TABLE, Item=item(record, 3))
    names = {"#i": "identity", "#r": "record"}

    def query(condition, values, **more):
        used = {name: meant for name, meant in names.items() if name in condition}
        return dynamodb.query(
            TableName=TABLE,
            KeyConditionExpression=condition,
            ExpressionAttributeNames=used,
            ExpressionAttributeValues={":i": {"S": "i"}, **values},
            **more,
        )

    def records(response):
        return [it["record"]["S"] for it in response["Items"]]

    def of(condition, **values):
        return records(query(condition, {f":{name}": {"S": text} for name, text in values.items()}))

    assert of("#i = :i") == ["/notes", "notes.b/a", "notes/a", "notes/b", "notes/é"]
    begins = "#i = :i AND begins_with(#r, :p)"
    assert of(begins, p="notes/") == ["notes/a", "notes/b", "notes/é"]
    assert of(begins, p="/") == ["/notes"]
    assert of("#i = :i AND #r BETWEEN :p AND :q", p="notes/a", q="notes/b") == ["notes/a", "notes/b"]
    assert of("#i = :i AND #r > :p", p="notes/b") == ["notes/é"]
    first = query(begins, {":p": {"S": "notes/"}}, Limit=2)
    assert records(first) == ["notes/a", "notes/b"]
    rest = query(begins, {":p": {"S": "notes/"}}, ExclusiveStartKey=first["LastEvaluatedKey"])
    assert records(rest) == ["notes/é"] and "LastEvaluatedKey" not in rest
    filtered = query("#i = :i", {":three": {"N": "3"}}, FilterExpression="version < :three")
    assert (filtered["Count"], filtered["ScannedCount"]) == (0, 5), filtered
    assert error_of(query, condition="#r = :p", values={":p": {"S": "x"}})[0] == "ValidationException"
    assert error_of(query, condition="#i > :i", values={})[0] == "ValidationException"


def test_transactions(dynamodb):
    seen_three = {"ExpressionAttributeValues": {":seen": {"N": "3"}}, "ConditionExpression": "version = :seen"}
    new = {"ConditionExpression": "attribute_not_exists(version)"}
    dynamodb.transact_write_items(TransactItems=[put("notes/b", 4, **seen_three), put("notes/c", 4, **new)])
    again = [put("notes/b", 5, **seen_three), put("notes/d", 5, **new)]
    code, reasons = error_of(dynamodb.transact_write_items, TransactItems=again)
    assert (code, reasons) == ("TransactionCanceledException", ["ConditionalCheckFailed", "None"])
    gone = dynamodb.get_item(TableName=TABLE, Key={"identity": {"S": "i"}, "record": {"S": "notes/d"}})
    assert "Item" not in gone
    check = {"TableName": TABLE, "Key": KEY, "ConditionExpression": "attribute_exists(version)"}
    delete = {"TableName": TABLE, "Key": {"identity": {"S": "i"}, "record": {"S": "notes/c"}}}
    dynamodb.transact_write_items(TransactItems=[{"ConditionCheck": check}, {"Delete": delete}])
    twice = [put("notes/z", 1), put("notes/z", 2)]
    assert error_of(dynamodb.transact_write_items, TransactItems=twice)[0] == "ValidationException"


def test_the_librarys_requests(address):
    """Sends the library's recorded requests in the same order to moto, with the documented table."""
    for name, operation in [("table", "CreateTable"), ("time to live", "UpdateTimeToLive")]:
        status, response = post(address, operation, documented(name))
        assert status == 200, response
    exchanges = json.loads(CASES.read_text())
    assert len(exchanges) > 20, len(exchanges)
    for at, exchange in enumerate(exchanges):
        status, response = post(address, exchange["operation"], exchange["request"])
        where = f"{CASES.name}, number {at}: {exchange['operation']}"
        assert status == exchange["status"], (where, status, response)
        assert essence(response) == essence(exchange["response"]), (where, response, exchange["response"])


def documented(name):
    """The JSON below a marker in docs/RECORDS.md."""
    return json.loads(DOCUMENT.read_text().split(f"<!-- {name} -->\n```json\n")[1].split("\n```")[0])


def essence(response):
    """The parts of a response that the library reads."""
    kind = response.get("__type", "").rsplit("#")[-1]
    reasons = [it.get("Code", "None") for it in response.get("CancellationReasons", [])]
    return kind, reasons, response.get("Item"), response.get("Items"), response.get("LastEvaluatedKey")


def post(address, operation, body):
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"DynamoDB_20120810.{operation}",
        # moto reads the account from here; it checks no signature.
        "Authorization": "AWS4-HMAC-SHA256 Credential=AKIA/20261130/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, "
        "Signature=0",
    }
    request = urllib.request.Request(address, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_every_response_matches_the_model():
    wrong = [(name, status, found) for name, status, found in seen if found]
    assert not wrong, wrong
    names = {name for name, _, _ in seen}
    assert len(names) == 9, names


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto = ThreadedMotoServer(port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    other = f"http://{host}:{port}"
    shared = [test_a_table, test_items, test_conditions, test_queries, test_transactions]
    tests = []
    for name, address in [("the emulator", ADDRESS), ("moto", other)]:
        dynamodb = client(address)
        tests += [(f"{test.__name__} at {name}", lambda test=test, to=dynamodb: test(to)) for test in shared]
    own = client(ADDRESS)
    tests.append(("test_invalid_expressions", lambda: test_invalid_expressions(own)))
    tests.append(("test_the_librarys_requests", lambda: test_the_librarys_requests(other)))
    tests.append(("test_every_response_matches_the_model", test_every_response_matches_the_model))
    failed = 0
    for name, test in tests:
        try:
            test()
            print(f"ok {name}")
        except Exception:
            failed += 1
            print(f"FAILED {name}")
            traceback.print_exc(file=sys.stdout)
    moto.stop()
    print(f"dynamodb: {len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
