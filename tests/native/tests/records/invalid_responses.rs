//! Responses that break the rules of their service, or follow rules that are rarely met.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{ErrorKind, Resolution, Resolve};
use vestibule_native_tests::{ADA, Stage, response};

use super::dynamo_db::DynamoDb;
use super::own_api::OwnApi;
use super::own_server::{Ask, put_up_behind};
use super::place::{Device, Place, devices};

/// A dataset that is not on the server.
const OTHER: &str = r#"{"created":1,"records":[{"key":"z","value":"z","version":9,"modified":9}]}"#;

type Proxy = dyn FnMut(&HttpRequest, &Ask<'_>) -> HttpResponse + Send;

/// Two devices that have synchronized `a=0`, and the proxy between them and the app's own API.
struct Scene {
    one: Device,
    two: Device,
    proxy: Arc<Mutex<Box<Proxy>>>,
}

impl Scene {
    fn new() -> Self {
        let stage = Stage::new();
        let transparent: Box<Proxy> = Box::new(|request, ask| ask(request));
        let proxy = Arc::new(Mutex::new(transparent));
        let now = proxy.clone();
        put_up_behind(&stage, move |request, ask| {
            let mut proxy = now.lock().unwrap_or_else(PoisonError::into_inner);
            (*proxy)(request, ask)
        });
        let other = stage.another_browser(8);
        let [one, two] = [stage, other].map(|stage| Device::of::<OwnApi>(stage, ADA));
        one.put("a", "0");
        one.synchronize();
        two.synchronize();
        Scene { one, two, proxy }
    }

    fn respond_with(
        &self,
        proxy: impl FnMut(&HttpRequest, &Ask<'_>) -> HttpResponse + Send + 'static,
    ) {
        *self.proxy.lock().unwrap() = Box::new(proxy);
    }

    fn respond_normally(&self) {
        self.respond_with(|request, ask| ask(request));
    }

    /// Changes the next response to a request of this method.
    fn once(&self, method: &'static str, change: fn(HttpResponse) -> HttpResponse) {
        let mut is_over = false;
        self.respond_with(move |request, ask| {
            let response = ask(request);
            match request.method == method && !std::mem::replace(&mut is_over, true) {
                true => change(response),
                false => response,
            }
        });
    }

    /// Both devices have the same records as the server, and go on.
    #[track_caller]
    fn agrees(&self, all: &str) {
        self.respond_normally();
        let no_conflict = Resolve::with(|conflict| -> Resolution { panic!("{conflict:?}") });
        self.one.synchronize_by(no_conflict);
        self.two.synchronize();
        assert_eq!([self.one.shown(), self.two.shown()], [all, all]);
        self.two.put("a", "last");
        assert_eq!(self.two.synchronize().pushed, 1);
        assert_eq!(self.one.synchronize().pulled, 1);
        assert!(self.one.shown().starts_with("a=last"));
    }
}

fn tagged(tag: &str, response: HttpResponse) -> HttpResponse {
    HttpResponse {
        etag: Some(tag.to_owned()),
        ..response
    }
}

fn with_body(body: &str, response: HttpResponse) -> HttpResponse {
    HttpResponse {
        body: body.to_owned(),
        ..response
    }
}

/// The records are written, whatever the response says, and are not taken for another device's.
#[test]
fn a_write_is_recognized_after_a_useless_response() {
    type Change = fn(HttpResponse) -> HttpResponse;
    let changes: [Change; 8] = [
        |it| with_body("", it),
        |it| with_body("{}", it),
        |it| with_body(r#"{"created":1,"records":[]}"#, it),
        |it| with_body(OTHER, it),
        |it| HttpResponse { etag: None, ..it },
        |it| tagged("", it),
        |it| tagged("W/", it),
        |_| response(204, ""),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let scene = Scene::new();
        scene.one.put("a", "1");
        scene.once("PATCH", change);
        if let Err(error) = scene.one.try_to_synchronize() {
            assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{number}");
        }
        scene.one.put("a", "2");
        scene.agrees("a=2");
    }
}

#[test]
fn a_response_without_a_tag_is_refused() {
    for tag in ["", "W/"] {
        let scene = Scene::new();
        scene.respond_with(move |request, ask| tagged(tag, ask(request)));
        scene.one.put("a", "1");
        let error = scene.one.try_to_synchronize().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        assert!(error.message().contains("no ETag"), "{error}");
        scene.agrees("a=1");
    }
}

/// Each write is refused. That comes to an end, and what others have written is there.
#[test]
fn a_server_that_refuses_all_writes_is_not_asked_forever() {
    type Odd = fn(&HttpRequest, &Ask<'_>) -> HttpResponse;
    let ways: [Odd; 3] = [
        |request, ask| match request.method {
            "PATCH" => response(412, ""),
            _ => ask(request),
        },
        |request, ask| match request.method {
            "PATCH" => response(409, "{"),
            _ => ask(request),
        },
        // All tags are wrong.
        |request, ask| tagged("\"another\"", ask(request)),
    ];
    for way in ways {
        let scene = Scene::new();
        scene.two.put("b", "1");
        scene.two.synchronize();
        scene.one.put("a", "1");
        scene.respond_with(way);
        let writes = scene.one.count(OwnApi::is_write);
        let error = scene.one.try_to_synchronize().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConcurrentModification);
        assert!(writes.load(Ordering::Relaxed) <= 8, "{writes:?}");
        assert_eq!(scene.one.shown(), "a=1,b=1");
        scene.agrees("a=1,b=1");
    }
}

#[test]
fn a_304_changes_nothing_whatever_it_contains() {
    let scene = Scene::new();
    scene.two.put("b", "1");
    scene.two.synchronize();
    scene.respond_with(|_, _| tagged("\"another\"", response(304, OTHER)));
    let done = scene.one.synchronize();
    assert_eq!((done.pulled, scene.one.shown()), (0, "a=0".to_owned()));
    // A device that knows nothing has asked for everything.
    let third = Device::of::<OwnApi>(scene.one.stage.another_browser(9), ADA);
    let error = third.try_to_synchronize().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    scene.agrees("a=0,b=1");
}

/// A server may store another value than it was sent, and says so.
#[test]
fn the_value_that_the_server_has_stored_counts() {
    for is_written_again in [false, true] {
        let scene = Scene::new();
        scene.respond_with(|request, ask| {
            let body = request.body.as_ref();
            let body = body.map(|body| body.replace("\" padded \"", "\"padded\""));
            ask(&HttpRequest {
                body,
                ..request.clone()
            })
        });
        scene.one.put("a", " padded ");
        scene.one.put("b", "1");
        if is_written_again {
            let notes = scene.one.notes();
            let clock = scene.one.page.tab.platform().clock;
            let slow = std::time::Duration::from_millis(100);
            let slowly = Delivery::Slowly(slow, slow);
            let _ = scene.one.always(OwnApi::is_write, slowly);
            scene.one.stage.run(async {
                let write = async {
                    clock.sleep(slow * 3 / 2).await;
                    notes.put("a", "2").await.unwrap();
                };
                let (done, ()) = futures_util::future::join(notes.synchronize(), write).await;
                assert_eq!(done.unwrap().pushed, 2);
            });
            assert_eq!(scene.one.shown(), "a=2,b=1");
            scene.agrees("a=2,b=1");
        } else {
            assert_eq!(scene.one.synchronize().pushed, 2);
            assert_eq!(scene.one.shown(), "a=padded,b=1");
            scene.agrees("a=padded,b=1");
        }
    }
}

/// DynamoDB may return a page without items that has another one after it.
#[test]
fn an_empty_page_is_not_the_last_one() {
    let (one, two) = devices::<DynamoDb>();
    one.put("a", "1");
    one.put("b", "1");
    one.synchronize();
    let owner = one.stage.run(one.page.client.aws().identity_id()).unwrap();
    let page = format!(
        r#"{{"Count":0,"Items":[],"ScannedCount":0,"LastEvaluatedKey":
            {{"identity":{{"S":"{owner}"}},"record":{{"S":"notes/"}}}}}}"#
    );
    let is_query = |request: &HttpRequest| {
        let mut headers = request.headers.iter();
        headers.any(|(_, value)| value.ends_with("DynamoDB_20120810.Query"))
    };
    two.once(is_query, Delivery::Answer(response(200, &page)));
    assert_eq!(two.synchronize().pulled, 2);
    assert_eq!(two.shown(), "a=1,b=1");
}
