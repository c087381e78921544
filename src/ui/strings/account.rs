//! What the account page says, its sections, the menu of the person who is signed in, and the offer of a passkey.

words! {
    /// The words of the account page and of the person's menu, for [`Strings::account`](super::Strings::account).
    ///
    /// ```
    /// use vestibule::ui::{AccountStrings, Strings};
    ///
    /// static ACCOUNT: AccountStrings = AccountStrings { title: "Settings", ..AccountStrings::ENGLISH };
    /// let strings = Strings { account: Some(&ACCOUNT), ..Strings::ENGLISH };
    /// # let _ = strings;
    /// ```
    AccountStrings {
        /// The title of the page.
        title = "Your account",
        /// Button: leaves a dialog without having done anything.
        cancel = "Cancel",
        /// Button: closes a dialog in which something was done, or can be done later.
        later = "Later",
        /// Button: changes something.
        change = "Change",
        /// Button: adds something where there is none.
        add = "Add",
        /// Button: keeps what was changed.
        save = "Save",
        /// Said once a change is kept.
        saved = "Your change is saved.",
        /// Where nothing is known of something.
        none = "None",

        /// Section: the person's attributes.
        profile_title = "Profile",
        /// What that section is for.
        profile_lead = "How this app knows you.",
        /// Mark: the address or number has been verified.
        verified = "Verified",
        /// Mark: it has not.
        unverified = "Not verified",
        /// Button: has a code sent that verifies it.
        verify = "Verify",
        /// Button: to the field for a code that was sent.
        enter_code = "Enter the code",
        /// Below an address or number that a new one will replace once its code has come back. `{new}`.
        pending = "Waiting for the code that we sent to {new}.",
        /// Said once it was verified.
        verified_now = "Thank you. It is verified.",
        /// The title of the dialog that changes an attribute. `{attribute}`: its label.
        change_title = "Change: {attribute}",
        /// The title of the dialog that adds one. `{attribute}`: its label.
        add_title = "Add: {attribute}",
        /// Below that title, of an address or a number.
        change_lead = "We send a code there to see that it is yours.",

        /// Section: the password.
        password_title = "Password",
        /// What that section is for.
        password_lead = "What you type to sign in.",
        /// Where there is a password.
        password_is_set = "You have a password.",
        /// Where there is none.
        password_is_none = "You have no password yet: you sign in another way.",
        /// Button: to the dialog that sets the first one.
        set_password = "Set a password",
        /// The title of that dialog.
        set_password_title = "Choose a password",

        /// Section: second factors.
        factors_title = "Second step",
        /// What that section is for.
        factors_lead = "What you are asked for besides your password.",
        /// Mark: the factor is on.
        on = "On",
        /// Mark: the factor is asked for first.
        preferred = "Asked first",
        /// Button: turns a factor on.
        turn_on = "Turn on",
        /// Button: turns it off.
        turn_off = "Turn off",
        /// Button: has it asked for first.
        prefer = "Ask this first",
        /// Button: to the set-up of an authenticator app.
        set_up = "Set up",
        /// Button: another app in the place of the one that is set up.
        replace = "Use another app",
        /// Where codes by text message want a number.
        needs_phone = "Add a phone number to your profile first.",
        /// Where codes by e-mail want an address.
        needs_email = "Add an email address to your profile first.",
        /// The question before a factor is turned off. `{factor}`.
        turn_off_title = "Turn off: {factor}?",
        /// What follows from it.
        turn_off_lead = "You will not be asked for it when you sign in. Your account will be easier to break into.",
        /// Said once a factor is on.
        factor_on = "It is on from now on.",
        /// Said once a factor is off.
        factor_off = "It is off.",
        /// Said once another factor is asked for first.
        factor_preferred = "You will be asked for it first.",
        /// Error: the pool does not have this factor.
        factor_not_offered = "This app does not offer that.",

        /// Section: passkeys.
        passkeys_title = "Passkeys",
        /// What that section is for.
        passkeys_lead = "Sign in by your fingerprint, your face or your screen lock.",
        /// Where there are none.
        passkeys_none = "You have no passkeys yet.",
        /// Button: makes a passkey.
        add_passkey = "Add a passkey",
        /// When a passkey was made. `{date}`.
        passkey_added = "Added on {date}",
        /// A passkey without a name.
        passkey_unnamed = "Passkey",
        /// What a passkey of this kind is: in the device, or the password manager on it.
        passkey_platform = "On a device or in its password manager",
        /// What a passkey of this kind is: in something that one carries along.
        passkey_portable = "On a security key or another device",
        /// Button: deletes a passkey.
        delete = "Delete",
        /// The question before that. `{name}`.
        delete_passkey_title = "Delete “{name}”?",
        /// What follows from it.
        delete_passkey_lead = "You cannot sign in with it any more. Your device may still offer it until you delete it there, too.",
        /// Said once a passkey was made.
        passkey_saved = "Your passkey is ready.",
        /// Said once a passkey was deleted.
        passkey_deleted = "The passkey is deleted.",
        /// After the person has closed the browser's question, or it took too long.
        passkey_not_made = "No passkey was made.",
        /// Error: the device has a passkey for this account.
        passkey_exists = "This device has a passkey for your account already.",

        /// Section: remembered devices.
        devices_title = "Devices",
        /// What that section is for.
        devices_lead = "Where you have signed in, and are asked for less.",
        /// Where there are none.
        devices_none = "No device is remembered.",
        /// A device without a name.
        device_unnamed = "Unnamed device",
        /// Mark: the device that the person is at.
        this_device = "This device",
        /// Mark: the device is remembered.
        remembered = "Remembered",
        /// When the device was used last. `{date}`.
        last_used = "Last used on {date}",
        /// Button: remembers this device.
        remember = "Remember",
        /// Button: forgets a device.
        forget = "Forget",
        /// The question before that. `{name}`.
        forget_title = "Forget “{name}”?",
        /// What follows from it.
        forget_lead = "You will be asked for your second step there again.",
        /// Said once a device is remembered.
        device_remembered = "This device is remembered.",
        /// Said once a device is forgotten.
        device_forgotten = "The device is forgotten.",

        /// Section: sessions.
        sessions_title = "Where you are signed in",
        /// What that section is for.
        sessions_lead = "If you do not know one of these, sign it out and change your password.",
        /// Mark: the session of this browser.
        this_session = "Here",
        /// A session of which no kind of device is known.
        session_unknown = "Unknown device",
        /// A session of the hosted pages.
        session_hosted = "Our sign-in pages",
        /// Where it was used last. `{city}` and `{country}`.
        session_place = "{city}, {country}",
        /// The question before a session is ended. `{name}`.
        end_session_title = "Sign out “{name}”?",
        /// What follows from it.
        end_session_lead = "Whoever uses it has to sign in again, within the hour at the latest.",
        /// Button: ends all sessions but this one.
        end_others = "Sign out everywhere else",
        /// The question before that.
        end_others_title = "Sign out everywhere else?",
        /// What follows from it.
        end_others_lead = "You stay signed in here.",
        /// Button: ends all sessions.
        end_all = "Sign out everywhere",
        /// The question before that.
        end_all_title = "Sign out everywhere?",
        /// What follows from it.
        end_all_lead = "You have to sign in again on every device, this one included.",
        /// Said once a session is ended.
        session_ended = "That session is signed out.",
        /// Said once all others are ended.
        others_ended = "You are signed out everywhere else.",

        /// Section: accounts at other providers.
        providers_title = "Linked accounts",
        /// What that section is for.
        providers_lead = "Other accounts that you sign in with.",
        /// When an account was linked. `{date}`.
        linked_on = "Linked on {date}",

        /// Section: the end of the account.
        delete_title = "Delete account",
        /// What that section is for.
        delete_lead = "Deleting your account removes it for good.",
        /// Button: to the first question.
        delete_account = "Delete account",
        /// The first question.
        delete_first_title = "Delete your account?",
        /// What follows from it.
        delete_first_lead = "You lose access to this app and to everything that you keep in it. Nobody can bring it back.",
        /// Button: on to the second question.
        delete_go_on = "Go on",
        /// The second question.
        delete_last_title = "Are you sure?",
        /// What to type. `{username}`.
        delete_last_lead = "Type {username} to delete your account now.",
        /// Label: the name that has to be typed.
        delete_label = "Your username",
        /// Under an empty field.
        delete_missing = "Type your username.",
        /// Error: something else was typed.
        delete_mismatch = "That is not your username.",
        /// Button: deletes the account.
        delete_now = "Delete my account",

        /// What a screen reader says for the button of the person's menu. `{name}`.
        menu_label = "Account of {name}",
        /// Entry: to the account page.
        menu_account = "Your account",
        /// Above the other accounts that are signed in.
        menu_accounts = "Accounts",
        /// Entry: another account besides.
        menu_add_account = "Add another account",

        /// The title of the offer of a passkey.
        offer_title = "Sign in faster next time",
        /// What a passkey is good for.
        offer_lead = "With a passkey you sign in by your fingerprint, your face or your screen lock. Nobody can steal or guess it.",
        /// Button: declines.
        not_now = "Not now",
    }
}
