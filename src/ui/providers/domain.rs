//! Routing to a provider by the domain of an e-mail address.

use super::{Provider, start_redirect};
use crate::Client;
use crate::ui::dom::{self, Values};
use crate::ui::field::OnInput;
use crate::ui::form::Work;
use crate::ui::node::{Node, dynamic, node};
use crate::ui::reactive::Reactive;
use crate::ui::strings::fill;
use crate::ui::{Options, Text, remember, style};

/// A domain whose users sign in through a provider.
#[derive(Clone)]
pub(in crate::ui) struct DomainRoute {
    domain: Text,
    provider: Provider,
}

impl DomainRoute {
    pub fn new(domain: Text, provider: Provider) -> Self {
        DomainRoute { domain, provider }
    }

    fn matches(&self, typed: &str) -> bool {
        let domain = typed.trim().rsplit_once('@').map(|(_, domain)| domain);
        domain.is_some_and(|domain| domain.eq_ignore_ascii_case(&self.domain))
    }
}

/// Returns the redirect to the provider of the address that was entered, with the address as login hint.
pub(super) fn intercept(client: &Client, options: &Options, values: &Values) -> Option<Work> {
    let typed = values.text("username");
    let provider = route(options, typed)?.provider.clone();
    let client = remember::client(client, options, values.raw(remember::NAME));
    let redirect = start_redirect(client, options.clone(), provider, Some(typed.into()));
    Some(Box::pin(redirect))
}

/// Returns a listener for the username field and a view that names the provider of the address. The style sheet hides
/// the password field while that view is shown.
pub(super) fn watch(options: &Options, username: &str) -> (OnInput, Node) {
    style::adopt_named(options, "vestibule-providers", style::MINIFIED_PROVIDERS);
    let message = Reactive::new(provider_text(options, username));
    let (shown, own_options) = (message.clone(), options.clone());
    let on_input: OnInput = Box::new(move |event| {
        let new = provider_text(&own_options, &dom::value(event));
        if shown.get_untracked() != new {
            shown.set(new);
        }
    });
    let content = dynamic(move || {
        let text = message.get();
        let line = |text| node("p").attrs("class=vestibule-routed").child(text);
        text.into_iter().map(|text| line(text).into()).collect()
    });
    let region = node("div").attrs("role=status").child(content);
    (on_input, region.into())
}

fn provider_text(options: &Options, typed: &str) -> Option<Text> {
    let provider = &route(options, typed)?.provider;
    let template = options.0.strings.signs_in_with;
    Some(Text::Owned(fill(template, "{provider}", &provider.shown)))
}

fn route<'a>(options: &'a Options, typed: &str) -> Option<&'a DomainRoute> {
    options
        .advanced()
        .routes
        .iter()
        .find(|route| route.matches(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_what_stands_behind_the_last_at_and_nothing_around_it() {
        let provider = Provider::new("Acme", "Acme");
        let options = Options::new().route("acme.example", provider);
        for typed in ["ada@acme.example", " ada@ACME.example ", "a@b@acme.example"] {
            assert!(route(&options, typed).is_some(), "{typed}");
        }
        for typed in [
            "",
            "acme.example",
            "ada@acme.example.org",
            "ada@not-acme.example",
            "ada@",
        ] {
            assert!(route(&options, typed).is_none(), "{typed}");
        }
    }
}
