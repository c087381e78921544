//! Valid and invalid configurations.

use vestibule_emulator::{
    ClientSettings, Config, ConfigError, Emulator, IssuerConfiguration, IssuerType, PoolReplica,
    PoolSettings, UserSettings,
};

fn problem(config: Config) -> String {
    Emulator::new(config, [0; 32]).err().unwrap().to_string()
}

fn pool(change: impl FnOnce(&mut PoolSettings)) -> Config {
    let mut pool = PoolSettings::new("eu-west-1_Example");
    pool.clients.push(ClientSettings::new("client"));
    change(&mut pool);
    Config {
        pools: vec![pool],
        ..Config::default()
    }
}

#[test]
fn the_built_in_configuration_is_valid() {
    let config = Config::from_toml(Config::DEVELOPMENT).unwrap();
    assert_eq!(config.pools.len(), Config::development().pools.len());
    assert!(!config.pools.is_empty());
    Emulator::new(config, [0; 32]).unwrap();
    Emulator::new(pool(|_| ()), [0; 32]).unwrap();
}

#[test]
fn each_error_names_the_setting() {
    let cases: Vec<(&str, Config)> = vec![
        ("has no pool", Config::default()),
        (
            "id of the pool",
            pool(|pool| pool.id = "nounderscore".to_owned()),
        ),
        (
            "id of the pool",
            pool(|pool| pool.id = "eu-west-1_with-dash".to_owned()),
        ),
        (
            "replica_region",
            pool(|pool| pool.replica_region = Some("eu-central-1".to_owned())),
        ),
        (
            "replica_region",
            pool(|pool| {
                pool.replica = PoolReplica::Secondary;
                pool.replica_region = Some("frankfurt".to_owned());
            }),
        ),
        (
            "alias_attributes",
            pool(|pool| {
                pool.alias_attributes = vec!["email".to_owned()];
                pool.username_attributes = vec!["email".to_owned()];
            }),
        ),
        (
            "username_attributes",
            pool(|pool| pool.username_attributes = vec!["name".to_owned()]),
        ),
        (
            "minimum_length",
            pool(|pool| pool.password_policy.minimum_length = 5),
        ),
        (
            "password_history_size",
            pool(|pool| pool.password_policy.password_history_size = 25),
        ),
        (
            "user.groups",
            pool(|pool| {
                let mut user = UserSettings::new("x", "Password1");
                user.groups = vec!["nobodys".to_owned()];
                pool.users.push(user);
            }),
        ),
        (
            "\"client\" is there twice",
            pool(|pool| pool.clients.push(ClientSettings::new("client"))),
        ),
        (
            "explicit_auth_flows",
            pool(|pool| pool.clients[0].explicit_auth_flows = vec!["ALLOW_ALL".to_owned()]),
        ),
        (
            "secret",
            pool(|pool| pool.clients[0].secret = Some("short".to_owned())),
        ),
        (
            "access_token_validity",
            pool(|pool| pool.clients[0].access_token_validity = Some(25)),
        ),
        (
            "callback_urls",
            pool(|pool| pool.clients[0].callback_urls = vec!["/relative".to_owned()]),
        ),
        (
            "cannot be used",
            pool(|pool| pool.id_token_key_file = Some("/nowhere/key.pem".into())),
        ),
    ];
    for (expected, config) in cases {
        let problem = problem(config);
        assert!(
            problem.contains(expected),
            "{problem:?} does not say {expected:?}"
        );
    }
}

/// A pool with one provider that has these TOML settings.
fn with_provider(settings: &str) -> Config {
    let text = format!(
        "[[pool]]\nid = \"eu-west-1_Example\"\n[[pool.client]]\nid = \"client\"\n\
         supported_identity_providers = [\"COGNITO\", \"Acme\"]\n[[pool.provider]]\n{settings}"
    );
    Config::from_toml(&text).unwrap()
}

#[test]
fn each_error_of_a_provider_names_the_setting() {
    let oidc = "name = \"Acme\"\ntype = \"OIDC\"\n[pool.provider.details]\nclient_id = \"x\"\n\
                authorize_scopes = \"openid\"\noidc_issuer = \"https://acme.example\"\n\
                token_url = \"/oauth2/token\"\n";
    Emulator::new(with_provider(oidc), [0; 32]).unwrap();
    for (from, to, expected) in [
        ("\"Acme\"", "\"Other\"", "has no provider \"Acme\""),
        ("\"Acme\"", "\"A_b\"", "name of the provider"),
        ("\"Acme\"", "\"COGNITO\"", "name of the provider"),
        ("\"OIDC\"", "\"Google\"", "the name of its type"),
        ("client_id = \"x\"", "", "details.client_id"),
        ("\"openid\"", "\"email\"", "details.authorize_scopes"),
        ("https://acme", "acme", "details.oidc_issuer"),
        ("/oauth2/token", "//token", "details.token_url"),
    ] {
        let problem = problem(with_provider(&oidc.replace(from, to)));
        assert!(problem.contains(expected), "{problem:?}: {expected:?}");
    }
    let saml = "name = \"Acme\"\ntype = \"SAML\"\n[pool.provider.details]\n";
    for (details, expected) in [
        ("", "there must be one of"),
        (
            "metadata_file = \"x\"\nmetadata_url = \"https://x\"",
            "there must be one of",
        ),
        (
            "entity_id = \"x\"\nsso_url = \"https://x\"",
            "there must be one of",
        ),
        ("metadata_url = \"x\"", "details.metadata_url"),
    ] {
        let problem = problem(with_provider(&format!("{saml}{details}\n")));
        assert!(problem.contains(expected), "{problem:?}: {expected:?}");
    }
}

#[test]
fn unknown_settings_are_refused() {
    let error = Config::from_toml("[[pool]]\nid = \"a_b\"\nmistake = 1\n").unwrap_err();
    assert!(
        matches!(&error, ConfigError::Syntax(text) if text.contains("mistake")),
        "{error}"
    );
    assert!(Config::from_toml("not toml").is_err());
}

#[test]
fn a_pool_can_have_custom_signing_keys() {
    let key = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/keys/development-only-access-token.pem"
    );
    Emulator::new(
        pool(|pool| pool.id_token_key_file = Some(key.into())),
        [0; 32],
    )
    .unwrap();
}

#[test]
fn account_and_environment_settings_are_read_from_toml() {
    let text = r#"
        [account]
        ses_sandbox = true
        sns_sandbox = ["+12065550100"]
        users_per_pool = 5
        request_rates = { UserAuthentication = 120, UserRead = 1 }
        [[account.role]]
        arn = "arn:aws:iam::123456789012:role/Texts"
        trusts = ["cognito-idp.amazonaws.com"]
        allows = ["sns:Publish"]
        [[account.identity]]
        arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com"
        verified = true
        senders = ["cognito-idp.amazonaws.com"]
        [[pool]]
        id = "eu-west-1_Example"
        replica = "INACTIVE_SECONDARY"
        user_pool_tier = "LITE"
        email_configuration = { source_arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com" }
        sms_configuration = { sns_caller_arn = "arn:aws:iam::123456789012:role/Texts" }
        [[pool.web_acl.rule]]
        header = "user-agent"
        search_string = "curl"
        positional_constraint = "STARTS_WITH"
        [[pool.trigger_error]]
        trigger = "PreTokenGeneration"
        source = "TokenGeneration_RefreshTokens"
    "#;
    let config = Config::from_toml(text).unwrap();
    assert_eq!(config.account.request_rates.len(), 2);
    let acl = config.pools[0].web_acl.as_ref().unwrap();
    assert_eq!(acl.rules[0].action, vestibule_emulator::WebAclAction::Block);
    assert!(Emulator::new(config, [0; 32]).is_ok());
}

#[test]
fn the_issuer_depends_on_its_type_and_the_replica() {
    let issuer = |id: &str, kind, replica_region: Option<&str>| {
        let mut pool = PoolSettings::new(id);
        pool.issuer_configuration = IssuerConfiguration { kind };
        pool.replica_region = replica_region.map(str::to_owned);
        pool.issuer()
    };
    for (id, kind, region, host) in [
        (
            "eu-west-1_A",
            IssuerType::Original,
            None,
            "cognito-idp.eu-west-1.amazonaws.com",
        ),
        (
            "eu-west-1_A",
            IssuerType::Updated,
            None,
            "issuer-cognito-idp.eu-west-1.amazonaws.com",
        ),
        (
            "eu-west-1_A",
            IssuerType::Original,
            Some("eu-central-1"),
            "cognito-idp.eu-central-1.amazonaws.com",
        ),
        (
            "eu-west-1_A",
            IssuerType::Updated,
            Some("eu-central-1"),
            "issuer-cognito-idp.eu-west-1.amazonaws.com",
        ),
        (
            "eusc-de-east-1_A",
            IssuerType::Original,
            None,
            "cognito-idp.eusc-de-east-1.amazonaws.eu",
        ),
    ] {
        assert_eq!(issuer(id, kind, region), format!("https://{host}/{id}"));
    }
    let config = Config::from_toml(
        r#"
        [[pool]]
        id = "eu-west-1_Example"
        issuer_configuration = { type = "UPDATED" }
        replica = "SECONDARY"
        replica_region = "eu-central-1"
        [[pool.client]]
        id = "client"
        "#,
    );
    let pool = &config.unwrap().pools[0];
    assert_eq!(pool.issuer_configuration.kind, IssuerType::Updated);
    assert_eq!(pool.replica_region.as_deref(), Some("eu-central-1"));
}
