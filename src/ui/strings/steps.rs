//! What the further steps of a sign-in say: codes, the choice of a factor, its set-up, what a new password lacks.

use crate::protocol::text::{cut_text, has};
use crate::ui::PasswordStrength;

words! {
    /// The words of the further steps of a sign-in, for [`Strings::steps`](super::Strings::steps).
    ///
    /// ```
    /// use vestibule::ui::{StepStrings, Strings};
    ///
    /// static STEPS: StepStrings = StepStrings { sms: "SMS", ..StepStrings::ENGLISH };
    /// let strings = Strings { steps: Some(&STEPS), ..Strings::ENGLISH };
    /// # let _ = strings;
    /// ```
    StepStrings {
        /// Below the title, where a new account is to be confirmed and no code was sent just now.
        confirm_lead = "Enter the code that confirms your account, or ask for a new one.",
        /// Why a code was sent to somebody who wanted to sign in.
        unconfirmed = "Your account is not confirmed yet, so we sent you a code.",
        /// Asks in front of `sign_in_again`, where no other code can be sent.
        no_code = "No code?",
        /// Link: back to the sign-in, after which another code is sent.
        sign_in_again = "Sign in again for a new one",
        /// Link: back to the choice of a factor.
        another_way = "Sign in another way",

        /// Below the title, where an authenticator app shows the code.
        app_code = "Open your authenticator app and enter the code that it shows.",
        /// The same where the app has a name. `{name}`.
        app_code_of = "Enter the code that your authenticator app ({name}) shows.",
        /// Error: a code of an authenticator app that is too old, or was used already.
        app_code_used = "That code was used, or is too old. Wait for the next one.",

        /// The title of the choice of a factor.
        choose_title = "How do you want to sign in?",
        /// The title of the choice of a second factor.
        choose_second_title = "Confirm that it is you",
        /// Below that title.
        choose_second_lead = "Choose how.",
        /// A factor: a password.
        password = "Password",
        /// A factor: a passkey.
        passkey = "Passkey",
        /// What a passkey is.
        passkey_hint = "Your fingerprint, face or screen lock",
        /// A factor: a code by e-mail.
        email = "Email",
        /// What happens then.
        email_hint = "We send you a code",
        /// A factor: a code by text message.
        sms = "Text message",
        /// What happens then.
        sms_hint = "We send a code to your phone",
        /// A factor: an authenticator app.
        app = "Authenticator app",
        /// What such an app does.
        app_hint = "An app on your phone shows a code",

        /// The title of the screen that asks for the password of a known name.
        password_title = "Enter your password",
        /// Whose password it is. `{username}`.
        password_lead = "You are signing in as {username}.",

        /// The title of the screen that asks for a passkey.
        passkey_title = "Use your passkey",
        /// What will happen.
        passkey_lead = "Your device asks for your fingerprint, your face or your screen lock.",
        /// Button: have the browser ask for the passkey.
        use_passkey = "Continue with a passkey",
        /// After the person has closed the browser's question, or it took too long.
        passkey_cancelled = "Nothing has happened yet. Try again.",
        /// Error: the passkey was not accepted.
        passkey_refused = "That passkey was not accepted. Try again, or sign in another way.",

        /// The title of the choice of a second factor to set up.
        set_up_title = "Add a second step",
        /// Why.
        set_up_lead = "Your account needs a second step when you sign in. Choose one.",
        /// The title of the set-up of an authenticator app.
        set_up_app_title = "Set up your authenticator app",
        /// What to do, where there is a QR code.
        set_up_app_scan = "Scan this with the app, then enter the code that it shows.",
        /// What to do, where there is none.
        set_up_app_type = "Add this key to the app, then enter the code that it shows.",
        /// What a screen reader says for the QR code.
        qr_code = "QR code for your authenticator app",
        /// Above the key, for who cannot scan the QR code.
        key = "Or enter this key in the app",
        /// The same, where there is no QR code.
        key_alone = "Your key",
        /// Button: copy the key.
        copy = "Copy",
        /// Said once it is copied.
        copied = "Copied",
        /// Said where the browser lets nothing be copied.
        not_copied = "Select and copy it by hand",
        /// Link, on phones: opens the authenticator app.
        open_app = "Open in your authenticator app",
        /// Label: a name for the app or its device.
        device_name = "Name of this device",
        /// Below that field.
        device_name_hint = "So that you know it later, such as “My phone”.",
        /// The title of the set-up of codes by e-mail.
        set_up_email_title = "Get codes by email",
        /// What will happen.
        set_up_email_lead = "We send a code to this address, now and each time you sign in.",

        /// Error: a new password is too short.
        password_short = "Choose a longer password.",
        /// Error: a new password lacks an upper-case letter.
        password_uppercase = "Add an uppercase letter.",
        /// Error: a new password lacks a lower-case letter.
        password_lowercase = "Add a lowercase letter.",
        /// Error: a new password lacks a digit.
        password_number = "Add a number.",
        /// Error: a new password lacks a symbol, such as `!` or `?`.
        password_symbol = "Add a symbol.",
        /// Error: a new password begins or ends with a space.
        password_space = "A password cannot begin or end with a space.",
        /// How hard a new password is to guess, in the eyes of the app's estimator: the weakest of four.
        strength_weak = "Weak: easy to guess",
        /// The second.
        strength_fair = "Fair: could be guessed",
        /// The third.
        strength_good = "Good: hard to guess",
        /// The strongest.
        strength_strong = "Strong: very hard to guess",

        /// The title of a question of the app's own.
        custom_title = "One more question",
        /// Below that title.
        custom_lead = "Answer it to go on.",
        /// Label: the answer.
        answer = "Answer",
        /// Under an empty answer.
        missing_answer = "Enter your answer.",
        /// Error: the same question is asked again.
        wrong_answer = "That answer did not match. Try again.",

        /// The title in front of a stronger or newer sign-in of somebody who is signed in.
        step_up_title = "Show that it is you",
        /// Why.
        step_up_lead = "This needs a stronger sign-in than the one that you have.",
        /// Link: leaves everything as it is.
        cancel = "Not now",

        /// Label of an attribute: the whole name.
        name = "Full name",
        /// Label of an attribute: the first name.
        given_name = "First name",
        /// Label of an attribute: a second one.
        middle_name = "Middle name",
        /// Label of an attribute: the last name.
        family_name = "Last name",
        /// Label of an attribute: what friends say.
        nickname = "Nickname",
        /// Label of an attribute: the name that others see.
        preferred_username = "Display name",
        /// Label of an attribute.
        birthdate = "Date of birth",
        /// Label of an attribute.
        gender = "Gender",
        /// Label of an attribute: the postal address.
        address = "Address",
        /// Label of an attribute: the address of a page of one's own.
        website = "Website",
        /// Label of an attribute: the address of a page about oneself.
        profile = "Profile page",
        /// Label of an attribute: the address of a picture of oneself.
        picture = "Address of a picture",
        /// Label of an attribute: the language, as `en-GB`.
        locale = "Language",
        /// Label of an attribute: the time zone.
        zoneinfo = "Time zone",
        /// What a screen reader says for the choice of a phone number's country.
        country = "Country",
        /// What stands in a list where nothing is chosen yet.
        choose = "Choose",
        /// Under a box that has to be ticked.
        missing_consent = "Tick this to go on.",
        /// Under a date that does not exist, or is not past.
        wrong_date = "Enter a date in the past.",
        /// Under a phone number that cannot be one.
        wrong_phone_number = "That is not a whole phone number.",
        /// Under an address on the Web that cannot be one.
        wrong_website = "Enter an address that begins with https://",
        /// Under a text. `{count}`: how many characters at least.
        too_short = "Use at least this many characters: {count}.",
        /// Under a text. `{count}`: how many characters at most.
        too_long = "Use at most this many characters: {count}.",
        /// Under what is no number.
        no_number = "Enter a whole number.",
        /// Under a number. `{count}`: the smallest.
        too_small = "Enter {count} or more.",
        /// Under a number. `{count}`: the largest.
        too_large = "Enter {count} or less.",

        /// The title where Cognito asks for something that these screens do not know.
        unknown_title = "One more step",
        /// The way on, where there are hosted pages.
        unknown_hosted = "This step is on another page of ours. You come back here afterwards.",
        /// What to do, where there are none.
        unknown_alone = "Your account needs a step that this app cannot show. Ask its makers for help.",
    }
}

impl StepStrings {
    pub(in crate::ui) fn of_strength(&self, strength: PasswordStrength) -> &'static str {
        match strength {
            PasswordStrength::Weak => self.strength_weak,
            PasswordStrength::Fair => self.strength_fair,
            PasswordStrength::Good => self.strength_good,
            PasswordStrength::Strong => self.strength_strong,
        }
    }

    /// What is said of a new password that Cognito refuses: its message names one rule of the pool at a time. None for
    /// words that are not known.
    ///
    /// The messages are in no document of AWS's; these are what pools answer.
    pub(in crate::ui) fn of_policy(&self, message: &str) -> Option<&'static str> {
        let known = [
            ("long enough", self.password_short),
            ("uppercase", self.password_uppercase),
            ("lowercase", self.password_lowercase),
            ("numeric", self.password_number),
            ("symbol", self.password_symbol),
            // The one expression of all pools: `^\S.*\S$`, `^[\S]+.*[\S]+$`.
            ("regular expression", self.password_space),
        ];
        let (_, rule) = cut_text(message, "policy: ")?;
        let mut known = known.into_iter();
        known.find_map(|(sign, words)| has(rule, sign).then_some(words))
    }
}
