//! The way to the provider of an e-mail address's domain.

use super::{Provider, leave};
use crate::Client;
use crate::ui::dom::{self, Values};
use crate::ui::field::OnTyped;
use crate::ui::form::Work;
use crate::ui::live::Live;
use crate::ui::node::{Node, live, node};
use crate::ui::strings::fill;
use crate::ui::{Options, Text, remember, style};

/// A domain whose people sign in through a provider.
#[derive(Clone)]
pub(in crate::ui) struct Route {
    domain: Text,
    provider: Provider,
}

impl Route {
    pub fn new(domain: Text, provider: Provider) -> Self {
        Route { domain, provider }
    }

    fn fits(&self, typed: &str) -> bool {
        let domain = typed.trim().rsplit_once('@').map(|(_, domain)| domain);
        domain.is_some_and(|domain| domain.eq_ignore_ascii_case(&self.domain))
    }
}

/// Goes to the provider of the typed address, which the provider's page has then already.
pub(super) fn detour(client: &Client, options: &Options, values: &Values) -> Option<Work> {
    let typed = values.text("username");
    let provider = route(options, typed)?.provider.clone();
    let client = remember::client(client, options, values.exact(remember::NAME));
    let leaving = leave(client, options.clone(), provider, Some(typed.into()));
    Some(Box::pin(leaving))
}

/// Follows what is typed, and says below it to which provider it leads. A field for a password gives way to
/// that, by the style sheet.
pub(super) fn watch(options: &Options, username: &str) -> (OnTyped, Node) {
    style::adopt_named(options, "vestibule-providers", style::SHORT_PROVIDERS);
    let told = Live::new(words(options, username));
    let (typed, kept) = (told.clone(), options.clone());
    let on_typed: OnTyped = Box::new(move |event| {
        let now = words(&kept, &dom::value(event));
        if typed.now() != now {
            typed.set(now);
        }
    });
    let told = live(move || {
        let words = told.get();
        let line = |words| node("p").attrs("class=vestibule-routed").child(words);
        words.into_iter().map(|words| line(words).into()).collect()
    });
    let region = node("div").attrs("role=status").child(told);
    (on_typed, region.into())
}

fn words(options: &Options, typed: &str) -> Option<Text> {
    let provider = &route(options, typed)?.provider;
    let template = options.0.strings.signs_in_with;
    Some(Text::Owned(fill(template, "{provider}", &provider.shown)))
}

fn route<'a>(options: &'a Options, typed: &str) -> Option<&'a Route> {
    options
        .advanced()
        .routes
        .iter()
        .find(|route| route.fits(typed))
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
