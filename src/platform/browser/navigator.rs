//! The page's address, by `location` and `history`.

use super::Browser;
use super::ask::act;
use crate::platform::Navigator;

impl Navigator for Browser {
    fn url(&self) -> String {
        act("url", "", "").ok().flatten().unwrap_or_default()
    }

    fn replace_url(&self, url: &str) {
        let _ = act("replace", url, "");
    }

    fn go(&self, url: &str) {
        let _ = act("go", url, "");
    }
}
