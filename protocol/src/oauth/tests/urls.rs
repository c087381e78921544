//! URLs of the hosted pages.

use super::*;

#[test]
fn authorize_with_every_parameter() {
    let url = AuthorizeRequest {
        scopes: vec!["openid".to_owned(), "my/scope".to_owned()],
        nonce: Some("n".to_owned()),
        code_challenge: Some("c".to_owned()),
        identity_provider: Some("My SAML".to_owned()),
        idp_identifier: Some("example.com".to_owned()),
        lang: Some("pt-BR".to_owned()),
        login_hint: Some("ada+b@example.com".to_owned()),
        prompt: Some("login".to_owned()),
        resource: Some("https://api.example.com".to_owned()),
        ..authorize()
    }
    .url("auth.example.com");
    assert_eq!(
        url,
        "https://auth.example.com/oauth2/authorize?client_id=client&response_type=code\
         &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb%3Fx%3D1&scope=openid%20my%2Fscope\
         &state=s&nonce=n&code_challenge=c&code_challenge_method=S256\
         &identity_provider=My%20SAML&idp_identifier=example.com&lang=pt-BR\
         &login_hint=ada%2Bb%40example.com&prompt=login&resource=https%3A%2F%2Fapi.example.com"
    );
}

#[test]
fn select_the_requested_page() {
    for (page, path) in [
        (Page::Authorize, "/oauth2/authorize?"),
        (Page::Login, "/login?"),
        (Page::SignUp, "/signup?"),
        (Page::ForgotPassword, "/forgotPassword?"),
    ] {
        let request = AuthorizeRequest {
            page,
            grant: Grant::Implicit,
            ..authorize()
        };
        let url = request.url("http://127.0.0.1:9000/");
        assert!(url.starts_with(&format!("http://127.0.0.1:9000{path}client_id=client")));
        assert!(url.contains("&response_type=token&"));
    }
}

#[test]
fn logout_to_a_page_or_a_sign_in() {
    let client_id = "client".to_owned();
    let target = LogoutTarget::Page("https://app.example.com/bye".to_owned());
    assert_eq!(
        LogoutRequest {
            client_id: client_id.clone(),
            target
        }
        .url("auth.example.com"),
        "https://auth.example.com/logout?client_id=client\
         &logout_uri=https%3A%2F%2Fapp.example.com%2Fbye"
    );
    let target = LogoutTarget::SignIn(Box::new(authorize()));
    assert_eq!(
        LogoutRequest { client_id, target }.url("auth.example.com"),
        "https://auth.example.com/logout?client_id=client&response_type=code\
         &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb%3Fx%3D1&state=s"
    );
}
