//! The code that confirms a new account.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    Client, CodeDelivery, ConfirmSignUpStep, Error, ErrorKind, Medium, SignInStep, SignUpStep,
};

use super::{back_link, question_with_link};
use crate::ui::code::{AutoSubmit, SHORT_CODE_LENGTH, read_code_input};
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::reactive::{Handler, handler};
use crate::ui::remember;
use crate::ui::shared_state::SharedState;
use crate::ui::{Notice, Options, Screen, UsernameKind, button, code, frame, style, web_otp};

/// The screen for the code of a new account. It can send another code.
#[component]
pub fn ConfirmSignUp(
    /// The client of the user pool. It signs in after the confirmation, if the password was chosen just before, or if
    /// Cognito gave a session for it.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// The step to complete.
    step: ConfirmSignUpStep,
    /// Called once the account is confirmed: with the next step if a sign-in next, or with `None` if the person has
    /// to sign in.
    #[prop(into)]
    on_done: Callback<Option<SignInStep>>,
    /// Called with the username when the person goes back to the sign-in screen. Without it there is no such link.
    #[prop(optional, into)]
    on_back: Option<Callback<String>>,
) -> impl IntoView {
    let (on_done, on_back) = (handler(on_done), on_back.map(handler));
    frame::in_language(options, move |options| {
        let (client, step) = (client.clone(), step.clone());
        let (on_done, handlers) = (on_done.clone(), (on_back.clone(), None));
        confirm_sign_up(client, options, step, None, on_done, handlers)
    })
}

/// Renders the screen. `on_back` leads to the sign-in screen, `on_change` to the sign-up form.
pub(in crate::ui) fn confirm_sign_up(
    client: Client,
    options: &Options,
    step: ConfirmSignUpStep,
    notice: Option<Notice>,
    on_done: Handler<Option<SignInStep>>,
    (on_back, on_change): (Option<Handler<String>>, Option<Handler<String>>),
) -> Node {
    let strings = &options.0.strings;
    let shared = SharedState::from_context();
    let client = remember::default_client(&client, options, shared.as_ref());
    let username = String::from(step.username());
    let title = code::title(strings, step.delivery());
    let address = shared
        .as_ref()
        .and_then(|shared| address(options, shared, step.delivery()));
    let form = Form::new(
        options,
        Screen::ConfirmSignUp,
        title.into(),
        strings.confirm,
    );

    if let Some(notice) = notice {
        form.state.show_notice(notice);
    }
    let captured = (
        client.clone(),
        shared.clone(),
        step.clone(),
        on_done.clone(),
    );
    let just_sent = step.delivery().is_some();
    let send = move || -> Work {
        let (client, shared, step, on_done) = captured.clone();
        Box::pin(async move {
            match step.resend().await {
                Err(error) if is_confirmed(&error) => {
                    on_done(sign_in_with_chosen_password(&client, shared).await)
                }
                sent => return sent.map(drop),
            }
            Ok(())
        })
    };
    let resend = code::resend(options, &form.state, just_sent, Arc::new(send));
    let mut links = vec![resend];
    links.extend(on_back.map(|to| back_link(options, to, username.clone())));
    let mut below = vec![frame::block("vestibule-links", links)];
    if let Some(to) = on_change
        && address.is_some()
    {
        let username = username.clone();
        let change = button::link(
            strings.change_address,
            Box::new(move || to(username.clone())),
        );
        below.push(question_with_link(strings.wrong_address, change.into()));
    }

    style::adopt_steps(options);
    web_otp::listen(&form.state, step.delivery());
    let code_field = FieldSpec::code(strings).in_cells(SHORT_CODE_LENGTH);
    let code_field = code_field.on_input(read_code_input(
        &form.state,
        AutoSubmit::AtLength(SHORT_CODE_LENGTH),
    ));
    let form = Form {
        lead: match step.delivery() {
            Some(sent) => code::lead_with_address(strings, Some(sent), address.as_deref()),
            None => vec![strings.step_strings().confirm_lead.into()],
        },
        fields: vec![code_field],
        username: Some(username),
        below,
        ..form
    };
    form.view(Box::new(move |values: Values| -> Work {
        let (client, step) = (client.clone(), step.clone());
        let (shared, on_done) = (shared.clone(), on_done.clone());
        Box::pin(async move {
            let confirmed = match step.submit(&values.code("code")).await {
                // It was confirmed by a link in the e-mail, in another tab, or by an administrator.
                Err(error) if is_confirmed(&error) => None,
                confirmed => Some(confirmed?),
            };
            let mut next = sign_in_with_chosen_password(&client, shared).await;
            // After a reload the password is gone, but Cognito may have given a session.
            if next.is_none()
                && let Some(SignUpStep::Done(signed_up)) = confirmed
                && signed_up.can_sign_in()
            {
                next = client.sign_in_signed_up(&signed_up).await.ok();
            }
            on_done(next);
            Ok(())
        })
    }))
}

fn is_confirmed(error: &Error) -> bool {
    error.kind() == ErrorKind::AlreadyConfirmed
}

/// Signs in with the password that was chosen just before, if there is one.
async fn sign_in_with_chosen_password(
    client: &Client,
    shared: Option<SharedState>,
) -> Option<SignInStep> {
    shared?.sign_in(client).await
}

/// Returns the address that the code was sent to, as the person entered it: they notice a mistake in it, but not in
/// Cognito's masked `a***@e***`.
fn address(
    options: &Options,
    shared: &SharedState,
    delivery: Option<&CodeDelivery>,
) -> Option<String> {
    let (own, kind) = match delivery?.medium {
        Medium::Email => ("email", UsernameKind::Email),
        Medium::Sms => ("phone_number", UsernameKind::PhoneNumber),
        _ => return None,
    };
    let name = if options.0.username == kind {
        "username"
    } else {
        own
    };
    shared.sign_up_value(name)
}
