// Loads the WebAssembly module that Trunk built; the names of its files are in the script element.
const { module, wasm } = document.querySelector("script[data-module]").dataset;
const { default: start } = await import(module);
await start({ module_or_path: wasm });
