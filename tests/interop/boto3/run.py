"""boto3 against the emulator: what every Cognito tutorial does, and its errors.

Every response is compared with AWS's model of the API (model.py); the requests are valid, since
botocore creates them from the same model. The emulator's address is in VESTIBULE_EMULATOR_URL.
"""

import json
import sys
import traceback

from botocore.exceptions import ClientError

# Tests write nothing into the source tree.
sys.dont_write_bytecode = True
import accounts  # noqa: E402
import model  # noqa: E402
import operations  # noqa: E402
from support import (  # noqa: E402
    ADDRESS,
    BROWSER,
    PASSWORD,
    SECRET,
    ROTATION,
    seen,
    client,
    check_response,
    inbox,
    last_code,
    advance,
    claims,
    secret_hash,
    expect_error,
    sign_up,
    by_password,
)


def test_the_tutorial():
    idp = client()
    email, response = sign_up(idp, "tutorial")
    assert response["UserConfirmed"] is False
    assert response["CodeDeliveryDetails"] == {
        "AttributeName": "email",
        "DeliveryMedium": "EMAIL",
        "Destination": "t***@e***",
    }
    idp.confirm_sign_up(ClientId=PASSWORD, Username="tutorial", ConfirmationCode=last_code(email))
    tokens = by_password(idp, "tutorial", "Tutorial123")["AuthenticationResult"]
    assert tokens["TokenType"] == "Bearer" and tokens["ExpiresIn"] == 3600
    user = idp.get_user(AccessToken=tokens["AccessToken"])
    attributes = {a["Name"]: a["Value"] for a in user["UserAttributes"]}
    assert user["Username"] == "tutorial"
    assert attributes["sub"] == response["UserSub"]
    assert attributes["email_verified"] == "true"
    sent = idp.forgot_password(ClientId=PASSWORD, Username="tutorial")
    assert sent["CodeDeliveryDetails"]["Destination"] == "t***@e***"
    idp.confirm_forgot_password(
        ClientId=PASSWORD,
        Username="tutorial",
        ConfirmationCode=last_code(email),
        Password="Another456",
    )
    expect_error(
        "NotAuthorizedException",
        "Incorrect username or password.",
        by_password,
        idp=idp,
        name="tutorial",
        password="Tutorial123",
    )
    assert "AuthenticationResult" in by_password(idp, email, "Another456")


def test_the_well_known_error():
    expect_error(
        "InvalidParameterException",
        "USER_PASSWORD_AUTH flow not enabled for this client",
        by_password,
        idp=client(),
        name="ada",
        password="Lovelace1815",
        app=BROWSER,
    )


def test_sign_up_errors():
    idp = client()
    expect_error("UsernameExistsException", "User already exists", sign_up, idp=idp, name="ada")
    short = "Password did not conform with policy: Password not long enough"
    expect_error("InvalidPasswordException", short, sign_up, idp=idp, name="short", password="aB1")
    expect_error(
        "ResourceNotFoundException",
        "User pool client nosuchclient0000000000000 does not exist.",
        sign_up,
        idp=idp,
        name="x",
        app="nosuchclient0000000000000",
    )
    expect_error(
        "InvalidParameterException",
        "Attributes did not conform to the schema: email: The attribute is required",
        idp.sign_up,
        ClientId=PASSWORD,
        Username="noaddress",
        Password="Tutorial123",
    )
    sign_up(idp, "late")
    expect_error(
        "CodeMismatchException",
        "Invalid verification code provided, please try again.",
        idp.confirm_sign_up,
        ClientId=PASSWORD,
        Username="late",
        ConfirmationCode="wrong",
    )
    expect_error(
        "UserNotConfirmedException",
        "User is not confirmed.",
        by_password,
        idp=idp,
        name="late",
        password="Tutorial123",
    )
    again = idp.resend_confirmation_code(ClientId=PASSWORD, Username="late")
    assert again["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    assert len(inbox("late@example.com")) == 2


def test_codes_expire():
    idp = client()
    email, _ = sign_up(idp, "slow")
    code = last_code(email)
    advance(24 * 3600)
    confirm = dict(ClientId=PASSWORD, Username="slow")
    expired = "Invalid code provided, please request a code again."
    expect_error("ExpiredCodeException", expired, idp.confirm_sign_up, ConfirmationCode=code, **confirm)
    idp.resend_confirmation_code(**confirm)
    idp.confirm_sign_up(ConfirmationCode=last_code(email), **confirm)
    used = "User cannot be confirmed. Current status is CONFIRMED"
    expect_error("NotAuthorizedException", used, idp.confirm_sign_up, ConfirmationCode=code, **confirm)


def test_refresh_and_revoke():
    idp = client()
    first = by_password(idp, "charles", "Babbage1791")["AuthenticationResult"]

    def refresh():
        return idp.initiate_auth(
            ClientId=PASSWORD,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": first["RefreshToken"]},
        )["AuthenticationResult"]

    second = refresh()
    assert "RefreshToken" not in second
    assert claims(second["AccessToken"])["origin_jti"] == claims(first["AccessToken"])["origin_jti"]
    same = idp.get_tokens_from_refresh_token(ClientId=PASSWORD, RefreshToken=first["RefreshToken"])
    assert "RefreshToken" not in same["AuthenticationResult"]
    advance(3601)
    expired = "Access Token has expired"
    expect_error("NotAuthorizedException", expired, idp.get_user, AccessToken=second["AccessToken"])
    third = refresh()
    idp.revoke_token(ClientId=PASSWORD, Token=first["RefreshToken"])
    expect_error("NotAuthorizedException", "Refresh Token has been revoked", refresh)
    revoked = "Access Token has been revoked"
    expect_error("NotAuthorizedException", revoked, idp.get_user, AccessToken=third["AccessToken"])
    expect_error(
        "NotAuthorizedException",
        "Invalid Refresh Token",
        idp.get_tokens_from_refresh_token,
        ClientId=BROWSER,
        RefreshToken=first["RefreshToken"],
    )


def test_rotation():
    idp = client()
    first = by_password(idp, "charles", "Babbage1791", ROTATION)["AuthenticationResult"]

    def renew(token):
        response = idp.get_tokens_from_refresh_token(ClientId=ROTATION, RefreshToken=token)
        return response["AuthenticationResult"]["RefreshToken"]

    second = renew(first["RefreshToken"])
    assert second != first["RefreshToken"]
    renew(first["RefreshToken"])  # within the grace period
    advance(31)
    try:
        renew(first["RefreshToken"])
        raise AssertionError("an old token was taken")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "RefreshTokenReuseException"


def test_a_client_with_a_secret():
    idp = client()
    parameters = {"USERNAME": "ada", "PASSWORD": "Lovelace1815"}
    flow = dict(ClientId=SECRET, AuthFlow="USER_PASSWORD_AUTH")
    missing = f"Client {SECRET} is configured with secret but SECRET_HASH was not received"
    expect_error("NotAuthorizedException", missing, idp.initiate_auth, AuthParameters=parameters, **flow)
    wrong = f"Unable to verify secret hash for client {SECRET}"
    parameters["SECRET_HASH"] = secret_hash("somebody else")
    expect_error("NotAuthorizedException", wrong, idp.initiate_auth, AuthParameters=parameters, **flow)
    parameters["SECRET_HASH"] = secret_hash("ada")
    tokens = idp.initiate_auth(AuthParameters=parameters, **flow)["AuthenticationResult"]
    refresh = {"REFRESH_TOKEN": tokens["RefreshToken"], "SECRET_HASH": secret_hash("ada")}
    flow["AuthFlow"] = "REFRESH_TOKEN_AUTH"
    assert idp.initiate_auth(AuthParameters=refresh, **flow)["AuthenticationResult"]


def test_a_new_password_is_required():
    idp = client()
    challenge = by_password(idp, "grace", "Temporary1906")
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    attributes = json.loads(challenge["ChallengeParameters"]["userAttributes"])
    assert attributes["email"] == "grace@example.com"
    assert json.loads(challenge["ChallengeParameters"]["requiredAttributes"]) == []
    answer = dict(
        ClientId=PASSWORD,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=challenge["Session"],
    )
    responses = {"USERNAME": "grace", "NEW_PASSWORD": "short"}
    short = "Password did not conform with policy: Password not long enough"
    respond = idp.respond_to_auth_challenge
    expect_error("InvalidPasswordException", short, respond, ChallengeResponses=responses, **answer)
    responses["NEW_PASSWORD"] = "Hopper1906!"
    assert respond(ChallengeResponses=responses, **answer)["AuthenticationResult"]
    once = "Invalid session for the user, session can only be used once."
    expect_error("NotAuthorizedException", once, respond, ChallengeResponses=responses, **answer)
    assert by_password(idp, "grace", "Hopper1906!")["AuthenticationResult"]


def test_the_account():
    idp = client()
    email, _ = sign_up(idp, "owner")
    idp.confirm_sign_up(ClientId=PASSWORD, Username="owner", ConfirmationCode=last_code(email))
    token = by_password(idp, "owner", "Tutorial123")["AuthenticationResult"]["AccessToken"]
    change = dict(AccessToken=token, ProposedPassword="Changed789")
    wrong = "Incorrect username or password."
    expect_error("NotAuthorizedException", wrong, idp.change_password, PreviousPassword="no", **change)
    idp.change_password(PreviousPassword="Tutorial123", **change)
    response = idp.update_user_attributes(
        AccessToken=token,
        UserAttributes=[{"Name": "email", "Value": "new@example.com"}, {"Name": "name", "Value": "O"}],
    )
    assert response["CodeDeliveryDetailsList"][0]["Destination"] == "n***@e***"
    idp.global_sign_out(AccessToken=token)
    expect_error("NotAuthorizedException", "Access Token has been revoked", idp.get_user, AccessToken=token)
    token = by_password(idp, "owner", "Changed789")["AuthenticationResult"]["AccessToken"]
    idp.delete_user(AccessToken=token)
    expect_error("NotAuthorizedException", wrong, by_password, idp=idp, name="owner", password="Changed789")
    invalid = "Invalid Access Token"
    expect_error("NotAuthorizedException", invalid, idp.get_user, AccessToken="not.a.token")


def test_every_operation_without_a_key():
    before = len(seen)
    operations.walk_through(operations.unsigned(ADDRESS, check_response), inbox)
    succeeded = {name for name, status, _ in seen[before:] if status == 200}
    assert succeeded == set(operations.OPERATIONS), set(operations.OPERATIONS) ^ succeeded


def test_every_member_of_the_model_is_read():
    unread = list(operations.unread_members(ADDRESS, client().meta.service_model))
    assert not unread, "\n".join(unread)


def test_an_operation_it_does_not_know():
    try:
        client().list_user_pools(MaxResults=1)
    except ClientError as error:
        assert error.response["Error"]["Code"] == "UnknownOperationException"
        return
    raise AssertionError("no error")


def test_the_model_is_really_asked():
    shape = client().meta.service_model.operation_model("SignUp").output_shape
    good = {"UserConfirmed": False, "UserSub": "x"}
    assert model.problems(shape, good) == []
    for bad in [
        {"UserConfirmed": False},
        {"UserConfirmed": "false", "UserSub": "x"},
        {**good, "Extra": 1},
        {**good, "Session": "short"},
        {**good, "CodeDeliveryDetails": {"DeliveryMedium": "PIGEON"}},
    ]:
        assert model.problems(shape, bad), bad


def main():
    passed = failed = 0

    def report(name, problem):
        nonlocal passed, failed
        if problem:
            failed += 1
            print(f"FAILED {name}\n{problem}")
        else:
            passed += 1
            print(f"ok {name}")

    for name, test in [*globals().items(), *vars(accounts).items()]:
        if name.startswith("test_"):
            try:
                test()
                report(name, None)
            except Exception:  # the report says which
                report(name, traceback.format_exc())
    by_operation = {}
    for name, status, found in seen:
        entry = by_operation.setdefault(name, [0, []])
        entry[0] += 1
        entry[1] += [f"{status}: {problem}" for problem in found]
    for name, (count, found) in sorted(by_operation.items()):
        report(f"{name}: {count} responses as the model has them", "\n".join(found))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
