//! A browser for the hosted UI: cookies, forms and redirects, without JavaScript.

use std::collections::BTreeMap;

use vestibule_emulator::{Request, Response};

use crate::wire;
use crate::{COGNITO, Stage};

/// A browser that shows the hosted UI until it is redirected back to the app.
pub struct Browser<'a> {
    stage: &'a Stage,
    cookies: BTreeMap<String, String>,
    address: String,
    html: String,
}

impl<'a> Browser<'a> {
    /// Creates a browser without cookies.
    pub fn new(stage: &'a Stage) -> Self {
        Browser {
            stage,
            cookies: BTreeMap::new(),
            address: String::new(),
            html: String::new(),
        }
    }

    /// Opens a URL, and follows its redirects.
    ///
    /// # Panics
    /// Panics if there are too many redirects.
    pub fn open(&mut self, address: &str) -> &mut Self {
        self.send(address, |request| request.method("GET").body(Vec::new()))
    }

    /// Fills and submits the form that has all of these fields. Its other fields keep their
    /// values; naming a button clicks it.
    ///
    /// # Panics
    /// Panics if the page has no such form.
    #[track_caller]
    pub fn fill(&mut self, fields: &[(&str, &str)]) -> &mut Self {
        let form = forms(&self.html).into_iter().find(|form| {
            let has = |(name, _): &(&str, &str)| {
                let names = form
                    .inputs
                    .iter()
                    .map(|(name, _)| name)
                    .chain(&form.buttons);
                names.into_iter().any(|other| other == name)
            };
            fields.iter().all(has)
        });
        let Some(form) = form else {
            panic!("no form for {:?} at {}", fields.first(), self.address);
        };
        let typed = |name: &String| fields.iter().any(|(other, _)| other == name);
        let kept = form.inputs.iter().filter(|(name, _)| !typed(name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs: Vec<String> = kept
            .chain(fields.iter().copied())
            .map(|(name, value)| [encode(name), encode(value)].join("="))
            .collect();
        let body = pairs.join("&").into_bytes();
        self.send(&form.action, |request| {
            request
                .method("POST")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("origin", COGNITO)
                .body(body)
        })
    }

    /// Fills and submits the sign-in form.
    #[track_caller]
    pub fn sign_in(&mut self, (username, password): (&str, &str)) -> &mut Self {
        self.fill(&[("username", username), ("password", password)])
    }

    /// The URL of the current page.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The HTML of the current page; empty once the browser has left the hosted UI.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// The URL of the link with this text.
    ///
    /// # Panics
    /// Panics if there is no such link.
    #[track_caller]
    pub fn link(&self, text: &str) -> String {
        let mut links = self.html.split("<a ").skip(1);
        let link = links.find(|link| link.contains(&[">", text, "</a>"].concat()));
        attribute(link.expect("there is such a link"), "href").expect("a link leads somewhere")
    }

    fn send(
        &mut self,
        address: &str,
        finish: impl FnOnce(http::request::Builder) -> http::Result<Request>,
    ) -> &mut Self {
        let mut next = self.resolve(address);
        let request = finish(self.begin(&next)).expect("a browser's request is a request");
        let mut response = self.exchange(&request);
        for _ in 0..10 {
            let Some(location) = response.headers().get("location") else {
                self.html = String::from_utf8(response.into_body()).expect("a page is UTF-8");
                self.address = next;
                return self;
            };
            next = self.resolve(location.to_str().expect("a location is ASCII"));
            if !next.starts_with(COGNITO) {
                self.html.clear();
                self.address = next;
                return self;
            }
            let request = self.begin(&next).method("GET").body(Vec::new());
            response = self.exchange(&request.expect("a browser's request is a request"));
        }
        panic!("{address} leads nowhere");
    }

    fn resolve(&self, address: &str) -> String {
        match address.starts_with('/') {
            true => [COGNITO, address].concat(),
            false => address.to_owned(),
        }
    }

    fn begin(&self, address: &str) -> http::request::Builder {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| [name.as_str(), value.as_str()].join("="))
            .collect();
        let request = http::Request::builder()
            .uri(address)
            .header("host", wire::host(address));
        match cookies.is_empty() {
            true => request,
            false => request.header("cookie", cookies.join("; ")),
        }
    }

    fn exchange(&mut self, request: &Request) -> Response {
        let now = self.stage.world.now();
        let response = self
            .stage
            .with_emulator(|emulator| wire::serve(emulator, now, request));
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().expect("a cookie is ASCII");
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie has a value");
            match cookie.contains("Max-Age=0") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        response
    }
}

struct Form {
    action: String,
    inputs: Vec<(String, String)>,
    buttons: Vec<String>,
}

fn forms(html: &str) -> Vec<Form> {
    html.split("<form ")
        .skip(1)
        .filter_map(|text| {
            let text = text.split("</form>").next()?;
            let inputs = text.split("<input ").skip(1).filter_map(|input| {
                let value = attribute(input, "value").unwrap_or_default();
                Some((attribute(input, "name")?, value))
            });
            let buttons = text.split("<button ").skip(1);
            Some(Form {
                action: attribute(text, "action")?,
                inputs: inputs.collect(),
                buttons: buttons
                    .filter_map(|button| attribute(button, "name"))
                    .collect(),
            })
        })
        .collect()
}

/// Returns an attribute of the tag in which the text begins.
fn attribute(text: &str, name: &str) -> Option<String> {
    let tag = text.split('>').next()?;
    let tag = [" ", tag].concat();
    let (_, value) = tag.split_once(&[" ", name, "=\""].concat())?;
    let value = value.split('"').next()?;
    let entities = [
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    Some(
        entities
            .iter()
            .fold(value.to_owned(), |text, (from, to)| text.replace(from, to)),
    )
}

/// Percent-encodes a value for a form.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
