use super::*;

fn keys(pairs: &[(&str, &[&str])]) -> Keys {
    let mut keys = Keys::default();
    for (name, values) in pairs {
        keys.set_all(name, values.iter().map(|it| (*it).to_owned()).collect());
    }
    keys
}

fn policy(text: &str) -> Policy {
    Policy::parse(text).unwrap()
}

fn ask(policies: &[Policy], action: &str, resource: &str, keys: &Keys) -> Decision {
    let permissions = Permissions {
        identity: policies,
        session: None,
    };
    permissions.decide(&Question {
        action,
        resource,
        keys,
    })
}

/// Whether a statement with this condition allows anything.
fn holds(condition: &str, keys: &Keys) -> bool {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}}}}}"#
    );
    ask(&[policy(&text)], "a:B", "c", keys) == Decision::Allowed
}

const OWN_PREFIX: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": ["arn:aws:s3:::mybucket"],
     "Condition": {"StringLike": {"s3:prefix": ["${cognito-identity.amazonaws.com:sub}/*"]}}},
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:Put*"],
     "Resource": ["arn:aws:s3:::mybucket/${cognito-identity.amazonaws.com:sub}/*"]}
  ]
}"#;

#[test]
fn a_user_can_access_only_the_own_prefix() {
    let policies = [policy(OWN_PREFIX)];
    let sub = "cognito-identity.amazonaws.com:sub";
    let mut known = keys(&[(sub, &["eu-west-1:me"])]);
    let own = "arn:aws:s3:::mybucket/eu-west-1:me/a/b.txt";
    let other = "arn:aws:s3:::mybucket/eu-west-1:you/a/b.txt";
    assert_eq!(
        ask(&policies, "s3:GetObject", own, &known),
        Decision::Allowed
    );
    assert_eq!(
        ask(&policies, "S3:putobject", own, &known),
        Decision::Allowed
    );
    let not = Decision::NotAllowedByIdentity;
    assert_eq!(ask(&policies, "s3:GetObject", other, &known), not);
    assert_eq!(ask(&policies, "s3:DeleteObject", own, &known), not);
    let bucket = "arn:aws:s3:::mybucket";
    assert_eq!(ask(&policies, "s3:ListBucket", bucket, &known), not);
    known.set("s3:prefix", "eu-west-1:me/");
    assert_eq!(
        ask(&policies, "s3:ListBucket", bucket, &known),
        Decision::Allowed
    );
    known.set("s3:prefix", "eu-west-1:you/");
    assert_eq!(ask(&policies, "s3:ListBucket", bucket, &known), not);
    // Nothing matches without the key, and a star in its value is not a wildcard.
    assert_eq!(ask(&policies, "s3:GetObject", own, &Keys::default()), not);
    let star = keys(&[(sub, &["*"])]);
    assert_eq!(ask(&policies, "s3:GetObject", own, &star), not);
}

#[test]
fn a_deny_overrides_an_allow_in_any_order() {
    let allow = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let deny = r#"{"Statement":{"Effect":"Deny","NotAction":"s3:Get*","NotResource":"arn:x"}}"#;
    let policies = [policy(allow), policy(deny)];
    let none = Keys::default();
    assert_eq!(
        ask(&policies, "s3:PutObject", "arn:y", &none),
        Decision::DeniedByIdentity
    );
    assert_eq!(
        ask(&policies, "s3:GetObject", "arn:y", &none),
        Decision::Allowed
    );
    assert_eq!(
        ask(&policies, "s3:PutObject", "arn:x", &none),
        Decision::Allowed
    );
}

#[test]
fn session_policies_restrict_the_session() {
    let all = [policy(
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
    )];
    let some = [policy(
        r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"},
        {"Effect":"Deny","Action":"s3:Delete*","Resource":"*"}]}"#,
    )];
    let permissions = Permissions {
        identity: &all,
        session: Some(&some),
    };
    let none = Keys::default();
    let ask = |action| {
        permissions.decide(&Question {
            action,
            resource: "r",
            keys: &none,
        })
    };
    assert_eq!(ask("s3:GetObject"), Decision::Allowed);
    assert_eq!(ask("ssm:GetParameter"), Decision::NotAllowedBySession);
    assert_eq!(ask("s3:DeleteObject"), Decision::DeniedBySession);
    let nothing = Permissions {
        identity: &[],
        session: Some(&some),
    };
    let question = Question {
        action: "s3:GetObject",
        resource: "r",
        keys: &none,
    };
    assert_eq!(nothing.decide(&question), Decision::NotAllowedByIdentity);
}

#[test]
fn operators_compare_as_documented() {
    let known = keys(&[
        ("aws:PrincipalTag/team", &["Blue"]),
        ("amr", &["authenticated", "graph.facebook.com"]),
        ("size", &["10"]),
        ("aws:SecureTransport", &["false"]),
        ("aws:CurrentTime", &["2026-11-30T00:00:00Z"]),
        ("arn", &["arn:aws:iam::1:role/a"]),
    ]);
    let cases = [
        (r#"{"StringEquals":{"AWS:principaltag/TEAM":"Blue"}}"#, true),
        (
            r#"{"StringEquals":{"aws:PrincipalTag/team":"blue"}}"#,
            false,
        ),
        (r#"{"StringEquals":{"aws:PrincipalTag/team":"B*"}}"#, false),
        (
            r#"{"StringEqualsIgnoreCase":{"aws:PrincipalTag/team":"blue"}}"#,
            true,
        ),
        (
            r#"{"StringLike":{"aws:PrincipalTag/team":["red","B?u*"]}}"#,
            true,
        ),
        (
            r#"{"StringNotEquals":{"aws:PrincipalTag/team":["Red","Blue"]}}"#,
            false,
        ),
        (
            r#"{"StringNotEquals":{"aws:PrincipalTag/team":["Red","Green"]}}"#,
            true,
        ),
        (r#"{"StringNotLike":{"aws:PrincipalTag/team":"R*"}}"#, true),
        // A missing key.
        (r#"{"StringEquals":{"no":"x"}}"#, false),
        (r#"{"StringNotEquals":{"no":"x"}}"#, true),
        (r#"{"StringEqualsIfExists":{"no":"x"}}"#, true),
        (
            r#"{"StringEqualsIfExists":{"aws:PrincipalTag/team":"x"}}"#,
            false,
        ),
        (r#"{"Null":{"no":"true"}}"#, true),
        (r#"{"Null":{"no":false}}"#, false),
        (r#"{"Null":{"size":"false"}}"#, true),
        // Several values.
        (
            r#"{"ForAnyValue:StringLike":{"amr":"authenticated"}}"#,
            true,
        ),
        (r#"{"ForAnyValue:StringLike":{"amr":"unauth*"}}"#, false),
        (r#"{"ForAnyValue:StringLike":{"no":"*"}}"#, false),
        (
            r#"{"ForAllValues:StringLike":{"amr":["auth*","graph*"]}}"#,
            true,
        ),
        (r#"{"ForAllValues:StringLike":{"amr":["auth*"]}}"#, false),
        (r#"{"ForAllValues:StringLike":{"no":["auth*"]}}"#, true),
        // Both operators, and both keys.
        (
            r#"{"StringEquals":{"aws:PrincipalTag/team":"Blue"},"Bool":{"aws:SecureTransport":"true"}}"#,
            false,
        ),
        (
            r#"{"StringEquals":{"aws:PrincipalTag/team":"Blue","size":"10"}}"#,
            true,
        ),
        (r#"{"Bool":{"aws:SecureTransport":false}}"#, true),
        (r#"{"NumericLessThanEquals":{"size":10}}"#, true),
        (r#"{"NumericGreaterThan":{"size":"9.5"}}"#, true),
        (r#"{"NumericNotEquals":{"size":10}}"#, false),
        (r#"{"NumericLessThan":{"arn":10}}"#, false),
        (
            r#"{"DateGreaterThan":{"aws:CurrentTime":"2026-11-29T00:00:00Z"}}"#,
            true,
        ),
        (
            r#"{"DateLessThan":{"aws:CurrentTime":"1795953600"}}"#,
            false,
        ),
        (r#"{"ArnLike":{"arn":"arn:aws:iam::*:role/?"}}"#, true),
        (r#"{"ArnNotEquals":{"arn":"arn:aws:iam::2:role/a"}}"#, true),
        // Variables.
        (
            r#"{"StringEquals":{"aws:PrincipalTag/team":"${aws:PrincipalTag/team}"}}"#,
            true,
        ),
        (r#"{"StringEquals":{"size":"${no, '10'}"}}"#, true),
        (r#"{"StringEquals":{"size":"${no}"}}"#, false),
        (r#"{"StringLike":{"size":"1${*}"}}"#, false),
    ];
    for (condition, expected) in cases {
        assert_eq!(holds(condition, &known), expected, "{condition}");
    }
}

#[test]
fn the_old_policy_version_has_no_variables() {
    let text = r#"{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"${me}"}}"#;
    let known = keys(&[("me", &["x"])]);
    let not = Decision::NotAllowedByIdentity;
    assert_eq!(ask(&[policy(text)], "a", "x", &known), not);
    assert_eq!(
        ask(&[policy(text)], "a", "${me}", &known),
        Decision::Allowed
    );
}

#[test]
fn a_trust_policy_allows_only_its_principals() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Principal":{"Federated":["cognito-identity.amazonaws.com"]},
        "Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"],
        "Condition":{"StringEquals":{"cognito-identity.amazonaws.com:aud":"p"},
        "ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"authenticated"}}}]}"#;
    let policy = policy(text);
    assert!(policy.names_principals());
    let aud = "cognito-identity.amazonaws.com:aud";
    let amr = "cognito-identity.amazonaws.com:amr";
    let right = keys(&[(aud, &["p"]), (amr, &["authenticated", "x"])]);
    let guest = keys(&[(aud, &["p"]), (amr, &["unauthenticated"])]);
    let cognito = (PrincipalKind::Federated, "cognito-identity.amazonaws.com");
    let other = (PrincipalKind::Federated, "graph.facebook.com");
    let service = (PrincipalKind::Service, "cognito-identity.amazonaws.com");
    let assume = "sts:AssumeRoleWithWebIdentity";
    assert_eq!(policy.trusts(cognito, assume, &right), Verdict::Allows);
    assert_eq!(
        policy.trusts(cognito, "sts:TagSession", &right),
        Verdict::Allows
    );
    assert_eq!(
        policy.trusts(cognito, "sts:AssumeRole", &right),
        Verdict::Silent
    );
    assert_eq!(policy.trusts(cognito, assume, &guest), Verdict::Silent);
    assert_eq!(policy.trusts(other, assume, &right), Verdict::Silent);
    assert_eq!(policy.trusts(service, assume, &right), Verdict::Silent);
}

#[test]
fn an_invalid_policy_is_an_error() {
    let bad = [
        ("x", "it is no JSON"),
        ("[]", "it is no JSON object"),
        (r#"{"Version":"2012-10-17"}"#, "it has no Statement"),
        (
            r#"{"Version":"2012-10-18","Statement":[]}"#,
            "Version is neither",
        ),
        (r#"{"Statement":[1]}"#, "a Statement is no object"),
        (
            r#"{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}"#,
            "Effect is neither",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Resource":"*"}}"#,
            "a Statement has no Action",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*"}}"#,
            "a Statement has no Resource",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}}"#,
            "a Statement has both Action and NotAction",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":[[]],"Resource":"*"}}"#,
            "Action has something",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condtion":{}}}"#,
            "Condtion has no place",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLikes":{"a":"b"}}}}"#,
            "Condition has no operator StringLikes",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*","Principal":{"Google":"*"}}}"#,
            "Principal has no Google",
        ),
    ];
    for (text, expected) in bad {
        let problem = Policy::parse(text).unwrap_err();
        assert!(problem.starts_with(expected), "{text}: {problem}");
    }
}
