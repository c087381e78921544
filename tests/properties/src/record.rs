//! Properties of the stored record: a session has exactly the record's values, or the record is rejected.

use serde_json::{Value, json};
use vestibule::platform::simulated::{Delivery, World};
use vestibule::{Client, ClientConfig};

const CLIENT: &str = "1example23456789";

/// Any text as a stored record.
pub fn record(text: &str) {
    let world = World::new(7, |_, _| Default::default());
    world.network(|_| Delivery::LoseRequest);
    let platform = world.tab("https://example.com/").platform();
    let key = ["vestibule.", CLIENT, ".session"].concat();
    let store = platform.local.clone();
    let _ = world.run(async { store.write(&key, text).await });
    let config = ClientConfig::new("eu-west-1_AbC", CLIENT);
    let Ok(client) = Client::with_platform(config, platform) else {
        panic!("the configuration is valid");
    };
    let Ok(session) = world.run(client.session()) else {
        return;
    };
    let stored: Value = serde_json::from_str(text).unwrap_or_default();
    assert_eq!(stored["username"], session.username());
    assert_eq!(stored["idToken"], session.id_token());
    assert_eq!(stored["accessToken"], session.access_token());
    super::jwt::jwt(session.id_token());
    super::jwt::jwt(session.access_token());
    assert!(session.expires_at() > world.now(), "it has expired");
}

/// A valid record, as a base for random changes.
pub fn whole_record() -> Value {
    let header = json!({"alg": "RS256", "kid": "k"});
    let token = |token_use: &str| {
        let claims = json!({
            "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
            "sub": "0f0e", "aud": CLIENT, "client_id": CLIENT, "token_use": token_use,
        });
        super::jwt::encoded(&header, &claims)
    };
    json!({
        "v": 1, "username": "ada", "idToken": token("id"), "accessToken": token("access"),
        "refreshToken": "r", "origin": "direct",
        "obtained": 1_767_225_600_000_u64, "expires": 1_767_229_200_000_u64,
    })
}
