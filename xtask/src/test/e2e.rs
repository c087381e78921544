//! Playwright in Chromium and Firefox: the demo as a site would publish it, the plain page, and the README's app.

use super::counts::{self, Counts};
use super::{Outcome, log};
use crate::pkg::Variant;
use crate::prerender::Prerendered;
use crate::report::Progress;
use crate::serve::{FileServer, Rewrite, Routes};
use crate::service::Speak;
use crate::setup::{self, browser, firefox};
use crate::size::parts;
use crate::workspace::Workspace;
use crate::{demo, emulator, pkg, ports, size};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

const EMULATOR_PORT: u16 = 9259;
const DEMO_PORT: u16 = 8180;
const SITE_PORT: u16 = 8190;
const USUAL_SITE_PORT: u16 = 8200;
const SCREENS_PORT: u16 = 8210;

/// The specs that run on the other build of the package, too: a smoke test, of a page that signs in, an app,
/// and the worker.
const SMOKE: [&str; 3] = ["app", "site", "worker"];
const USUAL: &str = "e2e-usual-std";

/// Firefox plays what its project in Playwright's configuration names.
const FIREFOX: &str = "e2e-firefox";

pub fn run(workspace: &Workspace, more: &[String]) -> Result<Counts> {
    let emulator_port = ports::choose(EMULATOR_PORT, &[])?;
    let dist = workspace.own_dir().join("e2e/dist");
    let program = build(workspace, emulator_port, &dist)?;
    let published = Variant::published(workspace);
    let sizes = size::budgets::check(workspace, published, &workspace.root.join("pkg/dist"));
    let usual_root = workspace.own_dir().join("e2e/usual");
    if published != Variant::Usual {
        pkg::build(workspace, Variant::Usual, &usual_root.join("pkg/dist"))?;
        copy_dir(&workspace.root.join("www"), &usual_root.join("www"))?;
    }

    let progress = Progress::start("e2e");
    let emulator_log = log(workspace, "e2e-emulator");
    let _emulator = emulator::start(
        workspace,
        &program,
        emulator_port,
        Speak::Log(&emulator_log),
    )?;
    let demo = FileServer::start(&dist, ports::choose(DEMO_PORT, &[])?, Routes::App, None)?;
    // The plain page lives in www/ and imports the package from pkg/dist/: both are under the root.
    let rewrite = Rewrite {
        from: emulator::url(emulator::USUAL_PORT),
        to: emulator::url(emulator_port),
    };
    let site_port = ports::choose(SITE_PORT, &[demo.port])?;
    let site = FileServer::start(
        &workspace.root,
        site_port,
        Routes::Files,
        Some(rewrite.clone()),
    )?;
    // The same page on a package with the usual standard library.
    let usual_port = ports::choose(USUAL_SITE_PORT, &[demo.port, site.port])?;
    let usual = FileServer::start(&usual_root, usual_port, Routes::Files, Some(rewrite))?;
    let screens = screens(workspace, published, emulator_port)?;
    let taken = [demo.port, site.port, usual.port];
    let screens_port = ports::choose(SCREENS_PORT, &taken)?;
    let screens = FileServer::start(&screens, screens_port, Routes::App, None)?;
    let origin = |port: u16| format!("http://localhost:{port}/");
    let pages = Pages {
        emulator: emulator::url(emulator_port),
        program: &program,
        demo: origin(demo.port),
        screens: origin(screens.port),
    };
    let mut all = sizes;
    let site = origin(site.port);
    // Whoever asks for some tests alone says in which browser, too.
    if !more.is_empty() {
        all += play(workspace, "e2e", &pages, &site, more, progress)?;
        return Ok(all);
    }
    all += play(
        workspace,
        "e2e",
        &pages,
        &site,
        &in_browser("chromium"),
        progress,
    )?;
    let progress = Progress::start(FIREFOX);
    all += play(
        workspace,
        FIREFOX,
        &pages,
        &site,
        &in_browser("firefox"),
        progress,
    )?;
    // What is published and what the compiler's own standard library makes have to behave alike: a panic
    // is a bare trap in the one and not in the other.
    if published != Variant::Usual {
        let progress = Progress::start(USUAL);
        let specs = SMOKE.map(|spec| format!("tests/e2e/{spec}.spec.ts"));
        let smoke: Vec<String> = in_browser("chromium").into_iter().chain(specs).collect();
        all += play(
            workspace,
            USUAL,
            &pages,
            &origin(usual.port),
            &smoke,
            progress,
        )?;
    }
    Ok(all)
}

/// In one word: a project by itself would take the names of specs that follow for its own.
fn in_browser(project: &str) -> [String; 1] {
    [format!("--project={project}")]
}

/// What the browser meets besides the plain page.
struct Pages<'a> {
    emulator: String,
    program: &'a Path,
    demo: String,
    screens: String,
}

/// Runs Playwright with the plain page, and the package beside it, from that origin.
fn play(
    workspace: &Workspace,
    name: &str,
    pages: &Pages<'_>,
    site: &str,
    more: &[String],
    progress: Progress,
) -> Result<Counts> {
    let report = workspace.own_dir().join(format!("test/{name}.json"));
    if report.exists() {
        fs::remove_file(&report).with_context(|| format!("cannot remove {}", report.display()))?;
    }
    let path = log(workspace, name);
    let output = setup::tool(workspace, "playwright")
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
        .env("VESTIBULE_SITE_URL", format!("{site}www/"))
        .env(
            "VESTIBULE_E2E_RESULTS",
            workspace.own_dir().join("e2e/results").join(name),
        )
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
        .logged(&path, &progress)?;
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
fn screens(workspace: &Workspace, published: Variant, emulator_port: u16) -> Result<PathBuf> {
    let built = match published {
        Variant::Usual => parts::screens(workspace, published)?,
        // The check of the sizes has built them.
        Variant::Small(_) => parts::dist(workspace, published, parts::SCREENS),
    };
    let page = workspace.own_dir().join("e2e/screens");
    copy_dir(&built, &page)?;
    copy_dir(&workspace.root.join("bench/screens/page"), &page)?;
    let prerendered = Prerendered::make(workspace)?;
    let write = |name: &str, content: &str| {
        let path = page.join(name);
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))
    };
    write("vestibule.css", &prerendered.style)?;
    let plain = fs::read_to_string(page.join("index.html")).context("cannot read the page")?;
    let with_form = prerendered.put_into(&plain, "/vestibule.css");
    write("prerendered.html", &with_form)?;
    let config = demo::write_config(workspace, emulator_port)?;
    fs::copy(&config, page.join("config.json"))
        .with_context(|| format!("cannot copy {}", config.display()))?;
    Ok(page)
}

fn build(workspace: &Workspace, emulator_port: u16, dist: &Path) -> Result<PathBuf> {
    let progress = Progress::start("emulator");
    let program = emulator::build(workspace, &progress)?;
    progress.finish("✓", "built");
    pkg::publishable(workspace)?;
    let progress = Progress::start("demo");
    let config = demo::write_config(workspace, emulator_port)?;
    demo::build(
        workspace,
        demo::Profile::Release,
        dist,
        Some(&config),
        &progress,
    )?;
    progress.finish("✓", "built");
    Ok(program)
}
