//! The layers of the library: which names and modules each folder may not use.

/// What the files of one folder may not use.
pub struct Rule {
    pub folder: &'static str,
    /// Names that may not occur anywhere in the code.
    pub names: &'static [&'static str],
    /// Modules that may not follow `crate::`, or `vestibule::` if the folder is another crate.
    pub modules: &'static [&'static str],
    /// Modules inside of these that are allowed: plain values without knowledge of Cognito.
    pub except: &'static [&'static str],
    pub because: &'static str,
}

const BROWSER: &[&str] = &[
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "gloo",
    "gloo_net",
    "serde_wasm_bindgen",
    "leptos",
];

pub static LIBRARY: [Rule; 11] = [
    Rule {
        folder: "src/flow",
        names: BROWSER,
        modules: &["ui", "npm", "element"],
        except: &[],
        because: "flows use the browser only through the platform's traits",
    },
    Rule {
        folder: "src/engine",
        names: BROWSER,
        modules: &["flow", "ui", "npm", "element"],
        except: &[],
        because: "the session engine is below the flows and uses the browser only through the platform's traits",
    },
    Rule {
        folder: "src/session",
        names: BROWSER,
        modules: &["client", "engine", "flow", "ui", "npm", "element"],
        except: &[],
        because: "the session module has plain values, which do not depend on the client",
    },
    Rule {
        folder: "src/client",
        names: BROWSER,
        modules: &["engine", "flow", "ui", "npm", "element"],
        except: &[],
        because: "the client depends neither on the engine nor on the flows: what they need of the flows is client::hooks",
    },
    Rule {
        folder: "src/config",
        names: BROWSER,
        modules: &[
            "client", "session", "engine", "flow", "ui", "npm", "element",
        ],
        except: &[],
        because: "settings are plain values, which do not depend on their readers",
    },
    Rule {
        folder: "src/error",
        names: BROWSER,
        modules: &[
            "client", "session", "engine", "flow", "ui", "npm", "element",
        ],
        except: &[],
        because: "errors do not depend on the code that creates them",
    },
    Rule {
        folder: "src/platform",
        names: &["leptos"],
        modules: &[
            "client", "engine", "flow", "session", "protocol", "ui", "npm", "element",
        ],
        except: &["protocol::http", "protocol::json", "protocol::text"],
        because: "the platform is the lowest layer",
    },
    Rule {
        folder: "src/ui",
        names: &[],
        modules: &["protocol", "npm", "element"],
        except: &["protocol::json", "protocol::secret", "protocol::text"],
        because: "screens do not use the protocol",
    },
    Rule {
        folder: "pkg/wasm/src",
        names: &["leptos"],
        modules: &["protocol", "ui", "element"],
        except: &[
            "protocol::http",
            "protocol::json",
            "protocol::secret",
            "protocol::text",
        ],
        because: "the npm package's WebAssembly does not use the protocol",
    },
    Rule {
        folder: "src",
        names: &["vestibule_emulator"],
        modules: &[],
        except: &[],
        because: "the library and the emulator share no code",
    },
    Rule {
        folder: "emulator",
        names: &["vestibule", "vestibule_protocol"],
        modules: &[],
        except: &[],
        because: "the library and the emulator share no code",
    },
];

/// Dependencies (crate, dependency) that are forbidden, even for the tests of one crate.
pub const FORBIDDEN_DEPENDENCIES: [(&str, &str); 4] = [
    ("vestibule", "vestibule-emulator"),
    ("vestibule-protocol", "vestibule-emulator"),
    ("vestibule-emulator", "vestibule"),
    ("vestibule-emulator", "vestibule-protocol"),
];
