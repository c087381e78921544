//! Builds what later suites need while earlier ones run: linking uses only one core, and tests often wait.

use super::{Counts, Suite};
use crate::background::BackgroundTask;
use crate::demo;
use crate::pkg::{self, Variant};
use crate::prerender::Prerendered;
use crate::report::Progress;
use crate::setup::{self, Mention};
use crate::size::{app, budgets, downloads};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::Scope;

/// The builds that run in the background.
#[derive(Default)]
pub struct Builds<'scope> {
    package: Option<Arc<BackgroundTask<'scope, ()>>>,
    modules: Option<BackgroundTask<'scope, Counts>>,
    pages: Option<BackgroundTask<'scope, Pages>>,
}

/// The results of building the pages.
pub struct Pages {
    pub form: Prerendered,
    /// Whether the README's app is within its budget.
    pub sizes: Counts,
}

impl<'scope> Builds<'scope> {
    /// Starts the builds that these suites need.
    pub fn start(
        scope: &'scope Scope<'scope, '_>,
        workspace: &'scope Workspace,
        suites: &[Suite],
    ) -> Self {
        let mut builds = Self::default();
        if !suites.contains(&Suite::Interop) && !suites.contains(&Suite::E2e) {
            return builds;
        }
        let package = BackgroundTask::start(scope, move || pkg::publishable(workspace).map(drop));
        let package = Arc::new(package);
        if suites.contains(&Suite::E2e) {
            let before = Arc::clone(&package);
            builds.modules = Some(BackgroundTask::start(scope, move || {
                modules(workspace, &before)
            }));
            let before = Arc::clone(&package);
            builds.pages = Some(BackgroundTask::start(scope, move || {
                pages(workspace, &before)
            }));
        }
        builds.package = Some(package);
        builds
    }

    /// Waits for the npm package in `pkg/dist`.
    pub fn package(&self) -> Result<()> {
        let package = self.package.as_ref().context("it was not started")?;
        package.wait().copied()
    }

    /// Waits for the modules outside of the package, and for the check of their and the package's budgets.
    pub fn modules(&self) -> Result<Counts> {
        let modules = self.modules.as_ref().context("they were not started")?;
        modules.wait().copied()
    }

    /// Waits for the demo, the README's app, the package with the prebuilt standard library, and the prerendered form.
    pub fn pages(&self) -> Result<&Pages> {
        self.pages.as_ref().context("they were not started")?.wait()
    }
}

/// The folder of the built demo.
pub fn demo_dist(workspace: &Workspace) -> PathBuf {
    workspace.xtask_dir().join("e2e/dist")
}

/// The root of the site whose package is built with the prebuilt standard library.
pub fn prebuilt_std_root(workspace: &Workspace) -> PathBuf {
    workspace.xtask_dir().join("e2e/prebuilt-std")
}

fn package_dist(workspace: &Workspace) -> PathBuf {
    workspace.root.join("pkg/dist")
}

fn modules(workspace: &Workspace, package: &BackgroundTask<'_, ()>) -> Result<Counts> {
    package.wait()?;
    let published = Variant::published(workspace);
    if published == Variant::PrebuiltStd {
        downloads::screens(workspace, published)?;
    }
    Ok(budgets::check_downloads(
        workspace,
        published,
        &package_dist(workspace),
    ))
}

fn pages(workspace: &Workspace, package: &BackgroundTask<'_, ()>) -> Result<Pages> {
    setup::ensure(workspace, Suite::E2e.needs(), Mention::InstalledOnly)?;
    let progress = Progress::start("demo");
    let outcome = demo::publish(workspace, &demo_dist(workspace), &progress)?;
    progress.finish("✓", outcome.description());
    let sizes = app::check(workspace);
    // Only after the package is built it is known which standard library is published.
    package.wait()?;
    if Variant::published(workspace) != Variant::PrebuiltStd {
        let dist = prebuilt_std_root(workspace).join("pkg/dist");
        pkg::build(workspace, Variant::PrebuiltStd, &dist)?;
    }
    let form = Prerendered::make(workspace)?;
    Ok(Pages { form, sizes })
}
