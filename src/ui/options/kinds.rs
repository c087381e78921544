//! Choices of one among several, each with the usual one as its default.

/// What the pool's users sign in with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UsernameKind {
    /// A name that they choose; sign-up asks for an e-mail address besides.
    #[default]
    Username,
    /// An e-mail address.
    Email,
    /// A phone number, in international form.
    PhoneNumber,
}

/// What the sign-in screen asks for besides the name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum FirstFactor {
    /// The password.
    #[default]
    Password,
    /// The password, with a link for whoever has none: they choose among the factors that they have, as with
    /// [`Choice`](Self::Choice). The app client has to allow `ALLOW_USER_AUTH` besides the sign-in by password. Of
    /// a wrong password and of an account without one Cognito says the same, and so do the screens, which then name
    /// this way.
    PasswordOrChoice,
    /// Nothing: whoever has given their name chooses among the factors that they have (`USER_AUTH`). The app
    /// client has to allow `ALLOW_USER_AUTH`.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html>
    Choice,
    /// Nothing: whoever has given their name answers the questions of the pool's Lambda triggers (`CUSTOM_AUTH`).
    /// The app client has to allow `ALLOW_CUSTOM_AUTH`.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html>
    Custom,
}

/// Whether people may open accounts for themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignUpAccess {
    /// Yes.
    #[default]
    Open,
    /// No: the sign-in screen has no link to sign up. The pool must forbid it, too
    /// (`AllowAdminCreateUserOnly`).
    Closed,
}

/// Whether a sign-up asks for a password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignUpPassword {
    /// It does.
    #[default]
    Asked,
    /// It does not: people sign in by a code or a passkey, which the pool must allow as a first factor. They
    /// come with [`FirstFactor::Choice`] or [`FirstFactor::PasswordOrChoice`].
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
    NotAsked,
}

/// Whether the sign-in screen asks if the person is to be remembered; see
/// [`Client::remember`](crate::Client::remember).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RememberMe {
    /// It does not ask: everybody is remembered for as long as the client's storage keeps it.
    #[default]
    NotAsked,
    /// By a box that is not ticked to begin with.
    Unticked,
    /// By a box that is ticked to begin with.
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

/// Where something stands with respect to the form.
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
    /// What the person's system asks for, or what an element around the screens says by
    /// `data-theme="light"` or `data-theme="dark"`.
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
    /// All of it: the card stands in the middle, and on a phone it is the page.
    #[default]
    Page,
    /// The place where the page puts them.
    Inline,
}

/// What the browser's history knows of the screens of an [`Authenticator`](crate::ui::Authenticator).
///
/// Each of the first three makes an entry for each screen that a person goes to, so that Back and Forward lead
/// from one to the next, with what was typed there; passwords and codes are not kept. They also bring back after a
/// reload the screen that was there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Routing {
    /// Entries under the page's address as it is.
    #[default]
    Unchanged,
    /// The screen's name is the address's fragment: `#sign-up`. Such a link leads to the screen.
    Hash,
    /// The screen's name follows this path: `/welcome/sign-up` for `/welcome`, where the sign-in screen is. The
    /// server has to answer with the page there, and the app's router to show the screens: with `leptos_router`,
    /// on the route `/welcome/*any`.
    Path(std::borrow::Cow<'static, str>),
    /// No entries: Back leaves the page.
    Off,
}

/// Whether the screens name themselves in the document's title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentTitle {
    /// The title of the screen, with the app's name, for as long as the screen is there, where the screens are
    /// the page ([`Layout::Page`]). The title from before comes back with the last of them.
    #[default]
    OfScreen,
    /// The title stays the page's own.
    Unchanged,
}

/// Where the style sheet comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum StyleSource {
    /// The screens bring it: as a constructable style sheet, so that no policy for styles stands
    /// in their way.
    #[default]
    Screens,
    /// The page brings it: it links a file that holds [`STYLE_SHEET`](crate::ui::STYLE_SHEET). This
    /// suits pages that are rendered on a server and must look right before they come alive.
    Page,
}
