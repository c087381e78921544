//! Removes code from wasm-bindgen's glue that the package does not need, such as support for old browsers. It runs before
//! the module is split, so that exports that are then unused are removed as well.

use anyhow::{Result, bail};

/// Smaller bodies for functions of the glue. They need `TextEncoder` and `TextDecoder`, which all supported browsers have,
/// and lack wasm-bindgen's workaround for a limit of Safari's decoder, which the package's short texts do not reach.
const SMALLER_FUNCTIONS: [(&str, &str); 4] = [
    (
        "getDataViewMemory0()",
        "return new DataView(wasm.memory.buffer);",
    ),
    (
        "getUint8ArrayMemory0()",
        "return new Uint8Array(wasm.memory.buffer);",
    ),
    (
        "getStringFromWasm0(ptr, len)",
        "const bytes = getUint8ArrayMemory0().subarray(ptr >>> 0, (ptr >>> 0) + len);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);",
    ),
    (
        "passStringToWasm0(arg)",
        "const bytes = new TextEncoder().encode(arg);
    const ptr = wasm.__wbindgen_malloc(bytes.length, 1) >>> 0;
    getUint8ArrayMemory0().set(bytes, ptr);
    WASM_VECTOR_LEN = bytes.length;
    return ptr;",
    ),
];

/// A smaller function for closures that are never dropped, as those of the package.
const LEAKED_CLOSURE: (&str, &str) = (
    "makeMutClosure(arg0, arg1, f)",
    "return (...args) => f(arg0, arg1, ...args);",
);

/// The member that drops a closure.
const UNREF: &str = "_wbg_cb_unref";

/// The beginnings of statements that are not needed, or not with the smaller functions.
const UNNEEDED_STATEMENTS: [&str; 6] = [
    "let cachedTextDecoder =",
    "cachedTextDecoder.decode()",
    "const cachedTextEncoder =",
    "if (!('encodeInto'",
    "if (Symbol.dispose)",
    "__proto__: null,",
];

/// The glue with smaller helper functions.
pub fn simplify_helpers(glue: &str) -> String {
    let allocators = ", wasm.__wbindgen_malloc, wasm.__wbindgen_realloc)";
    let optional = "(typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new";
    let glue = glue.replace(allocators, ")").replace(optional, "new");
    let mut glue = SMALLER_FUNCTIONS.iter().fold(
        without_unneeded_statements(&glue),
        |glue, (function, body)| with_body(&glue, function, body),
    );
    let leaking = with_body(&glue, LEAKED_CLOSURE.0, LEAKED_CLOSURE.1);
    if !leaking.contains(UNREF) {
        glue = without_statement(&leaking, "const CLOSURE_DTORS =");
    }
    without_string_cleanup(&glue)
}

/// Replaces the body of a function, if the glue has it.
fn with_body(glue: &str, function: &str, body: &str) -> String {
    let name = function.split('(').next().unwrap_or_default();
    let Some((before, rest)) = glue.split_once(&format!("\nfunction {name}(")) else {
        return glue.to_owned();
    };
    let Some((_, after)) = rest.split_once("\n}\n") else {
        return glue.to_owned();
    };
    format!("{before}\nfunction {function} {{\n    {body}\n}}\n{after}")
}

fn without_unneeded_statements(glue: &str) -> String {
    UNNEEDED_STATEMENTS
        .iter()
        .fold(glue.to_owned(), |glue, start| {
            without_statement(&glue, start)
        })
}

/// Removes the statements that begin like this: a line or a whole block.
fn without_statement(glue: &str, start: &str) -> String {
    let mut kept = String::new();
    let mut is_inside = false;
    for line in glue.lines() {
        if is_inside {
            is_inside = line != "}";
        } else if line.trim_start().starts_with(start) {
            is_inside = line.ends_with('{');
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// Removes the code that frees earlier arguments if a string cannot be passed: that happens only without memory, which
/// ends the module anyway.
fn without_string_cleanup(glue: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut lines = glue.lines().peekable();
    while let Some(line) = lines.next() {
        let passes = |next: &&str| next.trim_start().starts_with("ptr");
        if line.trim() != "try {" || !lines.peek().is_some_and(passes) {
            kept.push(line);
            continue;
        }
        kept.extend(
            lines
                .by_ref()
                .take_while(|line| !line.trim_start().starts_with("} catch")),
        );
        while let Some(line) = lines.next() {
            if line.trim() == "throw e;" {
                lines.next();
                break;
            }
        }
    }
    kept.join("\n") + "\n"
}

/// Removes classes that no script uses from the glue. Code of the module that only they use is removed when it is split.
pub fn remove_classes(glue: &str, classes: &[&str]) -> Result<String> {
    let mut lines: Vec<&str> = glue.lines().collect();
    for class in classes {
        // The beginnings of the first and the last line of each statement.
        let spans = [
            (format!("export class {class} {{"), "}"),
            (format!("if (Symbol.dispose) {class}."), "if "),
            (format!("const {class}Finalization = "), "    : "),
        ];
        for (start, end) in spans {
            let Some(from) = lines.iter().position(|line| line.starts_with(&start)) else {
                bail!("the glue has no line that starts with {start}");
            };
            let length = lines[from..].iter().position(|line| line.starts_with(end));
            let Some(length) = length else {
                bail!("the glue has no end of what starts with {start}");
            };
            lines.drain(from..=from + length);
        }
    }
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELPERS: &str = "\
export class Core {
    run(text) {
        let ptr0, len0;
        try {
            ptr0 = passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        try {
            wasm.core_run(ptr0, len0);
        } finally {
            done();
        }
    }
}
if (Symbol.dispose) Core.prototype[Symbol.dispose] = Core.prototype.free;

const CLOSURE_DTORS = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(state => wasm.__wbindgen_destroy_closure(state.a, state.b));

function makeMutClosure(arg0, arg1, f) {
    const real = (...args) => f(arg0, arg1, ...args);
    real._wbg_cb_unref = () => {};
    CLOSURE_DTORS.register(real, state, state);
    return real;
}

function passStringToWasm0(arg, malloc, realloc) {
    if (realloc === undefined) {
        return cachedTextEncoder.encode(arg);
    }
}

const cachedTextEncoder = new TextEncoder();

if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
    };
}

let WASM_VECTOR_LEN = 0;
";

    #[test]
    fn only_unneeded_code_is_removed_from_the_helpers() {
        let left = simplify_helpers(HELPERS);
        let gone = [
            "realloc",
            "catch",
            "throw e",
            "cachedTextEncoder",
            "CLOSURE_DTORS",
            "undefined'",
            "Symbol",
        ];
        for gone in gone {
            assert!(!left.contains(gone), "{gone} is left of {left}");
        }
        let kept = [
            "            ptr0 = passStringToWasm0(text);\n            len0 = WASM_VECTOR_LEN;\n",
            "        try {\n            wasm.core_run(ptr0, len0);\n        } finally {\n",
            "function passStringToWasm0(arg) {\n    const bytes = new TextEncoder().encode(arg);\n",
            "return (...args) => f(arg0, arg1, ...args);\n}\n",
            "\nlet WASM_VECTOR_LEN = 0;\n",
        ];
        for kept in kept {
            assert!(left.contains(kept), "{kept} is missing in {left}");
        }
    }

    #[test]
    fn closures_that_can_be_dropped_are_unchanged() {
        let left = simplify_helpers(&format!(
            "{HELPERS}function drop(it) {{ it._wbg_cb_unref(); }}\n"
        ));
        assert!(left.contains("CLOSURE_DTORS.register(real, state, state);"));
        assert!(left.contains("const CLOSURE_DTORS = new FinalizationRegistry("));
    }

    #[test]
    fn an_unused_class_is_removed() {
        let before = "\
export class Gone {
    free() {
        wasm.gone_free(1);
    }
}
if (Symbol.dispose) Gone.prototype[Symbol.dispose] = Gone.prototype.free;
export class Stays {
}
const GoneFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.gone_free(ptr));
let wasm;";
        let after = remove_classes(before, &["Gone"]).unwrap();
        assert_eq!(after, "export class Stays {\n}\nlet wasm;");
        assert!(remove_classes(before, &["Lost"]).is_err());
    }
}
