//! Options with a fixed set of values.

/// What the pool's users sign in with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UsernameKind {
    /// A name that they choose. The sign-up also asks for an e-mail address.
    #[default]
    Username,
    /// An e-mail address.
    Email,
    /// A phone number, in international form.
    PhoneNumber,
}

/// What the sign-in screen asks for in addition to the username.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum FirstFactor {
    /// The password.
    #[default]
    Password,
    /// The password, with a link for people who have none: they choose among their factors, as with
    /// [`Choice`](Self::Choice). The app client has to allow `ALLOW_USER_AUTH` in addition to the sign-in by password.
    /// Cognito answers the same for a wrong password and for an account without one, and so do the screens, which then
    /// mention this link.
    PasswordOrChoice,
    /// Nothing: after entering their username people choose among their factors (`USER_AUTH`). The app client has to
    /// allow `ALLOW_USER_AUTH`.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html>
    Choice,
    /// Nothing: after entering their username people answer the questions of the pool's Lambda triggers
    /// (`CUSTOM_AUTH`). The app client has to allow `ALLOW_CUSTOM_AUTH`.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html>
    Custom,
}

/// Whether people may sign up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignUpAccess {
    /// Yes.
    #[default]
    Open,
    /// No: the sign-in screen has no link to sign up. The pool has to forbid it, too (`AllowAdminCreateUserOnly`).
    Closed,
}

/// Whether a sign-up asks for a password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignUpPassword {
    /// It does.
    #[default]
    Asked,
    /// It does not: people sign in by a code or a passkey, which the pool has to allow as a first factor. Use it with
    /// [`FirstFactor::Choice`] or [`FirstFactor::PasswordOrChoice`].
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
    NotAsked,
}

/// Whether the sign-in screen asks to stay signed in; see [`Client::remember`](crate::Client::remember).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RememberMe {
    /// It does not ask: the session lasts as long as the client's storage keeps it.
    #[default]
    NotAsked,
    /// By a checkbox that is initially unchecked.
    Unticked,
    /// By a checkbox that is initially checked.
    Ticked,
}

/// A second factor that a pool can have, as [`Options::second_factors`](crate::ui::Options::second_factors) names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecondFactor {
    /// Codes of an authenticator app (TOTP).
    AuthenticatorApp,
    /// Codes by text message.
    TextMessage,
    /// Codes by e-mail.
    Email,
}

/// A position relative to the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// Above it.
    First,
    /// Below it.
    #[default]
    Last,
}

/// Which set of colours is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColorScheme {
    /// The system's, or that of an element around the screens with `data-theme="light"` or `data-theme="dark"`.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How much of the page the screens take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// The whole page: the card is centred, and on a phone it fills the page.
    #[default]
    Page,
    /// Only their own size, wherever the page places them.
    Inline,
}

/// How the screens of an [`Authenticator`](crate::ui::Authenticator) use addresses and the browser's history.
///
/// The first three add an entry for each screen, so that Back and Forward lead from one to the next and restore what
/// was entered there, except passwords and codes. A reload restores the current screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Routing {
    /// Entries with the unchanged address of the page.
    #[default]
    Unchanged,
    /// The screen's name is the fragment: `#sign-up`. Such a link leads to the screen.
    Hash,
    /// The screen's name follows this path: `/welcome/sign-up` for `/welcome`, which has the sign-in screen. The server
    /// has to answer with the page there, and the app's router to render the screens: with `leptos_router`, on the
    /// route `/welcome/*any`.
    Path(std::borrow::Cow<'static, str>),
    /// No entries: Back leaves the page.
    Off,
}

/// Whether the screens change the document's title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentTitle {
    /// The title is that of the screen with the app's name, if the screens take the whole page ([`Layout::Page`]). The
    /// previous title is restored when the last screen is removed.
    #[default]
    OfScreen,
    /// The title is unchanged.
    Unchanged,
}

/// Where the style sheet comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum StyleSource {
    /// The screens adopt it as a constructable style sheet, which needs no permission in a Content-Security-Policy.
    #[default]
    Screens,
    /// The page links a file with [`STYLE_SHEET`](crate::ui::STYLE_SHEET). Use it for pages that are rendered on a
    /// server and need the styles before the module is loaded.
    Page,
}
