#!/usr/bin/env python3
"""Writes model.json: the operations of AWS's model of cognito-idp that need no IAM key.

    pip install --upgrade botocore && python3 model.py > model.json

The same for another service:

    python3 model.py cognito-identity > ../identity/model.json
    python3 model.py sts > ../sts/model.json

For cognito-sync, what an identity's own credentials may call, with the place of each member of a request:

    python3 model.py cognito-sync > ../sync/model.json

The model is botocore's (Apache-2.0, by Amazon), reduced to names, types, required members and
the errors that each operation lists.
"""

import json
import re
import sys

import botocore
import botocore.session

service = sys.argv[1] if len(sys.argv) > 1 else "cognito-idp"
model = botocore.session.get_session().get_service_model(service)


def shape(of):
    if of.type_name == "structure":
        return {"record": fields(of)}
    if of.type_name == "list":
        return {"list": shape(of.member)}
    if of.type_name == "map":
        return {"map": shape(of.value)}
    if of.type_name == "string" and getattr(of, "enum", None):
        return {"enum": of.enum}
    return of.type_name


def fields(of):
    if of is None:
        return {}
    return {name: field(of, name, member) for name, member in of.members.items()}


def field(of, name, member):
    found = {
        "type": shape(member),
        "required": name in of.required_members,
        "sensitive": bool(member.metadata.get("sensitive")),
    }
    # If not all members of a request are in its body: the place and the name of this one.
    if location := member.serialization.get("location"):
        found["location"] = {location: member.serialization["name"]}
    return found


def operation(name):
    of = model.operation_model(name)
    found = {
        "input": fields(of.input_shape),
        "output": fields(of.output_shape),
        "errors": sorted(error.name for error in of.error_shapes),
    }
    if service == "cognito-sync":
        found["http"] = [of.http["method"], of.http["requestUri"]]
    return found


# An operation needs no IAM key if the model has one of these signs. None of them is
# complete: GetDerivedToken has the service's own auth type (SigV4), although its documentation lets an
# app client call it by its id alone, and the sentence about IAM is missing from five others.
def signs(name):
    of = model.operation_model(name)
    required = set(of.input_shape.required_members if of.input_shape else [])
    documentation = of.documentation or ""
    found = []
    if of.auth_type == "none":
        found.append("auth type")
    # The others say that they cannot be called without a key.
    if "with temporary user credentials" in documentation and "cannot" not in documentation:
        found.append("temporary credentials")
    # In other services the auth type is complete.
    if service != "cognito-idp":
        return found
    if "doesn't evaluate Identity and Access Management" in documentation or re.search(
        r"IAM credentials, or you must present .*ClientId", documentation
    ):
        found.append("documentation")
    # Authorized by an app client's id or by a token, and without a pool's id, which every
    # administrator's operation requires.
    if required & {"ClientId", "AccessToken", "Session", "Token"} and "UserPoolId" not in required:
        found.append("request")
    return found


keyless = {name: found for name in model.operation_names if (found := signs(name))}
# An app in a browser has no secret. The test of this model lists the operations that require one.
names = [
    name
    for name in keyless
    if not {"Secret", "ClientSecret"} & set(model.operation_model(name).input_shape.required_members)
]
errors = {e.name: e for n in names for e in model.operation_model(n).error_shapes}
document = {
    "source": f"botocore {botocore.__version__}",
    "errors": sorted(errors),
    "keyless": keyless,
    "operations": {name: operation(name) for name in names},
}
if service == "cognito-sync":
    status = {name: e.metadata["error"]["httpStatusCode"] for name, e in errors.items()}
    document["statuses"] = status
print(json.dumps(document, indent=1, sort_keys=True))
