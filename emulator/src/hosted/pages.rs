//! The pages as HTML: forms that work without a script.

use ::http::StatusCode;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::sign_up::Field;
use super::visit::Visit;
use crate::account::Delivery;
use crate::config::PoolSettings;
use crate::http::{Response, page, set};

const STYLE: &str = include_str!("style.css");

/// What is on a page.
pub(super) enum Page<'a> {
    Login(LoginPage<'a>),
    SignUp(SignUpPage<'a>),
    Confirm(CodePage<'a>),
    Forgot(ForgotPage<'a>),
    Reset(CodePage<'a>),
    NewPassword(NewPasswordPage<'a>),
}

pub(super) struct LoginPage<'a> {
    pub(super) name: &'a str,
    /// Who can go on without a password.
    pub(super) signed_in: Option<&'a str>,
    pub(super) notice: Option<Notice>,
    pub(super) failure: Option<&'a str>,
}

pub(super) struct SignUpPage<'a> {
    pub(super) name: &'a str,
    pub(super) fields: Vec<Field<'a>>,
    pub(super) failure: Option<&'a str>,
}

pub(super) struct CodePage<'a> {
    pub(super) name: String,
    /// Whether the person need not type the name.
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

/// What one page has to say about the page before.
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

    /// How it stands in an address.
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

    fn words(self) -> &'static str {
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

pub(super) fn render(status: StatusCode, visit: &Visit<'_>, page: &Page<'_>) -> Response {
    let (title, body) = match page {
        Page::Login(page) => ("Sign in", login(visit, page)),
        Page::SignUp(page) => ("Sign up", sign_up(visit, page)),
        Page::Confirm(page) => ("Confirm your account", confirm(visit, page)),
        Page::Forgot(page) => ("Forgot your password?", forgot(visit, page)),
        Page::Reset(page) => ("Choose a new password", reset(visit, page)),
        Page::NewPassword(page) => ("Choose a new password", new_password(visit, page)),
    };
    let app = visit.authorization.client.name.as_str();
    respond(
        status,
        title,
        html! {
            h1 { (title) }
            @if !app.is_empty() { p.to { "to " (app) } }
            (body)
        },
    )
}

/// The page for errors that an app cannot be told.
pub(super) fn error(status: StatusCode, words: Option<&str>, code: Option<&str>) -> Response {
    respond(
        status,
        "Error",
        html! {
            h1 { "An error was encountered with the requested page." }
            @if let Some(words) = words { p { (words) } }
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
    set(&mut response, "referrer-policy", "same-origin");
    response
}

fn login(visit: &Visit<'_>, page: &LoginPage<'_>) -> Markup {
    let pool = &visit.context.pool.settings;
    html! {
        (notice(page.notice))
        (failure(page.failure))
        @if let Some(username) = page.signed_in {
            (form(visit, "/login", html! {
                button.quiet name="continue" value="1" { "Continue as " (username) }
            }))
            p.or { "or" }
        }
        (form(visit, "/login", html! {
            (username_field(pool, page.name))
            (password_field("password", "Password", "current-password", None))
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

fn sign_up(visit: &Visit<'_>, page: &SignUpPage<'_>) -> Markup {
    let pool = &visit.context.pool.settings;
    html! {
        (failure(page.failure))
        (form(visit, "/signup", html! {
            (username_field(pool, page.name))
            @for field in &page.fields { (attribute_field(field)) }
            (password_field("password", "Password", "new-password", Some(pool)))
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
            (new_password_fields(pool))
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
            (new_password_fields(pool))
            button.primary { "Change the password" }
        }))
    }
}

/// A form that goes to `path` with the whole request in its address.
fn form(visit: &Visit<'_>, path: &str, fields: Markup) -> Markup {
    form_to(&visit.authorization.link(path, &[]), visit, fields)
}

/// The same, and it goes on with the step of this page.
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

fn notice(notice: Option<Notice>) -> Markup {
    html! { @if let Some(notice) = notice { p.notice role="status" { (notice.words()) } } }
}

fn failure(words: Option<&str>) -> Markup {
    html! {
        @if let Some(words) = words {
            p.failure role="alert" { span.sign aria-hidden="true" { "!" } span { (words) } }
        }
    }
}

fn sent(delivery: Option<&Delivery>) -> Markup {
    html! {
        @if let Some(delivery) = delivery {
            p { "We sent a code to " strong { (delivery.destination) } "." }
        }
    }
}

fn username_field(pool: &PoolSettings, value: &str) -> Markup {
    let (label, kind, mode) = match pool.username_attributes.as_slice() {
        [] => ("User name", "text", None),
        [only] if only == "email" => ("E-mail address", "email", Some("email")),
        [only] if only == "phone_number" => ("Phone number", "tel", Some("tel")),
        _ => ("E-mail address or phone number", "text", None),
    };
    html! {
        label for="username" { (label) }
        input #username name="username" type=(kind) inputmode=[mode] value=(value)
            autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="128"
            required autofocus[value.is_empty()];
    }
}

/// The name where it is known, else a field for it.
fn name_or_field(visit: &Visit<'_>, page: &CodePage<'_>) -> Markup {
    match page.is_name_known {
        true => known_name(&page.name),
        false => username_field(&visit.context.pool.settings, &page.name),
    }
}

/// For password managers, which want to know whose password it is.
fn known_name(name: &str) -> Markup {
    html! {
        p.quiet { "Account: " strong { (name) } }
        input type="text" name="username" value=(name) autocomplete="username" readonly hidden;
    }
}

fn password_field(
    name: &str,
    label: &str,
    autocomplete: &str,
    rules_of: Option<&PoolSettings>,
) -> Markup {
    let hint = rules_of.map(|_| format!("{name}-hint"));
    html! {
        label for=(name) { (label) }
        input id=(name) name=(name) type="password" autocomplete=(autocomplete) maxlength="256"
            aria-describedby=[hint.as_deref()] required;
        @if let (Some(hint), Some(pool)) = (&hint, rules_of) {
            p.hint id=(hint) { (rules(pool)) }
        }
    }
}

fn new_password_fields(pool: &PoolSettings) -> Markup {
    html! {
        (password_field("password", "New password", "new-password", Some(pool)))
        (password_field("confirm_password", "New password again", "new-password", None))
    }
}

fn code_field() -> Markup {
    html! {
        label for="code" { "Code" }
        input #code name="code" type="text" inputmode="numeric" autocomplete="one-time-code"
            autocapitalize="none" spellcheck="false" maxlength="2048" required autofocus;
    }
}

fn attribute_field(field: &Field<'_>) -> Markup {
    let (kind, autocomplete) = match field.name {
        "email" => ("email", Some("email")),
        "phone_number" => ("tel", Some("tel")),
        "name" => ("text", Some("name")),
        "given_name" => ("text", Some("given-name")),
        "family_name" => ("text", Some("family-name")),
        "middle_name" => ("text", Some("additional-name")),
        "nickname" | "preferred_username" => ("text", Some("nickname")),
        "birthdate" => ("date", Some("bday")),
        "website" => ("url", Some("url")),
        "address" => ("text", Some("street-address")),
        "gender" => ("text", Some("sex")),
        _ => ("text", None),
    };
    html! {
        label for=(field.name) {
            (label_of(field.name))
            @if !field.is_required { span.quiet { " (optional)" } }
        }
        input id=(field.name) name=(field.name) type=(kind) value=(field.value)
            autocomplete=[autocomplete] maxlength="2048" required[field.is_required];
    }
}

/// `given_name` as people read it: `Given name`.
fn label_of(attribute: &str) -> String {
    match attribute {
        "email" => "E-mail address".to_owned(),
        name => {
            let words = name.trim_start_matches("custom:").replace('_', " ");
            let mut letters = words.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string());
            first.unwrap_or_default() + letters.as_str()
        }
    }
}

/// What a password must have, in a sentence.
fn rules(pool: &PoolSettings) -> String {
    let policy = &pool.password_policy;
    let mut parts = vec![format!("at least {} characters", policy.minimum_length)];
    let kinds = [
        (policy.require_uppercase, "a capital letter"),
        (policy.require_lowercase, "a small letter"),
        (policy.require_numbers, "a digit"),
        (policy.require_symbols, "a symbol"),
    ];
    parts.extend(
        kinds
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, what)| what.to_owned()),
    );
    let last = parts.pop().unwrap_or_default();
    match parts.is_empty() {
        true => format!("It needs {last}."),
        false => format!("It needs {} and {last}.", parts.join(", ")),
    }
}
