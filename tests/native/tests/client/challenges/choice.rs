//! The choice of a first factor (`USER_AUTH`).

use super::*;

#[test]
fn a_first_factor_is_chosen() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let step = expect!(
        begin(&stage, &page, Credentials::choice("hedy")),
        SelectChallenge
    );
    assert_eq!(step.challenge(), "SELECT_CHALLENGE");
    assert_eq!(
        step.choices(),
        ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP"]
    );
    let error = stage.run(step.choose("WEB_AUTHN")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    for choice in ["PASSWORD", "PASSWORD_SRP"] {
        let step = expect!(
            begin(&stage, &page, Credentials::choice("hedy")),
            SelectChallenge
        );
        let before = stage.operations().len();
        let step = expect!(stage.run(step.choose(choice)).unwrap(), Password);
        assert_eq!((step.challenge(), step.username()), (choice, "hedy"));
        let error = stage.run(step.submit("")).unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::InvalidInput, Some(Field::Password))
        );
        assert_eq!(
            stage.operations().len(),
            before,
            "the choice goes with the password"
        );
        for _ in 0..2 {
            let error = stage.run(step.submit("Wrong1914")).unwrap_err();
            assert_eq!(
                (error.kind(), error.field()),
                (ErrorKind::WrongCredentials, Some(Field::Password))
            );
        }
        done(stage.run(step.submit(HEDY.1)));
        let _ = stage.run(page.client.sign_out()).unwrap();
    }
    for choice in ["PASSWORD", "PASSWORD_SRP"] {
        let step = expect!(
            begin(&stage, &page, Credentials::choice("hedy")),
            SelectChallenge
        );
        let step = expect!(stage.run(step.choose(choice)).unwrap(), Password);
        assert_eq!(done(stage.run(step.submit(HEDY.1))).username(), "hedy");
    }
    for (choice, to) in [
        ("EMAIL_OTP", "hedy@example.com"),
        ("SMS_OTP", "+4319141109"),
    ] {
        let step = expect!(
            begin(&stage, &page, Credentials::choice("hedy")),
            SelectChallenge
        );
        let step = match stage.run(step.choose(choice)).unwrap() {
            SignInStep::EmailCode(step) | SignInStep::SmsCode(step) => step,
            other => panic!("{other:?}"),
        };
        assert_eq!(step.challenge(), choice);
        code_is_tried_twice(&stage, &step, to);
    }
    let proofs = stage.world.requests();
    let passwords = proofs.iter().filter(|request| {
        request
            .body
            .as_deref()
            .is_some_and(|body| body.contains(HEDY.1))
    });
    assert_eq!(passwords.count(), 2, "only PASSWORD sends it");
}

#[test]
fn an_expired_choice_is_repeated_with_the_password() {
    let stage = Stage::new();
    let mut page = stage.page(FACTORS);
    for choice in ["PASSWORD", "PASSWORD_SRP"] {
        let step = begin(&stage, &page, Credentials::choice("hedy"));
        let step = expect!(step, SelectChallenge);
        let step = expect!(stage.run(step.choose(choice)).unwrap(), Password);
        stage.advance(Duration::from_secs(200));
        stage
            .run(step.submit("Wrong1914"))
            .expect_err("the password is looked at");
        // The step survives a reload, even after Cognito's session for it has expired.
        page.reload(config(FACTORS));
        let step = expect!(stage.run(page.client.resume_sign_in()).unwrap(), Password);
        assert_eq!((step.challenge(), step.username()), (choice, "hedy"));
        done(stage.run(step.submit(HEDY.1)));
        page.reload(config(FACTORS));
        assert!(stage.run(page.client.resume_sign_in()).is_none());
    }
}

#[test]
fn a_lost_choice_is_repeated() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    for choice in ["PASSWORD", "PASSWORD_SRP"] {
        let step = begin(&stage, &page, Credentials::choice("hedy"));
        let step = expect!(step, SelectChallenge);
        let step = expect!(stage.run(step.choose(choice)).unwrap(), Password);
        for delivery in [Delivery::LoseRequest, Delivery::LoseAnswer] {
            stage.deliver("RespondToAuthChallenge", delivery);
            let error = stage.run(step.submit(HEDY.1)).unwrap_err();
            assert!(error.is_retryable(), "{error:?}");
        }
        stage.deliver_all(Delivery::Deliver);
        done(stage.run(step.submit(HEDY.1)));
    }
}

#[test]
fn an_unknown_user_looks_like_a_wrong_password() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let mut asked = Vec::new();
    for number in 0..12 {
        let step = begin(
            &stage,
            &page,
            Credentials::choice(format!("nobody{number}")),
        );
        if let SignInStep::Password(step) = step {
            let error = stage.run(step.submit("Wrong1914")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::WrongCredentials);
            asked.push(step.challenge().to_owned());
        }
    }
    for challenge in ["PASSWORD", "PASSWORD_SRP"] {
        assert!(asked.iter().any(|it| it == challenge), "{asked:?}");
    }
}

#[test]
fn a_preferred_first_factor_is_used_at_once() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let step = begin(
        &stage,
        &page,
        Credentials::choice("annie").preferred("EMAIL_OTP"),
    );
    let step = expect!(step, EmailCode);
    code_is_tried_twice(&stage, &step, "annie@example.com");
    let step = begin(
        &stage,
        &page,
        Credentials::choice("hedy").preferred("PASSWORD_SRP"),
    );
    let step = expect!(step, Password);
    let error = stage.run(step.submit("Wrong1914")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongCredentials);
    done(stage.run(step.submit(HEDY.1)));
    let step = begin(
        &stage,
        &page,
        Credentials::choice("annie").preferred("PASSWORD"),
    );
    let step = expect!(step, Password);
    let step = stage.run(step.submit("Anything1")).unwrap();
    assert_eq!(
        expect!(step, SelectChallenge).choices(),
        ["EMAIL_OTP"],
        "she has no password"
    );
    // A preferred factor that the user does not have leads to the choice.
    let step = begin(
        &stage,
        &page,
        Credentials::choice("annie").preferred("SMS_OTP"),
    );
    let step = expect!(step, SelectChallenge);
    assert_eq!(step.choices(), ["EMAIL_OTP"]);
}

#[test]
fn a_preferred_password_is_sent_with_the_first_request() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let hedy = || Credentials::choice(HEDY.0).password(HEDY.1);
    for (credentials, requests) in [
        (hedy(), 2),
        (hedy().preferred("PASSWORD_SRP"), 2),
        (hedy().preferred("PASSWORD"), 1),
    ] {
        let before = sign_in_requests(&stage);
        done(stage.run(page.client.sign_in(credentials)));
        assert_eq!(sign_in_requests(&stage) - before, requests);
        let _ = stage.run(page.client.sign_out()).unwrap();
    }
    // Other factors need no password, and none is sent.
    let before = stage.world.requests().len();
    expect!(
        begin(&stage, &page, hedy().preferred("EMAIL_OTP")),
        EmailCode
    );
    let sent = &stage.world.requests()[before..];
    let sent = sent.iter().filter_map(|request| request.body.as_deref());
    for body in sent {
        assert!(!body.contains(HEDY.1) && !body.contains("SRP_A"), "{body}");
    }
}

fn sign_in_requests(stage: &Stage) -> usize {
    stage.calls("InitiateAuth") + stage.calls("RespondToAuthChallenge")
}

#[test]
fn a_client_without_user_auth_is_an_error() {
    let stage = Stage::new();
    let page = stage.page(STRICT);
    for credentials in [Credentials::choice("joan"), Credentials::custom("joan")] {
        let error = stage.run(page.client.sign_in(credentials)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FlowNotEnabled);
    }
}
