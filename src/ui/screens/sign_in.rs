//! Username and password.

use std::sync::Arc;
#[cfg(feature = "srp")]
use std::time::Duration;

use leptos::prelude::*;

use crate::{Client, Credentials, Error, ErrorKind, SignInStep};
use vestibule_chunk::chunk;

use super::{Navigate, lead, navigate, question, title};
use crate::ui::auth::ScreenToken;
#[cfg(feature = "srp")]
use crate::ui::dom;
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Detour, Form, State, Work};
use crate::ui::live::{Told, told};
use crate::ui::node::Node;
use crate::ui::{
    FirstFactor, Notice, Options, Screen, SignUpAccess, Strings, button, frame, kept, prerendered,
    remember,
};

/// The sign-in screen.
///
/// Hands on whatever step Cognito asks for next; the [`Authenticator`](crate::ui::Authenticator)
/// knows what to do with each.
#[component]
pub fn SignIn(
    /// Signs in with it.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// What stands in the first field to begin with.
    #[prop(optional, into)]
    username: String,
    /// What stands above the button to begin with.
    #[prop(optional)]
    notice: Option<Notice>,
    /// Told of the step that follows.
    #[prop(into)]
    on_step: Callback<SignInStep>,
    /// Leads to the sign-up screen, with what was typed as username. No link without it.
    #[prop(optional, into)]
    on_sign_up: Option<Callback<String>>,
    /// Leads to the forgotten password, with what was typed as username. No link without it.
    #[prop(optional, into)]
    on_forgot_password: Option<Callback<String>>,
) -> impl IntoView {
    let own = |callback| navigate(told(callback));
    let ways = (on_sign_up.map(own), on_forgot_password.map(own));
    let on_step = OnStep::App(told(on_step));
    prerendered::give_way(&options);
    frame::in_language(options, move |options| {
        let (client, notice) = (client.clone(), notice.clone());
        let (on_step, ways) = (on_step.clone(), ways.clone());
        sign_in(client, options, &username, notice, on_step, ways)
    })
}

/// Who goes on with what the sign-in came to.
#[derive(Clone)]
pub(in crate::ui) enum OnStep {
    /// The screens that this one is one of.
    Screens(ScreenToken),
    App(Told<SignInStep>),
}

/// `ways` lead to the sign-up screen and to the forgotten password.
pub(in crate::ui) fn sign_in(
    client: Client,
    options: &Options,
    username: &str,
    notice: Option<Notice>,
    on_step: OnStep,
    ways: (Option<Navigate>, Option<Navigate>),
) -> Node {
    let strings: &Strings = &options.0.strings;
    let title = title(options, strings.sign_in_title, strings.sign_in_title_app);
    let first_factor = options.0.first_factor;
    let has_other_ways = first_factor == FirstFactor::PasswordOrChoice;
    let asks_password = has_other_ways || first_factor == FirstFactor::Password;
    let button = match asks_password {
        true => strings.sign_in,
        false => strings.go_on,
    };
    let form = Form::new(options, Screen::SignIn, title, button);
    let state = form.state.clone();
    if let Some(notice) = notice {
        state.say(notice.said_now(&options.0.strings));
    }
    let (above, mut below) = super::providers(&client, options, &state);
    let (on_sign_up, on_forgot_password) = ways;
    if let Some(to) = on_sign_up
        && options.0.sign_up == SignUpAccess::Open
    {
        let answer = lead(strings.sign_up_link, to, &state);
        below.push(question(strings.sign_up_question, answer));
    }
    // Whoever chooses the password next is asked there.
    let on_forgot_password = on_forgot_password.filter(|_| asks_password);
    let forgot = on_forgot_password.map(|to| lead(strings.forgot_link, to, &state));
    let (name, choice) = watched(options, username);
    let mut fields = vec![name];
    if asks_password {
        let password = Spec::password(strings, strings.password);
        fields.push(match has_other_ways {
            true => password.saying((REFUSED, strings.error_credentials_or_none)),
            false => password,
        });
    }
    let send = send(client.clone(), options, on_step);
    let other_ways = has_other_ways.then(|| other_ways(&client, options, &state, send.clone()));
    let aside: Vec<Node> = forgot.into_iter().chain(other_ways).collect();
    let aside = (!aside.is_empty()).then(|| frame::block("vestibule-aside", aside));
    let form = Form {
        fields,
        choice,
        detour: detour(&client, options),
        aside,
        above,
        below,
        ..form
    };
    #[cfg(feature = "srp")]
    if asks_password {
        prepare(&client);
    }
    form.view(Box::new(move |values| send(values, first_factor)))
}

/// Errors of which Cognito says the same for a wrong password, an account without one, and no account at all; a pool
/// that tells of the last, or of an account that is shut, must not tell it here.
const REFUSED: &[ErrorKind] = &[
    ErrorKind::WrongCredentials,
    ErrorKind::UserNotFound,
    ErrorKind::UserDisabled,
];

/// Signs in by what the form holds.
type Send = Arc<dyn Fn(Values, FirstFactor) -> Work + std::marker::Send + Sync>;

fn send(client: Client, options: &Options, on_step: OnStep) -> Send {
    let options = options.clone();
    Arc::new(move |values, factor| {
        let client = remember::client(&client, &options, values.exact(remember::NAME));
        let (options, on_step) = (options.clone(), on_step.clone());
        Box::pin(async move {
            let step = sign_in_by(client, values, &options, factor).await?;
            match on_step {
                OnStep::App(on_step) => on_step(step),
                OnStep::Screens(token) => {
                    if let Some(auth) = token.auth() {
                        auth.after_sign_in(step).await?;
                    }
                }
            }
            Ok(())
        })
    })
}

/// The link for whoever has no password.
fn other_ways(client: &Client, options: &Options, state: &State, send: Send) -> Node {
    let (state, detour) = (state.clone(), detour(client, options));
    let press = move || {
        if state.has_what("username")
            && let Some(values) = state.values()
        {
            let own = detour.as_ref().and_then(|detour| detour(&values));
            state.run(|| own.unwrap_or_else(|| send(values, FirstFactor::Choice)));
        }
    };
    button::link(options.0.strings.without_password, Box::new(press)).into()
}

/// The name, and what stands between the fields and the button: to which provider the name leads, and whether
/// the person is to be remembered.
fn watched(options: &Options, username: &str) -> (Spec, Option<Node>) {
    let name = Spec::username(options, username);
    let tick_box = remember::tick_box(options);
    #[cfg(feature = "redirect")]
    if let Some(routing) = options.advanced().routing {
        let (on_typed, told) = (routing.watch)(options, username);
        let choice: Vec<Node> = [told].into_iter().chain(tick_box).collect();
        return (
            name.on_typed(on_typed),
            Some(frame::block("vestibule-between", choice)),
        );
    }
    (name, tick_box)
}

/// Whoever types an address whose domain belongs to a provider signs in there.
#[cfg(feature = "redirect")]
fn detour(client: &Client, options: &Options) -> Option<Detour> {
    let routing = options.advanced().routing?;
    let (client, options) = (client.clone(), options.clone());
    Some(Box::new(move |values| {
        (routing.detour)(&client, &options, values)
    }))
}

#[cfg(not(feature = "redirect"))]
fn detour(_: &Client, _: &Options) -> Option<Detour> {
    None
}

/// How long the page is left alone before the sign-in is prepared, while the person types.
#[cfg(feature = "srp")]
const IDLE_BEFORE_PREFETCH: Duration = Duration::from_secs(2);

#[cfg(feature = "srp")]
fn prepare(client: &Client) {
    if !dom::is_page() {
        return;
    }
    let client = client.clone();
    let spawn = client.platform().spawn.clone();
    // By the platform and not by Leptos, which may not be ready for work while a view is made.
    spawn.spawn(Box::pin(async move {
        client.platform().clock.sleep(IDLE_BEFORE_PREFETCH).await;
        // Without the chunk the sign-in tries again to have it.
        let _ = prepare_now(&client).await;
    }));
}

#[cfg(feature = "srp")]
#[chunk(sign_in, load = client)]
async fn prepare_now(client: &Client) -> Result<(), Error> {
    client.prepare_sign_in();
    Ok(())
}

#[chunk(sign_in, load = client)]
async fn sign_in_by(
    client: Client,
    values: Values,
    options: &Options,
    factor: FirstFactor,
) -> Result<SignInStep, Error> {
    let username = values.text("username");
    if let Some(service) = &options.advanced().sign_in_service
        && let Some(step) = service(client.clone(), &values).await?
    {
        return Ok(step);
    }
    let credentials = match factor {
        FirstFactor::Password | FirstFactor::PasswordOrChoice => {
            kept::credentials(username, values.exact("password"))
        }
        FirstFactor::Choice => Credentials::choice(username),
        FirstFactor::Custom => Credentials::custom(username),
    };
    client.sign_in(credentials).await
}
