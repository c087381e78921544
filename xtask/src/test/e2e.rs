//! Playwright in Chromium and Firefox: the demo as a site would publish it, the plain page, and the README's app.

use super::builds::{self, Builds, Pages as Built};
use super::counts::{self, Counts};
use super::{Outcome, log};
use crate::pkg::Variant;
use crate::prerender::Prerendered;
use crate::report::Progress;
use crate::serve::{FileServer, Rewrite, Routes};
use crate::service::Speak;
use crate::setup::{self, browser, firefox, shell};
use crate::size::parts;
use crate::workspace::Workspace;
use crate::{demo, emulator, ports, size};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

const EMULATOR_PORT: u16 = 9259;
const DEMO_PORT: u16 = 8180;
const SITE_PORT: u16 = 8190;
const USUAL_SITE_PORT: u16 = 8200;
const SCREENS_PORT: u16 = 8210;

/// The specs that run on the other build of the package, in the whole Chromium: a smoke test, of a page that signs
/// in, by windows of its own as well, an app, and the worker.
const SMOKE: [&str; 4] = ["app", "popup", "site", "worker"];

/// In one word: a project by itself would take the names of specs that follow for its own.
const IN_CHROMIUM: &str = "--project=chromium";
const IN_FIREFOX: &str = "--project=firefox";

/// Names Chromium's headless shell to Playwright's configuration.
const SHELL: &str = "HEADLESS_SHELL";

const USUAL: &str = "e2e-usual-std";

/// Firefox plays what its project in Playwright's configuration names.
const FIREFOX: &str = "e2e-firefox";

pub fn run(workspace: &Workspace, builds: &Builds<'_>, more: &[String]) -> Result<Counts> {
    let progress = Progress::start("emulator");
    let program = emulator::build(workspace, &progress)?;
    progress.finish("✓", "built");
    let progress = Progress::start("builds");
    builds.package()?;
    let mut all = builds.modules()?;
    let Built { form, sizes } = builds.pages()?;
    all += *sizes;
    progress.finish("✓", "waited for");
    let published = Variant::published(workspace);
    let usual_root = builds::usual_root(workspace);
    copy_dir(&workspace.root.join("www"), &usual_root.join("www"))?;

    let progress = Progress::start("e2e");
    let emulator_port = ports::choose(EMULATOR_PORT, &[])?;
    let emulator_log = log(workspace, "e2e-emulator");
    let _emulator = emulator::start(
        workspace,
        &program,
        emulator_port,
        Speak::Log(&emulator_log),
    )?;
    // What is built names the emulator at its usual address.
    let rewrite = Rewrite {
        from: emulator::url(emulator::USUAL_PORT),
        to: emulator::url(emulator_port),
    };
    let serve =
        |root: &Path, port, routes| FileServer::start(root, port, routes, Some(rewrite.clone()));
    let demo_port = ports::choose(DEMO_PORT, &[])?;
    let demo = serve(&builds::demo_dist(workspace), demo_port, Routes::App)?;
    // The plain page lives in www/ and imports the package from pkg/dist/: both are under the root.
    let site_port = ports::choose(SITE_PORT, &[demo.port])?;
    let site = serve(&workspace.root, site_port, Routes::Files)?;
    // The same page on a package with the usual standard library.
    let usual_port = ports::choose(USUAL_SITE_PORT, &[demo.port, site.port])?;
    let usual = serve(&usual_root, usual_port, Routes::Files)?;
    let screens = screens(workspace, published, form)?;
    let taken = [demo.port, site.port, usual.port];
    let screens_port = ports::choose(SCREENS_PORT, &taken)?;
    let screens = serve(&screens, screens_port, Routes::App)?;
    let origin = |port: u16| format!("http://localhost:{port}/");
    let pages = Pages {
        emulator: emulator::url(emulator_port),
        program: &program,
        demo: origin(demo.port),
        screens: origin(screens.port),
        site: origin(site.port),
        shell: shell::program(),
    };
    // Whoever asks for some tests alone says in which browser, too.
    if !more.is_empty() {
        all += play(workspace, "e2e", &pages, more, progress)?;
        return Ok(all);
    }
    all += play(
        workspace,
        "e2e",
        &pages,
        &[IN_CHROMIUM.to_owned()],
        progress,
    )?;
    let progress = Progress::start(FIREFOX);
    let firefox = [IN_FIREFOX.to_owned()];
    all += play(workspace, FIREFOX, &pages, &firefox, progress)?;
    // What is published and what the compiler's own standard library makes have to behave alike: a panic
    // is a bare trap in the one and not in the other. So have a Chromium with windows and one without.
    if published != Variant::Usual {
        let progress = Progress::start(USUAL);
        let specs = SMOKE.map(|spec| format!("tests/e2e/{spec}.spec.ts"));
        let project = IN_CHROMIUM.to_owned();
        let smoke: Vec<String> = [project].into_iter().chain(specs).collect();
        let pages = Pages {
            site: origin(usual.port),
            shell: None,
            ..pages
        };
        all += play(workspace, USUAL, &pages, &smoke, progress)?;
    }
    Ok(all)
}

/// What a run of Playwright is about.
struct Pages<'a> {
    emulator: String,
    program: &'a Path,
    demo: String,
    screens: String,
    /// The origin of the plain page, and of the package beside it.
    site: String,
    /// What plays in the place of the whole Chromium, but for pictures.
    shell: Option<PathBuf>,
}

/// Runs Playwright on these pages.
fn play(
    workspace: &Workspace,
    name: &str,
    pages: &Pages<'_>,
    more: &[String],
    progress: Progress,
) -> Result<Counts> {
    let report = workspace.own_dir().join(format!("test/{name}.json"));
    if report.exists() {
        fs::remove_file(&report).with_context(|| format!("cannot remove {}", report.display()))?;
    }
    let path = log(workspace, name);
    let cmd = setup::tool(workspace, "playwright")
        .args(["test", "--config", "tests/e2e", "--reporter", "list,json"])
        .args(more)
        .env(
            "CHROME",
            browser::chromium().context("Chromium is not installed")?,
        )
        .env(
            "FIREFOX",
            firefox::program().context("Firefox is not installed")?,
        )
        .env("VESTIBULE_EMULATOR_URL", &pages.emulator)
        .env("VESTIBULE_EMULATOR_PROGRAM", pages.program)
        .env("VESTIBULE_DEMO_URL", &pages.demo)
        .env("VESTIBULE_SCREENS_URL", &pages.screens)
        // The check of the sizes has built it.
        .env("VESTIBULE_QUICK_START", size::app::dist(workspace))
        .env("VESTIBULE_SITE_URL", format!("{}www/", pages.site))
        .env(
            "VESTIBULE_E2E_RESULTS",
            workspace.own_dir().join("e2e/results").join(name),
        )
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    let cmd = match &pages.shell {
        Some(shell) => cmd.env(SHELL, shell),
        None => cmd.env_remove(SHELL),
    };
    let output = cmd.logged(&path, &progress)?;
    let played = fs::read_to_string(&report)
        .ok()
        .and_then(|report| counts::playwright(&report));
    let outcome = Outcome::judge(&output, played.as_ref().map(|played| played.counts), path);
    outcome.print(name, progress);
    for test in played.iter().flat_map(|played| &played.flaky) {
        println!("    passed at the second try: {test}");
    }
    Ok(outcome.counts)
}

/// Copies the files of a folder that holds nothing else.
fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let entry = entry.with_context(|| format!("cannot list {}", from.display()))?;
        fs::copy(entry.path(), to.join(entry.file_name()))
            .with_context(|| format!("cannot copy {}", entry.path().display()))?;
    }
    Ok(())
}

/// A page with the screens, whose module is cut into parts; the answer is where it lies.
fn screens(workspace: &Workspace, published: Variant, form: &Prerendered) -> Result<PathBuf> {
    let built = parts::dist(workspace, published, parts::SCREENS);
    let page = workspace.own_dir().join("e2e/screens");
    copy_dir(&built, &page)?;
    copy_dir(&workspace.root.join("bench/screens/page"), &page)?;
    let write = |name: &str, content: &str| {
        let path = page.join(name);
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))
    };
    write("vestibule.css", &form.style)?;
    let plain = fs::read_to_string(page.join("index.html")).context("cannot read the page")?;
    let link = "<link rel=\"stylesheet\" href=\"/vestibule.css\">";
    write("prerendered.html", &form.put_into(&plain, link))?;
    write("styled.html", &form.put_into(&plain, &form.style_element))?;
    write("style-source.txt", &form.style_source)?;
    let config = demo::write_config(workspace, emulator::USUAL_PORT)?;
    fs::copy(&config, page.join("config.json"))
        .with_context(|| format!("cannot copy {}", config.display()))?;
    Ok(page)
}
