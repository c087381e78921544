//! The user's name, address and picture, as the button and its menu show them.

use crate::TokenClaims;
use crate::ui::Text;
use crate::ui::node::{Node, dynamic, node};
use crate::ui::reactive::Reactive;

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub username: String,
    name: Option<String>,
    email: Option<String>,
    picture: Option<String>,
}

impl Person {
    /// Reads the claims of an ID token.
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
            // Users set this attribute themselves: only HTTPS URLs are requested.
            picture: text("picture").filter(|address| address.starts_with("https://")),
        }
    }

    /// Returns the name to show.
    pub fn display_name(&self) -> &str {
        let name = self.name.as_deref().or(self.email.as_deref());
        name.unwrap_or(&self.username)
    }

    /// Renders the picture, or the initials if there is none or it cannot be loaded.
    pub fn avatar(&self) -> Node {
        let has_picture = Reactive::new(self.picture.is_some());
        let (person, is_picture_shown) = (self.clone(), has_picture);
        let content = dynamic(move || {
            let failed = is_picture_shown.clone();
            match &person.picture {
                Some(address) if is_picture_shown.get() => {
                    let picture = node("img")
                        .attrs("class=vestibule-avatar-picture;alt=;referrerpolicy=no-referrer")
                        .attr("src", address.clone())
                        .on("error", move |_| failed.set(false));
                    vec![picture.into()]
                }
                // Drawn by the style sheet, not as text: voice control matches the button's accessible name, which does
                // not contain the initials.
                _ => {
                    let drawn = node("span")
                        .attrs("class=vestibule-initials")
                        .attr("data-initials", initials(person.display_name()));
                    vec![drawn.into()]
                }
            }
        });
        node("span")
            .attrs("class=vestibule-avatar;aria-hidden=true")
            .child(content)
            .into()
    }

    /// Renders the name and the address, above the entries.
    pub fn card(&self) -> Node {
        let mut lines = vec![line("vestibule-menu-name", self.display_name())];
        let other = self.email.as_deref().unwrap_or(&self.username);
        if other != self.display_name() {
            lines.push(line("vestibule-menu-address", other));
        }
        let lines = node("div")
            .attrs("class=vestibule-menu-who")
            .children(lines);
        node("div")
            .attrs("class=vestibule-menu-person")
            .child(self.avatar())
            .child(lines)
            .into()
    }
}

fn line(class: &'static str, text: &str) -> Node {
    node("span")
        .attr("class", class)
        .attrs("dir=auto")
        .child(Text::Owned(text.into()))
        .into()
}

/// Returns the first letters of the first and the last word.
fn initials(name: &str) -> String {
    // For an e-mail address, its local part.
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
