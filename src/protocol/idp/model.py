#!/usr/bin/env python3
"""Writes model.json: what AWS's own model of cognito-idp says of the operations that need no IAM key.

    pip install botocore && python3 model.py > model.json

The model is botocore's (Apache-2.0, by Amazon), cut down to names, types, what is required
and which errors each operation lists.
"""

import json

import botocore
import botocore.session

model = botocore.session.get_session().get_service_model("cognito-idp")


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
    return {
        name: {
            "type": shape(member),
            "required": name in of.required_members,
            "sensitive": bool(member.metadata.get("sensitive")),
        }
        for name, member in of.members.items()
    }


def operation(name):
    of = model.operation_model(name)
    return {
        "input": fields(of.input_shape),
        "output": fields(of.output_shape),
        "errors": sorted(error.name for error in of.error_shapes),
    }


names = [n for n in model.operation_names if model.operation_model(n).auth_type == "none"]
errors = {e.name for n in names for e in model.operation_model(n).error_shapes}
print(
    json.dumps(
        {
            "source": f"botocore {botocore.__version__}",
            "errors": sorted(errors),
            "operations": {name: operation(name) for name in names},
        },
        indent=1,
        sort_keys=True,
    )
)
