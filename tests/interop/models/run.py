"""Every request of the client and every response of the emulator, compared with AWS's model of the
service.

The native tests record each call of an operation in the file that VESTIBULE_EXCHANGES names; without it
they are run here. Each call is compared with botocore's description of cognito-idp: names of members,
types, required members, lengths, patterns, lists of values, and which errors an operation may return.
 The last line says how many checks passed.
"""

import copy
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import defaultdict
from pathlib import Path

import botocore.session

ROOT = Path(__file__).resolve().parents[3]

# The native tests call it for an event that does not exist: it never succeeds.
REFUSED = {"UpdateAuthEventFeedback"}

# The client's operations: each has to be called, and to succeed once.
MODEL = json.loads((ROOT / "protocol/src/idp/model.json").read_text())
OPERATIONS = sorted(set(MODEL["operations"]) - REFUSED)


# The model says `[\S]+` for passwords; the service itself accepts spaces inside, and says so in its
# messages and in the guide:
# https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
PATTERNS = {"PasswordType": r"^[\S]+.*[\S]+$"}

# Errors that an operation returns although the model does not list them. A user who needs a second
# factor and can have none gets this one, which the model lists only for the response to a challenge;
# that a sign-in in one request returns it as well is assumed, and listed in emulator/ASSUMED.md.
UNLISTED = {("InitiateAuth", "MFAMethodNotFoundException")}


class Findings:
    """The problems of a document: of its structure, or of a value."""

    def __init__(self):
        self.structure = []
        self.values = []


def main():
    exchanges = record()
    model = botocore.session.get_session().get_service_model("cognito-idp")
    groups = defaultdict(list)
    foreign = []
    for exchange in exchanges:
        known = exchange["operation"] in model.operation_names
        (groups[exchange["operation"]] if known else foreign).append(exchange)

    checks = Checks()
    answered = [f"{x['operation']}: answered {x['status']}" for x in foreign if x["status"] == 200]
    checks.that("operations that the model does not have are rejected", True, answered)
    for operation in OPERATIONS:
        by_client = [x for x in groups[operation] if x["by"] == "client"]
        checks.that(f"{operation}: the client calls it", by_client, [])
        succeeded = [x for x in by_client if x["status"] == 200]
        checks.that(f"{operation}: a call of the client succeeds", succeeded, [])
    for operation, calls in sorted(groups.items()):
        description = model.operation_model(operation)
        for title, check in [
            ("requests", request_problems),
            ("responses", response_problems),
        ]:
            problems = [p for call in calls for p in check(description, call)]
            checks.that(f"{operation}: {len(calls)} {title}", calls, problems)
        misnamed = misname(next(call for call in calls if call["request"] != "{}"))
        found = request_problems(description, misnamed)
        checks.that(f"{operation}: a wrong name of a field is detected", found, [])
    print(f"{len(exchanges)} exchanges of {len(groups)} operations")
    checks.finish()


def record():
    """What the native tests have recorded, or record now."""
    if path := os.environ.get("VESTIBULE_EXCHANGES"):
        return read(path)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "exchanges.jsonl")
        command = ["cargo", "test", "--package", "vestibule-native-tests", "--test", "client"]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "VESTIBULE_EXCHANGES": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode != 0:
            print(done.stdout[-6000:])
            print("the native tests failed")
            print("0 passed, 1 failed")
            sys.exit(1)
        return read(path)


def read(path):
    """The client's exchanges: other programs also send invalid requests."""
    with open(path, encoding="utf-8") as lines:
        exchanges = [json.loads(line) for line in lines]
    return [exchange for exchange in exchanges if exchange["program"] == "client"]


def request_problems(operation, exchange):
    """A request must have the model's structure. If a value breaks a rule of the model, the
    service must have rejected it."""
    document = parse(exchange["request"])
    if document is None:
        return ["the request is not JSON"]
    findings = Findings()
    walk(document, operation.input_shape, operation.name, findings)
    if findings.values and exchange["status"] == 200:
        findings.structure += [f"accepted, and {value}" for value in findings.values]
    return findings.structure


def response_problems(operation, exchange):
    document = parse(exchange["response"])
    if document is None:
        return ["the response is not JSON"]
    problems = []
    if not exchange["requestId"]:
        problems.append("the response has no request id")
    if exchange["status"] != 200:
        return problems + error_problems(operation, exchange, document)
    findings = Findings()
    walk(document, operation.output_shape, operation.name, findings)
    return problems + findings.structure + findings.values


def error_problems(operation, exchange, document):
    problems = []
    name = document.get("__type", "")
    known = {shape.name: shape for shape in operation.error_shapes}
    if (operation.name, name) in UNLISTED:
        known[name] = operation.service_model.shape_for(name)
    if name not in known:
        return [f"{operation.name} never returns {name!r}"]
    if exchange["status"] != known[name].metadata.get("error", {}).get("httpStatusCode", 400):
        problems.append(f"{name} has the status {exchange['status']}")
    if (exchange["errorType"] or "").split(":")[0] != name:
        problems.append(f"{name} is {exchange['errorType']!r} in the header")
    findings = Findings()
    document.pop("__type")
    walk(document, known[name], name, findings)
    return problems + findings.structure + findings.values


def misname(exchange):
    """The same request with another name for its first member."""
    exchange = copy.deepcopy(exchange)
    document = parse(exchange["request"])
    name = next(iter(document))
    document[name[0].lower() + name[1:]] = document.pop(name)
    exchange["request"] = json.dumps(document)
    return exchange


def walk(value, shape, at, findings):
    if shape is None:
        if value:
            findings.structure.append(f"{at} should be empty")
        return
    kinds = {
        "structure": dict,
        "map": dict,
        "list": list,
        "string": str,
        "boolean": bool,
        "integer": int,
        "long": int,
        "timestamp": (int, float),
    }
    kind = kinds[shape.type_name]
    is_truth = isinstance(value, bool) and shape.type_name != "boolean"
    if not isinstance(value, kind) or is_truth:
        findings.structure.append(f"{at} is {type(value).__name__}, not {shape.type_name}")
        return
    if shape.type_name == "structure":
        walk_structure(value, shape, at, findings)
    elif shape.type_name == "map":
        for key, item in value.items():
            walk(key, shape.key, f"{at} key", findings)
            walk(item, shape.value, f"{at}.{key}", findings)
    elif shape.type_name == "list":
        length(len(value), shape, at, findings)
        for index, item in enumerate(value):
            walk(item, shape.member, f"{at}[{index}]", findings)
    elif shape.type_name == "string":
        walk_string(value, shape, at, findings)


def walk_structure(value, shape, at, findings):
    # Any JSON object, which the model does not describe (WebAuthn's data).
    if shape.is_document_type:
        return
    for name in shape.required_members:
        if name not in value:
            findings.structure.append(f"{at} lacks {name}")
    for name, item in value.items():
        if name not in shape.members:
            findings.structure.append(f"{at} has no member {name}")
        else:
            walk(item, shape.members[name], f"{at}.{name}", findings)


def walk_string(value, shape, at, findings):
    length(len(value), shape, at, findings)
    if shape.enum and value not in shape.enum:
        findings.structure.append(f"{at} is none of {shape.enum}")
    pattern = PATTERNS.get(shape.name, shape.metadata.get("pattern"))
    if pattern and not compiled(pattern).fullmatch(value):
        findings.values.append(f"{at} does not fit {pattern}")


def length(number, shape, at, findings):
    if number < shape.metadata.get("min", 0):
        findings.values.append(f"{at} is shorter than {shape.metadata['min']}")
    if number > shape.metadata.get("max", number):
        findings.values.append(f"{at} is longer than {shape.metadata['max']}")


@functools.cache
def compiled(pattern):
    """Python's expressions have no Unicode categories: they are written out."""
    return re.compile(re.sub(r"\\p\{(\w)\}", lambda found: category(found[1]), pattern))


@functools.cache
def category(letter):
    ranges = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code))[0] != letter:
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def parse(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


class Checks:
    """Counts the checks, and prints the failures."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def that(self, title, seen, problems):
        """Passes if there was something to check and nothing is wrong with it."""
        if seen and not problems:
            self.passed += 1
            return
        self.failed += 1
        print(f"✗ {title}")
        for problem in sorted(set(problems))[:10] or ["nothing was seen"]:
            print(f"    {problem}")

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


if __name__ == "__main__":
    main()
