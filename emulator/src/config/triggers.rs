//! Settings that replace a pool's Lambda triggers.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

/// CUSTOM_AUTH without Lambda functions: rounds of questions and answers, which replace
/// [`DefineAuthChallenge`, `CreateAuthChallenge` and `VerifyAuthChallengeResponse`](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomAuth {
    /// The number of wrong answers, in all rounds, at which the sign-in fails.
    // The emulator's own: it is the functions that decide.
    #[serde(default = "three")]
    pub tries: u32,
    /// The rounds in order; the sign-in is complete after the last one.
    #[serde(rename = "round")]
    pub rounds: Vec<CustomRound>,
}

/// One CUSTOM_CHALLENGE.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomRound {
    /// `publicChallengeParameters`, which the client gets.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// The correct answer.
    pub answer: String,
}

impl fmt::Debug for CustomRound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomRound")
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

/// The response of the `PreSignUp` trigger.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PreSignUp {
    /// `autoConfirmUser`
    pub auto_confirm_user: bool,
    /// `autoVerifyEmail`
    pub auto_verify_email: bool,
    /// `autoVerifyPhone`
    pub auto_verify_phone: bool,
}

/// A trigger that fails.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TriggerError {
    /// The trigger.
    pub trigger: Trigger,
    /// The username for which it fails; all users unless set.
    #[serde(default)]
    pub username: Option<String>,
    /// The `triggerSource` for which it fails, such as `TokenGeneration_RefreshTokens`; all unless set. The emulator has
    /// different sources for `PreTokenGeneration` and for federated sign-ins.
    #[serde(default)]
    pub source: Option<String>,
    /// The function's error message.
    #[serde(default)]
    pub message: String,
    /// The kind of error that the client gets.
    // The emulator's own.
    #[serde(default)]
    pub kind: TriggerErrorKind,
}

/// A [Lambda trigger](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Trigger {
    /// Before an account is created.
    PreSignUp,
    /// After it is confirmed.
    PostConfirmation,
    /// Before a sign-in is checked.
    PreAuthentication,
    /// After a successful sign-in.
    PostAuthentication,
    /// Decides on the next challenge of CUSTOM_AUTH.
    DefineAuthChallenge,
    /// Creates the challenge.
    CreateAuthChallenge,
    /// Checks the answer.
    VerifyAuthChallengeResponse,
    /// Before tokens are created.
    PreTokenGeneration,
    /// Before a message is sent.
    CustomMessage,
}

impl Trigger {
    /// The name in errors.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PreSignUp => "PreSignUp",
            Self::PostConfirmation => "PostConfirmation",
            Self::PreAuthentication => "PreAuthentication",
            Self::PostAuthentication => "PostAuthentication",
            Self::DefineAuthChallenge => "DefineAuthChallenge",
            Self::CreateAuthChallenge => "CreateAuthChallenge",
            Self::VerifyAuthChallengeResponse => "VerifyAuthChallengeResponse",
            Self::PreTokenGeneration => "PreTokenGeneration",
            Self::CustomMessage => "CustomMessage",
        }
    }
}

/// How a trigger fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum TriggerErrorKind {
    /// The function threw an error.
    #[default]
    #[serde(rename = "UserLambdaValidationException")]
    UserLambdaValidation,
    /// The function crashed.
    #[serde(rename = "UnexpectedLambdaException")]
    UnexpectedLambda,
    /// The function returned an invalid response.
    #[serde(rename = "InvalidLambdaResponseException")]
    InvalidLambdaResponse,
}

fn three() -> u32 {
    3
}
