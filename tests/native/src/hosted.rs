//! A browser on the hosted pages.
