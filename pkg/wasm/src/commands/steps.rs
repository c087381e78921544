//! Further steps of a sign-in, signing up, and recovering an account.

use std::rc::Rc;

use vestibule_chunk::chunk;

use super::account::finish_set_up;
use super::{Call, Output};
use crate::arguments::{Failure, Fields, Pairs};
use crate::registry::StepRegistry;
use crate::table::StepsCommand;
use crate::view;
use vestibule::npm::{self, Challenge};
use vestibule::platform::Ceremony;
use vestibule::protocol::json::{self, Object};
use vestibule::{
    ConfirmSignUpStep, NewPasswordStep, ResetPasswordStep, SignInStep, SignUpStep, TotpSetUp,
    TotpSetUpStep,
};

/// A step that only this chunk can see into: the others cannot even drop one by themselves, and so need no code for
/// it.
pub(crate) type Step = Rc<dyn HasNext>;

pub(crate) trait HasNext {
    fn next(&self) -> &Next;
}

impl HasNext for Next {
    fn next(&self) -> &Next {
        self
    }
}

/// What can be done next in a step.
pub(crate) enum Next {
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

/// What takes no time: the address for an authenticator app of that issuer, or else forgetting a step to which nobody
/// can come back.
#[chunk(steps)]
pub(crate) fn step_now(registry: &mut StepRegistry, asked: &str) -> String {
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
        (Next::Challenge(step), "totp") => {
            let set_up = step.set_up_totp().await?;
            let view = view::totp_set_up(set_up.secret());
            going_on(view, Next::TotpSetUpStep(set_up))
        }
        (Next::Challenge(step), "sign") => step.sign(Ceremony::Get).await?.into(),
        (Next::Challenge(step), "autofill") => step.sign(Ceremony::Autofill).await?.into(),
        (Next::Challenge(step), "resend") => step.resend().await?.into(),
        (Next::Challenge(step), "answer") => step.answer(&pairs).await?.into(),
        (Next::Challenge(step), _) => step.submit(&answer).await?.into(),
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
            step => Challenge::of(&step).map(Next::Challenge),
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
            _ => Output::default(),
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
