"""Compares the messages between boto3 and the emulator with AWS's model of the API."""

import re

def problems(shape, value, at="$"):
    """The problems of a JSON value that should have this shape of the model."""
    if getattr(shape, "is_document_type", False):
        return []
    if shape.type_name == "structure":
        return list(structure(shape, value, at))
    if shape.type_name == "list":
        if not isinstance(value, list):
            return [f"{at}: expected a list"]
        return [p for i, item in enumerate(value) for p in problems(shape.member, item, f"{at}[{i}]")]
    if shape.type_name == "map":
        if not isinstance(value, dict):
            return [f"{at}: expected a map"]
        return [p for key, item in value.items() for p in problems(shape.value, item, f"{at}.{key}")]
    return list(scalar(shape, value, at))


def structure(shape, value, at):
    if not isinstance(value, dict):
        yield f"{at}: expected a structure"
        return
    for name in value:
        if name not in shape.members:
            yield f"{at}.{name}: the model has no such member"
    for name in shape.required_members:
        if value.get(name) is None:
            yield f"{at}.{name}: is required"
    for name, member in shape.members.items():
        if name in value:
            yield from problems(member, value[name], f"{at}.{name}")


def scalar(shape, value, at):
    wanted = {
        "string": str,
        "boolean": bool,
        "integer": int,
        "long": int,
        "timestamp": (int, float),
    }.get(shape.type_name)
    if wanted is None:
        yield f"{at}: unknown type {shape.type_name}"
        return
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        yield f"{at}: expected {shape.type_name}, not {value!r}"
        return
    if shape.type_name != "string":
        return
    if shape.enum and value not in shape.enum:
        yield f"{at}: {value!r} is none of {shape.enum}"
    rules = shape.metadata
    if "min" in rules and len(value) < rules["min"]:
        yield f"{at}: shorter than {rules['min']}"
    if "max" in rules and len(value) > rules["max"]:
        yield f"{at}: longer than {rules['max']}"
    pattern = rules.get("pattern", "")
    # Python's re has no \\p{…}, which only names use.
    if pattern and "\\p" not in pattern and not re.fullmatch(pattern, value):
        yield f"{at}: {value!r} does not match {pattern}"
