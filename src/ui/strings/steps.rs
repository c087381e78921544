//! What the further steps of a sign-in say: codes, the choice of a factor, its set-up.

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

        /// The title where Cognito asks for something that these screens do not know.
        unknown_title = "One more step",
        /// The way on, where there are hosted pages.
        unknown_hosted = "This step is on another page of ours. You come back here afterwards.",
        /// What to do, where there are none.
        unknown_alone = "Your account needs a step that this app cannot show. Ask its makers for help.",
    }
}
