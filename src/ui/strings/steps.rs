//! The texts of the further steps of a sign-in: codes, factors, their set-up, and feedback on new passwords.

use crate::protocol::text::{cut_text, has};
use crate::ui::PasswordStrength;

texts! {
    /// The texts of the further steps of a sign-in, for [`Strings::steps`](super::Strings::steps).
    ///
    /// ```
    /// use vestibule::ui::{StepStrings, Strings};
    ///
    /// static STEPS: StepStrings = StepStrings { sms: "SMS", ..StepStrings::ENGLISH };
    /// let strings = Strings { steps: Some(&STEPS), ..Strings::ENGLISH };
    /// # let _ = strings;
    /// ```
    StepStrings {
        /// Below the title, if a new account must be confirmed and no code was sent just now.
        confirm_lead = "Enter the code that confirms your account, or ask for a new one.",
        /// Explains why a code was sent during a sign-in.
        unconfirmed = "Your account is not confirmed yet, so we sent you a code.",
        /// Before `sign_in_again`, if no other code can be sent.
        no_code = "No code?",
        /// Link: back to the sign-in, which sends another code.
        sign_in_again = "Sign in again for a new one",
        /// Link: back to the choice of a factor.
        another_way = "Sign in another way",

        /// Below the title, if the code is shown by an authenticator app.
        app_code = "Open your authenticator app and enter the code that it shows.",
        /// The same if the app has a name. `{name}`.
        app_code_of = "Enter the code that your authenticator app ({name}) shows.",
        /// Error: a code of an authenticator app that has expired or was already used.
        app_code_used = "That code was used, or is too old. Wait for the next one.",

        /// Title of the choice of a factor.
        choose_title = "How do you want to sign in?",
        /// Title of the choice of a second factor.
        choose_second_title = "Confirm that it is you",
        /// Below that title.
        choose_second_lead = "Choose how.",
        /// A factor: a password.
        password = "Password",
        /// A factor: a passkey.
        passkey = "Passkey",
        /// Explains passkeys.
        passkey_hint = "Your fingerprint, face or screen lock",
        /// A factor: a code by email.
        email = "Email",
        /// Explains this factor.
        email_hint = "We send you a code",
        /// A factor: a code by text message.
        sms = "Text message",
        /// Explains this factor.
        sms_hint = "We send a code to your phone",
        /// A factor: an authenticator app.
        app = "Authenticator app",
        /// Explains this factor.
        app_hint = "An app on your phone shows a code",

        /// Title of the screen that asks for the password after the username.
        password_title = "Enter your password",
        /// Names the user. `{username}`.
        password_lead = "You are signing in as {username}.",

        /// Title of the screen that asks for a passkey.
        passkey_title = "Use your passkey",
        /// Explains the next step.
        passkey_lead = "Your device asks for your fingerprint, your face or your screen lock.",
        /// Button: opens the browser's dialog for passkeys.
        use_passkey = "Continue with a passkey",
        /// After the user has cancelled the browser's dialog, or it has timed out.
        passkey_cancelled = "Nothing has happened yet. Try again.",
        /// Error: the passkey was not accepted.
        passkey_refused = "That passkey was not accepted. Try again, or sign in another way.",

        /// Title of the choice of a second factor to set up.
        set_up_title = "Add a second step",
        /// Below that title.
        set_up_lead = "Your account needs a second step when you sign in. Choose one.",
        /// Title of the setup of an authenticator app.
        set_up_app_title = "Set up your authenticator app",
        /// Instructions if there is a QR code.
        set_up_app_scan = "Scan this with the app, then enter the code that it shows.",
        /// Instructions if there is no QR code.
        set_up_app_type = "Add this key to the app, then enter the code that it shows.",
        /// The accessible name of the QR code.
        qr_code = "QR code for your authenticator app",
        /// Above the key, as an alternative to the QR code.
        key = "Or enter this key in the app",
        /// The same if there is no QR code.
        key_alone = "Your key",
        /// Button: copies the key.
        copy = "Copy",
        /// Shown after the key was copied.
        copied = "Copied",
        /// Shown if the browser does not allow the page to copy.
        not_copied = "Select and copy it by hand",
        /// Link, on phones: opens the authenticator app.
        open_app = "Open in your authenticator app",
        /// Label: a name for the app or its device.
        device_name = "Name of this device",
        /// Below that field.
        device_name_hint = "So that you know it later, such as “My phone”.",
        /// Title of the setup of codes by email.
        set_up_email_title = "Get codes by email",
        /// Explains the next step.
        set_up_email_lead = "We send a code to this address, now and each time you sign in.",

        /// Error: the new password is too short.
        password_short = "Choose a longer password.",
        /// Error: the new password lacks an upper-case letter.
        password_uppercase = "Add an uppercase letter.",
        /// Error: the new password lacks a lower-case letter.
        password_lowercase = "Add a lowercase letter.",
        /// Error: the new password lacks a digit.
        password_number = "Add a number.",
        /// Error: the new password lacks a symbol, such as `!` or `?`.
        password_symbol = "Add a symbol.",
        /// Error: the new password begins or ends with a space.
        password_space = "A password cannot begin or end with a space.",
        /// The strength of a new password as estimated by the app: the weakest of four.
        strength_weak = "Weak: easy to guess",
        /// The second.
        strength_fair = "Fair: could be guessed",
        /// The third.
        strength_good = "Good: hard to guess",
        /// The strongest.
        strength_strong = "Strong: very hard to guess",

        /// Title of a custom challenge of the pool.
        custom_title = "One more question",
        /// Below that title.
        custom_lead = "Answer it to go on.",
        /// Label: the answer.
        answer = "Answer",
        /// Error: the answer is empty.
        missing_answer = "Enter your answer.",
        /// Error: the answer was wrong, and the same question is asked again.
        wrong_answer = "That answer did not match. Try again.",

        /// Title of the screen before a stronger or more recent sign-in of a signed-in user.
        step_up_title = "Show that it is you",
        /// Below that title.
        step_up_lead = "This needs a stronger sign-in than the one that you have.",
        /// Link: cancels, without any change.
        cancel = "Not now",

        /// Label of an attribute: the full name.
        name = "Full name",
        /// Label of an attribute: the first name.
        given_name = "First name",
        /// Label of an attribute: the middle name.
        middle_name = "Middle name",
        /// Label of an attribute: the last name.
        family_name = "Last name",
        /// Label of an attribute: the nickname.
        nickname = "Nickname",
        /// Label of an attribute: the name that other users see.
        preferred_username = "Display name",
        /// Label of an attribute.
        birthdate = "Date of birth",
        /// Label of an attribute.
        gender = "Gender",
        /// Label of an attribute: the postal address.
        address = "Address",
        /// Label of an attribute: the user's website.
        website = "Website",
        /// Label of an attribute: the address of a page about the user.
        profile = "Profile page",
        /// Label of an attribute: the address of a picture of the user.
        picture = "Address of a picture",
        /// Label of an attribute: the language, such as `en-GB`.
        locale = "Language",
        /// Label of an attribute: the time zone.
        zoneinfo = "Time zone",
        /// The accessible name of the list of countries of a phone number.
        country = "Country",
        /// In a list while nothing is selected.
        choose = "Choose",
        /// Error: a required checkbox is not checked.
        missing_consent = "Tick this to go on.",
        /// Error: the date does not exist or is in the future.
        wrong_date = "Enter a date in the past.",
        /// Error: the phone number is not valid.
        wrong_phone_number = "That is not a whole phone number.",
        /// Error: the web address is not valid.
        wrong_website = "Enter an address that begins with https://",
        /// Error: a text is too short. `{count}`: the minimum number of characters.
        too_short = "Use at least this many characters: {count}.",
        /// Error: a text is too long. `{count}`: the maximum number of characters.
        too_long = "Use at most this many characters: {count}.",
        /// Error: the value is not a number.
        no_number = "Enter a whole number.",
        /// Error: a number is too small. `{count}`: the minimum.
        too_small = "Enter {count} or more.",
        /// Error: a number is too large. `{count}`: the maximum.
        too_large = "Enter {count} or less.",

        /// Title if Cognito requires a step that the screens do not support.
        unknown_title = "One more step",
        /// Below that title, if the sign-in can continue on the hosted pages.
        unknown_hosted = "This step is on another page of ours. You come back here afterwards.",
        /// Below that title, if there are no hosted pages.
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

    /// Returns the message for a new password that Cognito refuses. Cognito's error message names one rule of the
    /// policy at a time. `None` if the message is not known.
    ///
    /// AWS does not document these messages; they are what pools return.
    pub(in crate::ui) fn of_policy(&self, message: &str) -> Option<&'static str> {
        let known = [
            ("long enough", self.password_short),
            ("uppercase", self.password_uppercase),
            ("lowercase", self.password_lowercase),
            ("numeric", self.password_number),
            ("symbol", self.password_symbol),
            // The same expression in all pools: `^\S.*\S$`, `^[\S]+.*[\S]+$`.
            ("regular expression", self.password_space),
        ];
        let (_, rule) = cut_text(message, "policy: ")?;
        let mut known = known.into_iter();
        known.find_map(|(sign, text)| has(rule, sign).then_some(text))
    }
}
