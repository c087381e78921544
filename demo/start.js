// Loads the WebAssembly module that Trunk built; the names of its files are in the script element.
const { module, wasm } = document.querySelector("script[data-module]").dataset;
try {
  const { default: start } = await import(module);
  await start({ module_or_path: wasm });
} catch (error) {
  console.error(error);
  // A module that has begun says itself what is wrong.
  if (!document.querySelector("main, .vestibule")) sayThatItCannotStart();
}

/** A blank page would leave a person with nothing to do. */
function sayThatItCannotStart() {
  const main = document.createElement("main");
  main.className = "notes-misconfigured";
  const say = (tag, words) => main.appendChild(document.createElement(tag)).append(words);
  say("h1", "Notes cannot start");
  say("p", "Your browser could not load or run this page's program (WebAssembly).");
  say("p", "Load the page again, or try another browser.");
  document.body.append(main);
}
