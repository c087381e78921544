"""Accounts: operations of administrators, what errors reveal about accounts, and the lockout."""

from support import (
    POOL,
    BROWSER,
    PASSWORD,
    LEGACY,
    MAILBOX_POOL,
    MAILBOX,
    client,
    inbox,
    last_code,
    advance,
    claims,
    expect_error,
    sign_up,
    by_password,
)


def test_administrators():
    idp = client()
    created = idp.admin_create_user(
        UserPoolId=POOL,
        Username="invited",
        UserAttributes=[
            {"Name": "email", "Value": "invited@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
        DesiredDeliveryMediums=["EMAIL"],
    )["User"]
    assert created["UserStatus"] == "FORCE_CHANGE_PASSWORD" and created["Enabled"] is True
    temporary = last_code("invited@example.com")
    challenge = by_password(idp, "invited", temporary)
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    user = dict(UserPoolId=POOL, Username="invited")
    idp.admin_set_user_password(Password="Permanent1", Permanent=True, **user)
    assert idp.admin_get_user(**user)["UserStatus"] == "CONFIRMED"
    token = by_password(idp, "invited", "Permanent1")["AuthenticationResult"]["AccessToken"]
    idp.admin_user_global_sign_out(**user)
    expect_error("NotAuthorizedException", "Access Token has been revoked", idp.get_user, AccessToken=token)
    idp.admin_reset_user_password(**user)
    reset = "Password reset required for the user"
    expect_error(
        "PasswordResetRequiredException", reset, by_password, idp=idp, name="invited", password="Permanent1"
    )
    sign_up(idp, "waiting")
    idp.admin_confirm_sign_up(UserPoolId=POOL, Username="waiting")
    assert by_password(idp, "waiting", "Tutorial123")["AuthenticationResult"]
    nobody = "User does not exist."
    expect_error("UserNotFoundException", nobody, idp.admin_get_user, UserPoolId=POOL, Username="nobody")
    expect_error(
        "ResourceNotFoundException",
        "User pool eu-west-1_Nowhere does not exist.",
        idp.admin_get_user,
        UserPoolId="eu-west-1_Nowhere",
        Username="ada",
    )


def test_errors_that_reveal_accounts():
    idp = client()
    wrong = "Incorrect username or password."
    expect_error("NotAuthorizedException", wrong, by_password, idp=idp, name="nobody", password="x")
    nobody = dict(idp=idp, name="nobody", password="x", app=LEGACY)
    expect_error("UserNotFoundException", "User does not exist.", by_password, **nobody)
    first = idp.forgot_password(ClientId=PASSWORD, Username="nobody@example.com")
    assert first["CodeDeliveryDetails"]["Destination"] == "n***@e***"
    assert inbox("nobody@example.com") == []
    expect_error(
        "UserNotFoundException",
        "Username/client id combination not found.",
        idp.forgot_password,
        ClientId=LEGACY,
        Username="nobody@example.com",
    )
    expect_error(
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
        idp.forgot_password,
        ClientId=LEGACY,
        Username="alan",
    )
    expect_error("NotAuthorizedException", "User is disabled.", by_password, idp=idp, name="disabled", password="Disabled1999")

    def challenge(name):
        response = idp.initiate_auth(
            ClientId=BROWSER,
            AuthFlow="USER_SRP_AUTH",
            AuthParameters={"USERNAME": name, "SRP_A": "ff" * 384},
        )
        return response["ChallengeParameters"]

    once, twice = challenge("nobody"), challenge("nobody")
    assert once["SALT"] == twice["SALT"] and once["USER_ID_FOR_SRP"] == twice["USER_ID_FOR_SRP"]
    assert once["SRP_B"] != twice["SRP_B"]
    assert sorted(once) == sorted(challenge("ada"))


def test_lockout():
    idp = client()
    sign_up(idp, "locked")
    idp.admin_confirm_sign_up(UserPoolId=POOL, Username="locked")
    attempt = dict(idp=idp, name="locked")
    for _ in range(5):
        expect_error("NotAuthorizedException", "Incorrect username or password.", by_password, password="x", **attempt)
    expect_error("NotAuthorizedException", "Password attempts exceeded", by_password, password="Tutorial123", **attempt)
    advance(2)
    assert by_password(password="Tutorial123", **attempt)["AuthenticationResult"]


def test_a_pool_with_email_addresses_as_names():
    idp = client("us-east-1")
    app = dict(app=MAILBOX)
    assert by_password(idp, "Mary@Example.com", "Somerville1780", **app)["AuthenticationResult"]
    expect_error(
        "InvalidParameterException",
        "Username should be an email.",
        idp.sign_up,
        ClientId=MAILBOX,
        Username="mary",
        Password="Tutorial123",
    )
    again = dict(ClientId=MAILBOX, Username="mary@example.com", Password="Tutorial123")
    exists = "An account with the given email already exists."
    expect_error("UsernameExistsException", exists, idp.sign_up, **again)
    address = "ünï+tag@example.com"
    password = "Pass wörd 😀 " + "9" * 200 + "A!"
    response = idp.sign_up(ClientId=MAILBOX, Username=address, Password=password)
    idp.confirm_sign_up(ClientId=MAILBOX, Username=address, ConfirmationCode=last_code(address))
    tokens = by_password(idp, address, password, **app)["AuthenticationResult"]
    id_claims = claims(tokens["IdToken"])
    assert id_claims["cognito:username"] == id_claims["sub"] == response["UserSub"]
    assert id_claims["email"] == address and id_claims["email_verified"] is True
    assert id_claims["iss"] == f"https://cognito-idp.us-east-1.amazonaws.com/{MAILBOX_POOL}"
