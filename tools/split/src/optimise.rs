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

/// That wasm-opt may take the first kilobyte of the memory for unused lets it add constants up in
/// addresses. It is the end of the stack: there it makes no difference but that a stack that is all but
/// full may count as full. What is zero in the constants it leaves: a gap in them costs more than zeros
/// do, once they are compressed. So does a value that is computed once and kept, where it is short to compute
/// anew. What an access says of its alignment is a hint that no engine needs: without it, accesses are more
/// like one another.
const OPTIMISED: [&str; 7] = [
    "-Oz",
    "--converge",
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

/// The switches of wasm-opt for a module that is published.
pub fn arguments() -> Vec<String> {
    let mut arguments = arguments_with_names();
    arguments.extend(STRIPPED.map(str::to_owned));
    arguments
}

/// The same, as to what is stripped of the module.
pub fn arguments_with_names() -> Vec<String> {
    let features = WASM_FEATURES.map(|feature| format!("--enable-{feature}"));
    OPTIMISED
        .map(str::to_owned)
        .into_iter()
        .chain(features)
        .collect()
}
