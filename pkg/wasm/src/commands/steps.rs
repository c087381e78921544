//! Commands for the further steps of a sign-in, for sign-up, and for password reset.

use std::rc::Rc;

use vestibule_chunk::chunk;

use super::account::finish_set_up;
use super::{Call, Output, StepRegistry};
use crate::arguments::{Failure, Fields, Pairs};
use crate::table::StepsCommand;
use crate::view;
use vestibule::npm::{self, Challenge};
use vestibule::platform::Ceremony;
use vestibule::protocol::json::{self, Object};
use vestibule::{
    ConfirmSignUpStep, NewPasswordStep, ResetPasswordStep, SignInStep, SignUpStep, TotpSetUp,
    TotpSetUpStep,
};

/// A step as a trait object: other chunks hold and drop steps without containing the code for it.
pub(crate) type Step = Rc<dyn AnyStep>;

pub(crate) trait AnyStep {
    fn kind(&self) -> &StepKind;
}

impl AnyStep for StepKind {
    fn kind(&self) -> &StepKind {
        self
    }
}

/// The steps that JavaScript can answer.
pub(crate) enum StepKind {
    NewPassword(NewPasswordStep),
    ConfirmSignUp(ConfirmSignUpStep),
    ResetPassword(ResetPasswordStep),
    Challenge(Challenge),
    TotpSetUpStep(TotpSetUpStep),
    TotpSetUp(TotpSetUp),
}

#[chunk(steps)]
pub(super) fn next(step: SignInStep) -> Output {
    step.into()
}

/// Returns the URI for an authenticator app if the request has an `issuer`; otherwise removes a step that JavaScript
/// does not hold any more.
#[chunk(steps)]
pub(crate) fn step_now(registry: &mut StepRegistry, request: &str) -> String {
    let request = json::parse(request).unwrap_or_default();
    let number = request.integer("step").unwrap_or_default();
    let Some(issuer) = request.string("issuer") else {
        registry.remove(number);
        return String::new();
    };
    match registry.get(number).map(|step| step.kind()) {
        Some(StepKind::TotpSetUpStep(step)) => step.uri(issuer),
        Some(StepKind::TotpSetUp(set_up)) => set_up.uri(issuer),
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
            npm::forget_sign_in(client).await;
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
    // `pkg/src/more.ts` has checked the arguments, because it knows their names in each kind of step.
    let mut given = call.arguments.take::<Fields>("given")?;
    let answer = given.take::<Option<String>>("answer")?.unwrap_or_default();
    let more = given.take::<Option<String>>("more")?.unwrap_or_default();
    let pairs = given.take::<Pairs>("pairs")?.0;
    let pairs: Vec<_> = pairs.iter().map(|(name, it)| (&**name, &**it)).collect();
    Ok(match (step.kind(), call.command.as_str()) {
        (StepKind::ConfirmSignUp(step), "resend") => step.resend().await?.into(),
        (StepKind::ConfirmSignUp(step), _) => step.submit(&answer).await?.into(),
        (StepKind::ResetPassword(step), "resend") => step.resend().await?.into(),
        (StepKind::ResetPassword(step), _) => step.submit(&answer, &more).await?.into(),
        (StepKind::TotpSetUp(set_up), _) => finish_set_up(set_up, &answer, &more).await?.into(),
        (StepKind::NewPassword(step), _) => step.submit(&answer, &pairs).await?.into(),
        (StepKind::TotpSetUpStep(step), _) => step.submit(&answer, &more).await?.into(),
        (StepKind::Challenge(step), "totp") => {
            let set_up = step.set_up_totp().await?;
            let view = view::totp_set_up(set_up.secret());
            with_step(view, StepKind::TotpSetUpStep(set_up))
        }
        (StepKind::Challenge(step), "sign") => step.sign(Ceremony::Get).await?.into(),
        (StepKind::Challenge(step), "autofill") => step.sign(Ceremony::Autofill).await?.into(),
        (StepKind::Challenge(step), "resend") => step.resend().await?.into(),
        (StepKind::Challenge(step), "answer") => step.answer(&pairs).await?.into(),
        (StepKind::Challenge(step), _) => step.submit(&answer).await?.into(),
    })
}

fn with_step(view: Object, step: StepKind) -> Output {
    Output {
        view: Some(view),
        step: Some(Rc::new(step)),
    }
}

impl From<SignInStep> for Output {
    fn from(step: SignInStep) -> Self {
        let view = view::sign_in_step(&step);
        let next = match step {
            SignInStep::NewPassword(step) => Some(StepKind::NewPassword(step)),
            SignInStep::ConfirmSignUp(step) => Some(StepKind::ConfirmSignUp(step)),
            SignInStep::ResetPassword(step) => Some(StepKind::ResetPassword(step)),
            step => Challenge::of(&step).map(StepKind::Challenge),
        };
        match next {
            Some(next) => with_step(view, next),
            None => view.into(),
        }
    }
}

impl From<SignUpStep> for Output {
    fn from(step: SignUpStep) -> Self {
        match step {
            SignUpStep::Confirm(step) => step.into(),
            SignUpStep::Done(done) => view::signed_up(&done).into(),
            _ => Output::default(),
        }
    }
}

impl From<ConfirmSignUpStep> for Output {
    fn from(step: ConfirmSignUpStep) -> Self {
        with_step(view::confirm_sign_up(&step), StepKind::ConfirmSignUp(step))
    }
}

impl From<ResetPasswordStep> for Output {
    fn from(step: ResetPasswordStep) -> Self {
        with_step(view::reset_password(&step), StepKind::ResetPassword(step))
    }
}

impl From<TotpSetUp> for Output {
    fn from(set_up: TotpSetUp) -> Self {
        with_step(
            view::totp_set_up(set_up.secret()),
            StepKind::TotpSetUp(set_up),
        )
    }
}
