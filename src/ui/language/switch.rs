//! Loads the languages that an app sets, and changes between them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use leptos::prelude::*;

use crate::platform::LocalFuture;
use crate::ui::reactive::{self, Reactive};
use crate::ui::strings::FromFile;
use crate::ui::{Strings, Text, dom};

use super::current::LanguageSource;
use super::{Language, LanguageFile};

/// The default address of the language files, relative to the page.
const ADDRESS: &str = "languages/{language}.json";

/// How long a page waits for its first file before it shows English.
const TEXTS_TIMEOUT: Duration = Duration::from_secs(3);

/// Returns the content of a language's file, if loaded is one.
pub(in crate::ui) type Load =
    dyn Fn(Language) -> LocalFuture<'static, Option<String>> + Send + Sync;

/// The language of the screens, and where its texts are loaded from. Clones share the loaded files.
#[derive(Clone)]
pub(in crate::ui) struct Switch {
    /// The language that the app sets.
    pub requested: Option<Signal<Language>>,
    /// The address of the files.
    pub address: Text,
    /// The app's loader, also for English, in place of requests to that address.
    pub loader: Option<Arc<Load>>,
    /// The files that are part of the app.
    pub bundled: Vec<&'static LanguageFile>,
    /// The current language; `None` until the first one has been loaded.
    current: Reactive<Option<Current>>,
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
    file: Option<FileRef>,
}

/// A file, compared by its address in memory.
#[derive(Clone, Copy)]
struct FileRef(&'static LanguageFile);

impl PartialEq for FileRef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for FileRef {}

impl Default for Switch {
    fn default() -> Self {
        Switch {
            requested: None,
            address: Text::Borrowed(ADDRESS),
            loader: None,
            bundled: Vec::new(),
            current: Reactive::new(None),
            files: Arc::default(),
        }
    }
}

impl Switch {
    /// Changes to a language if its texts are loaded; otherwise loads them first.
    fn request(&self, language: Language) {
        if language == Language::ENGLISH && self.loader.is_none() {
            return self.show(Current {
                language,
                file: None,
            });
        }
        match self.files(|files| files.get_or_start(language)) {
            Some(Ok(file)) => self.show(Current::of(file)),
            Some(Err(Loading)) => {}
            None => self.load(language),
        }
    }

    fn load(&self, language: Language) {
        if !dom::is_browser() {
            return self.show_english_if_empty();
        }
        let switch = self.clone();
        reactive::spawn(async move {
            let address = switch.address.replace("{language}", language.code());
            let loaded = match &switch.loader {
                Some(loader) => loader(language).await,
                None => page::load(&address).await,
            };
            let file = loaded.map(|text| LanguageFile::new(language, text.leak()));
            let file = file.filter(LanguageFile::is_valid);
            switch.files(|files| files.loading.retain(|other| *other != language));
            match file {
                Some(file) => {
                    let file: &'static LanguageFile = Box::leak(Box::new(file));
                    switch.files(|files| files.loaded.push(file));
                    if switch.requested() == Some(language) {
                        switch.show(Current::of(file));
                    }
                }
                None => {
                    let code = language.code();
                    let place = match &switch.loader {
                        Some(_) => String::new(),
                        None => [" at ", &address].concat(),
                    };
                    dom::warn(&["Vestibule: no texts for ", code, &place].concat());
                    switch.show_english_if_empty();
                }
            }
        });
        let switch = self.clone();
        set_timeout(move || switch.show_english_if_empty(), TEXTS_TIMEOUT);
    }

    fn show(&self, new: Current) {
        let old = self.current.get_untracked();
        if old == Some(new) {
            return;
        }
        // The screens are rendered again. The values that the person has entered are restored.
        let values = old.and_then(|_| page::capture());
        self.current.set(Some(new));
        if let Some(values) = values {
            dom::after_render(move || page::restore(&values));
        }
    }

    /// Shows English if no language has been loaded.
    fn show_english_if_empty(&self) {
        if self.current.get_untracked().is_none() {
            self.show(Current {
                language: Language::ENGLISH,
                file: None,
            });
        }
    }

    /// Returns the language that the app sets; `None` once its signal is disposed.
    fn requested(&self) -> Option<Language> {
        self.requested?.try_get_untracked()
    }

    fn files<R>(&self, with: impl FnOnce(&mut Files) -> R) -> R {
        with(&mut self.files.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn language(&self) -> Language {
        let current = self.current.get_untracked();
        current.map_or(Language::ENGLISH, |current| current.language)
    }

    fn current_file(&self) -> Option<&'static LanguageFile> {
        self.current.get_untracked()?.file.map(|file| file.0)
    }
}

/// The file is being loaded.
struct Loading;

impl Files {
    /// Returns the file, if it is loaded. Returns `None` if the caller has to load it; from then on it counts as being
    /// loaded.
    fn get_or_start(
        &mut self,
        language: Language,
    ) -> Option<Result<&'static LanguageFile, Loading>> {
        let loaded = self.loaded.iter().find(|file| file.language() == language);
        if let Some(file) = loaded {
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
            file: Some(FileRef(file)),
        }
    }
}

impl LanguageSource for Switch {
    fn follow(&self) {
        self.files(|files| {
            for file in &self.bundled {
                if !files.loaded.iter().any(|known| std::ptr::eq(*known, *file)) {
                    files.loaded.push(file);
                }
            }
        });
        let Some(requested) = self.requested else {
            return;
        };
        if let Some(language) = requested.try_get_untracked() {
            self.request(language);
        }
        if !dom::is_browser() {
            // A server renders once.
            return;
        }
        let switch = self.clone();
        Effect::new(move |_| {
            if let Some(language) = requested.try_get() {
                switch.request(language);
            }
        });
    }

    fn switch(&self) -> Switch {
        self.clone()
    }

    fn is_ready(&self) -> bool {
        self.requested.is_none() || self.current.get().is_some()
    }

    fn file(&self) -> Option<&'static LanguageFile> {
        self.current_file()
    }

    fn strings(&self) -> Option<&'static Strings> {
        self.current_file().map(LanguageFile::strings)
    }

    fn translate(&self, text: &str, own: &Strings) -> Option<&'static str> {
        let now = self.strings().unwrap_or(own);
        let loaded = self.files(|files| files.loaded.clone());
        let known = loaded.iter().map(|file| file.strings());
        let mut known = known.chain([own]);
        known.find_map(|strings| strings.counterpart(text, now))
    }

    #[cfg(feature = "redirect")]
    fn of_hosted_pages(&self) -> Option<&'static str> {
        self.requested?;
        self.language().of_hosted_pages()
    }

    fn attributes(&self) -> Option<[&'static str; 2]> {
        self.requested?;
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

    #[wasm_bindgen(module = "/src/ui/language/form-values.js")]
    extern "C" {
        #[wasm_bindgen(js_name = capture)]
        fn capture_form_values() -> Function;
    }

    /// The values of the screens' forms; see `form-values.js`.
    pub struct FormValues(Function);

    pub fn capture() -> Option<FormValues> {
        Some(FormValues(capture_form_values()))
    }

    pub fn restore(values: &FormValues) {
        // If it fails, the forms are empty.
        let _ = values.0.call0(&JsValue::UNDEFINED);
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
    pub struct FormValues;

    pub fn capture() -> Option<FormValues> {
        None
    }

    pub fn restore(_values: &FormValues) {}

    pub async fn load(_address: &str) -> Option<String> {
        None
    }
}
