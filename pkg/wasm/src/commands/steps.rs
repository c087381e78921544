//! Further steps of a sign-in, signing up, and recovering an account.

use std::rc::Rc;

use vestibule_chunk::chunk;

use super::account::finish_set_up;
use super::{Call, Output};
use crate::flow::sign_in::Pending;
use crate::js::arguments::{Failure, Fields, Pairs};
use crate::js::registry::StepRegistry;
use crate::js::table::StepsCommand;
use crate::js::view;
use crate::platform::Ceremony;
use crate::protocol::json::{self, Object};
use crate::{
    ConfirmSignUpStep, NewPasswordStep, ResetPasswordStep, SetUpMfaStep, SignInStep, SignUpStep,
    TotpSetUp, TotpSetUpStep,
};

/// A step that only this chunk can see into: the others cannot even drop one by themselves, and so need no code for
/// it.
pub(in crate::js) type Step = Rc<dyn HasNext>;

pub(in crate::js) trait HasNext {
    fn next(&self) -> &Next;
}

impl HasNext for Next {
    fn next(&self) -> &Next {
        self
    }
}

/// What can be done next in a step.
pub(in crate::js) enum Next {
    NewPassword(NewPasswordStep),
    ConfirmSignUp(ConfirmSignUpStep),
    ResetPassword(ResetPasswordStep),
    Pending(Pending),
    TotpSetUpStep(TotpSetUpStep),
    TotpSetUp(TotpSetUp),
}

#[chunk(steps)]
pub(super) fn next(step: SignInStep) -> Output {
    step.into()
}

/// What takes no time: the address for an authenticator app of that issuer, or else forgetting a step to which nobody
/// can come back.
#[chunk(steps)]
pub(in crate::js) fn step_now(registry: &mut StepRegistry, asked: &str) -> String {
    let asked = json::parse(asked).unwrap_or_default();
    let number = asked.integer("step").unwrap_or_default();
    let Some(issuer) = asked.string("issuer") else {
        registry.forget(number);
        return String::new();
    };
    match registry.step(number).map(|step| step.next()) {
        Some(Next::TotpSetUpStep(step)) => step.uri(issuer),
        Some(Next::TotpSetUp(set_up)) => set_up.uri(issuer),
        _ => String::new(),
    }
}

#[chunk(steps)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    let command = StepsCommand::read(&call.command, &mut call.arguments)?;
    let client = &call.client;
    Ok(match command {
        StepsCommand::SignUp { account } => client.sign_up(account.0).await?.into(),
        StepsCommand::ConfirmSignUp { username } => client.confirm_sign_up(username).into(),
        StepsCommand::ForgotPassword { username } => client.forgot_password(username).await?.into(),
        StepsCommand::ResetPassword { username } => client.reset_password(username).into(),
        StepsCommand::StepUp { need } => client.step_up(need.0).await?.into(),
        StepsCommand::ResumeSignIn => unfinished(client.resume_sign_in().await),
        StepsCommand::ResumeSignUp => unfinished(client.resume_sign_up().await),
        StepsCommand::ResumeResetPassword => unfinished(client.resume_reset_password().await),
        StepsCommand::ForgetUnfinished => {
            client.forget_unfinished().await;
            Output::default()
        }
        StepsCommand::ForgetSignIn => {
            client.drop_sign_in().await;
            Output::default()
        }
    })
}

fn unfinished(step: Option<impl Into<Output>>) -> Output {
    step.map(Into::into).unwrap_or_default()
}

#[chunk(steps)]
pub(super) async fn answer(mut call: Box<Call>) -> Result<Output, Failure> {
    let Some(step) = &call.step else {
        return Ok(Output::default());
    };
    // `pkg/src/more.ts` has checked them: it knows the names that they have in each kind of step.
    let mut given = call.arguments.take::<Fields>("given")?;
    let answer = given.take::<Option<String>>("answer")?.unwrap_or_default();
    let more = given.take::<Option<String>>("more")?.unwrap_or_default();
    let pairs = given.take::<Pairs>("pairs")?.0;
    let pairs: Vec<_> = pairs.iter().map(|(name, it)| (&**name, &**it)).collect();
    Ok(match (step.next(), call.command.as_str()) {
        (Next::ConfirmSignUp(step), "resend") => step.resend().await?.into(),
        (Next::ConfirmSignUp(step), _) => step.submit(&answer).await?.into(),
        (Next::ResetPassword(step), "resend") => step.resend().await?.into(),
        (Next::ResetPassword(step), _) => step.submit(&answer, &more).await?.into(),
        (Next::TotpSetUp(set_up), _) => finish_set_up(set_up, &answer, &more).await?.into(),
        (Next::NewPassword(step), _) => step.submit(&answer, &pairs).await?.into(),
        (Next::TotpSetUpStep(step), _) => step.submit(&answer, &more).await?.into(),
        (Next::Pending(pending), "totp") => {
            let step = SetUpMfaStep(pending.clone()).totp().await?;
            let view = view::totp_set_up(step.secret());
            going_on(view, Next::TotpSetUpStep(step))
        }
        (Next::Pending(pending), "sign") => pending.sign(Ceremony::Get).await?.into(),
        (Next::Pending(pending), "autofill") => pending.sign(Ceremony::Autofill).await?.into(),
        (Next::Pending(pending), "resend") => pending.resend().await?.into(),
        (Next::Pending(pending), "answer") => pending.answer_all(&pairs).await?.into(),
        (Next::Pending(pending), _) => pending.submit_password(&answer).await?.into(),
    })
}

fn going_on(view: Object, next: Next) -> Output {
    Output {
        view: Some(view),
        step: Some(Rc::new(next)),
    }
}

impl From<SignInStep> for Output {
    fn from(step: SignInStep) -> Self {
        let view = view::sign_in_step(&step);
        let next = match step {
            SignInStep::NewPassword(step) => Some(Next::NewPassword(step)),
            SignInStep::ConfirmSignUp(step) => Some(Next::ConfirmSignUp(step)),
            SignInStep::ResetPassword(step) => Some(Next::ResetPassword(step)),
            step => step.pending().cloned().map(Next::Pending),
        };
        match next {
            Some(next) => going_on(view, next),
            None => view.into(),
        }
    }
}

impl From<SignUpStep> for Output {
    fn from(step: SignUpStep) -> Self {
        match step {
            SignUpStep::Confirm(step) => step.into(),
            SignUpStep::Done(done) => view::signed_up(&done).into(),
        }
    }
}

impl From<ConfirmSignUpStep> for Output {
    fn from(step: ConfirmSignUpStep) -> Self {
        going_on(view::confirm_sign_up(&step), Next::ConfirmSignUp(step))
    }
}

impl From<ResetPasswordStep> for Output {
    fn from(step: ResetPasswordStep) -> Self {
        going_on(view::reset_password(&step), Next::ResetPassword(step))
    }
}

impl From<TotpSetUp> for Output {
    fn from(set_up: TotpSetUp) -> Self {
        going_on(view::totp_set_up(set_up.secret()), Next::TotpSetUp(set_up))
    }
}
