//! The code that confirms a new account.

use leptos::prelude::*;

use crate::{
    Client, CodeDelivery, ConfirmSignUpStep, Error, ErrorKind, Medium, SignInStep, SignUpStep,
};

use super::{back, question};
use crate::ui::code::{SHORT, Sends, as_it_comes};
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::kept::Kept;
use crate::ui::live::{Told, told};
use crate::ui::node::Node;
use crate::ui::remember;
use crate::ui::{Notice, Options, Screen, UsernameKind, button, code, frame, style, web_otp};

/// The screen that asks for the code of a new account, and can send another.
#[component]
pub fn ConfirmSignUp(
    /// Signs in with it afterwards, where the password was chosen a moment ago, or where Cognito gave
    /// a session to sign in by.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// The step to complete.
    step: ConfirmSignUpStep,
    /// Told once the account is confirmed: of the sign-in that followed at once, or of nothing
    /// where the person must sign in.
    #[prop(into)]
    on_done: Callback<Option<SignInStep>>,
    /// Leads back to the sign-in screen. No link without it.
    #[prop(optional, into)]
    on_back: Option<Callback<String>>,
) -> impl IntoView {
    let (on_done, on_back) = (told(on_done), on_back.map(told));
    frame::in_language(options, move |options| {
        let (client, step) = (client.clone(), step.clone());
        let (on_done, ways) = (on_done.clone(), (on_back.clone(), None));
        confirm_sign_up(client, options, step, None, on_done, ways)
    })
}

/// `on_back` leads to the sign-in screen, `on_change` to where the address is typed.
pub(in crate::ui) fn confirm_sign_up(
    client: Client,
    options: &Options,
    step: ConfirmSignUpStep,
    notice: Option<Notice>,
    on_done: Told<Option<SignInStep>>,
    (on_back, on_change): (Option<Told<String>>, Option<Told<String>>),
) -> Node {
    let strings = &options.0.strings;
    let client = remember::unasked(&client, options);
    let kept = Kept::around();
    let username = String::from(step.username());
    let title = code::title(strings, step.delivery());
    let address = kept
        .as_ref()
        .and_then(|kept| address(options, kept, step.delivery()));
    let form = Form::new(
        options,
        Screen::ConfirmSignUp,
        title.into(),
        strings.confirm,
    );

    if let Some(notice) = notice {
        form.state.say(notice);
    }
    let again = (client.clone(), kept.clone(), step.clone(), on_done.clone());
    let just_sent = step.delivery().is_some();
    let send = move || -> Work {
        let (client, kept, step, on_done) = again.clone();
        Box::pin(async move {
            match step.resend().await {
                Err(error) if is_confirmed(&error) => on_done(sign_in_kept(&client, kept).await),
                sent => return sent.map(drop),
            }
            Ok(())
        })
    };
    let resend = code::resend(options, &form.state, just_sent, Box::new(send));
    let mut links = vec![resend];
    links.extend(on_back.map(|to| back(options, to, username.clone())));
    let mut below = vec![frame::block("vestibule-links", links)];
    if let Some(to) = on_change
        && address.is_some()
    {
        let username = username.clone();
        let change = button::link(
            strings.change_address,
            Box::new(move || to(username.clone())),
        );
        below.push(question(strings.wrong_address, change.into()));
    }

    style::adopt_steps(options);
    web_otp::listen(&form.state, step.delivery());
    let code_field = Spec::code(strings).in_cells(SHORT);
    let code_field = code_field.on_typed(as_it_comes(&form.state, Sends::At(SHORT)));
    let form = Form {
        lead: match step.delivery() {
            Some(sent) => code::lead_to(strings, Some(sent), address.as_deref()),
            None => vec![strings.of_steps().confirm_lead.into()],
        },
        fields: vec![code_field],
        username: Some(username),
        below,
        ..form
    };
    form.view(Box::new(move |values: Values| -> Work {
        let (client, step) = (client.clone(), step.clone());
        let (kept, on_done) = (kept.clone(), on_done.clone());
        Box::pin(async move {
            let confirmed = match step.submit(&values.code("code")).await {
                // By a link in the mail, in another tab, or by an administrator.
                Err(error) if is_confirmed(&error) => None,
                confirmed => Some(confirmed?),
            };
            let mut followed = sign_in_kept(&client, kept).await;
            // After a reload nobody has the password, but Cognito may have given a session.
            if followed.is_none()
                && let Some(SignUpStep::Done(signed_up)) = confirmed
                && signed_up.can_sign_in()
            {
                followed = client.sign_in_signed_up(&signed_up).await.ok();
            }
            on_done(followed);
            Ok(())
        })
    }))
}

fn is_confirmed(error: &Error) -> bool {
    error.kind() == ErrorKind::AlreadyConfirmed
}

/// Signs in with the password that was chosen a moment ago, where it was.
async fn sign_in_kept(client: &Client, kept: Option<Kept>) -> Option<SignInStep> {
    kept?.sign_in(client).await
}

/// The address that the code went to, as the person has just typed it: a slip is seen in that, and not in
/// Cognito's `a***@e***`.
fn address(options: &Options, kept: &Kept, delivery: Option<&CodeDelivery>) -> Option<String> {
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
    kept.typed(name)
}
