//! A small file server for tests, with the headers that a careful site sends.

use anyhow::{Result, anyhow};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use tiny_http::{Header, Request, Response, Server};

/// Serves a folder until it is dropped.
pub struct FileServer {
    server: Arc<Server>,
    pub port: u16,
}

/// A text in the served configuration files (`.json`) that is answered as another: by it a
/// committed file that names the usual address of the emulator works with any.
#[derive(Clone)]
pub struct Rewrite {
    pub from: String,
    pub to: String,
}

/// What a path without a file leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Routes {
    /// Nothing.
    Files,
    /// The page at the root, whose own router knows the path, unless it looks like a file's.
    App,
}

struct Site {
    root: PathBuf,
    routes: Routes,
    rewrite: Option<Rewrite>,
}

/// So many requests are answered at once.
const THREADS: usize = 4;

/// The policy under which everything of ours has to run.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self' http://127.0.0.1:* http://localhost:*; \
     form-action 'self' http://127.0.0.1:* http://localhost:*; base-uri 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

impl FileServer {
    pub fn start(root: &Path, port: u16, routes: Routes, rewrite: Option<Rewrite>) -> Result<Self> {
        let server = Server::http(("127.0.0.1", port))
            .map_err(|error| anyhow!("cannot serve files on port {port}: {error}"))?;
        let server = Arc::new(server);
        let site = Arc::new(Site {
            root: root.to_path_buf(),
            routes,
            rewrite,
        });
        for _ in 0..THREADS {
            let server = Arc::clone(&server);
            let site = Arc::clone(&site);
            thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    answer(&site, request);
                }
            });
        }
        Ok(Self { server, port })
    }
}

impl Drop for FileServer {
    fn drop(&mut self) {
        for _ in 0..THREADS {
            self.server.unblock();
        }
    }
}

fn answer(site: &Site, request: Request) {
    let path = resolve(&site.root, request.url()).or_else(|| site.route(request.url()));
    let found = path.and_then(|path| Some((site.read(&path)?, path)));
    // A browser that went away needs no answer.
    let _ = match found {
        Some((content, path)) => {
            let mut response = Response::from_data(content);
            for header in headers(&path) {
                response.add_header(header);
            }
            request.respond(response)
        }
        None => request.respond(Response::from_string("not found").with_status_code(404)),
    };
}

impl Site {
    fn route(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next()?;
        let is_route = self.routes == Routes::App && !path.contains('.');
        is_route.then(|| resolve(&self.root, "/")).flatten()
    }

    fn read(&self, path: &Path) -> Option<Vec<u8>> {
        let content = fs::read(path).ok()?;
        let is_config = path
            .extension()
            .is_some_and(|extension| extension == "json");
        match &self.rewrite {
            Some(rewrite) if is_config => {
                let text = String::from_utf8(content).ok()?;
                Some(text.replace(&rewrite.from, &rewrite.to).into_bytes())
            }
            _ => Some(content),
        }
    }
}

/// The file behind a URL; `None` for what is not there or outside the folder.
fn resolve(root: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?;
    let relative = Path::new(path.trim_start_matches('/'));
    let plain = |part: Component| matches!(part, Component::Normal(_));
    if path.contains('%') || !relative.components().all(plain) {
        return None;
    }
    let full = root.join(relative);
    let full = if full.is_dir() {
        full.join("index.html")
    } else {
        full
    };
    fs::metadata(&full).ok()?.is_file().then_some(full)
}

fn headers(path: &Path) -> Vec<Header> {
    let kind = match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    [
        ("Content-Type", kind),
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
    ]
    .iter()
    .filter_map(|(name, value)| Header::from_bytes(*name, *value).ok())
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Scratch;

    #[test]
    fn the_address_in_a_configuration_is_rewritten_and_nothing_else() {
        let scratch = Scratch::new(&std::env::temp_dir(), "xtask-rewrite").unwrap();
        let rewrite = Rewrite {
            from: ":9229".to_owned(),
            to: ":9300".to_owned(),
        };
        let site = Site {
            root: scratch.0.clone(),
            routes: Routes::Files,
            rewrite: Some(rewrite),
        };
        for (file, expected) in [("config.json", "at :9300"), ("page.js", "at :9229")] {
            let path = scratch.0.join(file);
            fs::write(&path, "at :9229").unwrap();
            assert_eq!(
                site.read(&path),
                Some(expected.as_bytes().to_vec()),
                "{file}"
            );
        }
    }

    #[test]
    fn an_apps_routes_lead_to_its_page_and_missing_files_nowhere() {
        let scratch = Scratch::new(&std::env::temp_dir(), "xtask-routes").unwrap();
        let page = scratch.0.join("index.html");
        fs::write(&page, "home").unwrap();
        let site = |routes| Site {
            root: scratch.0.clone(),
            routes,
            rewrite: None,
        };
        let app = site(Routes::App);
        assert_eq!(app.route("/account?x=a.b"), Some(page));
        assert_eq!(app.route("/missing.js"), None);
        assert_eq!(site(Routes::Files).route("/account"), None);
    }

    #[test]
    fn only_files_inside_the_folder_are_served() {
        let scratch = Scratch::new(&std::env::temp_dir(), "xtask-serve").unwrap();
        let root = scratch.0.join("site");
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::write(root.join("index.html"), "home").unwrap();
        fs::write(scratch.0.join("secret"), "no").unwrap();
        assert_eq!(resolve(&root, "/?code=1"), Some(root.join("index.html")));
        assert_eq!(resolve(&root, "/sub/"), None);
        assert_eq!(resolve(&root, "/../secret"), None);
        assert_eq!(resolve(&root, "//etc/passwd"), None);
        assert_eq!(resolve(&root, "/%2e%2e/secret"), None);
    }
}
