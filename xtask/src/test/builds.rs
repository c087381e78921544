//! What the suites try is built while those before them run: a compiler that links keeps one core busy, and tests
//! wait for each other.

use super::{Counts, Suite};
use crate::beside::Beside;
use crate::demo;
use crate::pkg::{self, Variant};
use crate::prerender::Prerendered;
use crate::report::Progress;
use crate::setup::{self, Mention};
use crate::size::{app, budgets, parts};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::Scope;

/// What is being built.
#[derive(Default)]
pub struct Builds<'scope> {
    package: Option<Arc<Beside<'scope, ()>>>,
    modules: Option<Beside<'scope, Counts>>,
    pages: Option<Beside<'scope, Pages>>,
}

/// What the pages are made of that Trunk builds, and those on the usual standard library.
pub struct Pages {
    pub form: Prerendered,
    /// Whether the app of the README keeps to its budget.
    pub sizes: Counts,
}

impl<'scope> Builds<'scope> {
    /// Begins to build what these suites need.
    pub fn start(
        scope: &'scope Scope<'scope, '_>,
        workspace: &'scope Workspace,
        suites: &[Suite],
    ) -> Self {
        let mut builds = Self::default();
        if !suites.contains(&Suite::Interop) && !suites.contains(&Suite::E2e) {
            return builds;
        }
        let package = Beside::start(scope, move || pkg::publishable(workspace).map(drop));
        let package = Arc::new(package);
        if suites.contains(&Suite::E2e) {
            let before = Arc::clone(&package);
            builds.modules = Some(Beside::start(scope, move || modules(workspace, &before)));
            let before = Arc::clone(&package);
            builds.pages = Some(Beside::start(scope, move || pages(workspace, &before)));
        }
        builds.package = Some(package);
        builds
    }

    /// Waits for the npm package in `pkg/dist`.
    pub fn package(&self) -> Result<()> {
        let package = self.package.as_ref().context("it was not begun")?;
        package.wait().copied()
    }

    /// Waits for the modules that are no package; whether they and the package keep to their budgets.
    pub fn modules(&self) -> Result<Counts> {
        let modules = self.modules.as_ref().context("they were not begun")?;
        modules.wait().copied()
    }

    pub fn pages(&self) -> Result<&Pages> {
        self.pages.as_ref().context("they were not begun")?.wait()
    }
}

/// Where the demo is built.
pub fn demo_dist(workspace: &Workspace) -> PathBuf {
    workspace.own_dir().join("e2e/dist")
}

/// Where the site lies whose package has the usual standard library.
pub fn usual_root(workspace: &Workspace) -> PathBuf {
    workspace.own_dir().join("e2e/usual")
}

fn package_dist(workspace: &Workspace) -> PathBuf {
    workspace.root.join("pkg/dist")
}

fn modules(workspace: &Workspace, package: &Beside<'_, ()>) -> Result<Counts> {
    package.wait()?;
    let published = Variant::published(workspace);
    if published == Variant::Usual {
        parts::screens(workspace, published)?;
    }
    Ok(budgets::check_parts(
        workspace,
        published,
        &package_dist(workspace),
    ))
}

fn pages(workspace: &Workspace, package: &Beside<'_, ()>) -> Result<Pages> {
    setup::ensure(workspace, Suite::E2e.needs(), Mention::InstalledOnly)?;
    let progress = Progress::start("demo");
    let made = demo::publish(workspace, &demo_dist(workspace), &progress)?;
    progress.finish("✓", made.verb());
    let sizes = app::check(workspace);
    // Which standard library is published is known when the package is there.
    package.wait()?;
    if Variant::published(workspace) != Variant::Usual {
        let dist = usual_root(workspace).join("pkg/dist");
        pkg::build(workspace, Variant::Usual, &dist)?;
    }
    let form = Prerendered::make(workspace)?;
    Ok(Pages { form, sizes })
}
