//! The glue of wasm-bindgen without what a page does not need of it: what is for other browsers and other uses than the
//! package has. It is done before the module is cut, since the exports that are unused then go as well.

use anyhow::{Result, bail};

/// What takes the place of functions of the glue. Texts are short and memory stays below the size from
/// which Safari needs help with them; every browser of the last years encodes and decodes.
const LEANER: [(&str, &str); 4] = [
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

/// A closure that is never dropped, as all of the package's are.
const EVER: (&str, &str) = (
    "makeMutClosure(arg0, arg1, f)",
    "return (...args) => f(arg0, arg1, ...args);",
);

/// By this a closure is dropped.
const UNREF: &str = "_wbg_cb_unref";

/// Lines that stand in no function or are not needed with the leaner ones, by what the lines begin with.
const NEEDLESS: [&str; 6] = [
    "let cachedTextDecoder =",
    "cachedTextDecoder.decode()",
    "const cachedTextEncoder =",
    "if (!('encodeInto'",
    "if (Symbol.dispose)",
    "__proto__: null,",
];

/// The glue without what the package does not need of it.
pub fn helpers(glue: &str) -> String {
    let allocators = ", wasm.__wbindgen_malloc, wasm.__wbindgen_realloc)";
    let optional = "(typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new";
    let glue = glue.replace(allocators, ")").replace(optional, "new");
    let mut glue = LEANER
        .iter()
        .fold(without_needless(&glue), |glue, (function, body)| {
            with_body(&glue, function, body)
        });
    let ever = with_body(&glue, EVER.0, EVER.1);
    if !ever.contains(UNREF) {
        glue = without_statement(&ever, "const CLOSURE_DTORS =");
    }
    without_rescue(&glue)
}

/// With another body for the function of that name; the same where there is none.
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

fn without_needless(glue: &str) -> String {
    NEEDLESS.iter().fold(glue.to_owned(), |glue, start| {
        without_statement(&glue, start)
    })
}

/// Without the statements that begin like this: a line, or a block until its end.
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

/// Without what gives memory back where a text cannot be passed: nothing but texts is, and where there
/// is no memory for one the module has ended.
fn without_rescue(glue: &str) -> String {
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

/// The glue without classes that nothing on the page asks for. What they alone use of the module goes
/// when it is cut.
pub fn classes(glue: &str, classes: &[&str]) -> Result<String> {
    let mut lines: Vec<&str> = glue.lines().collect();
    for class in classes {
        // How each begins, and how its last line does.
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
    fn what_the_package_does_not_need_goes_and_the_rest_stays() {
        let left = helpers(HELPERS);
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
    fn a_closure_that_can_be_dropped_stays_as_it_is() {
        let left = helpers(&format!(
            "{HELPERS}function drop(it) {{ it._wbg_cb_unref(); }}\n"
        ));
        assert!(left.contains("CLOSURE_DTORS.register(real, state, state);"));
        assert!(left.contains("const CLOSURE_DTORS = new FinalizationRegistry("));
    }

    #[test]
    fn a_class_that_nothing_asks_for_is_left_out() {
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
        let after = classes(before, &["Gone"]).unwrap();
        assert_eq!(after, "export class Stays {\n}\nlet wasm;");
        assert!(classes(before, &["Lost"]).is_err());
    }
}
