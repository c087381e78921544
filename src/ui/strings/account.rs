//! The texts of the account page, the user menu, and the offer of a passkey.

texts! {
    /// The texts of the account page and of the user menu, for [`Strings::account`](super::Strings::account).
    ///
    /// ```
    /// use vestibule::ui::{AccountStrings, Strings};
    ///
    /// static ACCOUNT: AccountStrings = AccountStrings { title: "Settings", ..AccountStrings::ENGLISH };
    /// let strings = Strings { account: Some(&ACCOUNT), ..Strings::ENGLISH };
    /// # let _ = strings;
    /// ```
    AccountStrings {
        /// Title of the account page.
        title = "Your account",
        /// Button: closes a dialog without any change.
        cancel = "Cancel",
        /// Button: closes a dialog that can be completed later.
        later = "Later",
        /// Button: changes a value.
        change = "Change",
        /// Button: adds a missing value.
        add = "Add",
        /// Button: saves a change.
        save = "Save",
        /// Shown after a change was saved.
        saved = "Your change is saved.",
        /// In place of a missing value.
        none = "None",

        /// Section: the attributes of the user.
        profile_title = "Profile",
        /// Below that title.
        profile_lead = "How this app knows you.",
        /// Badge: the address or number is verified.
        verified = "Verified",
        /// Badge: the address or number is not verified.
        unverified = "Not verified",
        /// Button: sends a code to verify the address or number.
        verify = "Verify",
        /// Button: opens the field for a code that was sent.
        enter_code = "Enter the code",
        /// Below an address or number that will be replaced once the new one is verified. `{new}`.
        pending = "Waiting for the code that we sent to {new}.",
        /// Shown after the address or number was verified.
        verified_now = "Thank you. It is verified.",
        /// Title of the dialog that changes an attribute. `{attribute}`: its label.
        change_title = "Change: {attribute}",
        /// Title of the dialog that adds an attribute. `{attribute}`: its label.
        add_title = "Add: {attribute}",
        /// Below that title, for an address or number.
        change_lead = "We send a code there to see that it is yours.",

        /// Section: the password.
        password_title = "Password",
        /// Below that title.
        password_lead = "What you type to sign in.",
        /// Shown if the user has a password.
        password_is_set = "You have a password.",
        /// Shown if the user has no password.
        password_is_none = "You have no password yet: you sign in another way.",
        /// Button: opens the dialog that sets the first password.
        set_password = "Set a password",
        /// Title of that dialog.
        set_password_title = "Choose a password",

        /// Section: second factors.
        factors_title = "Second step",
        /// Below that title.
        factors_lead = "What you are asked for besides your password.",
        /// Badge: the factor is on.
        on = "On",
        /// Badge: the factor is the preferred one.
        preferred = "Asked first",
        /// Button: turns a factor on.
        turn_on = "Turn on",
        /// Button: turns a factor off.
        turn_off = "Turn off",
        /// Button: makes a factor the preferred one.
        prefer = "Ask this first",
        /// Button: opens the setup of an authenticator app.
        set_up = "Set up",
        /// Button: replaces the authenticator app.
        replace = "Use another app",
        /// Shown if codes by text message require a phone number first.
        needs_phone = "Add a phone number to your profile first.",
        /// Shown if codes by email require an email address first.
        needs_email = "Add an email address to your profile first.",
        /// Title of the dialog before a factor is turned off. `{factor}`.
        turn_off_title = "Turn off: {factor}?",
        /// Below that title: the consequence.
        turn_off_lead = "You will not be asked for it when you sign in. Your account will be easier to break into.",
        /// Shown after a factor was turned on.
        factor_on = "It is on from now on.",
        /// Shown after a factor was turned off.
        factor_off = "It is off.",
        /// Shown after a factor was made the preferred one.
        factor_preferred = "You will be asked for it first.",
        /// Error: the factor is not enabled in the pool.
        factor_not_offered = "This app does not offer that.",

        /// Section: passkeys.
        passkeys_title = "Passkeys",
        /// Below that title.
        passkeys_lead = "Sign in by your fingerprint, your face or your screen lock.",
        /// Shown if there are no passkeys.
        passkeys_none = "You have no passkeys yet.",
        /// Button: registers a passkey.
        add_passkey = "Add a passkey",
        /// The date of registration of a passkey. `{date}`.
        passkey_added = "Added on {date}",
        /// In place of the name of a passkey without one.
        passkey_unnamed = "Passkey",
        /// The kind of a passkey: on the device, or in its password manager.
        passkey_platform = "On a device or in its password manager",
        /// The kind of a passkey: on a security key or another device.
        passkey_portable = "On a security key or another device",
        /// Button: deletes a passkey.
        delete = "Delete",
        /// Title of the dialog before a passkey is deleted. `{name}`.
        delete_passkey_title = "Delete “{name}”?",
        /// Below that title: the consequence.
        delete_passkey_lead = "You cannot sign in with it any more. Your device may still offer it until you delete it there, too.",
        /// Shown after a passkey was registered.
        passkey_saved = "Your passkey is ready.",
        /// Shown after a passkey was deleted.
        passkey_deleted = "The passkey is deleted.",
        /// After the user has cancelled the browser's dialog, or it has timed out.
        passkey_not_made = "No passkey was made.",
        /// Error: the device already has a passkey for this account.
        passkey_exists = "This device has a passkey for your account already.",

        /// Section: remembered devices.
        devices_title = "Devices",
        /// Below that title.
        devices_lead = "Where you have signed in, and are asked for less.",
        /// Shown if there are no devices.
        devices_none = "No device is remembered.",
        /// In place of the name of a device without one.
        device_unnamed = "Unnamed device",
        /// Badge: the current device.
        this_device = "This device",
        /// Badge: the device is remembered.
        remembered = "Remembered",
        /// The date of the last use of a device. `{date}`.
        last_used = "Last used on {date}",
        /// Button: remembers this device.
        remember = "Remember",
        /// Button: forgets a device.
        forget = "Forget",
        /// Title of the dialog before a device is forgotten. `{name}`.
        forget_title = "Forget “{name}”?",
        /// Below that title: the consequence.
        forget_lead = "You will be asked for your second step there again.",
        /// Shown after a device was remembered.
        device_remembered = "This device is remembered.",
        /// Shown after a device was forgotten.
        device_forgotten = "The device is forgotten.",

        /// Section: sessions.
        sessions_title = "Where you are signed in",
        /// Below that title.
        sessions_lead = "If you do not know one of these, sign it out and change your password.",
        /// Badge: the session of this browser.
        this_session = "Here",
        /// In place of the name of a session on an unknown kind of device.
        session_unknown = "Unknown device",
        /// In place of the name of a session of the hosted pages.
        session_hosted = "Our sign-in pages",
        /// The place of the last use of a session. `{city}` and `{country}`.
        session_place = "{city}, {country}",
        /// Title of the dialog before a session is ended. `{name}`.
        end_session_title = "Sign out “{name}”?",
        /// Below that title: the consequence.
        end_session_lead = "Whoever uses it has to sign in again, within the hour at the latest.",
        /// Button: ends all other sessions.
        end_others = "Sign out everywhere else",
        /// Title of the dialog before that.
        end_others_title = "Sign out everywhere else?",
        /// Below that title: the consequence.
        end_others_lead = "You stay signed in here.",
        /// Button: ends all sessions.
        end_all = "Sign out everywhere",
        /// Title of the dialog before that.
        end_all_title = "Sign out everywhere?",
        /// Below that title: the consequence.
        end_all_lead = "You have to sign in again on every device, this one included.",
        /// Shown after a session was ended.
        session_ended = "That session is signed out.",
        /// Shown after all other sessions were ended.
        others_ended = "You are signed out everywhere else.",

        /// Section: linked accounts at other providers.
        providers_title = "Linked accounts",
        /// Below that title.
        providers_lead = "Other accounts that you sign in with.",
        /// The date on which an account was linked. `{date}`.
        linked_on = "Linked on {date}",

        /// Section: deletes the account.
        delete_title = "Delete account",
        /// Below that title.
        delete_lead = "Deleting your account removes it for good.",
        /// Button: opens the first dialog.
        delete_account = "Delete account",
        /// Title of the first dialog.
        delete_first_title = "Delete your account?",
        /// Below that title: the consequence.
        delete_first_lead = "You lose access to this app and to everything that you keep in it. Nobody can bring it back.",
        /// Button: continues to the second dialog.
        delete_go_on = "Go on",
        /// Title of the second dialog.
        delete_last_title = "Are you sure?",
        /// Below that title: asks for the username. `{username}`.
        delete_last_lead = "Type {username} to delete your account now.",
        /// Label: the field for the username.
        delete_label = "Your username",
        /// Error: the field is empty.
        delete_missing = "Type your username.",
        /// Error: another name was entered.
        delete_mismatch = "That is not your username.",
        /// Button: deletes the account.
        delete_now = "Delete my account",

        /// The accessible name of the button of the user's menu. `{name}`.
        menu_label = "Account of {name}",
        /// Menu item: opens the account page.
        menu_account = "Your account",
        /// The accessible name of the list of other signed-in accounts.
        menu_accounts = "Accounts",
        /// Menu item: signs in to another account.
        menu_add_account = "Add another account",

        /// Title of the offer of a passkey.
        offer_title = "Sign in faster next time",
        /// Below that title: the benefit of a passkey.
        offer_lead = "With a passkey you sign in by your fingerprint, your face or your screen lock. Nobody can steal or guess it.",
        /// Button: declines the offer.
        not_now = "Not now",
    }
}
