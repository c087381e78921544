//! What makes the names of the screens from the list in `screens/mod.rs`.

/// The type `Screen`: a variant for each screen, under the name of the component where it has one of its own, and its
/// name in text.
macro_rules! screens {
    ($($(#[doc = $about:literal])+ $screen:ident = $name:literal,)+) => {
        /// A screen, as the slots name it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Screen {
            $($(#[doc = $about])+ $screen,)+
        }

        impl Screen {
            /// All that there are.
            pub const ALL: &[Screen] = &[$(Screen::$screen,)+];

            /// The screen's name, as its form's `name` and the marks of its ids hold it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Screen::$screen => $name,)+
                }
            }
        }
    };
}
