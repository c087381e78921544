//! Sign-in at an OpenID Connect provider, and the resulting users.

use serde_json::{Value, json};

use crate::provider::{assert_failed, come_back, leave, open, sign_in, user};
use crate::support::{
    CALLBACK, CLIENT, PARTNER_CLIENT, TestResponse, World, authorize, authorize_with,
};

fn claims(world: &mut World, response: &TestResponse) -> Value {
    let tokens = world.exchange(&response.parameter("code"), &[]).json();
    world.claims(tokens["id_token"].as_str().unwrap())
}

#[test]
fn the_browser_is_redirected_to_the_provider() {
    let mut world = World::new();
    let acme = open(&mut world);
    let more = [("identity_provider", "Acme"), ("login_hint", "eve@acme")];
    let away = world.get(&authorize_with("code", CLIENT, &more));
    let address = away.location().unwrap();
    assert!(
        address.starts_with("https://acme.example/auth?"),
        "{address}"
    );
    assert_eq!(away.parameter("client_id"), "cognito-at-acme");
    let back = "http://localhost/oauth2/idpresponse";
    assert_eq!(away.parameter("redirect_uri"), back);
    assert_eq!(away.parameter("scope"), "openid email");
    assert_eq!(away.parameter("response_type"), "code");
    assert_eq!(away.parameter("login_hint"), "eve@acme");
    assert!(away.parameter("nonce").len() > 20);
    assert!(away.find("prompt").is_none());
    assert!(!address.contains("a+b%26c"), "the app's state stays here");
    assert_eq!(
        acme.lock().unwrap().asked,
        ["GET https://acme.example/.well-known/openid-configuration"]
    );
}

#[test]
fn the_user_is_created_like_in_cognito() {
    let mut world = World::new();
    let acme = open(&mut world);
    let back = sign_in(&mut world, &acme, &[("nonce", "of the app")]);
    assert!(back.location().unwrap().starts_with(CALLBACK));
    assert_eq!(back.parameter("state"), "a b&c");
    let exchange = acme.lock().unwrap().last_exchange.clone();
    for part in [
        "grant_type=authorization_code",
        "code=good",
        "client_id=cognito-at-acme",
        "client_secret=acme-secret",
        "redirect_uri=http%3A%2F%2Flocalhost%2Foauth2%2Fidpresponse",
    ] {
        assert!(exchange.contains(part), "{part} in {exchange}");
    }

    let claims = claims(&mut world, &back);
    assert_eq!(claims["cognito:username"], "acme_42");
    assert_eq!(claims["nonce"], "of the app");
    assert_eq!(claims["cognito:groups"], json!(["eu-west-1_Hosted_Acme"]));
    assert_eq!(claims["email"], "eve@acme.example");
    assert_eq!(claims["email_verified"], false);
    assert_eq!(claims["name"], "Eve", "from the userinfo");
    assert_eq!(claims["custom:desk"], "7");
    let created = (world.seconds() * 1000).to_string();
    let identity = json!({
        "userId": "42", "providerName": "Acme", "providerType": "OIDC", "issuer": null,
        "primary": "true", "dateCreated": created,
    });
    assert_eq!(claims["identities"], json!([identity]));

    let user = user(&mut world, "Acme_42");
    assert_eq!(user["UserStatus"], "EXTERNAL_PROVIDER");
    let attributes = user["UserAttributes"].as_array().unwrap();
    let identities = attributes
        .iter()
        .find(|it| it["Name"] == "identities")
        .unwrap();
    let identities: Value = serde_json::from_str(identities["Value"].as_str().unwrap()).unwrap();
    assert_eq!(identities[0]["primary"], true);
    assert_eq!(identities[0]["userId"], "42");
}

#[test]
fn a_later_sign_in_updates_the_user() {
    let mut world = World::new();
    let acme = open(&mut world);
    let back = sign_in(&mut world, &acme, &[]);
    let first = claims(&mut world, &back);
    acme.lock().unwrap().user_info =
        json!({ "sub": "42", "email": "eve@new.example", "email_verified": true });
    let back = sign_in(&mut world, &acme, &[("prompt", "login")]);
    let second = claims(&mut world, &back);
    assert_eq!(first["sub"], second["sub"]);
    assert_eq!(second["email"], "eve@new.example");
    assert_eq!(second["email_verified"], true);
    assert_eq!(second["name"], "Eve", "what is no longer said stays");
    assert_eq!(first["identities"], second["identities"]);
    acme.lock().unwrap().user_info =
        json!({ "sub": "42", "email": "eve@newer.example", "name": "" });
    let back = sign_in(&mut world, &acme, &[("prompt", "login")]);
    let third = claims(&mut world, &back);
    assert_eq!(third["name"], Value::Null, "what is blank is taken away");
    assert_eq!(third["email_verified"], false, "the address is a new one");
}

#[test]
fn the_hosted_session_is_bound_to_the_provider() {
    let mut world = World::new();
    let acme = open(&mut world);
    let of_acme = authorize_with("code", CLIENT, &[("identity_provider", "Acme")]);
    world.sign_in(&authorize("code", CLIENT));
    let away = world.get(&of_acme);
    assert!(
        away.location().unwrap().starts_with("https://acme"),
        "ada is not of Acme"
    );
    let back = come_back(&acme, &away);
    world.get(&back).parameter("code");
    world.get(&of_acme).parameter("code");
    world.get(&authorize("code", CLIENT)).parameter("code");
    let own = authorize_with("code", CLIENT, &[("identity_provider", "COGNITO")]);
    let page = world.visit(&own);
    page.assert_page(200, "Sign in");
    assert!(!page.body.contains("Continue as"), "she is of Acme");
    let more = [("identity_provider", "Acme"), ("prompt", "login")];
    let again = world.get(&authorize_with("code", CLIENT, &more));
    assert_eq!(again.parameter("prompt"), "login");
    let more = [("identity_provider", "Google"), ("prompt", "none")];
    let none = world.get(&authorize_with("code", CLIENT, &more));
    none.assert_denied('&', "login_required", None);
}

#[test]
fn parameters_for_the_provider_are_passed_on() {
    let mut world = World::new();
    let acme = open(&mut world);
    let mut prompt = |given: &str| {
        let more = [("identity_provider", "Acme"), ("prompt", given)];
        let away = world.get(&authorize_with("code", CLIENT, &more));
        away.parameter("prompt")
    };
    for given in ["consent", "select_account", "login consent"] {
        assert_eq!(prompt(given), given);
    }
    let more = [("identity_provider", "Google"), ("login_hint", "eve@acme")];
    let away = world.get(&authorize_with("code", CLIENT, &more));
    assert!(away.location().unwrap().starts_with("https://acme.example"));
    assert!(
        away.find("login_hint").is_none(),
        "only OpenID Connect has it"
    );
    // With a session, too.
    sign_in(&mut world, &acme, &[]).parameter("code");
    let more = [("identity_provider", "Acme"), ("prompt", "consent")];
    let away = world.get(&authorize_with("code", CLIENT, &more));
    assert_eq!(away.parameter("prompt"), "consent");
}

#[test]
fn a_nonce_is_generated_if_the_app_sends_none() {
    let mut world = World::new();
    let acme = open(&mut world);
    let back = sign_in(&mut world, &acme, &[]);
    let claims = claims(&mut world, &back);
    assert_eq!(claims["nonce"], acme.lock().unwrap().nonce);
}

#[test]
fn several_values_become_one_attribute() {
    let mut world = World::new();
    let acme = open(&mut world);
    acme.lock().unwrap().user_info =
        json!({ "sub": "42", "email": "eve@acme.example", "desk": ["A&B", "C d", 7] });
    let back = sign_in(&mut world, &acme, &[]);
    let claims = claims(&mut world, &back);
    assert_eq!(claims["custom:desk"], "[A%26B, C+d, 7]");
}

#[test]
fn idp_identifier_selects_a_provider() {
    let mut world = World::new();
    open(&mut world);
    let address = authorize_with("code", CLIENT, &[("idp_identifier", "ACME.example")]);
    let away = world.get(&address);
    assert!(
        away.location()
            .unwrap()
            .starts_with("https://acme.example/auth?")
    );
    let none = "Login option is not available. Please try another one";
    for (client, more) in [
        (CLIENT, ("idp_identifier", "other.example")),
        (CLIENT, ("identity_provider", "acme")),
        (CLIENT, ("identity_provider", "Facebook")),
        (PARTNER_CLIENT, ("identity_provider", "Google")),
        (PARTNER_CLIENT, ("identity_provider", "COGNITO")),
    ] {
        let address = authorize_with("code", client, &[more]);
        world.get(&address).assert_error_page(none);
    }
}

#[test]
fn a_social_providers_endpoints_can_be_configured() {
    let mut world = World::new();
    let acme = open(&mut world);
    let address = authorize_with("code", CLIENT, &[("identity_provider", "Google")]);
    let away = world.get(&address);
    let start = "https://acme.example/elsewhere?hd=acme.example&client_id=";
    assert!(
        away.location().unwrap().starts_with(start),
        "{:?}",
        away.location()
    );
    let back = world.get(&come_back(&acme, &away));
    let claims = claims(&mut world, &back);
    assert_eq!(claims["cognito:username"], "google_eve@acme.example");
    assert_eq!(claims["identities"][0]["providerType"], "Google");
    let asked = acme.lock().unwrap().asked.clone();
    assert_eq!(
        asked,
        [
            "POST https://acme.example/token",
            "GET https://acme.example/keys"
        ]
    );
}

#[test]
fn the_sign_in_page_has_a_button_for_each_provider() {
    let mut world = World::new();
    let acme = open(&mut world);
    let page = world.visit(&authorize("code", CLIENT));
    page.assert_page(200, "Continue with Acme");
    page.assert_page(200, "Continue with Google");
    page.assert_page(200, "name=\"password\"");
    let (_, rest) = page.body.split_once("class=\"button\" href=\"").unwrap();
    let link = rest.split('"').next().unwrap().replace("&amp;", "&");
    let away = world.get(&link);
    let back = come_back(&acme, &away);
    let response = world.get(&back);
    assert_eq!(claims(&mut world, &response)["cognito:username"], "acme_42");

    let more = [("identity_provider", "COGNITO"), ("prompt", "login")];
    let page = world.visit(&authorize_with("code", CLIENT, &more));
    assert!(!page.body.contains("Continue with Acme"));
}

#[test]
fn a_client_with_one_provider_has_a_page_with_one_button() {
    let mut world = World::new();
    open(&mut world);
    let address = authorize("code", PARTNER_CLIENT);
    let away = world.get(&address);
    assert!(away.location().unwrap().starts_with("/login?"));
    let named = authorize_with("code", PARTNER_CLIENT, &[("identity_provider", "Acme")]);
    let away = world.get(&named);
    assert!(
        away.location()
            .unwrap()
            .starts_with("https://acme.example/auth?")
    );
    let page = world.get(&address.replace("/oauth2/authorize", "/login"));
    page.assert_page(200, "Continue with Acme");
    assert!(!page.body.contains("<form"));
    for path in ["/signup", "/forgotPassword"] {
        let page = world.get(&address.replace("/oauth2/authorize", path));
        page.assert_error_page("Login option is not available. Please try another one");
    }
    let response = world.post(
        &address.replace("/oauth2/authorize", "/login"),
        &[("username", "ada")],
    );
    response.assert_error_page("Login option is not available. Please try another one");
}

#[test]
fn federated_users_cannot_sign_in_by_password() {
    let mut world = World::new();
    let acme = open(&mut world);
    acme.lock().unwrap().user_info =
        json!({ "sub": "42", "email": "ada@example.com", "email_verified": true });
    let back = sign_in(&mut world, &acme, &[]);
    back.parameter("code");
    let more = [("identity_provider", "COGNITO"), ("prompt", "login")];
    let address = authorize_with("code", CLIENT, &more);
    let page = world.visit(&address);
    let fields = [("username", "Acme_42"), ("password", "Anything1")];
    world
        .submit(&page, "/login", &fields)
        .assert_page(400, "Incorrect username or password.");
    let fields = [
        ("username", "ada@example.com"),
        ("password", "Lovelace1815"),
    ];
    let back = world.submit(&page, "/login", &fields);
    assert_eq!(claims(&mut world, &back)["cognito:username"], "ada");
    let messages = world.messages();
    let page = world.visit(&address.replace("/oauth2/authorize", "/forgotPassword"));
    world.submit(&page, "/forgotPassword", &[("username", "Acme_42")]);
    assert_eq!(
        world.messages(),
        messages,
        "there is no password to recover"
    );
}

#[test]
fn missing_required_attributes_are_an_error() {
    let mut world = World::new();
    let acme = open(&mut world);
    {
        let mut acme = acme.lock().unwrap();
        acme.user_info = json!({ "sub": "42" });
        acme.claims = Box::new(|claims| drop(claims.as_object_mut().unwrap().remove("email")));
    }
    let response = sign_in(&mut world, &acme, &[]);
    assert_failed(&response, "attributes required: [email]");
    assert_eq!(
        user(&mut world, "Acme_42")["__type"],
        "UserNotFoundException"
    );
}

#[test]
fn a_disabled_user_cannot_sign_in() {
    let mut world = World::new();
    let acme = open(&mut world);
    acme.lock().unwrap().user_info = json!({ "sub": "banned", "email": "b@acme.example" });
    acme.lock().unwrap().claims = Box::new(|claims| claims["sub"] = "banned".into());
    assert_failed(&sign_in(&mut world, &acme, &[]), "User is disabled.");
}

#[test]
fn two_flows_in_one_browser_are_independent() {
    let mut world = World::new();
    let acme = open(&mut world);
    let first = leave(&mut world, &acme, &[("nonce", "first")]);
    let first_nonce = acme.lock().unwrap().nonce.clone();
    let second = leave(&mut world, &acme, &[("nonce", "second")]);
    let response = world.get(&second);
    assert_eq!(claims(&mut world, &response)["nonce"], "second");
    acme.lock().unwrap().nonce = first_nonce;
    let response = world.get(&first);
    assert_eq!(claims(&mut world, &response)["nonce"], "first");
}

#[test]
fn mapped_custom_attributes_need_write_permission() {
    let mut world = World::with(|config| {
        let clients = &mut config.pools[0].clients;
        let app = clients.iter_mut().find(|client| client.id == CLIENT);
        app.unwrap().write_attributes = None;
    });
    let acme = open(&mut world);
    let refused = sign_in(&mut world, &acme, &[]);
    let message = "Invalid user attributes: user.custom:desk: Attribute cannot be updated.";
    assert_failed(&refused, message);
    // Every client can write standard attributes.
    acme.lock().unwrap().claims =
        Box::new(|claims| drop(claims.as_object_mut().unwrap().remove("desk")));
    sign_in(&mut world, &acme, &[]).parameter("code");
}

#[test]
fn a_subject_in_another_case_is_refused() {
    let mut world = World::new();
    let acme = open(&mut world);
    acme.lock().unwrap().user_info = json!({ "sub": "Eve", "email": "eve@acme.example" });
    acme.lock().unwrap().claims = Box::new(|claims| claims["sub"] = "Eve".into());
    sign_in(&mut world, &acme, &[]).parameter("code");
    acme.lock().unwrap().user_info = json!({ "sub": "eve", "email": "eve@other.example" });
    acme.lock().unwrap().claims = Box::new(|claims| claims["sub"] = "eve".into());
    let refused = sign_in(&mut world, &acme, &[("prompt", "login")]);
    assert_failed(&refused, "Already found an entry for username acme_eve");
    let user = user(&mut world, "Acme_Eve").to_string();
    assert!(user.contains("eve@acme.example"), "nothing has changed");
}
