//! The choice of roles.

use serde_json::{Value, json};
use vestibule_emulator::{AmbiguousRoleResolution, MappingRule, MatchType, RoleMappingType};

use crate::support::{CLIENT, FACTORS, FACTORS_POOL, Refusal, Stage, USER_POOL};

const WRITERS: &str = "arn:aws:iam::123456789012:role/writers";
const MANAGERS: &str = "arn:aws:iam::123456789012:role/managers";

/// The credentials of the third pool's user.
fn hedy(stage: &mut Stage, custom: Option<&str>) -> Result<Value, Refusal> {
    let tokens = stage.sign_in(FACTORS, "hedy", "Lamarr1914");
    let logins = json!({ FACTORS_POOL: tokens["IdToken"] });
    let id = stage.id_of(&logins);
    let mut body = json!({ "IdentityId": id, "Logins": logins });
    if let Some(custom) = custom {
        body["CustomRoleArn"] = custom.into();
    }
    stage.call("GetCredentialsForIdentity", body)
}

/// Both roles of the user have the same precedence.
fn without_precedence() -> Stage {
    Stage::with(|config| {
        let factors = config
            .pools
            .iter_mut()
            .find(|pool| pool.id == "eu-west-1_Factors01");
        for group in &mut factors.unwrap().group_settings {
            group.precedence = None;
        }
    })
}

#[test]
fn the_role_is_chosen_by_the_tokens_claims() {
    assert!(hedy(&mut Stage::new(), None).is_ok());
    for role in [WRITERS, MANAGERS] {
        assert!(hedy(&mut Stage::new(), Some(role)).is_ok(), "{role}");
    }
    let admin = "arn:aws:iam::123456789012:role/VestibuleAdmin";
    let message = format!("Access to Role '{admin}' is forbidden.");
    let refusal = ("NotAuthorizedException".to_owned(), message);
    assert_eq!(hedy(&mut Stage::new(), Some(admin)), Err(refusal));
}

#[test]
fn several_roles_are_ambiguous() {
    let mut stage = without_precedence();
    let message =
        format!("The ambiguous role mapping rules for: {FACTORS_POOL} denied this request.");
    assert_eq!(
        hedy(&mut stage, None),
        Err(("NotAuthorizedException".to_owned(), message))
    );
    assert!(hedy(&mut stage, Some(WRITERS)).is_ok());
    let mut stage = Stage::with(|config| {
        let key = format!("{FACTORS_POOL}:{FACTORS}");
        let mapping = config.identity_pools[0]
            .role_mappings
            .get_mut(&key)
            .unwrap();
        mapping.ambiguous_role_resolution = AmbiguousRoleResolution::AuthenticatedRole;
        let factors = config
            .pools
            .iter_mut()
            .find(|pool| pool.id == "eu-west-1_Factors01");
        for group in &mut factors.unwrap().group_settings {
            group.role_arn = None;
        }
    });
    assert!(hedy(&mut stage, None).is_ok());
}

/// Whether these rules for `email` give a role, without a default role.
fn by_rule(match_type: MatchType, claim: &str, value: &str) -> bool {
    let mut stage = Stage::with_pool(|pool| {
        let mapping = pool
            .role_mappings
            .get_mut(&format!("{USER_POOL}:{CLIENT}"))
            .unwrap();
        mapping.kind = RoleMappingType::Rules;
        mapping.ambiguous_role_resolution = AmbiguousRoleResolution::Deny;
        mapping.rules = vec![MappingRule {
            claim: claim.to_owned(),
            match_type,
            value: value.to_owned(),
            role_arn: "arn:aws:iam::123456789012:role/VestibuleSignedIn".to_owned(),
        }];
    });
    let logins = stage.ada();
    let id = stage.id_of(&logins);
    stage
        .call(
            "GetCredentialsForIdentity",
            json!({ "IdentityId": id, "Logins": logins }),
        )
        .is_ok()
}

#[test]
fn the_role_is_chosen_by_rules() {
    let cases = [
        (MatchType::Equals, "email", "ada@example.com", true),
        (MatchType::Equals, "email", "ada", false),
        (MatchType::StartsWith, "email", "ada", true),
        (MatchType::Contains, "email", "@example.", true),
        (MatchType::Contains, "email", "@example.org", false),
        (MatchType::NotEqual, "email", "charles@example.com", true),
        (MatchType::NotEqual, "email", "ada@example.com", false),
        // "If the match type is NotEqual and the claim doesn't exist, the rule is not evaluated".
        (MatchType::NotEqual, "custom:dept", "Sales", false),
        (MatchType::Equals, "cognito:groups", "admin", true),
        (MatchType::Equals, "email_verified", "true", true),
    ];
    for (kind, claim, value, expected) in cases {
        assert_eq!(
            by_rule(kind, claim, value),
            expected,
            "{kind:?} {claim} {value}"
        );
    }
}

/// The error that a guest gets with changed roles of the pool.
fn guest(stage: &mut Stage) -> Result<Value, Refusal> {
    let id = stage.guest();
    stage.call("GetCredentialsForIdentity", json!({ "IdentityId": id }))
}

#[test]
fn a_role_has_to_trust_the_pool() {
    let expected = Err((
        "InvalidIdentityPoolConfigurationException".to_owned(),
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.".to_owned(),
    ));
    assert_eq!(
        guest(&mut Stage::with_pool(
            |pool| pool.roles.unauthenticated = None
        )),
        expected
    );
    let nobody = "arn:aws:iam::123456789012:role/Nobody";
    let mut stage = Stage::with_pool(|pool| pool.roles.unauthenticated = Some(nobody.to_owned()));
    assert_eq!(guest(&mut stage), expected);
    // The role of authenticated identities.
    let other = "arn:aws:iam::123456789012:role/VestibuleSignedIn";
    let mut stage = Stage::with_pool(|pool| pool.roles.unauthenticated = Some(other.to_owned()));
    assert_eq!(guest(&mut stage), expected);
    // The id of another pool.
    let mut stage = Stage::with(|config| {
        for role in &mut config.account.roles {
            let trust = role.trust_policy.as_mut().unwrap();
            *trust = trust.replace("11111111-2222", "99999999-2222");
        }
    });
    assert_eq!(guest(&mut stage), expected);
    assert!(guest(&mut Stage::new()).is_ok());
}

#[test]
fn tags_need_a_role_that_allows_tag_session() {
    let mut stage = Stage::with(|config| {
        for role in &mut config.account.roles {
            let trust = role.trust_policy.as_mut().unwrap();
            *trust = trust.replace(", \"sts:TagSession\"", "");
        }
    });
    let logins = stage.charles();
    let id = stage.id_of(&logins);
    let body = json!({ "IdentityId": id, "Logins": logins });
    let (kind, _) = stage.call("GetCredentialsForIdentity", body).unwrap_err();
    assert_eq!(kind, "InvalidIdentityPoolConfigurationException");
}
