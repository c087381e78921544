//! What JavaScript can have done, by name. The names are those of the methods in `pkg/src/core.ts`.

use std::rc::Rc;

use vestibule_chunk::chunk;

use super::{read, view};
use crate::client::hooks::Rest;
use crate::error::Error;
use crate::flow::sign_in::Pending;
use crate::platform::{Ceremony, LocalFuture};
use crate::protocol::json::{self, Object, Value};
use crate::protocol::secret::Secret;
use crate::{
    Client, ConfirmSignUpStep, NewPasswordStep, Remember, ResetPasswordStep, SetUpMfaStep,
    SignInStep, SignOutReport, SignUpStep, StepUp, Timestamp, TotpSetUp, TotpSetUpStep,
};

/// A client, and the steps that JavaScript has in its hands, each by a number. Where it has one, it has
/// fetched the part `steps`.
pub(super) struct Desk {
    client: Client,
    steps: Vec<(u32, Step)>,
    last: u32,
}

/// A step whose kind none but the part that made it knows: the others cannot even drop one by
/// themselves, and so need no code for it.
type Step = Rc<dyn Doable>;

trait Doable {
    fn next(&self) -> &Next;
}

impl Doable for Next {
    fn next(&self) -> &Next {
        self
    }
}

/// What can be done next in a step.
enum Next {
    NewPassword(NewPasswordStep),
    ConfirmSignUp(ConfirmSignUpStep),
    ResetPassword(ResetPasswordStep),
    Pending(Pending),
    TotpSetUpStep(TotpSetUpStep),
    TotpSetUp(TotpSetUp),
}

/// What one command needs; it holds nothing of the desk while it waits. In a box, since it is handed
/// on a few times.
pub(super) struct Work {
    client: Client,
    step: Option<Step>,
    command: String,
    arguments: Value,
}

/// What a command came to: what JavaScript sees, if anything, and what can be done next.
pub(super) struct Done {
    view: Option<Object>,
    next: Option<Step>,
}

impl Desk {
    pub fn new(client: Client) -> Self {
        Desk {
            client,
            steps: Vec::new(),
            last: 0,
        }
    }

    /// What the `command` of these arguments needs: their `step` names one of the steps, their `extras`
    /// go along with its requests.
    pub fn work(&self, mut arguments: Value) -> Box<Work> {
        let number = arguments.integer("step").unwrap_or_default();
        let client = match arguments.field("extras") {
            Some(extras) => *read::with_extras(&self.client, extras),
            None => self.client.clone(),
        };
        let client = match arguments.field("remember") {
            Some(Value::Bool(false)) => client.remember(Remember::Briefly),
            _ => client,
        };
        Box::new(Work {
            client,
            step: self.step(number).cloned(),
            command: arguments.take_string("command").unwrap_or_default(),
            arguments,
        })
    }

    /// Does what takes no time.
    pub fn now(&mut self, asked: &str) -> String {
        work_now(self, asked)
    }

    pub fn client(&self) -> Client {
        self.client.clone()
    }

    fn step(&self, number: i64) -> Option<&Step> {
        let mut steps = self.steps.iter();
        let (_, next) = steps.find(|(known, _)| i64::from(*known) == number)?;
        Some(next)
    }

    fn work_now(&mut self, asked: &Value) -> String {
        let argument = asked.string("argument").unwrap_or_default();
        let step = asked.integer("step").unwrap_or_default();
        let client = match asked.field("extras") {
            Some(extras) => *read::with_extras(&self.client, extras),
            None => self.client.clone(),
        };
        let done: Done = match asked.string("command") {
            Some("confirmSignUp") => client.confirm_sign_up(argument).into(),
            Some("resetPassword") => client.reset_password(argument).into(),
            // Nobody can come back to it.
            Some("forget") => {
                self.steps.retain(|(known, _)| i64::from(*known) != step);
                return String::new();
            }
            _ => return self.uri(argument, step),
        };
        done.tell(self)
    }

    /// The `otpauth://` address for an authenticator app.
    fn uri(&self, issuer: &str, step: i64) -> String {
        match self.step(step).map(|step| step.next()) {
            Some(Next::TotpSetUpStep(step)) => step.uri(issuer),
            Some(Next::TotpSetUp(set_up)) => set_up.uri(issuer),
            _ => String::new(),
        }
    }
}

impl Work {
    /// Does the command. All are parts of the WebAssembly of their own: `pkg/src/core.ts` has loaded the
    /// one that a command needs before it comes here.
    pub fn run(self: Box<Self>) -> Doing {
        if self.step.is_some() {
            return answer(self);
        }
        match self.command.as_str() {
            "session" | "current" | "refresh" | "signOut" | "active" => session(self),
            "signIn" | "prepareSignIn" => sign_in(self),
            "resumeSignIn"
            | "stepUp"
            | "signUp"
            | "resumeSignUp"
            | "forgotPassword"
            | "forgetUnfinished"
            | "resumeResetPassword" => steps(self),
            "signInWithRedirect"
            | "stepUpWithRedirect"
            | "signInWithPopup"
            | "handleCallback"
            | "signOutWithRedirect" => redirect(self),
            "accounts" | "switchAccount" | "signOutOfAll" => accounts(self),
            "moveIn" => moving(self),
            _ => account(self),
        }
    }

    /// The address that the page had before the entry cleaned it.
    fn answer(&mut self) -> Option<Secret> {
        let answer = self.arguments.take_string("answer").map(Secret::new);
        answer.or_else(|| self.client.take_answer())
    }

    /// The text of that name, taken out.
    fn taken(&mut self, name: &str) -> String {
        self.arguments.take_string(name).unwrap_or_default()
    }
}

pub(super) type Doing = LocalFuture<'static, Result<Done, Error>>;

#[chunk(session)]
fn session(work: Box<Work>) -> Doing {
    Box::pin(async move {
        let session = match work.command.as_str() {
            "current" => work.client.current().await,
            "session" => Some(work.client.session().await?),
            "signOut" => {
                let report = work.client.sign_out().await?;
                return Ok(Done::of(signed_out(&work.client, &report).await));
            }
            "active" => {
                let at = work.arguments.integer("at").unwrap_or_default();
                let at = Timestamp::from_millis(at.unsigned_abs());
                work.client.active_at(at);
                None
            }
            _ => Some(work.client.refresh().await?),
        };
        Ok(match session {
            Some(session) => Done::of(view::session(&session)),
            None => Done::nothing(),
        })
    })
}

/// Takes over what another library has kept.
#[chunk(moving)]
fn moving(work: Box<Work>) -> Doing {
    Box::pin(async move {
        let rest = match work.arguments.field("ends") {
            Some(_) => Rest::Goes,
            None => Rest::Stays,
        };
        work.client.take_over_from_others(rest).await;
        Ok(Done::nothing())
    })
}

/// Most sign-ins need no further step.
#[chunk(sign_in)]
fn sign_in(mut work: Box<Work>) -> Doing {
    Box::pin(async move {
        if work.command == "prepareSignIn" {
            work.client.prepare_sign_in();
            return Ok(Done::nothing());
        }
        match work
            .client
            .sign_in(read::credentials(&mut work.arguments))
            .await?
        {
            SignInStep::Done(session) => Ok(Done::of(view::signed_in(&session))),
            step => {
                work.client.load_chunk("steps").await?;
                Ok(next(step))
            }
        }
    })
}

#[chunk(steps)]
fn next(step: SignInStep) -> Done {
    step.into()
}

#[chunk(steps)]
fn work_now(desk: &mut Desk, asked: &str) -> String {
    desk.work_now(&json::parse(asked).unwrap_or_default())
}

#[chunk(steps)]
fn steps(mut work: Box<Work>) -> Doing {
    Box::pin(async move {
        Ok(match work.command.as_str() {
            "signUp" => work
                .client
                .sign_up(read::sign_up(&mut work.arguments))
                .await?
                .into(),
            "resumeSignUp" => match work.client.resume_sign_up().await {
                Some(step) => step.into(),
                None => Done::nothing(),
            },
            "resumeResetPassword" => match work.client.resume_reset_password().await {
                Some(step) => step.into(),
                None => Done::nothing(),
            },
            "stepUp" => {
                let step_up = StepUp::read(&work.arguments);
                work.client.step_up(step_up).await?.into()
            }
            "forgotPassword" => {
                let username = work.taken("username");
                work.client.forgot_password(username).await?.into()
            }
            "forgetUnfinished" => {
                let what = work.taken("what");
                work.client.drop_kept(&what).await;
                Done::nothing()
            }
            _ => match work.client.resume_sign_in().await {
                Some(step) => step.into(),
                None => Done::nothing(),
            },
        })
    })
}

#[chunk(redirect)]
fn redirect(mut work: Box<Work>) -> Doing {
    Box::pin(async move {
        Ok(match work.command.as_str() {
            "signInWithRedirect" => {
                work.client
                    .redirect_sign_in(read::redirect(&work.arguments))
                    .await?;
                Done::nothing()
            }
            "stepUpWithRedirect" => {
                let wanted = work.arguments.field("stepUp").unwrap_or(&Value::Null);
                let redirect = read::redirect(&work.arguments);
                match work
                    .client
                    .redirect_step_up(StepUp::read(wanted), redirect)
                    .await?
                {
                    Some(session) => Done::of(view::session(&session)),
                    None => Done::nothing(),
                }
            }
            "signInWithPopup" => {
                let outcome = work
                    .client
                    .popup_sign_in(read::redirect(&work.arguments))
                    .await?;
                Done::of(view::outcome(&outcome))
            }
            "signOutWithRedirect" => {
                let report = work.client.redirect_sign_out().await?;
                Done::of(signed_out(&work.client, &report).await)
            }
            _ => {
                let answer = work.answer();
                match work.client.end_redirect(answer).await? {
                    Some(outcome) => Done::of(view::outcome(&outcome)),
                    None => Done::nothing(),
                }
            }
        })
    })
}

#[chunk(account)]
fn account(mut work: Box<Work>) -> Doing {
    Box::pin(async move {
        Ok(match work.command.as_str() {
            "changePassword" => {
                let current = work.taken("current");
                let new = work.taken("new");
                work.client
                    .profile()
                    .change_password(&current, &new)
                    .await?;
                Done::nothing()
            }
            "deleteUser" => {
                work.client.profile().delete_user().await?;
                Done::nothing()
            }
            "signOutEverywhere" => {
                let report = work.client.sign_out_everywhere().await?;
                Done::of(signed_out(&work.client, &report).await)
            }
            "setUpTotp" => work.client.mfa().set_up_totp().await?.into(),
            "registerPasskey" => {
                work.client.passkeys().register().await?;
                Done::nothing()
            }
            "thisDevice" => match work.client.devices().this().await? {
                Some(device) => Done::of(view::this_device(&device)),
                None => Done::nothing(),
            },
            "changeDevice" => {
                let key = work.taken("key");
                let devices = work.client.devices();
                match work.taken("change").as_str() {
                    "forget" => devices.forget(&key).await?,
                    status => devices.update(&key, status).await?,
                }
                Done::nothing()
            }
            _ => {
                let operation = work.taken("operation");
                let input = work.arguments.field("input").unwrap_or(&Value::Null);
                let answer = work.client.call_value(&operation, input).await?;
                let mut view = Object::new();
                view.value("answer", &answer);
                Done::of(view)
            }
        })
    })
}

/// Of the account's own part, which is there: it has begun it.
#[chunk(account)]
fn finish_set_up<'a>(
    set_up: &'a TotpSetUp,
    code: &'a str,
    device_name: &'a str,
) -> LocalFuture<'a, Result<(), Error>> {
    Box::pin(set_up.submit(code, device_name))
}

#[chunk(accounts)]
fn accounts(mut work: Box<Work>) -> Doing {
    Box::pin(async move {
        Ok(Done::of(match work.command.as_str() {
            "switchAccount" => {
                let username = work.taken("username");
                view::session(&work.client.accounts().switch(&username).await?)
            }
            "signOutOfAll" => {
                let report = work.client.accounts().sign_out_of_all().await?;
                signed_out(&work.client, &report).await
            }
            _ => view::accounts(&work.client.accounts().list().await),
        }))
    })
}

#[chunk(steps)]
fn answer(work: Box<Work>) -> Doing {
    Box::pin(async move {
        let Some(step) = &work.step else {
            return Ok(Done::nothing());
        };
        let given = &work.arguments;
        let text = |name| given.string(name).unwrap_or_default();
        let (answer, more) = (text("answer"), text("more"));
        let pairs = read::pairs(given.field("pairs"));
        Ok(match (step.next(), work.command.as_str()) {
            (Next::ConfirmSignUp(step), "resend") => step.resend().await?.into(),
            (Next::ConfirmSignUp(step), _) => step.submit(answer).await?.into(),
            (Next::ResetPassword(step), "resend") => step.resend().await?.into(),
            (Next::ResetPassword(step), _) => {
                step.submit(answer, more).await?;
                Done::nothing()
            }
            (Next::TotpSetUp(set_up), _) => {
                finish_set_up(set_up, answer, more).await?;
                Done::nothing()
            }
            (Next::NewPassword(step), _) => step.submit(answer, &pairs).await?.into(),
            (Next::TotpSetUpStep(step), _) => step.submit(answer, more).await?.into(),
            (Next::Pending(pending), "totp") => {
                let step = SetUpMfaStep(pending.clone()).totp().await?;
                Done {
                    view: Some(view::totp_set_up(step.secret())),
                    next: Some(kept(Next::TotpSetUpStep(step))),
                }
            }
            (Next::Pending(pending), "sign") => pending.sign(Ceremony::Get).await?.into(),
            (Next::Pending(pending), "autofill") => pending.sign(Ceremony::Autofill).await?.into(),
            (Next::Pending(pending), "resend") => pending.resend().await?.into(),
            (Next::Pending(pending), "answer") => pending.answer_all(&pairs).await?.into(),
            (Next::Pending(pending), _) => pending.submit_password(answer).await?.into(),
        })
    })
}

/// What JavaScript sees of an error.
pub(super) async fn error(client: &Client, error: &Error) -> String {
    match client.load_chunk("trouble").await {
        Ok(()) => view::error(error),
        Err(_) => view::bare_error(error),
    }
}

async fn signed_out(client: &Client, report: &SignOutReport) -> Object {
    let mut views = [None, None];
    for (view, it) in views
        .iter_mut()
        .zip([report.unfinished(), report.not_removed()])
    {
        if let Some(it) = it {
            *view = Some(error(client, it).await);
        }
    }
    let [unfinished, not_removed] = views;
    view::sign_out(report, unfinished.as_deref(), not_removed.as_deref())
}

impl Done {
    fn of(view: Object) -> Self {
        Done {
            view: Some(view),
            next: None,
        }
    }

    fn nothing() -> Self {
        Done {
            view: None,
            next: None,
        }
    }

    /// What JavaScript sees, as JSON, or nothing; the step is kept for it under a number.
    pub fn tell(self, desk: &mut Desk) -> String {
        let Some(mut view) = self.view else {
            return String::new();
        };
        if let Some(next) = self.next {
            desk.last = desk.last.wrapping_add(1);
            desk.steps.push((desk.last, next));
            view.number("step", desk.last.into());
        }
        view.end()
    }
}

fn kept(next: Next) -> Step {
    Rc::new(next)
}

impl From<SignInStep> for Done {
    fn from(step: SignInStep) -> Self {
        let view = view::sign_in_step(&step);
        let next = match step {
            SignInStep::NewPassword(step) => Some(Next::NewPassword(step)),
            SignInStep::ConfirmSignUp(step) => Some(Next::ConfirmSignUp(step)),
            SignInStep::ResetPassword(step) => Some(Next::ResetPassword(step)),
            step => step.pending().cloned().map(Next::Pending),
        };
        Done {
            view: Some(view),
            next: next.map(kept),
        }
    }
}

impl From<SignUpStep> for Done {
    fn from(step: SignUpStep) -> Self {
        match step {
            SignUpStep::Confirm(step) => step.into(),
            SignUpStep::Done(done) => Done::of(view::signed_up(&done)),
        }
    }
}

impl From<ConfirmSignUpStep> for Done {
    fn from(step: ConfirmSignUpStep) -> Self {
        Done {
            view: Some(view::confirm_sign_up(&step)),
            next: Some(kept(Next::ConfirmSignUp(step))),
        }
    }
}

impl From<ResetPasswordStep> for Done {
    fn from(step: ResetPasswordStep) -> Self {
        Done {
            view: Some(view::reset_password(&step)),
            next: Some(kept(Next::ResetPassword(step))),
        }
    }
}

impl From<TotpSetUp> for Done {
    fn from(set_up: TotpSetUp) -> Self {
        Done {
            view: Some(view::totp_set_up(set_up.secret())),
            next: Some(kept(Next::TotpSetUp(set_up))),
        }
    }
}
