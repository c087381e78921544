//! An API that requires a level of authentication.

use super::*;

const ORDERS: &str = "https://api.example.com/orders";

/// An API that requires a level of authentication, and records the requests.
fn demanding(stage: &Stage, least: u8) -> Arc<Mutex<Vec<String>>> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let seeing = seen.clone();
    stage.world.network(move |request| {
        if request.url.starts_with(COGNITO) {
            return Delivery::Deliver;
        }
        let header = request.headers.iter().find(|it| it.0 == "authorization");
        let token = header.unwrap().1.strip_prefix("Bearer ").unwrap();
        seeing.lock().unwrap().push(token.to_owned());
        let acr = payload(token)["acr"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let challenge = format!(
            "Bearer error=\"insufficient_user_authentication\", acr_values=\"{}\"",
            level(least)
        );
        Delivery::Answer(match acr >= level(least) {
            true => response(200, "yours"),
            false => HttpResponse {
                authenticate: Some(challenge),
                ..response(401, "more")
            },
        })
    });
    seen
}

#[test]
fn an_apis_step_up_challenge_is_answered_once_for_all_requests() {
    let (stage, page, old) = scene();
    let seen = demanding(&stage, 3);
    let api = page.client.api(["https://api.example.com"]).unwrap();
    // Without a handler the app gets the rejection, and nothing is renewed.
    let response = stage.run(api.fetch(get(ORDERS))).unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            stage.calls("GetTokensFromRefreshToken")
        ),
        (401, 0)
    );
    seen.lock().unwrap().clear();

    let asked = Arc::new(Mutex::new(Vec::new()));
    let (client, asking) = (page.client.clone(), asked.clone());
    let (codes, waiting) = (Arc::new(Mutex::new(None)), Arc::new(Mutex::new(None)));
    let (code, wait) = (codes.clone(), waiting.clone());
    let clock = page.tab.platform().clock.clone();
    let api = api.on_step_up(move |step_up| {
        asking.lock().unwrap().push(step_up.clone());
        let (client, code, wait, clock) =
            (client.clone(), code.clone(), wait.clone(), clock.clone());
        async move {
            let SignInStep::SmsCode(step) = client.step_up(step_up).await? else {
                panic!("a code is asked for")
            };
            *wait.lock().unwrap() = Some(());
            // The user takes some time to read the code.
            clock.sleep(Duration::from_secs(5)).await;
            let code: String = code.lock().unwrap().clone().expect("it has come");
            step.submit(&code).await.map(drop)
        }
    });
    let answers = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..5 {
        let (api, answers) = (api.clone(), answers.clone());
        page.tab.platform().spawn.spawn(Box::pin(async move {
            let response = api.fetch(get(ORDERS)).await.unwrap();
            answers.lock().unwrap().push(response.status().as_u16());
        }));
    }
    stage.advance(Duration::from_secs(2));
    assert!(waiting.lock().unwrap().is_some());
    *codes.lock().unwrap() = Some(stage.code_for(PHONE));
    stage.advance(Duration::from_secs(20));
    assert_eq!(*answers.lock().unwrap(), [200; 5]);
    assert_eq!(
        *asked.lock().unwrap(),
        [StepUp::to(level(3))],
        "one for all"
    );
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 10);
    assert!(seen[..5].iter().all(|token| token == old.access_token()));
}

#[test]
fn after_a_cancelled_step_up_the_refusal_is_returned() {
    let (stage, page, old) = scene();
    let seen = demanding(&stage, 3);
    let api = page.client.api(["https://api.example.com"]).unwrap();
    let client = page.client.clone();
    let api = api.on_step_up(move |step_up| {
        let client = client.clone();
        async move {
            client
                .step_up(
                    StepUp::to("urn:nobody:knows")
                        .max_age(step_up.longest_ago().unwrap_or_default()),
                )
                .await
                .map(drop)
        }
    });
    let response = stage.run(api.fetch(get(ORDERS))).unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(response.body(), b"more");
    assert_eq!(*seen.lock().unwrap(), [old.access_token()]);
    assert_eq!(now(&stage, &page.client), old);
    // If the handler does nothing, there is no second request.
    let api = page.client.api(["https://api.example.com"]).unwrap();
    let api = api.on_step_up(|_| async { Ok(()) });
    let response = stage.run(api.fetch(get(ORDERS))).unwrap();
    assert_eq!(
        (response.status().as_u16(), seen.lock().unwrap().len()),
        (401, 2)
    );
}

fn get(url: &str) -> Request<&'static str> {
    Request::get(url).body("").expect("it is an address")
}
