//! The client against npm's `cognito-local`, an independent implementation of Cognito.
//!
//! `tests/interop/cognito-local/run.mjs` starts the server and this program. Only what that server
//! supports is tested: USER_PASSWORD_AUTH, and the authorization code grant with PKCE. The last
//! line says how many checks passed.

#![forbid(unsafe_code)]

mod network;
mod page;
mod server;

use std::error::Error;
use std::process::ExitCode;

use serde_json::json;
use vestibule::{ErrorKind, Password, Session, SignInStep};

use page::Page;
use server::Server;

const APP: &str = "http://localhost:8080/";
const CALLBACK: &str = "http://localhost:8080/callback";
/// The confirmation code that the server always sends.
const CODE: &str = "123456";

type Outcome = Result<(), Box<dyn Error>>;
type Check = fn(&Server) -> Outcome;

fn main() -> ExitCode {
    let server = match Server::from_environment() {
        Ok(server) => server,
        Err(error) => {
            println!("{error}\n0 passed, 1 failed");
            return ExitCode::FAILURE;
        }
    };
    let checks: [(&str, Check); 9] = [
        (
            "sign up, confirm, sign in by password",
            from_the_form_to_the_session,
        ),
        ("wrong passwords and unknown users are refused", refused),
        ("a temporary password is replaced", temporary_password),
        ("forgot and reset", forgot_and_reset),
        ("change the password, sign out, delete the user", account),
        (
            "a session that cannot be renewed here stays",
            renewal_is_unknown,
        ),
        ("the code grant", code_grant),
        (
            "a code grant without the nonce is refused",
            code_grant_without_nonce,
        ),
        ("a code that was spoilt is refused", spoilt_code),
    ];
    let mut failed = 0;
    for (name, check) in checks {
        match check(&server) {
            Ok(()) => println!("✓ {name}"),
            Err(error) => {
                failed += 1;
                println!("✗ {name}: {error}");
            }
        }
    }
    println!("{} passed, {failed} failed", checks.len() - failed);
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn from_the_form_to_the_session(server: &Server) -> Outcome {
    let page = Page::new(server, &server.url)?;
    let session = page.register("emily", "Chatelet-1706")?;
    same(session.username(), "emily")?;
    let user = page.run(page.client.profile().user())?;
    same(user.attribute("email"), Some("emily@example.com"))?;
    same(user.attribute("sub"), session.claims().string("sub"))?;
    same(
        page.run(page.client.session())?.access_token(),
        session.access_token(),
    )
}

fn refused(server: &Server) -> Outcome {
    let page = Page::new(server, &server.url)?;
    page.register("maria", "Agnesi-1718")?;
    for credentials in [
        Password::plain("maria", "Wrong-1718"),
        Password::plain("nobody", "Wrong-1718"),
    ] {
        let Err(error) = page.run(page.client.sign_in(credentials)) else {
            return Err("it was accepted".into());
        };
        same(error.status(), Some(400))?;
        if error.is_retryable() || error.code().is_none() {
            return Err(format!("not a refusal: {error:?}").into());
        }
    }
    let Err(error) = page.run(page.client.sign_in(Password::srp("maria", "Agnesi-1718"))) else {
        return Err("the server knows no SRP".into());
    };
    same(error.kind(), ErrorKind::ServiceUnavailable)
}

fn temporary_password(server: &Server) -> Outcome {
    let page = Page::new(server, &server.url)?;
    server.call(
        "AdminCreateUser",
        json!({
            "UserPoolId": server.pool,
            "Username": "grace",
            "TemporaryPassword": "Temporary-1906",
            "MessageAction": "SUPPRESS",
            "UserAttributes": [{ "Name": "email", "Value": "grace@example.com" }],
        }),
    )?;
    let credentials = Password::plain("grace", "Temporary-1906");
    match page.run(page.client.sign_in(credentials))? {
        SignInStep::NewPassword(step) => {
            let session = done(page.run(step.submit("Compiler-1952", &[]))?)?;
            same(session.username(), "grace")
        }
        other => Err(format!("{other:?}").into()),
    }
}

fn forgot_and_reset(server: &Server) -> Outcome {
    let page = Page::new(server, &server.url)?;
    page.register("sofia", "Kovalevskaya-1850")?;
    let step = page.run(page.client.forgot_password("sofia"))?;
    let Err(error) = page.run(step.submit("654321", "Mathematics-1884")) else {
        return Err("a wrong code was accepted".into());
    };
    same(error.kind(), ErrorKind::CodeMismatch)?;
    page.run(step.submit(CODE, "Mathematics-1884"))?;
    page.sign_in("sofia", "Mathematics-1884").map(drop)
}

fn account(server: &Server) -> Outcome {
    let page = Page::new(server, &server.url)?;
    page.register("ada", "Lovelace-1815")?;
    page.run(
        page.client
            .profile()
            .change_password("Lovelace-1815", "Countess-1852"),
    )?;
    let report = page.run(page.client.sign_out())?;
    if let Some(error) = report.unfinished() {
        return Err(format!("the token was not revoked: {error:?}").into());
    }
    page.sign_in("ada", "Countess-1852")?;
    page.run(page.client.profile().delete_user())?;
    match page.sign_in("ada", "Countess-1852") {
        Ok(_) => Err("the user is still there".into()),
        Err(_) => Ok(()),
    }
}

/// The server does not support GetTokensFromRefreshToken, which must not end the session.
fn renewal_is_unknown(server: &Server) -> Outcome {
    let page = Page::new(server, &server.url)?;
    let session = page.register("emmy", "Noether-1882")?;
    let Err(error) = page.run(page.client.refresh()) else {
        return Err("the server has learnt to renew: test it".into());
    };
    if !error.is_retryable() {
        return Err(format!("{error:?}").into());
    }
    same(
        page.run(page.client.session())?.access_token(),
        session.access_token(),
    )
}

fn code_grant(server: &Server) -> Outcome {
    let mut page = Page::new(server, &server.with_nonce)?;
    page.register("hypatia", "Alexandria-415")?;
    let _ = page.run(page.client.sign_out())?;
    page.go_round(server, "hypatia", "Alexandria-415", "back to my notes")?;
    let outcome = page
        .run(page.client.handle_callback())?
        .ok_or("it is a callback")?;
    same(outcome.session.username(), "hypatia")?;
    same(outcome.app_state.as_deref(), Some("back to my notes"))?;
    same(page.tab.url(), CALLBACK.to_owned())?;
    same(
        page.run(page.client.profile().user())?.attribute("email"),
        Some("hypatia@example.com"),
    )
}

/// The server omits the nonce from the ID token, which Cognito never does.
fn code_grant_without_nonce(server: &Server) -> Outcome {
    let mut page = Page::new(server, &server.url)?;
    page.register("theano", "Croton-546bc")?;
    let _ = page.run(page.client.sign_out())?;
    page.go_round(server, "theano", "Croton-546bc", "")?;
    let Err(error) = page.run(page.client.handle_callback()) else {
        return Err("it was accepted".into());
    };
    same(error.kind(), ErrorKind::TokenRejected)?;
    if error.message().contains("nonce") {
        return Ok(());
    }
    Err(format!("refused for another reason: {error:?}").into())
}

fn spoilt_code(server: &Server) -> Outcome {
    let mut page = Page::new(server, &server.with_nonce)?;
    page.register("ban", "Zhao-0000045")?;
    let _ = page.run(page.client.sign_out())?;
    page.go_round(server, "ban", "Zhao-0000045", "")?;
    let address = page.tab.url();
    let code = parameter(&address, "code").ok_or("there is a code")?;
    // An attacker who has read the URL uses the code without the code verifier.
    let form = format!(
        "grant_type=authorization_code&client_id={}&redirect_uri={}&code={code}&code_verifier={}",
        server.client,
        vestibule_native_tests::hosted::encode(CALLBACK),
        "x".repeat(43),
    );
    let (status, body) = server.post("/oauth2/token", &form)?;
    same(
        (status, body["error"].as_str()),
        (400, Some("invalid_grant")),
    )?;
    let Err(error) = page.run(page.client.handle_callback()) else {
        return Err("it was accepted".into());
    };
    same(
        (error.kind(), error.code()),
        (ErrorKind::CodeUsed, Some("invalid_grant")),
    )
}

fn done(step: SignInStep) -> Result<Session, Box<dyn Error>> {
    match step {
        SignInStep::Done(session) => Ok(session),
        other => Err(format!("not signed in: {other:?}").into()),
    }
}

fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T) -> Outcome {
    match found == expected {
        true => Ok(()),
        false => Err(format!("{found:?} instead of {expected:?}").into()),
    }
}

fn parameter<'a>(address: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = address.split_once('?')?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}
