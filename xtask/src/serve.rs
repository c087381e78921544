//! A small file server for tests, with a strict Content-Security-Policy.

use anyhow::{Context as _, Result};
use axum::Router;
use axum::http::{HeaderName, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::fs;
use std::net::TcpListener;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

/// Serves a folder until it is dropped.
pub struct FileServer {
    pub port: u16,
    /// Dropping it stops the server's thread.
    _stop: oneshot::Sender<()>,
}

/// A text that is replaced in the configuration files (`.json`) when they are served, so that a committed file with the
/// emulator's default address works with any address.
#[derive(Clone)]
pub struct Rewrite {
    pub from: String,
    pub to: String,
}

/// How a path without a file is answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Routes {
    /// With 404.
    Files,
    /// With the page at the root, whose router handles the path, unless the path has a file extension.
    App,
}

struct Site {
    root: PathBuf,
    routes: Routes,
    rewrite: Option<Rewrite>,
    policy: &'static str,
}

/// The Content-Security-Policy under which all our pages have to run.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self' http://127.0.0.1:* http://localhost:*; \
     form-action 'self' http://127.0.0.1:* http://localhost:*; base-uri 'none'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The Content-Security-Policy of pages that show pages of the same site in frames and have fonts of their own.
const FRAMES_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; \
     frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

impl FileServer {
    pub fn start(root: &Path, port: u16, routes: Routes, rewrite: Option<Rewrite>) -> Result<Self> {
        let site = Site {
            root: root.to_path_buf(),
            routes,
            rewrite,
            policy: POLICY,
        };
        Self::serve(site, port)
    }

    /// Starts a server for pages that show each other in frames.
    pub fn start_with_frames(root: &Path, port: u16) -> Result<Self> {
        let site = Site {
            root: root.to_path_buf(),
            routes: Routes::Files,
            rewrite: None,
            policy: FRAMES_POLICY,
        };
        Self::serve(site, port)
    }

    fn serve(site: Site, port: u16) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .with_context(|| format!("cannot serve files on port {port}"))?;
        let port = listener.local_addr()?.port();
        let site = Arc::new(site);
        let runtime = Builder::new_current_thread().enable_io().build()?;
        let (stop, stopped) = oneshot::channel();
        thread::spawn(move || serve(&runtime, listener, site, stopped));
        Ok(Self { port, _stop: stop })
    }
}

fn serve(
    runtime: &Runtime,
    listener: TcpListener,
    site: Arc<Site>,
    stopped: oneshot::Receiver<()>,
) {
    let app = Router::new().fallback(async move |url: Uri| site.respond(url.path()));
    runtime.block_on(async {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
            return;
        };
        tokio::select! {
            _ = axum::serve(listener, app) => {}
            _ = stopped => {}
        }
    });
}

impl Site {
    fn respond(&self, path: &str) -> Response {
        let file = resolve(&self.root, path).or_else(|| self.route(path));
        let found = file.and_then(|file| Some((self.read(&file)?, file)));
        match found {
            Some((content, file)) => (headers(&file, self.policy), content).into_response(),
            None => (StatusCode::NOT_FOUND, "not found").into_response(),
        }
    }

    fn route(&self, path: &str) -> Option<PathBuf> {
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

/// The file for a URL's path; `None` if it does not exist or is outside of the folder.
fn resolve(root: &Path, path: &str) -> Option<PathBuf> {
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

fn headers(path: &Path, policy: &'static str) -> [(HeaderName, &'static str); 4] {
    let kind = match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::TempDir;
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::time::Duration;

    #[test]
    fn many_open_connections_are_answered_at_the_same_time() {
        let scratch = TempDir::new(&std::env::temp_dir(), "xtask-connections").unwrap();
        fs::write(scratch.0.join("index.html"), "home").unwrap();
        let server = FileServer::start(&scratch.0, 0, Routes::Files, None).unwrap();
        let mut connections: Vec<TcpStream> = (0..64)
            .map(|_| TcpStream::connect(("127.0.0.1", server.port)).unwrap())
            .collect();
        for connection in &mut connections {
            connection
                .write_all(b"GET /?code=1 HTTP/1.1\r\nhost: localhost\r\n\r\n")
                .unwrap();
        }
        for connection in &mut connections {
            connection
                .set_read_timeout(Some(Duration::from_secs(5)))
                .unwrap();
            let mut response = String::new();
            while !response.ends_with("home") {
                let mut read = [0; 1024];
                let length = connection.read(&mut read).unwrap();
                assert_ne!(length, 0, "the connection was closed");
                response.push_str(std::str::from_utf8(&read[..length]).unwrap());
            }
            assert!(response.contains("content-security-policy: default-src 'none'"));
        }
    }

    #[test]
    fn only_configuration_files_are_rewritten() {
        let scratch = TempDir::new(&std::env::temp_dir(), "xtask-rewrite").unwrap();
        let rewrite = Rewrite {
            from: ":9229".to_owned(),
            to: ":9300".to_owned(),
        };
        let site = Site {
            root: scratch.0.clone(),
            routes: Routes::Files,
            rewrite: Some(rewrite),
            policy: POLICY,
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
    fn app_routes_get_the_root_page_and_missing_files_get_none() {
        let scratch = TempDir::new(&std::env::temp_dir(), "xtask-routes").unwrap();
        let page = scratch.0.join("index.html");
        fs::write(&page, "home").unwrap();
        let site = |routes| Site {
            root: scratch.0.clone(),
            routes,
            rewrite: None,
            policy: POLICY,
        };
        let app = site(Routes::App);
        assert_eq!(app.route("/account"), Some(page));
        assert_eq!(app.route("/missing.js"), None);
        assert_eq!(site(Routes::Files).route("/account"), None);
    }

    #[test]
    fn files_outside_of_the_folder_are_not_served() {
        let scratch = TempDir::new(&std::env::temp_dir(), "xtask-serve").unwrap();
        let root = scratch.0.join("site");
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::write(root.join("index.html"), "home").unwrap();
        fs::write(scratch.0.join("secret"), "no").unwrap();
        assert_eq!(resolve(&root, "/"), Some(root.join("index.html")));
        assert_eq!(resolve(&root, "/sub/"), None);
        assert_eq!(resolve(&root, "/../secret"), None);
        assert_eq!(resolve(&root, "//etc/passwd"), None);
        assert_eq!(resolve(&root, "/%2e%2e/secret"), None);
    }
}
