// Loads the WebAssembly module that Trunk has built. The script element has the names of its files.
const { module, wasm } = document.querySelector("script[data-module]").dataset;
try {
  const { default: start } = await import(module);
  await start({ module_or_path: wasm });
} catch (error) {
  console.error(error);
  // A module that has started reports its errors itself.
  if (!document.querySelector("main, .vestibule")) showStartError();
}

/** Shows an error in place of a blank page. */
function showStartError() {
  const main = document.createElement("main");
  main.className = "notes-misconfigured";
  const add = (tag, text) => main.appendChild(document.createElement(tag)).append(text);
  add("h1", "Notes cannot start");
  add("p", "Your browser could not load or run this page's program (WebAssembly).");
  add("p", "Load the page again, or try another browser.");
  document.body.append(main);
}
