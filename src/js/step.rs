//! The exported step of a sign-in, a sign-up or a recovery.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::core::{nothing, promise};
use super::{read, view};
use crate::error::{Error, ErrorKind};
use crate::flow::sign_in::Pending;
use crate::platform::Ceremony;
use crate::{
    ConfirmSignUpStep, NewPasswordStep, ResetPasswordStep, SetUpMfaStep, SignInStep, SignUpStep,
    TotpSetUp, TotpSetUpStep,
};

/// A step: what JavaScript sees of it, and what can be done next.
#[wasm_bindgen]
pub struct Step {
    view: String,
    next: Next,
}

enum Next {
    Nothing,
    NewPassword(NewPasswordStep),
    ConfirmSignUp(ConfirmSignUpStep),
    ResetPassword(ResetPasswordStep),
    Pending(Pending),
    TotpSetUpStep(TotpSetUpStep),
    TotpSetUp(TotpSetUp),
}

#[wasm_bindgen]
impl Step {
    /// What JavaScript sees, as JSON.
    pub fn view(&self) -> String {
        self.view.clone()
    }

    /// `answer` is the code, the choice, or the password; `more` is the new password where there
    /// is a code, the name of a device, or the JSON text of attributes or of responses.
    pub fn submit(&self, answer: String, more: String) -> Promise {
        match &self.next {
            Next::NewPassword(step) => {
                let step = step.clone();
                promise(async move {
                    let attributes = read::attributes(&more);
                    Ok(Step::from(step.submit(&answer, &pairs(&attributes)).await?).into())
                })
            }
            Next::ConfirmSignUp(step) => {
                let step = step.clone();
                promise(async move { Ok(Step::from(step.submit(&answer).await?).into()) })
            }
            Next::ResetPassword(step) => {
                let step = step.clone();
                promise(async move { step.submit(&answer, &more).await.map(nothing) })
            }
            Next::Pending(pending) => {
                let pending = pending.clone();
                promise(async move {
                    let step = match more.as_str() {
                        "" => pending.submit_password(&answer).await,
                        more => pending.answer_all(&pairs(&read::attributes(more))).await,
                    };
                    Ok(Step::from(step?).into())
                })
            }
            Next::TotpSetUp(set_up) => {
                let set_up = set_up.clone();
                promise(async move { set_up.submit(&answer, &more).await.map(nothing) })
            }
            Next::TotpSetUpStep(step) => {
                let step = step.clone();
                promise(async move { Ok(Step::from(step.submit(&answer, &more).await?).into()) })
            }
            Next::Nothing => promise(async { Err(nothing_to_do()) }),
        }
    }

    /// Begins to set an authenticator app up; resolves with the step that waits for its code.
    #[wasm_bindgen(js_name = setUpTotp)]
    pub fn set_up_totp(&self) -> Promise {
        match &self.next {
            Next::Pending(pending) => {
                let step = SetUpMfaStep(pending.clone());
                promise(async move {
                    let step = step.totp().await?;
                    let view = view::totp_set_up(step.secret());
                    let next = Next::TotpSetUpStep(step);
                    Ok(Step { view, next }.into())
                })
            }
            _ => promise(async { Err(nothing_to_do()) }),
        }
    }

    /// The `otpauth://` address for an authenticator app.
    pub fn uri(&self, issuer: &str) -> String {
        match &self.next {
            Next::TotpSetUpStep(step) => step.uri(issuer),
            Next::TotpSetUp(set_up) => set_up.uri(issuer),
            _ => String::new(),
        }
    }

    /// Has the browser ask for a passkey, or offer it where it fills in user names.
    pub fn sign(&self, autofill: bool) -> Promise {
        match &self.next {
            Next::Pending(pending) => {
                let pending = pending.clone();
                let ceremony = match autofill {
                    true => Ceremony::Autofill,
                    false => Ceremony::Get,
                };
                promise(async move { Ok(Step::from(pending.sign(ceremony).await?).into()) })
            }
            _ => promise(async { Err(nothing_to_do()) }),
        }
    }

    /// Has another code sent; resolves with the step that waits for it.
    pub fn resend(&self) -> Promise {
        match &self.next {
            Next::ConfirmSignUp(step) => {
                let step = step.clone();
                promise(async move { Ok(Step::from(step.resend().await?).into()) })
            }
            Next::ResetPassword(step) => {
                let step = step.clone();
                promise(async move { Ok(Step::from(step.resend().await?).into()) })
            }
            _ => promise(async { Err(nothing_to_do()) }),
        }
    }
}

impl From<SignInStep> for Step {
    fn from(step: SignInStep) -> Self {
        let view = view::sign_in_step(&step);
        let next = match step {
            SignInStep::NewPassword(step) => Next::NewPassword(step),
            SignInStep::ConfirmSignUp(step) => Next::ConfirmSignUp(step),
            SignInStep::ResetPassword(step) => Next::ResetPassword(step),
            step => match step.pending() {
                Some(pending) => Next::Pending(pending.clone()),
                None => Next::Nothing,
            },
        };
        Step { view, next }
    }
}

impl From<TotpSetUp> for Step {
    fn from(set_up: TotpSetUp) -> Self {
        Step {
            view: view::totp_set_up(set_up.secret()),
            next: Next::TotpSetUp(set_up),
        }
    }
}

impl From<SignUpStep> for Step {
    fn from(step: SignUpStep) -> Self {
        match step {
            SignUpStep::Confirm(step) => step.into(),
            SignUpStep::Done(done) => Step {
                view: view::signed_up(&done),
                next: Next::Nothing,
            },
        }
    }
}

impl From<ConfirmSignUpStep> for Step {
    fn from(step: ConfirmSignUpStep) -> Self {
        Step {
            view: view::confirm_sign_up(&step),
            next: Next::ConfirmSignUp(step),
        }
    }
}

impl From<ResetPasswordStep> for Step {
    fn from(step: ResetPasswordStep) -> Self {
        Step {
            view: view::reset_password(&step),
            next: Next::ResetPassword(step),
        }
    }
}

fn pairs(texts: &[(String, String)]) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    for (name, value) in texts {
        pairs.push((name.as_str(), value.as_str()));
    }
    pairs
}

/// Out of reach through `pkg/index.js`, which gives such steps no methods.
fn nothing_to_do() -> Error {
    Error::new(ErrorKind::InvalidInput, "this step takes nothing")
}
