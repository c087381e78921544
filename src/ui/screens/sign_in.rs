//! Username and password.

use std::sync::Arc;
#[cfg(feature = "srp")]
use std::time::Duration;

use leptos::prelude::*;

use crate::{Client, Credentials, Error, ErrorKind, SignInStep};
use vestibule_chunk::chunk;

use super::{OpenScreen, lazy_link, open_screen, question_with_link, title};
use crate::ui::auth::ScreenToken;
#[cfg(feature = "srp")]
use crate::ui::dom;
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, FormState, Interceptor, Work};
use crate::ui::node::Node;
use crate::ui::reactive::{Handler, handler};
use crate::ui::{
    FirstFactor, Notice, Options, Screen, SignUpAccess, Strings, button, frame, prerendered,
    remember, shared_state,
};

/// The sign-in screen.
///
/// It passes on the next step; the [`Authenticator`](crate::ui::Authenticator) handles every kind of step.
#[component]
pub fn SignIn(
    /// The client of the user pool.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// The initial value of the username field.
    #[prop(optional, into)]
    username: String,
    /// A message above the button.
    #[prop(optional)]
    notice: Option<Notice>,
    /// Called with the next step.
    #[prop(into)]
    on_step: Callback<SignInStep>,
    /// Called with the username when the person wants to sign up. Without it there is no such link.
    #[prop(optional, into)]
    on_sign_up: Option<Callback<String>>,
    /// Called with the username when the person forgot their password. Without it there is no such link.
    #[prop(optional, into)]
    on_forgot_password: Option<Callback<String>>,
) -> impl IntoView {
    let own = |callback| open_screen(handler(callback));
    let links = (on_sign_up.map(own), on_forgot_password.map(own));
    let on_step = OnStep::App(handler(on_step));
    prerendered::replace(&options);
    frame::in_language(options, move |options| {
        let (client, notice) = (client.clone(), notice.clone());
        let (on_step, links) = (on_step.clone(), links.clone());
        sign_in(client, options, &username, notice, on_step, links)
    })
}

/// Who handles the next step of the sign-in.
#[derive(Clone)]
pub(in crate::ui) enum OnStep {
    /// The [`Authenticator`](crate::ui::Authenticator) around this screen.
    Screens(ScreenToken),
    App(Handler<SignInStep>),
}

/// Renders the screen. `links` open the sign-up screen and the password reset.
pub(in crate::ui) fn sign_in(
    client: Client,
    options: &Options,
    username: &str,
    notice: Option<Notice>,
    on_step: OnStep,
    links: (Option<OpenScreen>, Option<OpenScreen>),
) -> Node {
    let strings: &Strings = &options.0.strings;
    let title = title(options, strings.sign_in_title, strings.sign_in_title_app);
    let first_factor = options.0.first_factor;
    let offers_choice = first_factor == FirstFactor::PasswordOrChoice;
    let asks_password = offers_choice || first_factor == FirstFactor::Password;
    let button = match asks_password {
        true => strings.sign_in,
        false => strings.go_on,
    };
    let form = Form::new(options, Screen::SignIn, title, button);
    let state = form.state.clone();
    if let Some(notice) = notice {
        state.show_notice(notice.translate(&options.0.strings));
    }
    let (above, mut below) = super::providers(&client, options, &state);
    let (on_sign_up, on_forgot_password) = links;
    if let Some(to) = on_sign_up
        && options.0.sign_up == SignUpAccess::Open
    {
        let answer = lazy_link(strings.sign_up_link, to, &state);
        below.push(question_with_link(strings.sign_up_question, answer));
    }
    // If the person chooses the password on the next screen, that one has the link.
    let on_forgot_password = on_forgot_password.filter(|_| asks_password);
    let forgot = on_forgot_password.map(|to| lazy_link(strings.forgot_link, to, &state));
    let (name, choice) = username_field(options, username);
    let mut fields = vec![name];
    if asks_password {
        let password = FieldSpec::password(strings, strings.password);
        fields.push(match offers_choice {
            true => {
                password.with_error_message((CREDENTIAL_ERRORS, strings.error_credentials_or_none))
            }
            false => password,
        });
    }
    let sign_in = sign_in_work(client.clone(), options, on_step);
    let choice_link = offers_choice.then(|| choice_link(&client, options, &state, sign_in.clone()));
    let aside: Vec<Node> = forgot.into_iter().chain(choice_link).collect();
    let aside = (!aside.is_empty()).then(|| frame::block("vestibule-aside", aside));
    let form = Form {
        fields,
        choice,
        intercept: redirect_by_domain(&client, options),
        aside,
        above,
        below,
        ..form
    };
    #[cfg(feature = "srp")]
    if asks_password {
        prepare(&client);
    }
    form.view(Box::new(move |values| sign_in(values, first_factor)))
}

/// Errors that get one message: Cognito answers the same for a wrong password, an account without a password, and an
/// unknown account. If a pool reveals the last, or a disabled account, the screen must not.
const CREDENTIAL_ERRORS: &[ErrorKind] = &[
    ErrorKind::WrongCredentials,
    ErrorKind::UserNotFound,
    ErrorKind::UserDisabled,
];

/// Signs in with the values of the form.
type SignInWith = Arc<dyn Fn(Values, FirstFactor) -> Work + Send + Sync>;

fn sign_in_work(client: Client, options: &Options, on_step: OnStep) -> SignInWith {
    let options = options.clone();
    Arc::new(move |values, factor| {
        let client = remember::client(&client, &options, values.raw(remember::NAME));
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

/// Returns the link to sign in without a password.
fn choice_link(client: &Client, options: &Options, state: &FormState, sign_in: SignInWith) -> Node {
    let text = options.0.strings.without_password;
    let (client, options, state) = (client.clone(), options.clone(), state.clone());
    let press = move || {
        if !state.require_value("username") {
            return;
        }
        let (form, sign_in) = (state.clone(), sign_in.clone());
        let intercept = redirect_by_domain(&client, &options);
        state.run(Box::new(move || {
            let values = form.values();
            let redirect = intercept.as_ref().and_then(|intercept| intercept(&values));
            redirect.unwrap_or_else(|| sign_in(values, FirstFactor::Choice))
        }));
    };
    button::link(text, Box::new(press)).into()
}

/// Returns the username field, and the view between the fields and the button: the provider of the address, and the
/// checkbox to stay signed in.
fn username_field(options: &Options, username: &str) -> (FieldSpec, Option<Node>) {
    let name = FieldSpec::username(options, username);
    let checkbox = remember::checkbox(options);
    #[cfg(feature = "redirect")]
    if let Some(routing) = options.advanced().domain_routing {
        let (on_input, provider) = (routing.watch)(options, username);
        let choice: Vec<Node> = [provider].into_iter().chain(checkbox).collect();
        return (
            name.on_input(on_input),
            Some(frame::block("vestibule-between", choice)),
        );
    }
    (name, checkbox)
}

/// Returns the redirect for addresses whose domain belongs to a provider.
#[cfg(feature = "redirect")]
fn redirect_by_domain(client: &Client, options: &Options) -> Option<Interceptor> {
    let routing = options.advanced().domain_routing?;
    let (client, options) = (client.clone(), options.clone());
    Some(Box::new(move |values| {
        (routing.intercept)(&client, &options, values)
    }))
}

#[cfg(not(feature = "redirect"))]
fn redirect_by_domain(_: &Client, _: &Options) -> Option<Interceptor> {
    None
}

/// How long to wait before preparing the sign-in in the background, while the person types.
#[cfg(feature = "srp")]
const IDLE_BEFORE_PREFETCH: Duration = Duration::from_secs(2);

#[cfg(feature = "srp")]
fn prepare(client: &Client) {
    if !dom::is_browser() {
        return;
    }
    let client = client.clone();
    let spawn = client.platform().spawn.clone();
    // Spawned by the platform, since Leptos may not run tasks while a view is being rendered.
    spawn.spawn(Box::pin(async move {
        client.platform().clock.sleep(IDLE_BEFORE_PREFETCH).await;
        // If the chunk cannot be loaded, the sign-in tries again.
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
            shared_state::password_credentials(username, values.raw("password"))
        }
        FirstFactor::Choice => Credentials::choice(username),
        FirstFactor::Custom => Credentials::custom(username),
    };
    client.sign_in(credentials).await
}
