//! Views of a site's own: around the screens' parts, and in their place.

use leptos::children::ViewFn;

use super::Options;
use crate::ui::node::Node;
use crate::ui::{Screen, Text};

/// A view, where it stands, and on which screen.
pub(super) type Filled = (Slot, Screen, ViewFn);

/// What a form has by itself in one of its places.
pub(in crate::ui) type Own<'a> = Box<dyn FnOnce() -> Vec<Node> + 'a>;

/// Puts an app's views around it, or in its place.
pub(super) type Arrange = fn(&Options, Screen, Spot, Own<'_>) -> Vec<Node>;

/// A place on a screen's form; see [`Options::before`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Spot {
    /// All of its own fields.
    Fields,
    /// The field whose control has this name: `username`, `password`, `new-password`, `code`, or the name of an
    /// attribute.
    Field(Text),
    /// The button that sends it, or what a screen without a form is pressed for: the list of factors, "Sign out",
    /// "Try again".
    Button,
}

impl Spot {
    /// The field whose control has this name.
    pub fn field(name: impl Into<Text>) -> Self {
        Spot::Field(name.into())
    }
}

#[derive(Clone, PartialEq, Eq)]
pub(in crate::ui) enum Slot {
    Header,
    Fields,
    Footer,
    Before(Spot),
    After(Spot),
    Instead(Spot),
    Screen,
}

impl Options {
    /// A view above the title of a screen.
    pub fn header(self, screen: Screen, view: impl Into<ViewFn>) -> Self {
        self.slot(Slot::Header, screen, view.into())
    }

    /// A view below everything else on a screen's card.
    pub fn footer(self, screen: Screen, view: impl Into<ViewFn>) -> Self {
        self.slot(Slot::Footer, screen, view.into())
    }

    /// A view inside a screen's form, below its own fields.
    ///
    /// On [`Screen::SignUp`] and [`Screen::NewPassword`] every control in it that has a `name`
    /// gives a user attribute of that name when the form is sent, unless it is empty.
    pub fn fields(self, screen: Screen, view: impl Into<ViewFn>) -> Self {
        self.slot(Slot::Fields, screen, view.into())
    }

    /// A view in front of a place on a screen's form.
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use vestibule::ui::{Options, Screen, Spot};
    ///
    /// let options = Options::new()
    ///     .before(Screen::SignUp, Spot::Fields, || view! { class="own", <p>"It takes a minute."</p> })
    ///     .after(Screen::SignUp, Spot::field("email"), || view! { class="own", <p>"No news, ever."</p> })
    ///     .before(Screen::SignIn, Spot::Button, || view! { class="own", <p>"Members only"</p> })
    ///     // The control keeps its name, by which its value is read.
    ///     .replace(Screen::SignIn, Spot::field("username"), || view! { class="own",
    ///         <label>"Badge" <input name="username" autocomplete="username" /></label>
    ///     })
    ///     .replace(Screen::SignIn, Spot::Button, || view! { class="own",
    ///         <button type="submit">"Open the door"</button>
    ///     });
    /// # let _ = options;
    /// ```
    pub fn before(self, screen: Screen, spot: Spot, view: impl Into<ViewFn>) -> Self {
        self.at(Slot::Before(spot), screen, view.into())
    }

    /// A view behind a place on a screen's form; see [`Options::before`].
    pub fn after(self, screen: Screen, spot: Spot, view: impl Into<ViewFn>) -> Self {
        self.at(Slot::After(spot), screen, view.into())
    }

    /// A view in the place of a field or of the button of a screen's form; see [`Options::before`].
    ///
    /// Nothing is asked of the value of a field that was replaced before it is sent; what Cognito says of it
    /// stands above the button. [`Spot::Fields`] replaces all of them at once.
    pub fn replace(self, screen: Screen, spot: Spot, view: impl Into<ViewFn>) -> Self {
        self.at(Slot::Instead(spot), screen, view.into())
    }

    /// A view of the app's own in the place of a whole screen.
    ///
    /// Inside of an [`Authenticator`](crate::ui::Authenticator) it does what the screen did by
    /// [`use_authenticator`](crate::ui::use_authenticator).
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use vestibule::ui::{Options, Screen, use_authenticator};
    ///
    /// let options = Options::new().screen(Screen::ForgotPassword, || {
    ///     let flow = use_authenticator();
    ///     let back = move |_| flow.iter().for_each(|flow| flow.to_sign_in());
    ///     view! { class="own",
    ///         <p>"Call 555-0123, and we help you."</p>
    ///         <button on:click=back>"Back"</button>
    ///     }
    /// });
    /// # let _ = options;
    /// ```
    pub fn screen(self, screen: Screen, view: impl Into<ViewFn>) -> Self {
        self.slot(Slot::Screen, screen, view.into())
    }

    fn at(self, slot: Slot, screen: Screen, view: ViewFn) -> Self {
        self.slot(slot, screen, view)
            .with_advanced(|advanced| advanced.arrange = Some(arrange))
    }

    fn slot(self, slot: Slot, screen: Screen, view: ViewFn) -> Self {
        self.with_advanced(|advanced| advanced.slots.push((slot, screen, view)))
    }

    /// What stands in a place of a form: the app's view or else its own, with what is in front of and behind it.
    pub(in crate::ui) fn around(&self, screen: Screen, spot: Spot, own: Own<'_>) -> Vec<Node> {
        match self.advanced().arrange {
            Some(arrange) => arrange(self, screen, spot, own),
            None => own(),
        }
    }

    /// Whether an app has a view there.
    pub(in crate::ui) fn has_view(&self, slot: &Slot, screen: Screen) -> bool {
        let slots = &self.advanced().slots;
        slots.iter().any(|(at, on, _)| at == slot && *on == screen)
    }

    pub(in crate::ui) fn views(&self, slot: Slot, screen: Screen) -> Vec<Node> {
        let slots = &self.advanced().slots;
        if slots.is_empty() {
            return Vec::new();
        }
        let wanted = |(at, on, _): &&Filled| *at == slot && *on == screen;
        let slots = slots.iter().filter(wanted);
        slots.map(|(_, _, view)| view.run().into()).collect()
    }
}

fn arrange(options: &Options, screen: Screen, spot: Spot, own: Own<'_>) -> Vec<Node> {
    let mut all = options.views(Slot::Before(spot.clone()), screen);
    let instead = options.views(Slot::Instead(spot.clone()), screen);
    all.extend(match instead.is_empty() {
        true => own(),
        false => instead,
    });
    all.extend(options.views(Slot::After(spot), screen));
    all
}
