//! Invalid settings of identity pools, roles and buckets.

use vestibule_emulator::{
    Config, Emulator, MappingRule, MatchType, OpenIdProviderSettings, RoleMappingType,
};

use crate::support::{CLIENT, USER_POOL};

type Change = fn(&mut Config);

#[test]
fn each_error_names_the_setting() {
    let cases: &[(&str, Change)] = &[
        ("id of the identity pool", |it| {
            it.identity_pools[0].id = "eu-west-1:nonsense".to_owned()
        }),
        ("the identity pool \"eu-west-1:1", |it| {
            let again = it.identity_pools[0].clone();
            it.identity_pools.push(again);
        }),
        ("open_id_connect_provider_arns of the identity pool", |it| {
            let arns = &mut it.identity_pools[0].open_id_connect_provider_arns;
            arns.push("arn:aws:iam::123456789012:oidc-provider/x".to_owned());
        }),
        ("role_mappings of the identity pool", |it| {
            let key = format!("{USER_POOL}:{CLIENT}");
            let mapping = it.identity_pools[0].role_mappings.get_mut(&key).unwrap();
            mapping.kind = RoleMappingType::Token;
        }),
        ("role_mappings of the identity pool", |it| {
            let key = format!("{USER_POOL}:{CLIENT}");
            let mapping = it.identity_pools[0].role_mappings.get_mut(&key).unwrap();
            mapping.rules = vec![
                MappingRule {
                    claim: "email".to_owned(),
                    match_type: MatchType::Equals,
                    value: "x".to_owned(),
                    role_arn: "arn:aws:iam::123456789012:role/x".to_owned(),
                };
                26
            ];
        }),
        ("trust_policy of the role", |it| {
            it.account.roles[0].trust_policy = Some("{".to_owned())
        }),
        ("each Statement needs a Principal", |it| {
            let without = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
            it.account.roles[0].trust_policy = Some(without.to_owned());
        }),
        ("policies of the role", |it| {
            let policies = &mut it.account.roles[0].policies;
            policies.insert("bad".to_owned(), r#"{"Statement":[{}]}"#.to_owned());
        }),
        ("max_session_duration of the role", |it| {
            it.account.roles[0].max_session_duration = Some(60)
        }),
        ("policies of the access key", |it| {
            let policies = &mut it.account.access_keys[0].policies;
            policies.insert("bad".to_owned(), "[]".to_owned());
        }),
        ("id of the account", |it| {
            it.account.id = Some("12345".to_owned())
        }),
        ("url of the OpenID provider", |it| {
            it.account.openid_providers.push(provider("http://x", None))
        }),
        ("jwks of the OpenID provider", |it| {
            it.account
                .openid_providers
                .push(provider("https://x", Some("{")))
        }),
        ("name of the bucket", |it| {
            it.buckets[0].name = "Capital".to_owned()
        }),
        ("region of the bucket", |it| {
            it.buckets[0].region = "nowhere".to_owned()
        }),
        ("name of the table", |it| {
            it.tables[0].name = "a b".to_owned()
        }),
        ("region of the table", |it| {
            it.tables[0].region = "nowhere".to_owned()
        }),
        ("partition_key of the table", |it| {
            it.tables[0].partition_key = String::new()
        }),
        ("sort_key of the table", |it| {
            it.tables[0].sort_key = Some("identity".to_owned())
        }),
        (
            "the table \"vestibule-records of eu-west-1\" is there twice",
            |it| {
                let again = it.tables[0].clone();
                it.tables.push(again);
            },
        ),
    ];
    for (expected, change) in cases {
        let mut config = Config::development();
        change(&mut config);
        let problem = Emulator::new(config, [0; 32])
            .err()
            .map(|it| it.to_string());
        let problem = problem.unwrap_or_else(|| panic!("{expected}: it was taken"));
        assert!(problem.contains(expected), "{expected}: {problem}");
    }
}

fn provider(url: &str, jwks: Option<&str>) -> OpenIdProviderSettings {
    OpenIdProviderSettings {
        url: url.to_owned(),
        client_id_list: Vec::new(),
        jwks: jwks.map(str::to_owned),
    }
}

/// `Debug` does not show the configuration's secrets.
#[test]
fn secrets_are_not_shown() {
    let shown = format!("{:?}", Config::development());
    assert!(!shown.contains("vestibule+demo/secret"));
    assert!(!shown.contains("facebook-token-of-augusta"));
}
