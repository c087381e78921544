//! The end-to-end suite: Playwright in Chromium and Firefox, on the demo, the plain page, and the README's app.

use super::builds::{self, Builds, Pages as Built};
use super::counts::{self, Counts};
use super::{Outcome, log};
use crate::pkg::Variant;
use crate::prerender::Prerendered;
use crate::report::Progress;
use crate::serve::{FileServer, Rewrite, Routes};
use crate::service::ServiceOutput;
use crate::setup::{self, browser, firefox, headless_shell};
use crate::size::downloads;
use crate::workspace::Workspace;
use crate::{demo, emulator, ports, size};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

const EMULATOR_PORT: u16 = 9259;
const DEMO_PORT: u16 = 8180;
const SITE_PORT: u16 = 8190;
const PREBUILT_STD_SITE_PORT: u16 = 8200;
const SCREENS_PORT: u16 = 8210;

/// The specs of the smoke test, which runs on the package with the prebuilt standard library in the full Chromium.
const SMOKE: [&str; 5] = ["app", "popup", "site", "worker", "worker-secrecy"];

/// One word with `=`, since `--project chromium` would take the names of specs that follow for projects.
const IN_CHROMIUM: &str = "--project=chromium";
const IN_FIREFOX: &str = "--project=firefox";
const TIMING_ONLY: &str = "--project=timing";

/// The environment variable from which Playwright's configuration takes the headless shell.
const HEADLESS_SHELL: &str = "HEADLESS_SHELL";

const PREBUILT_STD: &str = "e2e-prebuilt-std";

/// The run in Firefox, of the specs that Playwright's configuration names for it.
const FIREFOX: &str = "e2e-firefox";

/// The run of the specs that measure, one after the other with nothing beside them.
const TIMING: &str = "e2e-timing";

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
    let prebuilt_std_root = builds::prebuilt_std_root(workspace);
    copy_dir(&workspace.root.join("www"), &prebuilt_std_root.join("www"))?;

    let progress = Progress::start("e2e");
    let emulator_port = ports::choose(EMULATOR_PORT, &[])?;
    let emulator_log = log(workspace, "e2e-emulator");
    let _emulator = emulator::start(
        workspace,
        &program,
        emulator_port,
        ServiceOutput::LogFile(&emulator_log),
    )?;
    // The builds name the emulator's default address.
    let rewrite = Rewrite {
        from: emulator::url(emulator::DEFAULT_PORT),
        to: emulator::url(emulator_port),
    };
    let serve =
        |root: &Path, port, routes| FileServer::start(root, port, routes, Some(rewrite.clone()));
    let demo_port = ports::choose(DEMO_PORT, &[])?;
    let demo = serve(&builds::demo_dist(workspace), demo_port, Routes::App)?;
    // The plain page is in www/ and imports the package from pkg/dist/; both are under the root.
    let site_port = ports::choose(SITE_PORT, &[demo.port])?;
    let site = serve(&workspace.root, site_port, Routes::Files)?;
    // The same page with the package that is built with the prebuilt standard library.
    let prebuilt_port = ports::choose(PREBUILT_STD_SITE_PORT, &[demo.port, site.port])?;
    let prebuilt_site = serve(&prebuilt_std_root, prebuilt_port, Routes::Files)?;
    let screens = write_screens_page(workspace, published, form)?;
    let taken = [demo.port, site.port, prebuilt_site.port];
    let screens_port = ports::choose(SCREENS_PORT, &taken)?;
    let screens = serve(&screens, screens_port, Routes::App)?;
    let origin = |port: u16| format!("http://localhost:{port}/");
    let pages = Pages {
        emulator: emulator::url(emulator_port),
        program: &program,
        demo: origin(demo.port),
        screens: origin(screens.port),
        site: origin(site.port),
        shell: headless_shell::program(),
    };
    // The caller's arguments also choose the browser.
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
    let progress = Progress::start(TIMING);
    let timing = [TIMING_ONLY, "--workers=1"].map(str::to_owned);
    all += play(workspace, TIMING, &pages, &timing, progress)?;
    let progress = Progress::start(FIREFOX);
    let firefox = [IN_FIREFOX.to_owned()];
    all += play(workspace, FIREFOX, &pages, &firefox, progress)?;
    // The published package and one with the prebuilt standard library have to behave alike, although a panic is a
    // trap only in the former. So do the full Chromium and the headless shell.
    if published != Variant::PrebuiltStd {
        let progress = Progress::start(PREBUILT_STD);
        let specs = SMOKE.map(|spec| format!("tests/e2e/{spec}.spec.ts"));
        let project = IN_CHROMIUM.to_owned();
        let smoke: Vec<String> = [project].into_iter().chain(specs).collect();
        let pages = Pages {
            site: origin(prebuilt_site.port),
            shell: None,
            ..pages
        };
        all += play(workspace, PREBUILT_STD, &pages, &smoke, progress)?;
    }
    Ok(all)
}

/// The pages and programs of a Playwright run.
struct Pages<'a> {
    emulator: String,
    program: &'a Path,
    demo: String,
    screens: String,
    /// The origin of the plain page and its package.
    site: String,
    /// The headless shell, which is used instead of the full Chromium for everything but screenshots.
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
    let report = workspace.xtask_dir().join(format!("test/{name}.json"));
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
        // Built by the size check.
        .env("VESTIBULE_QUICK_START", size::app::dist(workspace))
        .env("VESTIBULE_SITE_URL", format!("{}www/", pages.site))
        .env(
            "VESTIBULE_E2E_RESULTS",
            workspace.xtask_dir().join("e2e/results").join(name),
        )
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    let cmd = match &pages.shell {
        Some(shell) => cmd.env(HEADLESS_SHELL, shell),
        None => cmd.env_remove(HEADLESS_SHELL),
    };
    let output = cmd.run_logged(&path, &progress)?;
    let played = fs::read_to_string(&report)
        .ok()
        .and_then(|report| counts::playwright(&report));
    let outcome = Outcome::of_runner(&output, played.as_ref().map(|played| played.counts), path);
    outcome.print(name, progress);
    for test in played.iter().flat_map(|played| &played.flaky) {
        println!("    passed at the second try: {test}");
    }
    Ok(outcome.counts)
}

/// Copies the files of a folder without subfolders.
fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let entry = entry.with_context(|| format!("cannot list {}", from.display()))?;
        fs::copy(entry.path(), to.join(entry.file_name()))
            .with_context(|| format!("cannot copy {}", entry.path().display()))?;
    }
    Ok(())
}

/// Writes a page with the screens, whose module is split into chunks. Returns its folder.
fn write_screens_page(
    workspace: &Workspace,
    published: Variant,
    form: &Prerendered,
) -> Result<PathBuf> {
    let built = downloads::dist(workspace, published, downloads::SCREENS);
    let page = workspace.xtask_dir().join("e2e/screens");
    copy_dir(&built, &page)?;
    copy_dir(&workspace.root.join("bench/screens/page"), &page)?;
    let write = |name: &str, content: &str| {
        let path = page.join(name);
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))
    };
    write("vestibule.css", &form.style)?;
    let plain = fs::read_to_string(page.join("index.html")).context("cannot read the page")?;
    let link = "<link rel=\"stylesheet\" href=\"/vestibule.css\">";
    write("prerendered.html", &form.insert_into(&plain, link))?;
    write(
        "styled.html",
        &form.insert_into(&plain, &form.style_element),
    )?;
    write("style-source.txt", &form.style_source)?;
    let config = demo::write_config(workspace, emulator::DEFAULT_PORT)?;
    fs::copy(&config, page.join("config.json"))
        .with_context(|| format!("cannot copy {}", config.display()))?;
    Ok(page)
}
