//! Options for wasm-opt.

/// What the compiler may use and every browser of the last years has. Named one by one: all of
/// wasm-opt's features together make modules that browsers refuse.
const WASM_FEATURES: [&str; 8] = [
    "bulk-memory",
    "bulk-memory-opt",
    "call-indirect-overlong",
    "multivalue",
    "mutable-globals",
    "nontrapping-float-to-int",
    "reference-types",
    "sign-ext",
];

/// As small as it gets, which takes a minute for a large app.
const SMALLEST: [&str; 2] = ["-Oz", "--converge"];

/// What takes seconds, for a build that is tried and not published.
const QUICK: [&str; 1] = ["-O1"];

/// How much time wasm-opt may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// For what is published.
    Smallest,
    /// For what is tried.
    Quick,
}

/// That wasm-opt may take the first kilobyte of the memory for unused lets it add constants up in
/// addresses. It is the end of the stack: there it makes no difference but that a stack that is all but
/// full may count as full. What is zero in the constants it leaves: a gap in them costs more than zeros
/// do, once they are compressed. So does a value that is computed once and kept, where it is short to compute
/// anew. What an access says of its alignment is a hint that no engine needs: without it, accesses are more
/// like one another.
const OPTIMISED: [&str; 5] = [
    "--low-memory-unused",
    "--skip-pass=memory-packing",
    "--skip-pass=local-cse",
    "--mvp-features",
    "--dealign",
];

/// Without the names of functions, and whatever else is of no use to a browser.
const STRIPPED: [&str; 3] = [
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// The switches of wasm-opt for a module that a page loads.
pub fn arguments(effort: Effort) -> Vec<String> {
    let mut arguments = arguments_with_names(effort);
    arguments.extend(STRIPPED.map(str::to_owned));
    arguments
}

/// The same, but that functions keep their names.
pub fn arguments_with_names(effort: Effort) -> Vec<String> {
    let effort: &[&str] = match effort {
        Effort::Smallest => &SMALLEST,
        Effort::Quick => &QUICK,
    };
    let features = WASM_FEATURES.map(|feature| format!("--enable-{feature}"));
    effort
        .iter()
        .chain(&OPTIMISED)
        .map(|&switch| switch.to_owned())
        .chain(features)
        .collect()
}
