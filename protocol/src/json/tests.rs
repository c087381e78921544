use super::*;
use proptest::prelude::*;
use serde_json::Value as Theirs;

fn agree(ours: &Value, theirs: &Theirs) -> bool {
    match (ours, theirs) {
        (Value::Null, Theirs::Null) => true,
        (Value::Bool(ours), Theirs::Bool(theirs)) => ours == theirs,
        (Value::String(ours), Theirs::String(theirs)) => ours == theirs,
        (Value::Number(ours), Theirs::Number(theirs)) => {
            ours.as_text().parse().ok() == theirs.as_f64()
        }
        (Value::Array(ours), Theirs::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(o, t)| agree(o, t))
        }
        (Value::Object(fields), Theirs::Object(theirs)) => {
            let names: std::collections::BTreeSet<_> =
                fields.iter().map(|(name, _)| name).collect();
            let same = |name: &str| match (ours.field(name), &theirs[name]) {
                (None, theirs) => theirs.is_null(),
                (Some(ours), theirs) => agree(ours, theirs),
            };
            names.len() == theirs.len() && theirs.keys().all(|name| same(name))
        }
        _ => false,
    }
}

fn documents() -> impl Strategy<Value = Theirs> {
    let leaf = prop_oneof![
        Just(Theirs::Null),
        any::<bool>().prop_map(Theirs::from),
        any::<i64>().prop_map(Theirs::from),
        any::<u64>().prop_map(Theirs::from),
        any::<f64>().prop_map(Theirs::from),
        any::<String>().prop_map(Theirs::from),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Theirs::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|fields| Theirs::Object(fields.into_iter().collect())),
        ]
    })
}

/// Random sequences of JSON tokens: some are valid JSON, many are nearly valid.
fn nearly_json() -> impl Strategy<Value = String> {
    let pieces = vec![
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "\\udd11", "\\n", "00", "d8",
        "-", "0", "1", "9", ".", "e", "E", "+", "true", "false", "null", " ", "\n", "\t", "a", "é",
        "🔑", "\u{1}",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn parses_documents_like_serde_json(theirs in documents(), pretty in any::<bool>()) {
        let text = match pretty {
            true => serde_json::to_string_pretty(&theirs).unwrap(),
            false => theirs.to_string(),
        };
        let ours = parse(&text).unwrap();
        prop_assert!(agree(&ours, &theirs), "{}", text);
        let again: Theirs = serde_json::from_str(&write(&ours)).unwrap();
        prop_assert!(agree(&ours, &again), "{}", text);
    }

    #[test]
    fn accepts_and_rejects_like_serde_json(text in nearly_json()) {
        match (parse(&text), serde_json::from_str::<Theirs>(&text)) {
            (Ok(ours), Ok(theirs)) => prop_assert!(agree(&ours, &theirs), "{}", text),
            (Err(error), Err(_)) => prop_assert!(error.offset <= text.len()),
            // serde_json rejects numbers that are too large for `f64`. Ours keeps their text.
            (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("out of range"), "{}", text),
            (Err(_), Ok(_)) => prop_assert!(false, "refused: {}", text),
        }
    }

    #[test]
    fn parsing_never_panics(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn parses_integers_exactly(number in any::<i64>()) {
        prop_assert_eq!(parse(&number.to_string()).unwrap().as_i64(), Some(number));
        prop_assert_eq!(integer_text(number), number.to_string());
        prop_assert_eq!(Value::from(number).as_i64(), Some(number));
    }

    #[test]
    fn parses_times_in_every_notation(millis in 0i64..=4_102_444_800_000, shift in 0usize..=12) {
        let digits = format!("{millis:013}");
        let (whole, fraction) = digits.split_at(13 - shift);
        let whole = if whole.is_empty() { "0" } else { whole };
        let whole = match whole.trim_start_matches('0') { "" => "0", whole => whole };
        let fraction = if fraction.is_empty() { "0" } else { fraction };
        let text = format!("{whole}.{fraction}E{}", shift as i64 - 3);
        prop_assert_eq!(parse(&text).unwrap().as_millis(), Some(millis), "{}", text);
    }
}

fn number(text: &str) -> Value {
    parse(text).unwrap()
}

#[test]
fn converts_numbers_exactly_or_not_at_all() {
    for (text, integer, millis) in [
        ("1.732E9", Some(1_732_000_000), Some(1_732_000_000_000)),
        ("1732000000.123", None, Some(1_732_000_000_123)),
        ("1732000000.1239", None, Some(1_732_000_000_123)),
        ("1.7320000001239e9", None, Some(1_732_000_000_123)),
        ("3600.0", Some(3600), Some(3_600_000)),
        ("-1.5", None, Some(-1500)),
        ("-0", Some(0), Some(0)),
        ("0e999999999999999999999", Some(0), Some(0)),
        ("1e-999999999999999999999", None, Some(0)),
        ("1e999999999999999999999", None, None),
        ("9223372036854775807", Some(i64::MAX), None),
        ("-9223372036854775808", Some(i64::MIN), None),
        ("9223372036854775808", None, None),
        ("1E+2", Some(100), Some(100_000)),
        ("100e-2", Some(1), Some(1000)),
    ] {
        assert_eq!(number(text).as_i64(), integer, "{text}");
        assert_eq!(number(text).as_millis(), millis, "{text}");
    }
}

#[test]
fn limits_the_nesting_depth() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(&nested(DEPTH_LIMIT)).is_ok());
    assert!(parse(&nested(DEPTH_LIMIT + 1)).is_err());
    assert!(parse(&"[".repeat(1_000_000)).is_err());
    assert!(parse(&"{\"a\":".repeat(1_000_000)).is_err());
}

#[test]
fn uses_the_last_of_duplicate_keys() {
    let value = parse(r#"{"a":1,"b":2,"a":3}"#).unwrap();
    assert_eq!(value.integer("a"), Some(3));
    assert_eq!(parse(r#"{"a":1,"a":null}"#).unwrap().field("a"), None);
}

#[test]
fn requires_paired_surrogates() {
    assert_eq!(parse(r#""\ud83d\udd11""#).unwrap(), Value::from("🔑"));
    for half in [
        r#""\ud83d""#,
        r#""\ud83dx""#,
        r#""\ud83d\u0041""#,
        r#""\udd11""#,
        r#""\ud83d\ud83d""#,
    ] {
        assert!(parse(half).is_err(), "{half}");
    }
}

#[test]
fn reports_the_position_of_an_error() {
    assert_eq!(parse(r#"{"a": tru}"#).unwrap_err().offset, 6);
    assert_eq!(
        parse("[1, 2").unwrap_err().to_string(),
        "not valid JSON at byte 5"
    );
}

#[test]
fn debug_hides_values() {
    let value = parse(r#"{"password":"hunter2"}"#).unwrap();
    assert_eq!(format!("{value:?}"), "Object(..)");
}
