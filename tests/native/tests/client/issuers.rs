//! The issuers of a pool's tokens: the original and the updated one, and a replica's.

use vestibule::platform::simulated::Delivery;
use vestibule::{ClientConfig, Error, ErrorKind, Password, Redirect, RedirectOutcome};
use vestibule_emulator::{IssuerConfiguration, IssuerType, PoolReplica};
use vestibule_native_tests::hosted::Browser;
use vestibule_native_tests::{
    ADA, BROWSER, CALLBACK, COGNITO, PASSWORD, POOL, Stage, config, done, sign_in,
};

const ORIGINAL: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule";
const UPDATED: &str = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule";
/// The endpoint of the Region that has the pool's replica.
const REPLICA: &str = "https://cognito-idp.eu-central-1.amazonaws.com";

/// A pool with the updated issuer, which AWS recommends.
fn updated() -> Stage {
    Stage::with_pool(|pool| {
        pool.issuer_configuration = IssuerConfiguration {
            kind: IssuerType::Updated,
        };
    })
}

/// The replica of a pool with the original issuer.
fn replica() -> Stage {
    Stage::with_pool(|pool| {
        pool.replica = PoolReplica::Secondary;
        pool.replica_region = Some("eu-central-1".to_owned());
    })
}

/// An app that uses AWS's own endpoint, where the emulator responds in this test.
fn on_aws(client_id: &str) -> ClientConfig {
    ClientConfig::new(POOL, client_id)
        .domain(COGNITO)
        .redirect_uri(CALLBACK)
}

fn by_redirect(
    stage: &Stage,
    config: &ClientConfig,
    redirect: Redirect,
) -> Result<RedirectOutcome, Error> {
    let mut page = stage.page_of(config.clone());
    stage
        .run(page.client.redirect_sign_in(redirect))
        .expect("the page can be left");
    let mut browser = Browser::new(stage);
    browser.open(&page.tab.url()).sign_in(ADA);
    page.arrive(browser.address(), config.clone());
    let outcome = stage.run(page.client.handle_callback());
    outcome.map(|outcome| outcome.expect("it is a callback"))
}

fn key_sets(stage: &Stage) -> Vec<String> {
    let requests = stage.world.requests();
    let urls = requests.iter().map(|request| request.url.clone());
    urls.filter(|url| url.ends_with("jwks.json")).collect()
}

#[test]
fn tokens_of_the_updated_issuer_are_accepted() {
    let stage = updated();
    let page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    assert_eq!(session.claims().string("iss"), Some(UPDATED));
    let renewed = stage.run(page.client.refresh()).unwrap();
    assert_eq!(renewed.access_claims().string("iss"), Some(UPDATED));
    let page = stage.page(PASSWORD);
    let step = stage.run(page.client.sign_in(Password::plain(ADA.0, ADA.1)));
    assert_eq!(done(step).username(), "ada");
    for redirect in [Redirect::code(), Redirect::implicit()] {
        let outcome = by_redirect(&stage, &config(BROWSER), redirect).unwrap();
        assert_eq!(outcome.session.claims().string("iss"), Some(UPDATED));
    }
}

#[test]
fn a_replicas_tokens_have_its_region() {
    let stage = replica();
    let at_replica = || config(BROWSER).endpoint(REPLICA);
    let page = stage.page_of(at_replica());
    let session = sign_in(&stage, &page.client, ADA);
    let issuer = [REPLICA, "/", POOL].concat();
    assert_eq!(session.claims().string("iss"), Some(issuer.as_str()));
    stage.run(page.client.refresh()).unwrap();
    for redirect in [Redirect::code(), Redirect::implicit()] {
        by_redirect(&stage, &at_replica(), redirect).unwrap();
    }
    // An app that has not configured the Region does not accept its tokens.
    let page = stage.page(BROWSER);
    let password = Password::srp(ADA.0, ADA.1);
    let error = stage.run(page.client.sign_in(password)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
}

#[test]
fn a_configured_issuer_is_the_only_accepted_one() {
    let stage = updated();
    let page = stage.page_of(config(BROWSER).issuer(ORIGINAL));
    let password = Password::srp(ADA.0, ADA.1);
    let error = stage.run(page.client.sign_in(password)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    let page = stage.page_of(config(BROWSER).issuer(UPDATED));
    sign_in(&stage, &page.client, ADA);
}

#[test]
fn the_keys_are_fetched_from_the_issuer() {
    for (stage, config, issuer) in [
        (Stage::new(), on_aws(BROWSER), ORIGINAL),
        (updated(), on_aws(BROWSER), UPDATED),
        (updated(), on_aws(BROWSER).endpoint(REPLICA), UPDATED),
    ] {
        by_redirect(&stage, &config, Redirect::implicit()).unwrap();
        assert_eq!(
            key_sets(&stage),
            [[issuer, "/.well-known/jwks.json"].concat()]
        );
    }
}

#[test]
fn missing_keys_are_fetched_from_the_endpoint() {
    for delivery in [
        Delivery::LoseRequest,
        // AWS's response for a pool with the original issuer.
        Delivery::Answer(vestibule_native_tests::response(403, "{}")),
    ] {
        let stage = updated();
        stage.world.network(
            move |request: &vestibule::protocol::http::HttpRequest| match request
                .url
                .starts_with(UPDATED)
            {
                true => delivery.clone(),
                false => Delivery::Deliver,
            },
        );
        by_redirect(&stage, &on_aws(BROWSER), Redirect::implicit()).unwrap();
        let last = key_sets(&stage).pop();
        assert_eq!(last, Some([ORIGINAL, "/.well-known/jwks.json"].concat()));
    }
}
