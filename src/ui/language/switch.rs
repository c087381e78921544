//! Loads the languages that an app sets, and changes from one to another.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use leptos::prelude::*;

use crate::platform::LocalFuture;
use crate::ui::live::{self, Live};
use crate::ui::strings::FromFile;
use crate::ui::{Strings, Text, dom};

use super::current::Switched;
use super::{Language, LanguageFile};

/// Where a page finds the files, relative to itself, unless the app says otherwise.
const ADDRESS: &str = "languages/{language}.json";

/// How long a page waits for its first file before it shows English.
const TEXTS_TIMEOUT: Duration = Duration::from_secs(3);

/// Gives the text of a language's file, if there is one.
pub(in crate::ui) type Load =
    dyn Fn(Language) -> LocalFuture<'static, Option<String>> + Send + Sync;

/// The language of some screens, and where its words are. Clones share what is loaded.
#[derive(Clone)]
pub(in crate::ui) struct Switch {
    /// What the app sets.
    pub wanted: Option<Signal<Language>>,
    /// Where the files are.
    pub address: Text,
    /// What loads them, English included, in place of requests to that address.
    pub loader: Option<Arc<Load>>,
    /// Those that are part of the app.
    pub inside: Vec<&'static LanguageFile>,
    /// What is there; nothing before the first language is.
    current: Live<Option<Current>>,
    files: Arc<Mutex<Files>>,
}

#[derive(Default)]
struct Files {
    loaded: Vec<&'static LanguageFile>,
    loading: Vec<Language>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Current {
    language: Language,
    file: Option<ByAddress>,
}

/// A file, known by where it is in memory.
#[derive(Clone, Copy)]
struct ByAddress(&'static LanguageFile);

impl PartialEq for ByAddress {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for ByAddress {}

impl Default for Switch {
    fn default() -> Self {
        Switch {
            wanted: None,
            address: Text::Borrowed(ADDRESS),
            loader: None,
            inside: Vec::new(),
            current: Live::new(None),
            files: Arc::default(),
        }
    }
}

impl Switch {
    /// Changes to the language if its words are at hand, and fetches them if they are not.
    fn want(&self, language: Language) {
        if language == Language::ENGLISH && self.loader.is_none() {
            return self.show(Current {
                language,
                file: None,
            });
        }
        match self.files(|files| files.take(language)) {
            Some(Ok(file)) => self.show(Current::of(file)),
            Some(Err(Loading)) => {}
            None => self.load(language),
        }
    }

    fn load(&self, language: Language) {
        if !dom::is_page() {
            return self.show_english_if_nothing();
        }
        let switch = self.clone();
        live::spawn(async move {
            let address = switch.address.replace("{language}", language.code());
            let loaded = match &switch.loader {
                Some(loader) => loader(language).await,
                None => page::load(&address).await,
            };
            let file = loaded.map(|text| LanguageFile::new(language, text.leak()));
            let file = file.filter(LanguageFile::is_sound);
            switch.files(|files| files.loading.retain(|other| *other != language));
            match file {
                Some(file) => {
                    let file: &'static LanguageFile = Box::leak(Box::new(file));
                    switch.files(|files| files.loaded.push(file));
                    if switch.wanted() == Some(language) {
                        switch.show(Current::of(file));
                    }
                }
                None => {
                    let code = language.code();
                    let place = match &switch.loader {
                        Some(_) => String::new(),
                        None => [" at ", &address].concat(),
                    };
                    dom::warn(&["Vestibule: no words for ", code, &place].concat());
                    switch.show_english_if_nothing();
                }
            }
        });
        let switch = self.clone();
        set_timeout(move || switch.show_english_if_nothing(), TEXTS_TIMEOUT);
    }

    fn show(&self, new: Current) {
        let old = self.current.now();
        if old == Some(new) {
            return;
        }
        // The screens are made anew. What the person has typed goes along.
        let held = old.and_then(|_| page::hold());
        self.current.set(Some(new));
        if let Some(held) = held {
            dom::soon(move || page::put_back(&held));
        }
    }

    /// A page without words would be worse than one in English.
    fn show_english_if_nothing(&self) {
        if self.current.now().is_none() {
            self.show(Current {
                language: Language::ENGLISH,
                file: None,
            });
        }
    }

    /// What the app sets; nothing once what it sets it by is gone.
    fn wanted(&self) -> Option<Language> {
        self.wanted?.try_get_untracked()
    }

    fn files<R>(&self, with: impl FnOnce(&mut Files) -> R) -> R {
        with(&mut self.files.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn language(&self) -> Language {
        let current = self.current.now();
        current.map_or(Language::ENGLISH, |current| current.language)
    }

    fn current_file(&self) -> Option<&'static LanguageFile> {
        self.current.now()?.file.map(|file| file.0)
    }
}

/// The file is on its way.
struct Loading;

impl Files {
    /// The file, if it is there. If it is not, it counts as on its way from now on.
    fn take(&mut self, language: Language) -> Option<Result<&'static LanguageFile, Loading>> {
        let there = self.loaded.iter().find(|file| file.language() == language);
        if let Some(file) = there {
            return Some(Ok(file));
        }
        if self.loading.contains(&language) {
            return Some(Err(Loading));
        }
        self.loading.push(language);
        None
    }
}

impl Current {
    fn of(file: &'static LanguageFile) -> Self {
        Current {
            language: file.language(),
            file: Some(ByAddress(file)),
        }
    }
}

impl Switched for Switch {
    fn follow(&self) {
        self.files(|files| {
            for file in &self.inside {
                if !files.loaded.iter().any(|known| std::ptr::eq(*known, *file)) {
                    files.loaded.push(file);
                }
            }
        });
        let Some(wanted) = self.wanted else {
            return;
        };
        if let Some(language) = wanted.try_get_untracked() {
            self.want(language);
        }
        if !dom::is_page() {
            // A server renders once, and nothing follows.
            return;
        }
        let switch = self.clone();
        Effect::new(move |_| {
            if let Some(language) = wanted.try_get() {
                switch.want(language);
            }
        });
    }

    fn switch(&self) -> Switch {
        self.clone()
    }

    fn is_ready(&self) -> bool {
        self.wanted.is_none() || self.current.get().is_some()
    }

    fn file(&self) -> Option<&'static LanguageFile> {
        self.current_file()
    }

    fn strings(&self) -> Option<&'static Strings> {
        self.current_file().map(LanguageFile::strings)
    }

    fn said_now(&self, text: &str, own: &Strings) -> Option<&'static str> {
        let now = self.strings().unwrap_or(own);
        let loaded = self.files(|files| files.loaded.clone());
        let known = loaded.iter().map(|file| file.strings());
        let mut known = known.chain([own]);
        known.find_map(|strings| strings.counterpart(text, now))
    }

    #[cfg(feature = "redirect")]
    fn of_hosted_pages(&self) -> Option<&'static str> {
        self.wanted?;
        self.language().of_hosted_pages()
    }

    fn attributes(&self) -> Option<[&'static str; 2]> {
        self.wanted?;
        let language = self.language();
        Some([language.code(), language.direction()])
    }
}

#[cfg(target_arch = "wasm32")]
mod page {
    use js_sys::Function;
    use leptos::web_sys::{self, Response};
    use wasm_bindgen::prelude::wasm_bindgen;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    #[wasm_bindgen(module = "/src/ui/language/held.js")]
    extern "C" {
        #[wasm_bindgen(js_name = hold)]
        fn hold_typed() -> Function;
    }

    /// What is typed into the forms of the screens; see `held.js`.
    pub struct Held(Function);

    pub fn hold() -> Option<Held> {
        Some(Held(hold_typed()))
    }

    pub fn put_back(held: &Held) {
        // Where it fails, the form is empty.
        let _ = held.0.call0(&JsValue::UNDEFINED);
    }

    pub async fn load(address: &str) -> Option<String> {
        let response = JsFuture::from(web_sys::window()?.fetch_with_str(address));
        let response: Response = response.await.ok()?.dyn_into().ok()?;
        if !response.ok() {
            return None;
        }
        JsFuture::from(response.text().ok()?)
            .await
            .ok()?
            .as_string()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub struct Held;

    pub fn hold() -> Option<Held> {
        None
    }

    pub fn put_back(_held: &Held) {}

    pub async fn load(_address: &str) -> Option<String> {
        None
    }
}
