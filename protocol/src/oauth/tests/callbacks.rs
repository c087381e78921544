//! Callbacks of the hosted pages.

use super::*;

fn missing(parameter: &'static str, state: Option<&str>) -> Result<Callback, CallbackError> {
    let state = state.map(str::to_owned);
    Err(CallbackError::Missing { parameter, state })
}

#[test]
fn with_a_code() {
    let expected = Callback::Code {
        code: Secret::new("a b+c/é"),
        state: "s=y".to_owned(),
    };
    for url in [
        "https://app.example.com/cb?code=a+b%2Bc/%c3%A9&state=s%3Dy",
        "/cb?x=1&state=s%3Dy&code=a%20b%2Bc%2F%C3%A9&y#top",
        "?code=a+b%2Bc/é&state=s=y#access_token=t",
    ] {
        assert_eq!(Callback::parse(url, "s"), Ok(expected.clone()), "{url}");
    }
}

#[test]
fn with_tokens() {
    let url = "https://a.b/#id_token=i&access_token=a&expires_in=3600&token_type=Bearer&state=s";
    let expected = Callback::Tokens {
        access_token: Secret::new("a"),
        id_token: Some(Secret::new("i")),
        expires_in: 3600,
        state: "s".to_owned(),
    };
    assert_eq!(Callback::parse(url, "s"), Ok(expected));
}

#[test]
fn with_an_error() {
    for mark in ['?', '#'] {
        let url =
            format!("https://a.b/{mark}error_description=No+way%21&error=access_denied&state=s");
        let expected = Callback::Refused {
            error: "access_denied".to_owned(),
            description: Some("No way!".to_owned()),
            state: Some("s".to_owned()),
        };
        assert_eq!(Callback::parse(&url, "s"), Ok(expected));
    }
}

#[test]
fn rejects_urls_without_a_callback() {
    for url in [
        "",
        "https://a.b/c",
        "https://a.b/?",
        "https://a.b/?x=code&state=1#section",
        "https://a.b/?error=404",
        "https://a.b/?code=SUMMER",
        "https://a.b/?code=x&state=other",
        "https://a.b/?error=invalid_request&error_description=x",
        "https://a.b/?error=access_denied&error_description=x&state=other",
        "https://a.b/#access_token=a&expires_in=3600&id_token=i",
        "https://a.b/#access_token=a&expires_in=3600&state=other",
        "https://a.b/?code=x&xstate=s",
        "https://a.b/?access_token=t&id_token=t",
        "https://a.b/?mycode=1#/route?code=1",
    ] {
        assert_eq!(Callback::parse(url, "s"), Ok(Callback::None), "{url}");
        assert_eq!(strip_callback(url, "s"), url);
    }
}

#[test]
fn report_a_missing_parameter() {
    // If the state is missing too, the sender is unknown.
    let whole = "#id_token=i.j.k&access_token=a.b.c&expires_in=3600&token_type=Bearer&state=s";
    for length in [9, 15, 30, 48, 60, 68] {
        assert_eq!(Callback::parse(&whole[..length], "s"), Ok(Callback::None));
    }
    assert_eq!(Callback::parse("?code=c", "s"), Ok(Callback::None));
    assert_eq!(
        Callback::parse("#state=s&id_token=i.j.k", "s"),
        missing("access_token", Some("s"))
    );
    assert_eq!(
        Callback::parse("?code=&state=s", "s"),
        missing("code", Some("s"))
    );
    assert_eq!(
        Callback::parse("#access_token=a&state=s", "s"),
        missing("expires_in", Some("s"))
    );
}

#[test]
fn report_a_malformed_parameter() {
    for (url, parameter) in [
        ("?code=%&state=s", "code"),
        ("?code=%f&state=s", "code"),
        ("?code=%zz&state=s", "code"),
        ("?code=%ff&state=s", "code"),
        ("?code=a&code=b&state=s", "code"),
        ("?code=a&state=s&state=t", "state"),
        ("#access_token=a&expires_in=soon&state=s", "expires_in"),
        ("#access_token=a&expires_in=-1&state=s", "expires_in"),
        (
            "#access_token=a&expires_in=99999999999999999999&state=s",
            "expires_in",
        ),
    ] {
        assert_eq!(
            Callback::parse(url, "s"),
            Err(CallbackError::Malformed { parameter }),
            "{url}"
        );
    }
}

#[test]
fn are_removed_from_the_url() {
    for (url, expected) in [
        ("https://a.b/c?code=1&state=s2", "https://a.b/c"),
        ("https://a.b/c?code=1&state=s2#top", "https://a.b/c#top"),
        ("https://a.b/?code=1&state=2", "https://a.b/?code=1&state=2"),
        (
            "https://a.b/c?x=%20&code=1&y&state=s2&z=",
            "https://a.b/c?x=%20&y&z=",
        ),
        ("https://a.b/?code=%zz&state=%73", "https://a.b/"),
        (
            "https://a.b/?error=e&error_description=d&error_uri=u&state=s&x=1",
            "https://a.b/?x=1",
        ),
        (
            "https://a.b/?state=mine#access_token=a&id_token=i&token_type=t&expires_in=1&state=s",
            "https://a.b/?state=mine",
        ),
        (
            "https://a.b/?state=mine#id_token=i&state=s&mine=1",
            "https://a.b/?state=mine#mine=1",
        ),
        ("?code=1&code=2&state=s", ""),
    ] {
        assert_eq!(strip_callback(url, "s"), expected);
    }
}

#[test]
fn hide_secrets_in_debug() {
    let shown = format!("{:?}", Callback::parse("?code=hunter2&state=s", "s"));
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn without_a_state() {
    let refused = |error: &str, description: &str| {
        Stateless::Refused(Callback::Refused {
            error: error.to_owned(),
            description: Some(description.to_owned()),
            state: None,
        })
    };
    for (url, expected, clean) in [
        (
            "https://a.b/?x=1&error=invalid_request&error_description=No+way",
            refused("invalid_request", "No way"),
            "https://a.b/?x=1",
        ),
        (
            "https://a.b/#error=e&error_description=d",
            refused("e", "d"),
            "https://a.b/",
        ),
        (
            "https://a.b/?code=c&x=1",
            Stateless::Code,
            "https://a.b/?x=1",
        ),
    ] {
        assert_eq!(Callback::parse_stateless(url), expected, "{url}");
        assert_eq!(strip_stateless(url), clean, "{url}");
    }
    for url in [
        "",
        "https://a.b/",
        "https://a.b/?error=404",
        "https://a.b/?error=e&error_description=d&state=x",
        "https://a.b/?error=%zz&error_description=d",
        "https://a.b/?code=",
        "https://a.b/?code=c&state=x",
        "https://a.b/#code=c",
    ] {
        assert_eq!(Callback::parse_stateless(url), Stateless::None, "{url}");
    }
}
