"""Calls of the emulator with boto3; every response is compared with AWS's model (model.py) and recorded in `seen`."""

import base64
import hashlib
import hmac
import json
import os
import urllib.parse
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import model

ADDRESS = os.environ["VESTIBULE_EMULATOR_URL"].rstrip("/")
POOL = "eu-west-1_Vestibule"
BROWSER = "vestibuledemobrowser000001"
PASSWORD = "vestibuledemopassword00002"
SECRET = "vestibuledemosecret0000003"
ROTATION = "vestibuledemorotation00005"
LEGACY = "vestibuledemolegacy0000006"
MAILBOX_POOL = "us-east-1_Mailbox01"
MAILBOX = "vestibuledemomailbox000007"
SECRET_VALUE = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcde"

# Errors that any operation of the protocol can return; the model lists only its own.
COMMON_ERRORS = {"SerializationException", "UnknownOperationException"}

seen = []


def client(region="eu-west-1"):
    idp = boto3.client(
        "cognito-idp",
        region_name=region,
        endpoint_url=ADDRESS,
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="example",
        config=Config(retries={"max_attempts": 1}, parameter_validation=True),
    )
    idp.meta.events.register("before-parse.cognito-idp", check_response)
    return idp


def check_response(operation_model, response_dict, **_):
    """Compares a response with the model before botocore reads it, and records it."""
    name = operation_model.name
    body = json.loads(response_dict["body"])
    found = []
    headers = response_dict["headers"]
    if headers.get("content-type") != "application/x-amz-json-1.1":
        found.append(f"content type {headers.get('content-type')}")
    if not headers.get("x-amzn-requestid"):
        found.append("no request id")
    if response_dict["status_code"] == 200:
        shape = operation_model.output_shape
        found += model.problems(shape, body) if shape else [f"{key}: unexpected member" for key in body]
    else:
        listed = {shape.name for shape in operation_model.error_shapes} | COMMON_ERRORS
        if body["__type"] not in listed:
            found.append(f"{body['__type']} is not in the model")
        if headers.get("x-amzn-errortype") != body["__type"] + ":":
            found.append("x-amzn-errortype differs from __type")
        found += [f"{key}: not in an error" for key in body if key not in ("__type", "message")]
    seen.append((name, response_dict["status_code"], found))


def inbox(to):
    with urllib.request.urlopen(f"{ADDRESS}/_inbox.json?to={urllib.parse.quote(to)}") as response:
        return json.load(response)["messages"]


def last_code(to):
    return inbox(to)[-1]["code"]


def advance(seconds):
    body = json.dumps({"advance_seconds": seconds}).encode()
    with urllib.request.urlopen(f"{ADDRESS}/_clock", body) as response:
        return json.load(response)


def claims(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def secret_hash(username):
    digest = hmac.new(SECRET_VALUE.encode(), (username + SECRET).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def expect_error(kind, message, call, **parameters):
    """Checks that a call fails with exactly this error."""
    try:
        call(**parameters)
    except ClientError as error:
        told = (error.response["Error"]["Code"], error.response["Error"]["Message"])
        assert told == (kind, message), f"{told} instead of {(kind, message)}"
        return
    raise AssertionError(f"no error with {kind}")


def sign_up(idp, name, password="Tutorial123", app=PASSWORD):
    email = f"{name}@example.com"
    response = idp.sign_up(
        ClientId=app,
        Username=name,
        Password=password,
        UserAttributes=[{"Name": "email", "Value": email}],
    )
    return email, response


def by_password(idp, name, password, app=PASSWORD):
    return idp.initiate_auth(
        ClientId=app,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
