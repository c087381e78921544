//! What JavaScript can have done, by name. The names are those of the methods in `pkg/core.js`.

use super::{read, view};
use crate::error::Error;
use crate::flow::sign_in::Pending;
use crate::platform::{Ceremony, LocalFuture};
use crate::protocol::json::{self, Object, Value};
use crate::{
    Client, ConfirmSignUpStep, NewPasswordStep, Remember, ResetPasswordStep, SetUpMfaStep,
    SignInStep, SignUpStep, TotpSetUp, TotpSetUpStep,
};

/// A client, and the steps that JavaScript has in its hands, each by a number.
pub(super) struct Desk {
    client: Client,
    steps: Vec<(u32, Next)>,
    last: u32,
}

/// What can be done next in a step.
#[derive(Clone)]
enum Next {
    NewPassword(NewPasswordStep),
    ConfirmSignUp(ConfirmSignUpStep),
    ResetPassword(ResetPasswordStep),
    Pending(Pending),
    TotpSetUpStep(TotpSetUpStep),
    TotpSetUp(TotpSetUp),
}

/// What one command needs; it holds nothing of the desk while it waits.
pub(super) struct Work {
    client: Client,
    step: Option<Next>,
}

/// What a command came to: what JavaScript sees, if anything, and what can be done next.
pub(super) struct Done {
    view: Option<Object>,
    next: Option<Next>,
}

impl Desk {
    pub fn new(client: Client) -> Self {
        Desk {
            client,
            steps: Vec::new(),
            last: 0,
        }
    }

    /// What the command of these arguments needs: their `step` names one of the steps, their `extras`
    /// go along with its requests.
    pub fn work(&self, arguments: &Value) -> Work {
        let number = arguments.integer("step").unwrap_or_default();
        let client = match arguments.field("extras") {
            Some(extras) => self.client.with_extras(read::extras(extras)),
            None => self.client.clone(),
        };
        let client = match arguments.field("remember") {
            Some(Value::Bool(false)) => client.remember(Remember::Briefly),
            _ => client,
        };
        Work {
            client,
            step: self.step(number).cloned(),
        }
    }

    /// Does what takes no time.
    pub fn now(&mut self, command: &str, argument: &str, step: u32, extras: &str) -> String {
        let extras = json::parse(extras).unwrap_or_default();
        let client = self.client.with_extras(read::extras(&extras));
        let done: Done = match command {
            "confirmSignUp" => client.confirm_sign_up(argument).into(),
            "resetPassword" => client.reset_password(argument).into(),
            "uri" => return self.uri(argument, step),
            _ => {
                self.client.abort_passkey();
                Done::nothing()
            }
        };
        done.tell(self)
    }

    pub fn forget(&mut self, number: u32) {
        self.steps.retain(|(known, _)| *known != number);
    }

    fn step(&self, number: i64) -> Option<&Next> {
        let mut steps = self.steps.iter();
        let (_, next) = steps.find(|(known, _)| i64::from(*known) == number)?;
        Some(next)
    }

    /// The `otpauth://` address for an authenticator app.
    fn uri(&self, issuer: &str, step: u32) -> String {
        match self.step(step.into()) {
            Some(Next::TotpSetUpStep(step)) => step.uri(issuer),
            Some(Next::TotpSetUp(set_up)) => set_up.uri(issuer),
            _ => String::new(),
        }
    }
}

impl Work {
    /// Does the command. All but the session itself are parts of the WebAssembly of their own:
    /// `pkg/core.js` has loaded the one that a command needs before it comes here.
    pub async fn run(self, command: String, arguments: Value) -> Result<Done, Error> {
        let client = self.client;
        if let Some(step) = self.step {
            return part_sign_in_step(step, command, arguments).await;
        }
        match command.as_str() {
            "session" => Ok(Done::of(view::session(&client.session().await?))),
            "current" => Ok(match client.current().await {
                Some(session) => Done::of(view::session(&session)),
                None => Done::nothing(),
            }),
            "refresh" => Ok(Done::of(view::session(&client.refresh().await?))),
            "signOut" => Ok(Done::of(view::sign_out(&client.sign_out().await?))),
            "signIn" | "resumeSignIn" | "signUp" | "resumeSignUp" | "forgotPassword" => {
                part_sign_in(client, command, arguments).await
            }
            "signInWithRedirect" | "signInWithPopup" | "handleCallback" | "signOutWithRedirect" => {
                part_redirect(client, command, arguments).await
            }
            _ => part_account(client, command, arguments).await,
        }
    }
}

type Doing = LocalFuture<'static, Result<Done, Error>>;

// `cargo xtask pkg` finds where a part begins by these functions' names, and cuts there.

#[inline(never)]
fn part_sign_in(client: Client, command: String, mut arguments: Value) -> Doing {
    Box::pin(async move {
        Ok(match command.as_str() {
            "signIn" => client
                .sign_in(read::credentials(&mut arguments))
                .await?
                .into(),
            "signUp" => client.sign_up(read::sign_up(&mut arguments)).await?.into(),
            "resumeSignUp" => match client.resume_sign_up().await {
                Some(step) => step.into(),
                None => Done::nothing(),
            },
            "forgotPassword" => client
                .forgot_password(taken(&mut arguments, "username"))
                .await?
                .into(),
            _ => match client.resume_sign_in().await {
                Some(step) => step.into(),
                None => Done::nothing(),
            },
        })
    })
}

#[inline(never)]
fn part_redirect(client: Client, command: String, arguments: Value) -> Doing {
    Box::pin(async move {
        Ok(match command.as_str() {
            "signInWithRedirect" => {
                client.redirect_sign_in(read::redirect(&arguments)).await?;
                Done::nothing()
            }
            "signInWithPopup" => {
                let outcome = client.popup_sign_in(read::redirect(&arguments)).await?;
                Done::of(view::outcome(&outcome))
            }
            "signOutWithRedirect" => Done::of(view::sign_out(&client.redirect_sign_out().await?)),
            _ => match client.handle_callback().await? {
                Some(outcome) => Done::of(view::outcome(&outcome)),
                None => Done::nothing(),
            },
        })
    })
}

#[inline(never)]
fn part_account(client: Client, command: String, mut arguments: Value) -> Doing {
    Box::pin(async move {
        Ok(match command.as_str() {
            "changePassword" => {
                let current = taken(&mut arguments, "current");
                let new = taken(&mut arguments, "new");
                client.change_password(&current, &new).await?;
                Done::nothing()
            }
            "deleteUser" => {
                client.delete_user().await?;
                Done::nothing()
            }
            "signOutEverywhere" => Done::of(view::sign_out(&client.sign_out_everywhere().await?)),
            "setUpTotp" => client.set_up_totp().await?.into(),
            "registerPasskey" => {
                client.register_passkey().await?;
                Done::nothing()
            }
            "thisDevice" => match client.this_device().await? {
                Some(device) => Done::of(view::this_device(&device)),
                None => Done::nothing(),
            },
            "changeDevice" => {
                let key = taken(&mut arguments, "key");
                match taken(&mut arguments, "change").as_str() {
                    "forget" => client.forget_device(&key).await?,
                    status => client.update_device(&key, status).await?,
                }
                Done::nothing()
            }
            _ => {
                let operation = taken(&mut arguments, "operation");
                let input = arguments.field("input").unwrap_or(&Value::Null);
                let answer = client.call_value(&operation, input).await?;
                let mut view = Object::new();
                view.value("answer", &answer);
                Done::of(view)
            }
        })
    })
}

#[inline(never)]
fn part_sign_in_step(step: Next, command: String, given: Value) -> Doing {
    Box::pin(async move {
        let text = |name| given.string(name).unwrap_or_default();
        let (answer, more) = (text("answer"), text("more"));
        let pairs = read::pairs(given.field("pairs"));
        Ok(match (step, command.as_str()) {
            (Next::ConfirmSignUp(step), "resend") => step.resend().await?.into(),
            (Next::ConfirmSignUp(step), _) => step.submit(answer).await?.into(),
            (Next::ResetPassword(step), "resend") => step.resend().await?.into(),
            (Next::ResetPassword(step), _) => {
                step.submit(answer, more).await?;
                Done::nothing()
            }
            (Next::TotpSetUp(set_up), _) => {
                set_up.submit(answer, more).await?;
                Done::nothing()
            }
            (Next::NewPassword(step), _) => step.submit(answer, &pairs).await?.into(),
            (Next::TotpSetUpStep(step), _) => step.submit(answer, more).await?.into(),
            (Next::Pending(pending), "totp") => {
                let step = SetUpMfaStep(pending).totp().await?;
                Done {
                    view: Some(view::totp_set_up(step.secret())),
                    next: Some(Next::TotpSetUpStep(step)),
                }
            }
            (Next::Pending(pending), "sign") => pending.sign(Ceremony::Get).await?.into(),
            (Next::Pending(pending), "autofill") => pending.sign(Ceremony::Autofill).await?.into(),
            (Next::Pending(pending), "answer") => pending.answer_all(&pairs).await?.into(),
            (Next::Pending(pending), _) => pending.submit_password(answer).await?.into(),
        })
    })
}

/// The text of that name, taken out.
fn taken(arguments: &mut Value, name: &str) -> String {
    arguments.take_string(name).unwrap_or_default()
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
            next,
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
            next: Some(Next::ConfirmSignUp(step)),
        }
    }
}

impl From<ResetPasswordStep> for Done {
    fn from(step: ResetPasswordStep) -> Self {
        Done {
            view: Some(view::reset_password(&step)),
            next: Some(Next::ResetPassword(step)),
        }
    }
}

impl From<TotpSetUp> for Done {
    fn from(set_up: TotpSetUp) -> Self {
        Done {
            view: Some(view::totp_set_up(set_up.secret())),
            next: Some(Next::TotpSetUp(set_up)),
        }
    }
}
