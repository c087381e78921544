//! Which folder of the library may name what.

/// What the files of one folder must do without.
pub struct Rule {
    pub folder: &'static str,
    /// Names that must not stand anywhere in the code.
    pub names: &'static [&'static str],
    /// What must not follow `crate::`, or `vestibule::` where the folder is another crate.
    pub modules: &'static [&'static str],
    /// Parts of those that may, all the same: plain values that know nothing of Cognito.
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
        because: "flows see the outside only through the platform's traits",
    },
    Rule {
        folder: "src/engine",
        names: BROWSER,
        modules: &["flow", "ui", "npm", "element"],
        except: &[],
        because: "the session engine stands below the flows and sees the outside only through the platform's traits",
    },
    Rule {
        folder: "src/session",
        names: BROWSER,
        modules: &["client", "engine", "flow", "ui", "npm", "element"],
        except: &[],
        because: "what is known of a session are plain values, which know no client",
    },
    Rule {
        folder: "src/client",
        names: BROWSER,
        modules: &["engine", "flow", "ui", "npm", "element"],
        except: &[],
        because: "the client knows neither the engine nor a flow: what they need of the flows is client::hooks",
    },
    Rule {
        folder: "src/config",
        names: BROWSER,
        modules: &[
            "client", "session", "engine", "flow", "ui", "npm", "element",
        ],
        except: &[],
        because: "settings are values, which know nobody who reads them",
    },
    Rule {
        folder: "src/error",
        names: BROWSER,
        modules: &[
            "client", "session", "engine", "flow", "ui", "npm", "element",
        ],
        except: &[],
        because: "an error knows nobody who makes it",
    },
    Rule {
        folder: "src/platform",
        names: &["leptos"],
        modules: &[
            "client", "engine", "flow", "session", "protocol", "ui", "npm", "element",
        ],
        except: &["protocol::http", "protocol::json", "protocol::text"],
        because: "the platform stands at the bottom and knows nobody above it",
    },
    Rule {
        folder: "src/ui",
        names: &[],
        modules: &["protocol", "npm", "element"],
        except: &["protocol::json", "protocol::secret", "protocol::text"],
        because: "screens hold no protocol knowledge",
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
        because: "the npm package's WebAssembly holds no protocol knowledge",
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

/// No dependency either way, not even for tests of one crate.
pub const STRANGERS: [(&str, &str); 4] = [
    ("vestibule", "vestibule-emulator"),
    ("vestibule-protocol", "vestibule-emulator"),
    ("vestibule-emulator", "vestibule"),
    ("vestibule-emulator", "vestibule-protocol"),
];
