//! Views of the app: around parts of the screens, and in their place.

use leptos::children::ViewFn;

use super::Options;
use crate::ui::node::Node;
use crate::ui::{Screen, Text};

/// A view with its slot and its screen.
pub(super) type SlotView = (Slot, Screen, ViewFn);

/// The form's own views for a spot.
pub(in crate::ui) type Own<'a> = Box<dyn FnOnce() -> Vec<Node> + 'a>;

/// Adds the app's views around it, or replaces it.
pub(super) type AddViews = fn(&Options, Screen, Spot, Own<'_>) -> Vec<Node>;

/// A part of a screen's form; see [`Options::before`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Spot {
    /// All fields of the form.
    Fields,
    /// The field whose control has this name: `username`, `password`, `new-password`, `code`, or the name of an
    /// attribute.
    Field(Text),
    /// The submit button, or the controls of a screen without a form: the list of factors, "Sign out", "Try again".
    Button,
}

impl Spot {
    /// Returns the field whose control has this name.
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
    Replace(Spot),
    Screen,
}

impl Options {
    /// Adds a view above the title of a screen.
    pub fn header(self, screen: Screen, view: impl Into<ViewFn>) -> Self {
        self.slot(Slot::Header, screen, view.into())
    }

    /// Adds a view at the end of a screen's card.
    pub fn footer(self, screen: Screen, view: impl Into<ViewFn>) -> Self {
        self.slot(Slot::Footer, screen, view.into())
    }

    /// Adds a view to a screen's form, below its own fields.
    ///
    /// On [`Screen::SignUp`] and [`Screen::NewPassword`] the value of each control with a `name` becomes a user
    /// attribute with that name, unless it is empty.
    pub fn fields(self, screen: Screen, view: impl Into<ViewFn>) -> Self {
        self.slot(Slot::Fields, screen, view.into())
    }

    /// Adds a view before a part of a screen's form.
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

    /// Adds a view after a part of a screen's form; see [`Options::before`].
    pub fn after(self, screen: Screen, spot: Spot, view: impl Into<ViewFn>) -> Self {
        self.at(Slot::After(spot), screen, view.into())
    }

    /// Replaces a field or the button of a screen's form with a view; see [`Options::before`].
    ///
    /// The value of a replaced field is not validated before it is sent, and Cognito's error for it is shown above the
    /// button. [`Spot::Fields`] replaces all fields at once.
    pub fn replace(self, screen: Screen, spot: Spot, view: impl Into<ViewFn>) -> Self {
        self.at(Slot::Replace(spot), screen, view.into())
    }

    /// Replaces a whole screen with a view.
    ///
    /// Inside an [`Authenticator`](crate::ui::Authenticator) the view can use
    /// [`use_authenticator`](crate::ui::use_authenticator) to do what the screen did.
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
            .with_advanced(|advanced| advanced.add_views = Some(add_views))
    }

    fn slot(self, slot: Slot, screen: Screen, view: ViewFn) -> Self {
        self.with_advanced(|advanced| advanced.slots.push((slot, screen, view)))
    }

    /// Returns the views for a part of a form: the form's own or the app's replacement, with the app's views before and
    /// after it.
    pub(in crate::ui) fn around(&self, screen: Screen, spot: Spot, own: Own<'_>) -> Vec<Node> {
        match self.advanced().add_views {
            Some(add_views) => add_views(self, screen, spot, own),
            None => own(),
        }
    }

    /// Returns whether the app has a view in this slot.
    pub(in crate::ui) fn has_view(&self, slot: &Slot, screen: Screen) -> bool {
        let slots = &self.advanced().slots;
        slots.iter().any(|(at, on, _)| at == slot && *on == screen)
    }

    pub(in crate::ui) fn views(&self, slot: Slot, screen: Screen) -> Vec<Node> {
        let slots = &self.advanced().slots;
        if slots.is_empty() {
            return Vec::new();
        }
        let wanted = |(at, on, _): &&SlotView| *at == slot && *on == screen;
        let slots = slots.iter().filter(wanted);
        slots.map(|(_, _, view)| view.run().into()).collect()
    }
}

fn add_views(options: &Options, screen: Screen, spot: Spot, own: Own<'_>) -> Vec<Node> {
    let mut all = options.views(Slot::Before(spot.clone()), screen);
    let replacement = options.views(Slot::Replace(spot.clone()), screen);
    all.extend(match replacement.is_empty() {
        true => own(),
        false => replacement,
    });
    all.extend(options.views(Slot::After(spot), screen));
    all
}
