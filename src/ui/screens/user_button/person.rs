//! Who is signed in, as the button and its menu show it.

use crate::TokenClaims;
use crate::ui::Text;
use crate::ui::live::Live;
use crate::ui::node::{Node, live as changing, node};

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub username: String,
    name: Option<String>,
    email: Option<String>,
    picture: Option<String>,
}

impl Person {
    /// By an ID token.
    pub fn of(claims: &TokenClaims, username: &str) -> Self {
        let text = |name: &str| {
            let text = claims.string(name)?.trim();
            Some(String::from(text)).filter(|text| !text.is_empty())
        };
        let joined = || match (text("given_name"), text("family_name")) {
            (Some(given), Some(family)) => Some([&given, " ", &family].concat()),
            (one, other) => one.or(other),
        };
        Person {
            username: username.into(),
            name: text("name").or_else(joined),
            email: text("email"),
            // Whoever fills the attribute in must not have the page ask for anything else.
            picture: text("picture").filter(|address| address.starts_with("https://")),
        }
    }

    /// The name that people know them by.
    pub fn shown(&self) -> &str {
        let name = self.name.as_deref().or(self.email.as_deref());
        name.unwrap_or(&self.username)
    }

    /// The picture, or the initials where there is none or it cannot be shown.
    pub fn avatar(&self) -> Node {
        let has_picture = Live::new(self.picture.is_some());
        let (person, shown) = (self.clone(), has_picture);
        let content = changing(move || {
            let failed = shown.clone();
            match &person.picture {
                Some(address) if shown.get() => {
                    let picture = node("img")
                        .attrs("class=vestibule-avatar-picture;alt=;referrerpolicy=no-referrer")
                        .attr("src", address.clone())
                        .on("error", move |_| failed.set(false));
                    vec![picture.into()]
                }
                // Drawn, and no text: whoever speaks to the page says the button's name, which has no initials.
                _ => {
                    let drawn = node("span")
                        .attrs("class=vestibule-initials")
                        .attr("data-initials", initials(person.shown()));
                    vec![drawn.into()]
                }
            }
        });
        node("span")
            .attrs("class=vestibule-avatar;aria-hidden=true")
            .child(content)
            .into()
    }

    /// Name and address, above the entries.
    pub fn card(&self) -> Node {
        let mut lines = vec![line("vestibule-menu-name", self.shown())];
        let other = self.email.as_deref().unwrap_or(&self.username);
        if other != self.shown() {
            lines.push(line("vestibule-menu-address", other));
        }
        let words = node("div")
            .attrs("class=vestibule-menu-who")
            .children(lines);
        node("div")
            .attrs("class=vestibule-menu-person")
            .child(self.avatar())
            .child(words)
            .into()
    }
}

fn line(class: &'static str, words: &str) -> Node {
    node("span")
        .attr("class", class)
        .attrs("dir=auto")
        .child(Text::Owned(words.into()))
        .into()
}

/// The first letters of the first and the last word.
fn initials(name: &str) -> String {
    // Of an address, what stands in front of the sign.
    let name = name.split('@').next().unwrap_or_default();
    let mut words = name.split_whitespace().filter_map(first_letter);
    let first = words.next();
    let letters = first.into_iter().chain(words.next_back());
    letters.flat_map(char::to_uppercase).collect()
}

fn first_letter(word: &str) -> Option<char> {
    word.chars().find(|c| c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, letters) in [
            ("Ada Lovelace", "AL"),
            ("ada king of lovelace", "AL"),
            ("ada", "A"),
            ("ada@example.com", "A"),
            ("Élodie Ångström", "ÉÅ"),
            ("(Ada) \"Byron\"", "AB"),
            ("…", ""),
            ("", ""),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
