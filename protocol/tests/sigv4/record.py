#!/usr/bin/env python3
"""Writes botocore.json: a thousand random requests, and their signatures by AWS's client for Python.

    pip install botocore && python3 record.py > botocore.json

A request is a list: service, Region, whether headers or a URL are signed, the time, the session token, method, URL,
headers, body; and the results: the names of the signed headers and the signature.
"""

import datetime
import json
import random
import sys
from unittest import mock

import botocore
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.utils import percent_encode

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
chance = random.Random(20261129)
LETTERS = "abcXYZ019-._~ !\"#$%&'()*+,/:;<=>?@[]^`{|}é漢🔑"


def text(longest, letters=LETTERS):
    return "".join(chance.choice(letters) for _ in range(chance.randint(0, longest)))


def url(service, kind):
    host = f"{text(6, 'abc123')}x.{service}.eu-west-1.amazonaws.com"
    if chance.random() < 0.1:
        host += ":8443"
    segments = [text(6) for _ in range(chance.randint(0, 4))]
    if chance.random() < 0.3:
        segments.insert(chance.randint(0, len(segments)), chance.choice(["", ".", ".."]))
    # botocore drops the last slash of a path that ends in one of these; RFC 3986, browsers and AWS's crate keep it.
    if segments and segments[-1] in (".", ".."):
        segments.append("x")
    path = "/" + "/".join(percent_encode(segment, safe="~") for segment in segments)
    pairs = list({text(3) or "k": text(4) for _ in range(chance.randint(0, 4))}.items())
    # When it signs a URL, botocore keeps only the first value of each name.
    if pairs and kind == "headers" and chance.random() < 0.3:
        pairs.append((pairs[0][0], text(2)))
    query = "&".join(f"{percent_encode(k, safe='~')}={percent_encode(v, safe='~')}" for k, v in pairs)
    return f"https://{host}{path}" + (f"?{query}" if query else "")


def headers():
    values = "abc  \t,;=\""
    found = {}
    for _ in range(chance.randint(0, 4)):
        name = chance.choice(["Content-Type", "X-Own", "x-amz-meta-a", "Range", "User-Agent", "If-Match", "A.b_c"])
        found[name] = text(8, values)
    return found


def sign(service, kind, token, time, request):
    credentials = Credentials(KEY, SECRET, token)
    signers = {
        ("headers", False): auth.SigV4Auth,
        ("headers", True): auth.S3SigV4Auth,
        ("url", False): auth.SigV4QueryAuth,
        ("url", True): auth.S3SigV4QueryAuth,
    }
    signer = signers[kind, service == "s3"](credentials, service, "eu-west-1")
    now = datetime.datetime.fromtimestamp(time, datetime.timezone.utc)
    with mock.patch("botocore.auth.get_current_datetime", return_value=now):
        signer.add_auth(request)
    if kind == "headers":
        fields = request.headers["Authorization"]
        return fields.split("SignedHeaders=")[1].split(",")[0], fields.split("Signature=")[1]
    query = dict(pair.split("=", 1) for pair in request.url.split("?")[1].split("&"))
    return query["X-Amz-SignedHeaders"].replace("%3B", ";"), query["X-Amz-Signature"]


def case():
    service = chance.choice(["s3", "execute-api", "dynamodb", "cognito-sync"])
    kind = chance.choice(["headers", "url"])
    method = chance.choice(["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"])
    # When it signs a URL, botocore moves the body into the query.
    has_body = kind == "headers" and method in ("PUT", "POST", "PATCH")
    body = text(12) if has_body else ""
    token = chance.choice([None, text(9, "abc/+=") or "t"])
    time = chance.randint(946_684_800, 4_102_444_800)
    address, given = url(service, kind), headers()
    # botocore adds its own content type, and removes it again when a URL is signed.
    if kind == "url":
        given.pop("Content-Type", None)
    request = AWSRequest(method=method, url=address, headers=dict(given), data=body.encode())
    names, signature = sign(service, kind, token, time, request)
    return [service, kind, time, token, method, address, given, body, names, signature]


cases = ",\n".join(json.dumps(case(), ensure_ascii=False) for _ in range(1000))
sys.stdout.write(f'{{"source":"botocore {botocore.__version__}","cases":[\n{cases}\n]}}\n')
