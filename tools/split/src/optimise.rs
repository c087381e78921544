//! Options for wasm-opt.

/// The WebAssembly features that the compiler may use and that all supported browsers have. They are listed one by one,
/// since with all of wasm-opt's features it writes modules that browsers reject.
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

/// The smallest output, which takes a minute for a large app.
const SMALLEST: [&str; 2] = ["-Oz", "--converge"];

/// A faster optimisation, for a build that is not published.
const QUICK: [&str; 1] = ["-O1"];

/// How much time wasm-opt may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// The smallest output, for a published build.
    Smallest,
    /// A quick run, for a build that is not published.
    Quick,
}

/// Passes that make the compressed module smaller:
/// - `low-memory-unused` lets wasm-opt fold constants into addresses, as it may assume that the first kilobyte of the
///   memory is unused. It is the end of the stack, so that an almost full stack may count as full.
/// - Without `memory-packing`, zeros in the constants stay: compressed, they cost less than gaps.
/// - Without `local-cse`, short computations are repeated instead of stored.
/// - `dealign` removes alignment hints, which engines do not need, so that accesses are more alike.
const OPTIMISED: [&str; 5] = [
    "--low-memory-unused",
    "--skip-pass=memory-packing",
    "--skip-pass=local-cse",
    "--mvp-features",
    "--dealign",
];

/// Removes the names of functions and other sections that browsers do not need.
const STRIPPED: [&str; 3] = [
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// The arguments of wasm-opt for a module that a page loads.
pub fn arguments(effort: Effort) -> Vec<String> {
    let mut arguments = arguments_with_names(effort);
    arguments.extend(STRIPPED.map(str::to_owned));
    arguments
}

/// Like [`arguments`], but functions keep their names.
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
