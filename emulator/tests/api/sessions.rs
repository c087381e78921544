//! Listing and revoking sessions, and feedback on risky sign-ins.

use serde_json::json;

use crate::support::{FACTORS, PASSWORD, Stage};

#[test]
fn another_session_is_listed_and_revoked() {
    let mut stage = Stage::new();
    let first = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    stage.wait(5);
    let second = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    let asked = json!({ "AccessToken": second["AccessToken"] });
    let sessions = stage.ok("ListUserSessions", asked.clone())["Sessions"].clone();
    assert_eq!(sessions.as_array().unwrap().len(), 2);
    assert_eq!(sessions[0]["IsCurrentSession"], false);
    assert_eq!(sessions[1]["IsCurrentSession"], true);
    let revoke = |session: &serde_json::Value| json!({ "AccessToken": second["AccessToken"], "SessionId": session["SessionId"] });
    let own = stage
        .call("RevokeUserSession", revoke(&sessions[1]))
        .unwrap_err();
    assert_eq!(own.0, "InvalidParameterException");
    stage.ok("RevokeUserSession", revoke(&sessions[0]));
    stage.refused(
        "GetUser",
        json!({ "AccessToken": first["AccessToken"] }),
        "NotAuthorizedException",
        "Access Token has been revoked",
    );
    let gone = stage
        .call("RevokeUserSession", revoke(&sessions[0]))
        .unwrap_err();
    assert_eq!(gone.0, "ResourceNotFoundException");
    let left = stage.ok("ListUserSessions", asked)["Sessions"].clone();
    assert_eq!(left.as_array().unwrap().len(), 1);
}

#[test]
fn sessions_are_paginated() {
    let mut stage = Stage::new();
    let mut token = json!(null);
    for _ in 0..61 {
        token = stage.tokens(PASSWORD, "ada", "Lovelace1815")["AccessToken"].clone();
    }
    let first = stage.ok("ListUserSessions", json!({ "AccessToken": token }));
    assert_eq!(first["Sessions"].as_array().unwrap().len(), 60);
    let next = json!({ "AccessToken": token, "NextToken": first["NextToken"] });
    let second = stage.ok("ListUserSessions", next);
    assert_eq!(second["Sessions"].as_array().unwrap().len(), 1);
    assert!(second.get("NextToken").is_none());
    stage.refused(
        "ListUserSessions",
        json!({ "AccessToken": token, "NextToken": "nonsense" }),
        "InvalidParameterException",
        "Invalid pagination token given.",
    );
}

#[test]
fn a_risky_sign_in_is_notified() {
    let mut stage = Stage::new();
    stage.by_password(FACTORS, "hedy", "wrong").unwrap_err();
    stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let message = stage.emulator.inbox().last().unwrap().clone();
    assert_eq!(message.to, "hedy@example.com");
    let event = message.text.rsplit(' ').next().unwrap();
    let feedback = |token: &str| {
        json!({
            "UserPoolId": "eu-west-1_Factors01", "Username": "hedy", "EventId": event,
            "FeedbackToken": token, "FeedbackValue": "Invalid",
        })
    };
    let wrong = stage
        .call("UpdateAuthEventFeedback", feedback("made-up"))
        .unwrap_err();
    assert_eq!(wrong.0, "NotAuthorizedException");
    stage.ok("UpdateAuthEventFeedback", feedback(&message.code));
}
