//! The prerendered sign-in form that `bench/screens` has in its page before the module is loaded.

use crate::lint::{NATIVE_FEATURES, except_browser_crates};
use crate::process::Cmd;
use crate::report::Progress;
use crate::workspace::Workspace;
use anyhow::{Context, Result};

/// The prerendered parts of a page.
pub struct Prerendered {
    /// The form, as HTML.
    pub form: String,
    /// The style sheet of all screens, for a page that links it.
    pub style: String,
    /// The styles that the form needs, as an element of the page.
    pub style_element: String,
    /// The source that the page's Content-Security-Policy has to allow for these styles.
    pub style_source: String,
}

impl Prerendered {
    pub fn make(workspace: &Workspace) -> Result<Self> {
        let progress = Progress::start("form");
        // Built with the features of the native tests, so that cargo reuses their build.
        let build = except_browser_crates(workspace.cmd("cargo").args(["build", "--workspace"]))
            .args(["--features", NATIVE_FEATURES, "--bin", "prerender"]);
        let log = workspace.xtask_dir().join("prerender.log");
        build.run_or_fail(&log, &progress)?;
        let program = workspace.target.join("debug").join("prerender");
        let print = |what: &[&str]| {
            let printed = Cmd::new(&program).args(what).read();
            let printed = printed.context("the prerendered form was not written")?;
            anyhow::Ok(printed.trim_end().to_owned())
        };
        let prerendered = Prerendered {
            form: print(&[])?,
            style: print(&["style"])?,
            style_element: print(&["style-element"])?,
            style_source: print(&["style-source"])?,
        };
        progress.finish("✓", "prerendered");
        Ok(prerendered)
    }

    /// Inserts the form into a page, and `style` into its head: a link to the style sheet, or the styles themselves.
    pub fn insert_into(&self, page: &str, style: &str) -> String {
        let head = [style, "</head>"].concat();
        let body = ["<body>", &self.form].concat();
        page.replacen("</head>", &head, 1)
            .replacen("<body>", &body, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_inserted_into_the_body_and_its_styles_into_the_head() {
        let prerendered = Prerendered {
            form: "<dialog></dialog>".to_owned(),
            style: String::new(),
            style_element: String::new(),
            style_source: String::new(),
        };
        let page = "<head><title>x</title></head><body><div></div></body>";
        assert_eq!(
            prerendered.insert_into(page, "<link rel=\"stylesheet\" href=\"/a.css\">"),
            "<head><title>x</title><link rel=\"stylesheet\" href=\"/a.css\"></head>\
             <body><dialog></dialog><div></div></body>"
        );
    }
}
