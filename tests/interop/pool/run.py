"""The user pool of docs/recipes/user-pool.md: its commands and its Terraform, against AWS's own model.

Each command of the AWS command line names an operation, and its options are the members of the operation's
input (https://docs.aws.amazon.com/cli/latest/reference/cognito-idp/). The arguments of Terraform's resources
are those members under Terraform's own names
(https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cognito_user_pool). Here both become
inputs of operations, which have to be valid in the model, and equal. The last line says how many checks
passed.
"""

import json
import re
import shlex
import sys
from pathlib import Path

import botocore.session
from botocore import xform_name
from botocore.validate import ParamValidator

PAGE = Path(__file__).resolve().parents[3] / "docs/recipes/user-pool.md"
MODEL = botocore.session.get_session().get_service_model("cognito-idp")
OPERATIONS = ["CreateUserPool", "CreateUserPoolDomain", "CreateUserPoolClient"]

# Options of the command line itself, each with a value.
GLOBAL_OPTIONS = ["query", "output"]

# Names of Terraform that differ from AWS's.
RESOURCES = {
    "aws_cognito_user_pool": "CreateUserPool",
    "aws_cognito_user_pool_domain": "CreateUserPoolDomain",
    "aws_cognito_user_pool_client": "CreateUserPoolClient",
}
RENAMED = {
    ("CreateUserPool", "name"): "PoolName",
    ("CreateUserPoolClient", "name"): "ClientName",
    ("AccountRecoverySettingType", "recovery_mechanism"): "RecoveryMechanisms",
}


class Wrong(Exception):
    """Something on the page is not as AWS has it."""


def main():
    text = PAGE.read_text(encoding="utf-8")
    script, hcl = block(text, "sh file=pool.sh"), block(text, "hcl")
    results = [
        check("the commands match AWS's model", lambda: right(by_commands(script))),
        check("the Terraform matches AWS's model", lambda: right(by_terraform(hcl))),
        check("both create the same pool", lambda: same(by_commands(script), by_terraform(hcl))),
    ]
    for name, of, damage in [
        ("a command", lambda it: right(by_commands(it)), ("create-user-pool-domain", "create-user-pool-domains")),
        ("an option", lambda it: right(by_commands(it)), ("--callback-urls", "--callback-uris")),
        ("a value", lambda it: right(by_commands(it)), ("ALLOW_USER_SRP_AUTH", "ALLOW_SRP_AUTH")),
        ("a field inside a value", lambda it: right(by_commands(it)), ("MinimumLength", "MinLength")),
        ("an option that is needed", lambda it: right(by_commands(it)), ("--pool-name notes", "")),
    ]:
        results.append(check(f"{name} with a fault is detected", lambda: expect_fault(of, script, damage)))
    for name, damage in [
        ("an argument", ("explicit_auth_flows ", "auth_flows ")),
        ("a block", ("token_validity_units", "token_units")),
        ("a value", ('"ACTIVE"', '"ON"')),
        ("a resource", ("aws_cognito_user_pool_client", "aws_cognito_client")),
    ]:
        of = lambda it: right(by_terraform(it))
        results.append(check(f"{name} of Terraform with a fault is detected", lambda: expect_fault(of, hcl, damage)))
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    sys.exit(0 if all(results) else 1)


def check(name, act):
    try:
        act()
        return True
    except Wrong as wrong:
        print(f"FAILED {name}\n    {wrong}")
        return False


def expect_fault(act, text, damage):
    damaged = text.replace(*damage)
    if damaged == text:
        raise Wrong(f"the page has no {damage[0]}")
    try:
        act(damaged)
    except Wrong:
        return
    raise Wrong(f"{damage[1]!r} is accepted")


def block(text, opening):
    found = re.search(rf"^```{re.escape(opening)}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise SystemExit(f"{PAGE.name} has no block {opening!r}")
    return found[1]


def right(inputs):
    """Every input has the model's members, types and values."""
    if list(inputs) != OPERATIONS:
        raise Wrong(f"{list(inputs)} in place of {OPERATIONS}")
    for operation, given in inputs.items():
        shape = MODEL.operation_model(operation).input_shape
        report = ParamValidator().validate(given, shape)
        if report.has_errors():
            raise Wrong(f"{operation}: {report.generate_report()}")
        check_values(given, shape, operation)


def check_values(given, shape, where):
    """The values of enumerations and the limits of numbers, which botocore does not check."""
    if shape.type_name == "structure":
        for name, value in given.items():
            check_values(value, shape.members[name], f"{where}.{name}")
    elif shape.type_name == "list":
        for value in given:
            check_values(value, shape.member, where)
    elif getattr(shape, "enum", None) and given not in shape.enum:
        raise Wrong(f"{where}: {given!r} is none of {', '.join(shape.enum)}")
    elif shape.type_name == "integer" and given > shape.metadata.get("max", given):
        raise Wrong(f"{where}: {given} is too much")


def same(one, other):
    for operation in OPERATIONS:
        # Each refers to the pool in its own way.
        first, second = ({**inputs[operation], "UserPoolId": "…"} for inputs in (one, other))
        if first != second:
            differ = [name for name in {*first, *second} if first.get(name) != second.get(name)]
            raise Wrong("; ".join(f"{operation}.{name}: {first.get(name)} and {second.get(name)}" for name in sorted(differ)))


# The command line


def by_commands(script):
    """The input of each operation that the script calls."""
    inputs = {}
    for line in script.replace("\\\n", " ").splitlines():
        line = re.sub(r"^\w+=\$\((.*)\)$", r"\1", line.strip())
        if line:
            operation, given = command(shlex.split(line))
            inputs[operation] = given
    return inputs


def command(words):
    if words[:2] != ["aws", "cognito-idp"]:
        raise Wrong(f"{words[:2]} is no command of the user pools' API")
    operations = {xform_name(name, "-"): name for name in MODEL.operation_names}
    if words[2] not in operations:
        raise Wrong(f"there is no command {words[2]}")
    operation = operations[words[2]]
    members = MODEL.operation_model(operation).input_shape.members
    names = {xform_name(name, "-"): name for name in members}
    given = {}
    for option, values in options(words[3:]):
        if option in GLOBAL_OPTIONS:
            continue
        is_off = option.startswith("no-")
        name = names.get(option.removeprefix("no-"))
        if name is None or is_off and members[name].type_name != "boolean":
            raise Wrong(f"{words[2]} has no option --{option}")
        given[name] = not is_off if members[name].type_name == "boolean" else value(values, members[name], option)
    return operation, given


def options(words):
    """Each option with its values."""
    found = []
    for word in words:
        if word.startswith("--"):
            found.append((word[2:], []))
        elif found:
            found[-1][1].append(word)
        else:
            raise Wrong(f"{word!r} stands before every option")
    return found


def value(words, shape, option):
    if shape.type_name == "list" and shape.member.type_name == "string":
        return words
    if len(words) != 1:
        raise Wrong(f"--{option} takes one value")
    if shape.type_name == "structure":
        return Shorthand(words[0]).fields(shape)
    return scalar(words[0], shape, option)


def scalar(word, shape, where):
    if shape.type_name == "boolean" and word in ("true", "false"):
        return word == "true"
    if shape.type_name == "integer" and word.isdigit():
        return int(word)
    if shape.type_name == "string":
        return word
    raise Wrong(f"{where}: {word!r} is no {shape.type_name}")


class Shorthand:
    """`A=1,B={C=x},D=[{E=2}]`: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html"""

    def __init__(self, text):
        self.tokens = re.findall(r"[{}\[\],=]|[^{}\[\],=]+", text)

    def fields(self, shape, end=None):
        given = {}
        while True:
            name = self.next()
            if name not in shape.members:
                raise Wrong(f"{shape.name} has no {name!r}")
            self.expect("=")
            given[name] = self.one(shape.members[name], name)
            after = self.next()
            if after == end:
                return given
            if after != ",":
                raise Wrong(f"{after!r} after {name}")

    def one(self, shape, name):
        if shape.type_name == "structure":
            self.expect("{")
            return self.fields(shape, "}")
        if shape.type_name == "list":
            self.expect("[")
            given = []
            while True:
                given.append(self.one(shape.member, name))
                after = self.next()
                if after == "]":
                    return given
                if after != ",":
                    raise Wrong(f"{after!r} in {name}")
        return scalar(self.next() or "", shape, name)

    def next(self):
        return self.tokens.pop(0) if self.tokens else None

    def expect(self, wanted):
        found = self.next()
        if found != wanted:
            raise Wrong(f"{found!r} in place of {wanted!r}")


# Terraform


def by_terraform(hcl):
    """The input of each operation that Terraform would call."""
    tokens = re.findall(r'"[^"]*"|[{}\[\],=]|[\w.]+', hcl)
    inputs = {}
    while tokens:
        word, kind, _name = tokens.pop(0), json.loads(tokens.pop(0)), tokens.pop(0)
        if word != "resource" or kind not in RESOURCES:
            raise Wrong(f"there is no {word} {kind}")
        operation = RESOURCES[kind]
        take(tokens, "{")
        inputs[operation] = arguments(tokens, MODEL.operation_model(operation).input_shape, operation)
    return inputs


def arguments(tokens, shape, where):
    """A block's arguments, and the blocks inside, as members of a structure."""
    given = {}
    while tokens[0] != "}":
        word = tokens.pop(0)
        # The password's rules are in a structure of their own.
        if (where, word) == ("CreateUserPool", "password_policy"):
            take(tokens, "{")
            policies = shape.members["Policies"]
            given["Policies"] = {"PasswordPolicy": arguments(tokens, policies.members["PasswordPolicy"], "PasswordPolicy")}
            continue
        name = member(shape, where, word)
        of = shape.members[name]
        if tokens[0] == "=":
            tokens.pop(0)
            given[name] = expression(tokens, of, word)
        else:
            take(tokens, "{")
            inner = of.member if of.type_name == "list" else of
            inside = arguments(tokens, inner, inner.name)
            given[name] = [*given.get(name, []), inside] if of.type_name == "list" else inside
    take(tokens, "}")
    return given


def member(shape, where, word):
    """The member of an argument: the same words, except for those with another name."""
    if (where, word) in RENAMED:
        return RENAMED[where, word]
    for name in shape.members:
        if name.lower() == word.replace("_", ""):
            return name
    raise Wrong(f"{where} has nothing like {word}")


def expression(tokens, shape, where):
    word = tokens.pop(0)
    if word == "[":
        given = []
        while tokens[0] != "]":
            given.append(expression(tokens, shape.member, where))
            if tokens[0] == ",":
                tokens.pop(0)
        tokens.pop(0)
        return given
    return scalar(word.strip('"'), shape, where)


def take(tokens, wanted):
    found = tokens.pop(0) if tokens else None
    if found != wanted:
        raise Wrong(f"{found!r} in place of {wanted!r}")


if __name__ == "__main__":
    main()
