//! The texts of the screens. English by default; each one can be replaced.
//!
//! This module has the texts of every page, `steps` those of the further steps of a sign-in, `account` those of the
//! account page; `errors` maps errors to messages.

use crate::protocol::text::cut_text;

#[macro_use]
mod texts;

mod account;
mod errors;
mod steps;

pub use account::AccountStrings;
pub use steps::StepStrings;
#[doc(hidden)]
pub use texts::Entry;
pub use texts::Plural;
pub(super) use texts::{FromFile, TextValue};

texts! {
    /// The texts of the screens; [`StepStrings`] has those of the further steps of a sign-in.
    ///
    /// Replace some texts and take the others from [`Strings::ENGLISH`]:
    ///
    /// ```
    /// use vestibule::ui::Strings;
    ///
    /// let strings = Strings { sign_in: "Log in", ..Strings::ENGLISH };
    /// assert_eq!(strings.sign_up, "Create account");
    /// ```
    ///
    /// Placeholders in braces are replaced when the text is shown; the comment of each text lists its placeholders.
    /// Other languages are files, which [`Options::language`](super::Options::language) loads.
    Strings {
        /// Title of the sign-in screen if the app has no name.
        sign_in_title = "Sign in",
        /// Title of the sign-in screen. `{app}`: the app's name.
        sign_in_title_app = "Sign in to {app}",
        /// Title of the sign-up screen if the app has no name.
        sign_up_title = "Create an account",
        /// Title of the sign-up screen. `{app}`: the app's name.
        sign_up_title_app = "Create your {app} account",
        /// Title of the screen for a code that was sent by email.
        check_email = "Check your email",
        /// Title of the screen for a code that was sent as a text message.
        check_phone = "Check your phone",
        /// Title of the screen for a code if it is not known how it was sent.
        enter_code = "Enter your code",
        /// Where the code was sent. `{destination}`: masked by Cognito, such as `a***@e***.com`.
        code_sent_to = "We sent a code to {destination}",
        /// The same if the destination is not known.
        code_sent = "Enter the code that we sent you.",
        /// Title of the screen that asks for the username to reset its password.
        forgot_title = "Forgot your password?",
        /// Explains what that screen does.
        forgot_lead = "We will send you a code to choose a new one.",
        /// Title of the screens for a new password.
        new_password_title = "Choose a new password",
        /// Explains that a new password is required to complete the sign-in.
        new_password_lead = "Your account needs a password of your own before you go on.",
        /// Title of the screen that changes the password of a signed-in user.
        change_password_title = "Change your password",
        /// Title of the card that is shown to a signed-in user.
        signed_in_title = "You are signed in",
        /// Below that title. `{username}`.
        signed_in_as = "Signed in as {username}",
        /// Title if a session could not be refreshed, for example without a network connection.
        trouble_title = "One moment",

        /// Label: the username.
        username = "Username",
        /// Label: the email address.
        email = "Email",
        /// Label: the phone number.
        phone_number = "Phone number",
        /// Label: the password.
        password = "Password",
        /// Label: the current password, to change it.
        current_password = "Current password",
        /// Label: a new password.
        new_password = "New password",
        /// Label: a code that was sent.
        code = "Code",
        /// Label: the checkbox to stay signed in.
        remember_me = "Keep me signed in on this device",
        /// After the label of an optional field.
        optional = "optional",

        /// Button: sign in.
        sign_in = "Sign in",
        /// Link: to sign in without a password.
        without_password = "Sign in without a password",
        /// Button: continues to the next step.
        go_on = "Continue",
        /// Button: sign up.
        sign_up = "Create account",
        /// Button: submits the code that confirms an account.
        confirm = "Confirm",
        /// Button: requests a code.
        send_code = "Send code",
        /// Button: saves the new password.
        save_password = "Save password",
        /// Button: sign out.
        sign_out = "Sign out",
        /// Button: tries again.
        try_again = "Try again",
        /// Button: makes the password readable.
        show = "Show",
        /// Button: hides the password again.
        hide = "Hide",
        /// The accessible name of the button `show`.
        show_password = "Show password",
        /// The accessible name of the button `hide`.
        hide_password = "Hide password",
        /// Shown if a request takes more than a few seconds.
        still_trying = "Still trying…",
        /// Button: cancels the request.
        cancel = "Cancel",
        /// Announced by screen readers while a request is pending.
        busy = "One moment",

        /// Link: to the screen for a forgotten password.
        forgot_link = "Forgot your password?",
        /// Before `sign_up_link`.
        sign_up_question = "New here?",
        /// Link: to the sign-up screen.
        sign_up_link = "Create an account",
        /// Before `sign_in_link`.
        sign_in_question = "Have an account?",
        /// Link: to the sign-in screen.
        sign_in_link = "Sign in",
        /// Link: for a user who already has a code.
        have_code = "I have a code",
        /// Before `change_address`.
        wrong_address = "Wrong address?",
        /// Link: back to the sign-up screen, with the values that were entered there.
        change_address = "Change it",
        /// Link: back to the sign-in screen.
        back_to_sign_in = "Back to sign in",
        /// Link: sends another code.
        resend = "Send a new code",
        /// The same link during the time in which it is disabled. `{seconds}`.
        resend_wait = { one: "New code in {seconds} second", other: "New code in {seconds} seconds" },
        /// Shown after another code was sent.
        resent = "We sent a new code.",
        /// Between the form and the buttons of other providers.
        or = "or",
        /// A provider's button. `{provider}`: its name.
        continue_with = "Continue with {provider}",
        /// On the button of the provider that was used last in this browser.
        last_used = "Last used",
        /// Shows the providers that are collapsed.
        more_ways = "More ways",
        /// Below an email address whose domain belongs to a provider. `{provider}`: its name.
        signs_in_with = "You sign in with {provider}.",

        /// Below a password field while Caps Lock is on.
        caps_lock = "Caps Lock is on.",
        /// The requirements of a new password. `{rules}`: a list of the rules below.
        rules = "Use {rules}.",
        /// The requirements that are not met yet. `{rules}`.
        rules_left = "Still needed: {rules}.",
        /// Shown when all requirements are met.
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

        /// Error: the username is empty.
        missing_username = "Enter your username.",
        /// Error: the email address is empty.
        missing_email = "Enter your email address.",
        /// Error: the phone number is empty.
        missing_phone_number = "Enter your phone number.",
        /// Error: the password is empty.
        missing_password = "Enter your password.",
        /// Error: the new password is empty.
        missing_new_password = "Enter a new password.",
        /// Error: the code is empty.
        missing_code = "Enter the code.",
        /// Error: any other required field is empty.
        missing = "Fill this in.",

        /// Above the sign-in button after an account was confirmed.
        account_ready = "Your account is ready. Sign in to go on.",
        /// After the password was changed.
        password_saved = "Your new password is saved.",
        /// After the user has signed out.
        signed_out = "You are signed out.",
        /// After a session has ended.
        session_ended = "You were signed out. Sign in again.",
        /// After a session was revoked.
        session_revoked = "You were signed out elsewhere. Sign in again.",
        /// After a session ended because the user was idle.
        signed_out_idle = "You were signed out because you had not been active for a while.",
        /// After a session reached the maximum age that the app allows.
        signed_out_total = "You were signed out because you had been signed in for a long time.",

        /// Error: no network connection.
        error_network = "We cannot reach the service. Check your connection.",
        /// Error: no response in time.
        error_timeout = "That took too long. Try again.",
        /// Error: the service has a problem.
        error_service = "The service has trouble. Try again in a moment.",
        /// Error: the request is only possible in the pool's primary Region, or not at all during a recovery.
        error_region = "This cannot be done right now. Try again later.",
        /// Error: too many requests or attempts.
        error_too_many = "Too many tries. Wait a little, then try again.",
        /// Error: unknown user or wrong password. One message for both, so that it does not reveal whether the user
        /// exists.
        error_credentials = "Those details do not match. Try again.",
        /// The same if there is a link to sign in without a password.
        error_credentials_or_none = "Those details do not match. Try again, or sign in without a password.",
        /// Error: the current password is wrong, when changing it.
        error_current_password = "That is not your current password.",
        /// Error: the username is taken, which this text does not reveal.
        error_username_exists = "That cannot be used here. Choose another, or sign in with it.",
        /// Error: another account has this email address or phone number, which this text does not reveal.
        error_alias_exists = "That cannot be used here. Choose another.",
        /// Error: the account is not confirmed yet.
        error_unconfirmed = "This account is not confirmed yet.",
        /// Error: the account is already confirmed, and the screen cannot continue by itself.
        error_already_confirmed = "This account is confirmed. Sign in to go on.",
        /// Error: the temporary password of an invitation has expired.
        error_temporary_password = "The password of your invitation has expired. Ask for a new invitation.",
        /// Error: the password cannot be reset because the user has not set one yet.
        error_cannot_reset = "There is no password to reset yet. Sign in as your invitation says, or ask for a new one.",
        /// Error: the password cannot be reset because the account has no verified address.
        error_no_verified_address = "We have no confirmed address to send a code to. Ask the makers of this app for help.",
        /// Error: the password must be reset first.
        error_reset_required = "This account needs a new password.",
        /// Error: the password does not meet the requirements, without details from Cognito.
        error_weak_password = "Choose a stronger password.",
        /// Error: the password was used before.
        error_password_reused = "You had this password before. Choose another.",
        /// Error: a wrong code.
        error_code = "That code did not match. Check it and try again.",
        /// Error: an expired code.
        error_code_expired = "That code is too old. Ask for a new one.",
        /// Error: another code requires the password again.
        error_password_needed = "Sign in again to get a new code.",
        /// Error: the code could not be sent.
        error_code_delivery = "We could not send the code. Try again later.",
        /// Error: Cognito does not accept a value.
        error_input = "Something here is not right. Check it.",
        /// Error: Cognito does not accept the username.
        error_username = "That username cannot be used. Check it for spaces and typing errors.",
        /// Error: Cognito does not accept the email address.
        error_email = "That is not an email address. One looks like name@example.com.",
        /// Error: Cognito does not accept the phone number.
        error_phone_number = "That is not a phone number. One looks like +441632960123.",
        /// Error: Cognito does not accept the characters or the length of a password.
        error_password = "That password cannot be used. It may be too short, or begin or end with a space.",
        /// Error: not permitted.
        error_not_allowed = "That is not allowed.",
        /// Error: the app or its user pool is misconfigured.
        error_setup = "This app is not set up right. Tell its makers.",
        /// Error: a redirect sign-in was cancelled at the provider.
        error_cancelled = "Sign-in was cancelled.",
        /// Error: a second factor is required, and the user has none and cannot set one up.
        error_second_factor = "Your account has no second factor that this app takes. Ask its makers.",
        /// Error: the user cannot reach the required level.
        error_level = "This needs a stronger sign-in than your account has set up.",
        /// Error: the browser lacks a feature that the page requires.
        error_browser = "Your browser cannot do this, or is set not to. Try another one.",
        /// Error: the browser has blocked the window for the sign-in.
        error_popup_blocked = "Your browser blocked the window. Allow it here, and try again.",
        /// Error: the response of a redirect sign-in is invalid.
        error_redirect = "That sign-in did not finish. Try again.",
        /// Error: the sign-in has expired before its next step.
        error_sign_in_expired = "That took too long. Start again.",
        /// Error: the browser does not allow the page to store data.
        error_storage = "This browser does not let us keep you signed in.",
        /// Error: any other.
        error_other = "Something went wrong. Try again.",

        @
        /// The texts of the further steps of a sign-in; English if `None`. They are separate, so that a page loads them
        /// with the chunk of those steps.
        steps: Option<&'static StepStrings> = None,

        @
        /// The texts of the account page; English if `None`. They are separate for the same reason.
        account: Option<&'static AccountStrings> = None,
    }
}

impl Strings {
    /// Returns the texts of the further steps of a sign-in for the app's own language. Screens use those of
    /// `CurrentStrings`.
    pub(super) fn own_step_strings(&self) -> &'static StepStrings {
        self.steps.unwrap_or(&StepStrings::ENGLISH)
    }

    /// Returns the texts of the account page.
    pub(super) fn account_strings(&self) -> &'static AccountStrings {
        self.account.unwrap_or(&AccountStrings::ENGLISH)
    }
}

/// Replaces one placeholder of a text.
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
