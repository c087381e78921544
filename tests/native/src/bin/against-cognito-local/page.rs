//! A browser tab with a client that signs in at the server.

use std::error::Error;
use std::sync::Arc;

use vestibule::platform::simulated::{Tab, World};
use vestibule::protocol::http::HttpResponse;
use vestibule::{Client, ClientConfig, Password, Redirect, Renewal, Session, SignUp, SignUpStep};

use super::network::{Loopback, RealClock, agent};
use super::server::Server;
use super::{APP, CALLBACK, CODE, Outcome, done};

/// A browser tab with a client.
pub struct Page {
    pub world: World,
    pub tab: Tab,
    pub client: Client,
    pub config: ClientConfig,
}

impl Page {
    pub fn new(server: &Server, address: &str) -> Result<Self, Box<dyn Error>> {
        let world = World::new(7, |_, _| HttpResponse::default());
        let tab = world.tab(APP);
        let config = ClientConfig::new(&server.pool, &server.client)
            .endpoint(address)
            .domain(address)
            .issuer([&server.url, "/", server.pool.as_str()].concat())
            .redirect_uri(CALLBACK)
            // This clock blocks the only thread, so one wait delays all others.
            .renewal(Renewal::OnDemand);
        let client = client(&tab, config.clone())?;
        Ok(Page {
            world,
            tab,
            client,
            config,
        })
    }

    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.world.run(future)
    }

    /// Signs a new user up, and signs them in.
    pub fn register(&self, name: &str, password: &str) -> Result<Session, Box<dyn Error>> {
        let address = [name, "@example.com"].concat();
        let sign_up = SignUp::new(name, password).attribute("email", address);
        match self.run(self.client.sign_up(sign_up))? {
            SignUpStep::Confirm(step) => drop(self.run(step.submit(CODE))?),
            other => return Err(format!("{other:?}").into()),
        }
        self.sign_in(name, password)
    }

    pub fn sign_in(&self, name: &str, password: &str) -> Result<Session, Box<dyn Error>> {
        done(self.run(self.client.sign_in(Password::plain(name, password)))?)
    }

    /// Follows the redirect to the server's page, signs in there, and returns to the app.
    pub fn go_round(
        &mut self,
        server: &Server,
        name: &str,
        password: &str,
        state: &str,
    ) -> Outcome {
        self.run(
            self.client
                .redirect_sign_in(Redirect::code().app_state(state)),
        )?;
        let address = self.tab.url();
        let page = server
            .agent
            .get(&address)
            .call()?
            .body_mut()
            .read_to_string()?;
        let encode = vestibule_native_tests::hosted::encode;
        let mut form = format!("username={}&password={}", encode(name), encode(password));
        for input in page.split("<input type=\"hidden\" ").skip(1) {
            let part = |name: &str| {
                let rest = input.split_once(&format!("{name}=\""))?.1;
                rest.split('"').next()
            };
            let (name, value) = part("name")
                .zip(part("value"))
                .ok_or("a field is malformed")?;
            form.push_str(&format!("&{}={}", encode(name), encode(value)));
        }
        let host = address.split("/oauth2/").next().unwrap_or_default();
        let response = server
            .agent
            .post([host, "/oauth2/authorize"].concat())
            .header("content-type", "application/x-www-form-urlencoded")
            .send(form)?;
        let location = response
            .headers()
            .get("location")
            .ok_or("the sign-in was refused")?;
        self.tab.visit(location.to_str()?);
        self.client = client(&self.tab, self.config.clone())?;
        Ok(())
    }
}

fn client(tab: &Tab, config: ClientConfig) -> Result<Client, vestibule::Error> {
    let mut platform = tab.platform();
    platform.fetch = Arc::new(Loopback(agent()));
    platform.clock = Arc::new(RealClock);
    Client::with_platform(config, platform)
}
