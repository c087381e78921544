//! Every word that the screens say. English by default; each one can be replaced.
//!
//! Here are the words of the screens that every page has, in `steps` those of the further steps of a sign-in, in
//! `account` those of the account page; `errors` says which sentence belongs to an error.

use crate::protocol::text::cut_text;

#[macro_use]
mod words;

mod account;
mod errors;
mod steps;

pub use account::AccountStrings;
pub use steps::StepStrings;
#[doc(hidden)]
pub use words::Entry;
pub use words::Plural;
pub(super) use words::{FromFile, Word};

words! {
    /// The words of the screens; what only the further steps of a sign-in say is in [`StepStrings`].
    ///
    /// Replace what you like and take the rest from [`Strings::ENGLISH`]:
    ///
    /// ```
    /// use vestibule::ui::Strings;
    ///
    /// let strings = Strings { sign_in: "Log in", ..Strings::ENGLISH };
    /// assert_eq!(strings.sign_up, "Create account");
    /// ```
    ///
    /// Parts in braces are filled in where the sentence is shown; the comment of each string
    /// names those that it may hold. Other languages are files, which
    /// [`Options::language`](super::Options::language) loads.
    Strings {
        /// The title of the sign-in screen where the app has no name.
        sign_in_title = "Sign in",
        /// The title of the sign-in screen. `{app}`: the app's name.
        sign_in_title_app = "Sign in to {app}",
        /// The title of the sign-up screen where the app has no name.
        sign_up_title = "Create an account",
        /// The title of the sign-up screen. `{app}`: the app's name.
        sign_up_title_app = "Create your {app} account",
        /// The title above a code that went out by e-mail.
        check_email = "Check your email",
        /// The title above a code that went out as a text message.
        check_phone = "Check your phone",
        /// The title above a code where it is not known how it went out.
        enter_code = "Enter your code",
        /// What was sent where. `{destination}`: as Cognito masks it, such as `a***@e***.com`.
        code_sent_to = "We sent a code to {destination}",
        /// The same where the destination is not known.
        code_sent = "Enter the code that we sent you.",
        /// The title of the screen that asks whose password was forgotten.
        forgot_title = "Forgot your password?",
        /// What will happen on that screen.
        forgot_lead = "We will send you a code to choose a new one.",
        /// The title of the screens that take a new password.
        new_password_title = "Choose a new password",
        /// Why a person who has just signed in must choose a password.
        new_password_lead = "Your account needs a password of your own before you go on.",
        /// The title of the screen that changes the password of someone who is signed in.
        change_password_title = "Change your password",
        /// The title of the card that says that one is signed in.
        signed_in_title = "You are signed in",
        /// Who is signed in. `{username}`.
        signed_in_as = "Signed in as {username}",
        /// The title where a session could not be renewed, for want of a network for instance.
        trouble_title = "One moment",

        /// Label: the username.
        username = "Username",
        /// Label: the e-mail address.
        email = "Email",
        /// Label: the phone number.
        phone_number = "Phone number",
        /// Label: the password.
        password = "Password",
        /// Label: the present password of someone who changes it.
        current_password = "Current password",
        /// Label: a new password.
        new_password = "New password",
        /// Label: a code that was sent.
        code = "Code",
        /// Label: the box of who wants to be remembered.
        remember_me = "Keep me signed in on this device",
        /// Stands behind the label of a field that may stay empty.
        optional = "optional",

        /// Button: sign in.
        sign_in = "Sign in",
        /// Link: to the other ways to sign in, for whoever has no password.
        without_password = "Sign in without a password",
        /// Button: on to what comes next.
        go_on = "Continue",
        /// Button: sign up.
        sign_up = "Create account",
        /// Button: confirm by code.
        confirm = "Confirm",
        /// Button: ask for a code.
        send_code = "Send code",
        /// Button: keep the new password.
        save_password = "Save password",
        /// Button: sign out.
        sign_out = "Sign out",
        /// Button: once more.
        try_again = "Try again",
        /// Button: shows what was typed as a password.
        show = "Show",
        /// Button: hides it again.
        hide = "Hide",
        /// What a screen reader says for `show`.
        show_password = "Show password",
        /// What a screen reader says for `hide`.
        hide_password = "Hide password",
        /// Said where an answer has not come for some seconds.
        still_trying = "Still trying…",
        /// Button: gives up what is under way.
        cancel = "Cancel",
        /// Said to screen readers while a request is under way.
        busy = "One moment",

        /// Link: to the forgotten password.
        forgot_link = "Forgot your password?",
        /// Asks in front of `sign_up_link`.
        sign_up_question = "New here?",
        /// Link: to the sign-up screen.
        sign_up_link = "Create an account",
        /// Asks in front of `sign_in_link`.
        sign_in_question = "Have an account?",
        /// Link: to the sign-in screen.
        sign_in_link = "Sign in",
        /// Link: for someone who has a code already.
        have_code = "I have a code",
        /// Asks in front of `change_address`.
        wrong_address = "Wrong address?",
        /// Link: back to the sign-up screen, with what was typed there.
        change_address = "Change it",
        /// Link: back to the sign-in screen.
        back_to_sign_in = "Back to sign in",
        /// Link: send another code.
        resend = "Send a new code",
        /// The same link while it rests. `{seconds}`.
        resend_wait = { one: "New code in {seconds} second", other: "New code in {seconds} seconds" },
        /// Said when another code went out.
        resent = "We sent a new code.",
        /// Between the form and the buttons of other providers.
        or = "or",
        /// A provider's button. `{provider}`: its name.
        continue_with = "Continue with {provider}",
        /// On the button of the provider that this browser used last.
        last_used = "Last used",
        /// Shows the providers that are folded away.
        more_ways = "More ways",
        /// Below an address whose domain leads to a provider. `{provider}`: its name.
        signs_in_with = "You sign in with {provider}.",

        /// Below a password that is typed with this key on.
        caps_lock = "Caps Lock is on.",
        /// What a new password needs. `{rules}`: a list made of the rules below.
        rules = "Use {rules}.",
        /// What is still missing while one types. `{rules}`.
        rules_left = "Still needed: {rules}.",
        /// Said once nothing is missing.
        rules_met = "That will do.",
        /// A rule: length. `{count}`.
        rule_length = { one: "{count}+ character", other: "{count}+ characters" },
        /// A rule: a lower-case letter.
        rule_lowercase = "a–z",
        /// A rule: an upper-case letter.
        rule_uppercase = "A–Z",
        /// A rule: a digit.
        rule_number = "0–9",
        /// A rule: a symbol.
        rule_symbol = "a symbol",

        /// Under an empty username.
        missing_username = "Enter your username.",
        /// Under an empty e-mail address.
        missing_email = "Enter your email address.",
        /// Under an empty phone number.
        missing_phone_number = "Enter your phone number.",
        /// Under an empty password.
        missing_password = "Enter your password.",
        /// Under an empty new password.
        missing_new_password = "Enter a new password.",
        /// Under an empty code.
        missing_code = "Enter the code.",
        /// Under any other empty field that must be filled in.
        missing = "Fill this in.",

        /// Above the sign-in button after an account was confirmed.
        account_ready = "Your account is ready. Sign in to go on.",
        /// After the password was changed.
        password_saved = "Your new password is saved.",
        /// After the person has signed out.
        signed_out = "You are signed out.",
        /// After a session came to its end.
        session_ended = "You were signed out. Sign in again.",
        /// After a session was revoked.
        session_revoked = "You were signed out elsewhere. Sign in again.",
        /// After a session ended because nobody was active.
        signed_out_idle = "You were signed out because you had not been active for a while.",
        /// After a session had lasted for as long as the app lets one last.
        signed_out_total = "You were signed out because you had been signed in for a long time.",

        /// Error: no network.
        error_network = "We cannot reach the service. Check your connection.",
        /// Error: no answer in time.
        error_timeout = "That took too long. Try again.",
        /// Error: the service has trouble of its own.
        error_service = "The service has trouble. Try again in a moment.",
        /// What only the pool's primary Region can do, or nobody during a recovery.
        error_region = "This cannot be done right now. Try again later.",
        /// Error: too many requests or tries.
        error_too_many = "Too many tries. Wait a little, then try again.",
        /// Error: unknown user or wrong password: one sentence for both, so that it betrays nothing.
        error_credentials = "Those details do not match. Try again.",
        /// The same, where there is a link to sign in without a password.
        error_credentials_or_none = "Those details do not match. Try again, or sign in without a password.",
        /// Error: the present password was not right, when changing it.
        error_current_password = "That is not your current password.",
        /// Error: the username is taken, which these words do not tell.
        error_username_exists = "That cannot be used here. Choose another, or sign in with it.",
        /// Error: another account has this e-mail address or phone number, which these words do not
        /// tell.
        error_alias_exists = "That cannot be used here. Choose another.",
        /// Error: the account waits for its code.
        error_unconfirmed = "This account is not confirmed yet.",
        /// Error: the account is confirmed already, where the screen cannot lead on by itself.
        error_already_confirmed = "This account is confirmed. Sign in to go on.",
        /// Error: the temporary password of an invitation is too old.
        error_temporary_password = "The password of your invitation has expired. Ask for a new invitation.",
        /// Error: a password cannot be reset, since the person has none of their own yet.
        error_cannot_reset = "There is no password to reset yet. Sign in as your invitation says, or ask for a new one.",
        /// Error: a password cannot be reset, since no address of the account was ever confirmed.
        error_no_verified_address = "We have no confirmed address to send a code to. Ask the makers of this app for help.",
        /// Error: the account must have a new password first.
        error_reset_required = "This account needs a new password.",
        /// Error: the password is too weak, where Cognito says no more.
        error_weak_password = "Choose a stronger password.",
        /// Error: the password was used before.
        error_password_reused = "You had this password before. Choose another.",
        /// Error: a wrong code.
        error_code = "That code did not match. Check it and try again.",
        /// Error: an old code.
        error_code_expired = "That code is too old. Ask for a new one.",
        /// Error: another code takes the password again.
        error_password_needed = "Sign in again to get a new code.",
        /// Error: the code could not be sent.
        error_code_delivery = "We could not send the code. Try again later.",
        /// Error: Cognito does not accept what was typed.
        error_input = "Something here is not right. Check it.",
        /// Error: Cognito does not accept the username.
        error_username = "That username cannot be used. Check it for spaces and typing errors.",
        /// Error: Cognito does not accept the email address.
        error_email = "That is not an email address. One looks like name@example.com.",
        /// Error: Cognito does not accept the phone number.
        error_phone_number = "That is not a phone number. One looks like +441632960123.",
        /// Error: Cognito does not accept the characters of a password, or its length.
        error_password = "That password cannot be used. It may be too short, or begin or end with a space.",
        /// Error: not permitted.
        error_not_allowed = "That is not allowed.",
        /// Error: the app or its user pool is set up wrongly.
        error_setup = "This app is not set up right. Tell its makers.",
        /// Error: a redirect sign-in was given up at the provider.
        error_cancelled = "Sign-in was cancelled.",
        /// Error: a second factor is required, and the person has none and can set up none.
        error_second_factor = "Your account has no second factor that this app takes. Ask its makers.",
        /// A level of sign-in that the person cannot reach.
        error_level = "This needs a stronger sign-in than your account has set up.",
        /// Error: the browser lacks what the page is made of.
        error_browser = "Your browser cannot do this, or is set not to. Try another one.",
        /// Error: the browser opened no window for the sign-in.
        error_popup_blocked = "Your browser blocked the window. Allow it here, and try again.",
        /// Error: a redirect sign-in came back in a state that cannot be used.
        error_redirect = "That sign-in did not finish. Try again.",
        /// Error: a sign-in that waited too long for its next step.
        error_sign_in_expired = "That took too long. Start again.",
        /// Error: the browser keeps nothing for this page.
        error_storage = "This browser does not let us keep you signed in.",
        /// Error: anything else.
        error_other = "Something went wrong. Try again.",

        @
        /// What the further steps of a sign-in say; English where it is `None`. They stand apart so that a page
        /// fetches them with the screens of those steps.
        steps: Option<&'static StepStrings> = None,

        @
        /// What the account page says; English where it is `None`. They stand apart for the same reason.
        account: Option<&'static AccountStrings> = None,
    }
}

impl Strings {
    /// What the further steps of a sign-in say, where no other language is set: screens ask `CurrentStrings`.
    pub(super) fn own_steps(&self) -> &'static StepStrings {
        self.steps.unwrap_or(&StepStrings::ENGLISH)
    }

    /// What the account page says.
    pub(super) fn of_account(&self) -> &'static AccountStrings {
        self.account.unwrap_or(&AccountStrings::ENGLISH)
    }
}

/// Fills one placeholder of a string.
pub(super) fn fill(template: &str, placeholder: &str, value: &str) -> String {
    let mut filled = String::with_capacity(template.len() + value.len());
    match cut_text(template, placeholder) {
        Some((before, after)) => {
            filled.push_str(before);
            filled.push_str(value);
            filled.push_str(after);
        }
        None => filled.push_str(template),
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once_and_only_where_they_are() {
        assert_eq!(fill("to {app}.", "{app}", "{app}"), "to {app}.");
        assert_eq!(fill("to you", "{app}", "Notes"), "to you");
    }
}
