//! What stands for a pool's Lambda triggers: settings in place of code.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

/// CUSTOM_AUTH without Lambda functions: rounds of a question and its answer, in place of
/// [`DefineAuthChallenge`, `CreateAuthChallenge` and `VerifyAuthChallengeResponse`](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomAuth {
    /// Wrong answers, over all rounds, before the sign-in fails.
    // The emulator's own: it is the functions that decide.
    #[serde(default = "three")]
    pub tries: u32,
    /// What is asked, in order; the sign-in is done when all are answered.
    #[serde(rename = "round")]
    pub rounds: Vec<CustomRound>,
}

/// One CUSTOM_CHALLENGE.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomRound {
    /// `publicChallengeParameters`: what the client gets.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// What the client must answer.
    pub answer: String,
}

impl fmt::Debug for CustomRound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomRound")
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

/// What the `PreSignUp` trigger says.
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
    /// Which one.
    pub trigger: Trigger,
    /// For whom; for everybody unless set.
    #[serde(default)]
    pub username: Option<String>,
    /// For which `triggerSource` it fails, such as `TokenGeneration_RefreshTokens`; for all unless
    /// set. The emulator tells those of `PreTokenGeneration`, and of sign-ins by an identity provider, apart.
    #[serde(default)]
    pub source: Option<String>,
    /// The function's own words.
    #[serde(default)]
    pub message: String,
    /// What the client gets.
    // The emulator's own.
    #[serde(default)]
    pub kind: TriggerErrorKind,
}

/// A [Lambda trigger](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Trigger {
    /// Before an account is made.
    PreSignUp,
    /// After it is confirmed.
    PostConfirmation,
    /// Before a sign-in is looked at.
    PreAuthentication,
    /// After it has worked.
    PostAuthentication,
    /// What CUSTOM_AUTH asks next.
    DefineAuthChallenge,
    /// The question.
    CreateAuthChallenge,
    /// The answer.
    VerifyAuthChallengeResponse,
    /// Before tokens are made.
    PreTokenGeneration,
    /// Before a message is sent.
    CustomMessage,
}

impl Trigger {
    /// As errors name it.
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
    /// The function refused, in its own words.
    #[default]
    #[serde(rename = "UserLambdaValidationException")]
    UserLambdaValidation,
    /// The function broke.
    #[serde(rename = "UnexpectedLambdaException")]
    UnexpectedLambda,
    /// The function answered with something that Cognito does not understand.
    #[serde(rename = "InvalidLambdaResponseException")]
    InvalidLambdaResponse,
}

fn three() -> u32 {
    3
}
