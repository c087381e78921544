//! The macro that declares [`Screen`](super::Screen) from the list in `screens/mod.rs`.

/// Declares the enum `Screen` and each variant's name as text.
macro_rules! screens {
    ($($(#[doc = $about:literal])+ $screen:ident = $name:literal,)+) => {
        /// A screen: which one to link to, or to add views to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Screen {
            $($(#[doc = $about])+ $screen,)+
        }

        impl Screen {
            /// All screens.
            pub const ALL: &[Screen] = &[$(Screen::$screen,)+];

            /// Returns the screen's name, as it is in addresses, ids and the browser's history.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Screen::$screen => $name,)+
                }
            }
        }
    };
}
