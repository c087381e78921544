//! The pages' HTML: forms that work without scripts.

mod parts;

use ::http::StatusCode;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::visit::Visit;
use crate::http::{Response, page, set};
use crate::state::Delivery;
use crate::state::hosted::Factor;
use parts::{
    Focus, attribute_field, code_field, failure, known_name, name_or_field, new_password_fields,
    notice, password_field, sent, username_field,
};

const STYLE: &str = include_str!("style.css");
/// Allows `data:` images for the empty icon, without which browsers request one. `form-action` is not restricted, since
/// forms end at the apps.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                      base-uri 'none'; frame-ancestors 'none'";

/// The content of a page.
pub(super) enum Page<'a> {
    Login(LoginPage<'a>),
    SignUp(SignUpPage<'a>),
    Confirm(CodePage<'a>),
    Forgot(ForgotPage<'a>),
    Reset(CodePage<'a>),
    NewPassword(NewPasswordPage<'a>),
    SecondFactor(FactorPage<'a>),
}

pub(super) struct LoginPage<'a> {
    pub(super) name: &'a str,
    /// The signed-in user, who can continue without a password.
    pub(super) signed_in: Option<&'a str>,
    pub(super) notice: Option<Notice>,
    pub(super) failure: Option<&'a str>,
}

pub(super) struct SignUpPage<'a> {
    pub(super) name: &'a str,
    pub(super) fields: Vec<Field<'a>>,
    pub(super) failure: Option<&'a str>,
}

/// The field of an attribute.
pub(super) struct Field<'a> {
    /// The attribute's name.
    pub(super) name: &'a str,
    pub(super) is_required: bool,
    /// The value that was entered before.
    pub(super) value: &'a str,
}

pub(super) struct CodePage<'a> {
    pub(super) name: String,
    /// Whether the name is known and has no field.
    pub(super) is_name_known: bool,
    pub(super) delivery: Option<&'a Delivery>,
    pub(super) notice: Option<Notice>,
    pub(super) failure: Option<&'a str>,
}

pub(super) struct ForgotPage<'a> {
    pub(super) name: &'a str,
    pub(super) failure: Option<&'a str>,
}

pub(super) struct NewPasswordPage<'a> {
    pub(super) name: &'a str,
    pub(super) fields: Vec<Field<'a>>,
    pub(super) failure: Option<&'a str>,
}

pub(super) struct FactorPage<'a> {
    pub(super) factor: &'a Factor,
    pub(super) failure: Option<&'a str>,
}

/// A message about the result of the previous page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    Confirmed,
    NotConfirmed,
    PasswordChanged,
    Resent,
    ResetRequired,
    SessionExpired,
    WaitForAdmin,
}

impl Notice {
    const ALL: [Self; 7] = [
        Self::Confirmed,
        Self::NotConfirmed,
        Self::PasswordChanged,
        Self::Resent,
        Self::ResetRequired,
        Self::SessionExpired,
        Self::WaitForAdmin,
    ];

    /// Its value in a URL.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::NotConfirmed => "not_confirmed",
            Self::PasswordChanged => "password_changed",
            Self::Resent => "resent",
            Self::ResetRequired => "reset_required",
            Self::SessionExpired => "session_expired",
            Self::WaitForAdmin => "wait_for_admin",
        }
    }

    pub(super) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.code() == code)
    }

    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Confirmed => "Your account is confirmed. Sign in to go on.",
            Self::NotConfirmed => "Your account is not confirmed yet. Enter the code we sent you.",
            Self::PasswordChanged => "Your password is changed. Sign in with the new one.",
            Self::Resent => "We sent you a new code.",
            Self::ResetRequired => "You need a new password. Enter the code we sent you.",
            Self::SessionExpired => "That took too long. Sign in again.",
            Self::WaitForAdmin => "Your account is made. Somebody must confirm it first.",
        }
    }
}

impl Visit<'_> {
    /// The page as HTML.
    pub(super) fn render(&self, status: StatusCode, page: &Page<'_>) -> Response {
        let (title, body) = match page {
            Page::Login(page) => ("Sign in", login(self, page)),
            Page::SignUp(page) => ("Sign up", sign_up(self, page)),
            Page::Confirm(page) => ("Confirm your account", confirm(self, page)),
            Page::Forgot(page) => ("Forgot your password?", forgot(self, page)),
            Page::Reset(page) => ("Choose a new password", reset(self, page)),
            Page::NewPassword(page) => ("Choose a new password", new_password(self, page)),
            Page::SecondFactor(page) => ("Verify your identity", second_factor(self, page)),
        };
        let app = self.authorization.client.name.as_str();
        respond(
            status,
            title,
            html! {
                h1 { (title) }
                @if !app.is_empty() { p.to { (app) } }
                (body)
            },
        )
    }
}

/// The error page.
pub(super) fn error(status: StatusCode, message: Option<&str>, code: Option<&str>) -> Response {
    respond(
        status,
        "Error",
        html! {
            h1 { "An error was encountered with the requested page." }
            @if let Some(message) = message { p { (message) } }
            @if let Some(code) = code { p.quiet { "error: " code { (code) } } }
        },
    )
}

fn respond(status: StatusCode, title: &str, body: Markup) -> Response {
    let html = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                main { (body) }
                footer { "Local emulator of Amazon Cognito. " a href="/_inbox" { "Inbox" } }
            }
        }
    };
    let mut response = page(status, html.into_string());
    set(&mut response, "content-security-policy", POLICY);
    set(&mut response, "referrer-policy", "same-origin");
    response
}

fn login(visit: &Visit<'_>, page: &LoginPage<'_>) -> Markup {
    let pool = &visit.context.pool.settings;
    let client = &visit.authorization.client;
    let providers = provider_links(visit);
    let has_form = client.supports_provider("COGNITO");
    let focus = if page.name.is_empty() {
        Focus::NotHere
    } else {
        Focus::Here
    };
    html! {
        (notice(page.notice))
        (failure(page.failure))
        @if let Some(username) = page.signed_in {
            (form(visit, "/login", html! {
                button.quiet name="continue" value="1" { "Continue as " (username) }
            }))
            p.or { "or" }
        }
        @if !providers.is_empty() {
            div.providers {
                @for (name, address) in &providers {
                    a.button href=(address) { "Continue with " (name) }
                }
            }
            @if has_form { p.or { "or" } }
        }
        @if has_form {
            (form(visit, "/login", html! {
                (username_field(pool, page.name))
                (password_field("password", "Password", "current-password", None, focus))
                button.primary { "Sign in" }
                button.quiet name="cancel" value="1" formnovalidate { "Cancel" }
            }))
            p.links {
                a href=(visit.authorization.link("/forgotPassword", &[])) { "Forgot your password?" }
                @if !pool.admin_create_user_only {
                    a href=(visit.authorization.link("/signup", &[])) { "Sign up" }
                }
            }
        }
    }
}

/// The names and links of the client's identity providers, unless the app has chosen a method.
fn provider_links<'a>(visit: &'a Visit<'_>) -> Vec<(&'a str, String)> {
    let named = ["identity_provider", "idp_identifier"];
    if named.iter().any(|name| visit.query.get(name).is_some()) {
        return Vec::new();
    }
    let client = &visit.authorization.client;
    let providers = visit.context.pool.settings.providers.iter();
    let supported = providers.filter(|provider| client.supports_provider(&provider.name));
    supported
        .map(|provider| {
            let name = provider.name.as_str();
            let more = [("identity_provider", name)];
            (name, visit.authorization.link("/oauth2/authorize", &more))
        })
        .collect()
}

fn sign_up(visit: &Visit<'_>, page: &SignUpPage<'_>) -> Markup {
    let pool = &visit.context.pool.settings;
    html! {
        (failure(page.failure))
        (form(visit, "/signup", html! {
            (username_field(pool, page.name))
            @for field in &page.fields { (attribute_field(field)) }
            (password_field("password", "Password", "new-password", Some(pool), Focus::NotHere))
            button.primary { "Sign up" }
        }))
        p.links {
            a href=(visit.authorization.link("/login", &[])) { "I have an account" }
        }
    }
}

fn confirm(visit: &Visit<'_>, page: &CodePage<'_>) -> Markup {
    html! {
        (notice(page.notice))
        (sent(page.delivery))
        (failure(page.failure))
        (step_form(visit, "/confirm", html! {
            (name_or_field(visit, page))
            (code_field())
            button.primary { "Confirm" }
        }))
        @if page.is_name_known {
            (step_form(visit, "/resendcode", html! { button.quiet { "Send a new code" } }))
        }
        p.links { a href=(visit.authorization.link("/login", &[])) { "Back to sign-in" } }
    }
}

fn forgot(visit: &Visit<'_>, page: &ForgotPage<'_>) -> Markup {
    html! {
        p { "We send you a code with which you can choose a new one." }
        (failure(page.failure))
        (form(visit, "/forgotPassword", html! {
            (username_field(&visit.context.pool.settings, page.name))
            button.primary { "Send the code" }
        }))
        p.links { a href=(visit.authorization.link("/login", &[])) { "Back to sign-in" } }
    }
}

fn reset(visit: &Visit<'_>, page: &CodePage<'_>) -> Markup {
    let pool = &visit.context.pool.settings;
    html! {
        (notice(page.notice))
        (sent(page.delivery))
        (failure(page.failure))
        (step_form(visit, "/confirmForgotPassword", html! {
            (name_or_field(visit, page))
            (code_field())
            (new_password_fields(pool, Focus::NotHere))
            button.primary { "Change the password" }
        }))
        p.links {
            a href=(visit.authorization.link("/forgotPassword", &[])) { "Send a new code" }
            a href=(visit.authorization.link("/login", &[])) { "Back to sign-in" }
        }
    }
}

fn new_password(visit: &Visit<'_>, page: &NewPasswordPage<'_>) -> Markup {
    let pool = &visit.context.pool.settings;
    html! {
        p { "Your password was a temporary one. Choose one of your own." }
        (failure(page.failure))
        (step_form(visit, "/changePassword", html! {
            (known_name(page.name))
            @for field in &page.fields { (attribute_field(field)) }
            (new_password_fields(pool, Focus::Here))
            button.primary { "Change the password" }
        }))
    }
}

fn second_factor(visit: &Visit<'_>, page: &FactorPage<'_>) -> Markup {
    let factor = page.factor;
    let has_code = factor.challenge != "SELECT_MFA_TYPE"
        && (factor.challenge != "MFA_SETUP" || factor.secret.is_some());
    html! {
        @match (&factor.destination, factor.challenge) {
            (Some(destination), _) => p { "We sent a code to " strong { (destination) } "." },
            (None, "SELECT_MFA_TYPE") => p { "Choose how to verify that it is you." },
            (None, "MFA_SETUP") => p { "You need a second factor. Set one up to go on." },
            _ => p { "Enter the code that your authenticator app shows." },
        }
        @if let Some(secret) = &factor.secret {
            p { "Add this key to your authenticator app: " code { (secret) } }
        }
        (failure(page.failure))
        (step_form(visit, "/mfa", html! {
            @if has_code {
                (known_name(&factor.username))
                (code_field())
                button.primary { "Continue" }
            } @else if factor.challenge == "MFA_SETUP" {
                label for="email" { "E-mail address" }
                input #email name="email" type="email" autocomplete="email" maxlength="2048" required
                    autofocus;
                button.primary { "Send a code" }
            } @else {
                @for choice in &factor.choices {
                    button.primary name="choice" value=(choice) { (factor_name(choice)) }
                }
            }
            button.quiet name="cancel" value="1" formnovalidate { "Cancel" }
        }))
    }
}

fn factor_name(kind: &str) -> &'static str {
    match kind {
        "SMS_MFA" => "Text message",
        "EMAIL_OTP" => "E-mail",
        _ => "Authenticator app",
    }
}

/// A form that is sent to `path` with the whole authorization request in the URL.
fn form(visit: &Visit<'_>, path: &str, fields: Markup) -> Markup {
    form_to(&visit.authorization.link(path, &[]), visit, fields)
}

/// Like [`form`], with the key of the current step.
fn step_form(visit: &Visit<'_>, path: &str, fields: Markup) -> Markup {
    let step = visit.query.get("step").map(|step| ("step", step));
    let more: Vec<_> = step.into_iter().collect();
    form_to(&visit.authorization.link(path, &more), visit, fields)
}

fn form_to(address: &str, visit: &Visit<'_>, fields: Markup) -> Markup {
    html! {
        form method="post" action=(address) {
            input type="hidden" name="_csrf" value=(visit.browser.csrf());
            (fields)
        }
    }
}
