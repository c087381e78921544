//! A page request: the authorization request and the browser's session.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html>

use super::authorization::Authorization;
use super::browser::Browser;
use super::form::Form;
use super::page_error::PageError;
use super::redirect::{self, Redirect};
use crate::config::PoolSettings;
use crate::http::{Request, Response, header};
use crate::outgoing::ProviderResponses;
use crate::state::hosted::{BrowserLogin, Next, Step};
use crate::state::{Context, Delivery, State};
use crate::timestamp::Timestamp;

/// A request for a page.
pub(super) struct Visit<'a> {
    pub(super) context: Context<'a>,
    pub(super) authorization: Authorization,
    pub(super) browser: Browser,
    /// The submitted form; empty if there is none.
    pub(super) form: Form,
    pub(super) query: Form,
    /// The base URL of the hosted pages.
    pub(super) address: String,
    /// The responses of identity providers for this request.
    pub(super) responses: &'a ProviderResponses,
}

impl<'a> Visit<'a> {
    /// "If the current time minus `auth_time` is greater than `max_age`, the user must authenticate again
    /// from scratch"
    /// ([login endpoint](https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html)).
    pub(super) fn is_too_old(&self, login: &BrowserLogin) -> bool {
        let age = self.context.now.since(login.auth_time);
        let most = self.authorization.max_age;
        most.is_some_and(|most| age > std::time::Duration::from_secs(most))
    }

    /// The level that the app requests, if the user can reach it.
    pub(super) fn level(&self, username: &str) -> Option<u8> {
        let acr_values = self.authorization.acr_values.as_deref()?;
        self.context.hosted_level(username, acr_values)
    }

    /// Whether a signed-in user needs another factor for the requested level.
    pub(super) fn lacks_level(&self, login: &BrowserLogin) -> bool {
        let level = self.level(&login.username);
        level.is_some() && login.methods.level() < level
    }

    /// Checks what the app asks for.
    ///
    /// # Errors
    /// Where to go with a request that does not pass.
    // Source: authorization-endpoint#get-authorize-request-parameters. Assumed: the message of the page.
    pub(super) fn open(
        state: &'a mut State,
        now: Timestamp,
        request: &Request,
        responses: &'a ProviderResponses,
    ) -> Result<Self, Redirect> {
        let authorization = Authorization::read(state, request)?;
        let browser = Browser::new(state, now, request);
        let form = Form::of_body(request);
        let id = &authorization.client.id;
        let unknown = |_| PageError::UnknownClient.page(Some(id));
        let (context, _) = state.of_client(now, id).map_err(unknown)?;
        let query = Form::of_query(request);
        Ok(Self {
            address: address(&context.pool.settings, request),
            responses,
            context,
            authorization,
            browser,
            form,
            query,
        })
    }

    /// Whether a form comes from one of our pages in the same browser.
    pub(super) fn has_own_form(&self) -> bool {
        self.form.get("_csrf") == Some(self.browser.csrf())
    }

    /// Adds the cookies.
    pub(super) fn close(self, mut response: Response) -> Response {
        self.browser.write_cookies(&mut response);
        response
    }

    /// Sends the browser to another page.
    pub(super) fn go(&self, path: &str, more: &[(&str, &str)]) -> Response {
        redirect::found(&self.authorization.link(path, more))
    }

    /// Begins a step, and sends the browser to its page.
    pub(super) fn go_to_step(
        &mut self,
        path: &str,
        name: &str,
        delivery: Option<Delivery>,
        next: Next,
        notice: Option<&str>,
    ) -> Response {
        let step = Step {
            name: name.to_owned(),
            delivery,
            next,
            browser: self.browser.csrf().to_owned(),
            begun: self.context.now,
        };
        let Context {
            now, random, pool, ..
        } = &mut self.context;
        let key = pool.hosted.add_step(random, *now, step);
        let notice = notice.map(|notice| ("notice", notice));
        let more: Vec<_> = [("step", key.as_str())].into_iter().chain(notice).collect();
        self.go(path, &more)
    }

    /// The step that this page goes on with.
    pub(super) fn step(&self) -> Option<Step> {
        let key = self.query.get("step")?;
        let hosted = &self.context.pool.hosted;
        hosted
            .step(self.context.now, key, self.browser.csrf())
            .cloned()
    }

    pub(super) fn end_step(&mut self) {
        if let Some(key) = self.query.get("step") {
            self.context.pool.hosted.end_step(key);
        }
    }

    /// Whom the page is about: the step knows, or the person typed it.
    pub(super) fn name(&self, step: Option<&Step>) -> String {
        match step {
            Some(step) => step.name.clone(),
            None => self.form.text("username").to_owned(),
        }
    }
}

/// The address of a pool's pages: its domain, or else where the request came to.
pub(super) fn address(pool: &PoolSettings, request: &Request) -> String {
    match &pool.domain {
        Some(domain) => domain.trim_end_matches('/').to_owned(),
        None => format!("http://{}", header(request, "host").unwrap_or("localhost")),
    }
}
