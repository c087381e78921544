use serde_json::{Map, Value, json};

use super::{Condition, Placeholders};
use crate::dynamodb::error::DynamoDbError;

fn members(expression: &str) -> Map<String, Value> {
    let members = json!({
        "ConditionExpression": expression,
        "ExpressionAttributeNames": { "#v": "version", "#r": "record" },
        "ExpressionAttributeValues": {
            ":four": { "N": "4" }, ":nine": { "N": "9" }, ":ten": { "N": "10" }, ":text": { "S": "notes/" },
            ":kind": { "S": "N" }, ":red": { "S": "red" },
        },
    });
    members.as_object().unwrap().clone()
}

fn parse(expression: &str) -> Result<Condition, DynamoDbError> {
    let members = members(expression);
    let placeholders = Placeholders::read(&members)?;
    Ok(placeholders
        .condition(&members, "ConditionExpression")?
        .unwrap())
}

fn error_message(expression: &str) -> String {
    match parse(expression) {
        Err(DynamoDbError::Validation(message)) => message,
        other => panic!("{expression}: {other:?}"),
    }
}

#[test]
fn conditions_are_evaluated() {
    let item = json!({
        "record": { "S": "notes/a" }, "version": { "N": "9" }, "colours": { "SS": ["red", "blue"] },
        "several": { "L": [{ "N": "4" }] }, "blank": { "S": "" },
    });
    let item = item.as_object().unwrap();
    let cases = [
        ("#v = :nine", true),
        ("#v = :ten", false),
        // Compared as numbers, not as text.
        ("#v < :ten", true),
        ("#v >= :ten", false),
        ("#v <> :ten", true),
        ("#v <> :nine", false),
        ("#v = :text", false),
        ("version <= :nine AND #v > :four", true),
        ("#v BETWEEN :four AND :ten AND #v = :four", false),
        ("#v BETWEEN :four AND :ten", true),
        ("#v IN (:four, :nine)", true),
        ("#v IN (:four, :ten)", false),
        ("attribute_exists(#v)", true),
        ("attribute_exists(absent)", false),
        ("attribute_not_exists(absent) OR #v = :ten", true),
        ("attribute_not_exists(#v) or #v = :ten", false),
        ("NOT #v = :ten", true),
        // NOT binds more tightly than AND, and AND than OR.
        ("NOT #v = :nine AND #v = :nine", false),
        ("#v = :nine OR #v = :nine AND #v = :ten", true),
        ("(#v = :nine OR #v = :nine) AND #v = :ten", false),
        ("begins_with(#r, :text)", true),
        ("begins_with(:text, #r)", false),
        ("begins_with(#v, :text)", false),
        ("contains(colours, :red)", true),
        ("contains(#r, :red)", false),
        ("contains(several, :four)", true),
        ("attribute_type(#v, :kind)", true),
        ("attribute_type(#r, :kind)", false),
        ("size(#r) < :nine", true),
        ("size(#r) < :four", false),
        ("size(blank) < :four", true),
        ("absent = :nine", false),
        ("absent < :nine", false),
        ("absent <> :nine", true),
        (":four=:four", true),
    ];
    for (expression, expected) in cases {
        let condition = parse(expression).unwrap_or_else(|it| panic!("{expression}: {it:?}"));
        assert_eq!(condition.holds(item), expected, "{expression}");
    }
}

#[test]
fn invalid_conditions_are_refused() {
    for (expression, expected) in [
        (
            "",
            "Invalid ConditionExpression: The expression can not be empty;",
        ),
        (
            "#v",
            "Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \"#v\"",
        ),
        (
            "#v = ",
            "Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \"=\"",
        ),
        (
            "#v == :ten",
            "Invalid ConditionExpression: Syntax error; token: \"=\", near: \"= = :ten\"",
        ),
        (
            "#v = :ten :ten",
            "Invalid ConditionExpression: Syntax error; token: \":ten\", near: \":ten :ten\"",
        ),
        (
            "(#v = :ten",
            "Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \":ten\"",
        ),
        (
            "#v = ?",
            "Invalid ConditionExpression: Syntax error; token: \"?\", near: \"?\"",
        ),
        (
            "#v = é",
            "Invalid ConditionExpression: Syntax error; token: \"é\", near: \"é\"",
        ),
        (
            "# = :ten",
            "Invalid ConditionExpression: Syntax error; token: \"#\", near: \"#\"",
        ),
        (
            "nothing(#v)",
            "Invalid ConditionExpression: Invalid function name; function: nothing",
        ),
        (
            "#x = :ten",
            "Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute \
             name: #x",
        ),
        (
            "#v = :x",
            "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: \
             :x",
        ),
        (
            "Value = :ten",
            "Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: Value",
        ),
        (
            "#v.x = :ten",
            "the emulator knows no places inside an attribute",
        ),
    ] {
        assert_eq!(error_message(expression), expected, "{expression}");
    }
    let deep = format!("{}#v = :ten{}", "(".repeat(500), ")".repeat(500));
    assert!(error_message(&deep).contains("nested too deep"));
    let many = format!("#v IN ({})", vec![":ten"; 101].join(","));
    assert!(error_message(&many).contains("number of operands: 101"));
}

#[test]
fn unused_placeholders_are_refused() {
    let members = members("#v = :four AND #r = :text");
    let placeholders = Placeholders::read(&members).unwrap();
    placeholders
        .condition(&members, "ConditionExpression")
        .unwrap();
    let expected = "Value provided in ExpressionAttributeValues unused in expressions: keys: {:kind, :nine, :red, :ten}";
    assert_eq!(
        placeholders.finish(),
        Err(DynamoDbError::validation(expected))
    );
}
