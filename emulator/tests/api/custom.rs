//! CUSTOM_AUTH in rounds.

use serde_json::{Value, json};

use crate::support::{FACTORS, Stage};

fn answer(text: &str) -> Value {
    json!({ "USERNAME": "hedy", "ANSWER": text })
}

fn start(stage: &mut Stage, name: &str) -> Value {
    let parameters = json!({ "USERNAME": name });
    stage.initiate(FACTORS, "CUSTOM_AUTH", parameters).unwrap()
}

#[test]
fn custom_auth_repeats_a_question_after_a_wrong_answer() {
    let mut stage = Stage::new();
    let asked = start(&mut stage, "hedy");
    assert_eq!(asked["ChallengeName"], "CUSTOM_CHALLENGE");
    let question = &asked["ChallengeParameters"]["question"];
    assert_eq!(question, "What is the magic word?");
    let again = stage.respond(FACTORS, &asked, answer("please")).unwrap();
    assert_ne!(again["Session"], asked["Session"]);
    assert_eq!(&again["ChallengeParameters"]["question"], question);
    let second = stage.respond(FACTORS, &again, answer("xyzzy")).unwrap();
    assert_eq!(
        second["ChallengeParameters"]["question"],
        "And the other one?"
    );
    let done = stage.respond(FACTORS, &second, answer("plugh")).unwrap();
    assert!(done["AuthenticationResult"]["IdToken"].is_string());
}

#[test]
fn three_wrong_answers_end_custom_auth_for_known_and_unknown_users() {
    for name in ["hedy", "nobody"] {
        let mut stage = Stage::new();
        let mut asked = start(&mut stage, name);
        let wrong = json!({ "USERNAME": name, "ANSWER": "please" });
        for _ in 0..2 {
            asked = stage.respond(FACTORS, &asked, wrong.clone()).unwrap();
        }
        let refusal = stage.respond(FACTORS, &asked, wrong).unwrap_err();
        assert_eq!(refusal.1, "Incorrect username or password.");
    }
}
