// The custom elements on a page without a framework or a build step.
// Serve the repository's root and open /www/element.html. `cargo xtask pkg` builds the package.

import "../pkg/dist/element.js";

const $ = (id) => document.getElementById(id);
const element = document.querySelector("vestibule-auth");

for (const name of ["vestibule-signed-in", "vestibule-signed-out", "vestibule-step", "vestibule-error"])
  element.addEventListener(name, ({ detail }) => {
    const line = document.createElement("li");
    line.textContent = `${name} ${JSON.stringify(detail)}`;
    $("events").append(line);
  });

element.addEventListener("vestibule-signed-in", async ({ detail }) => {
  $("name").textContent = detail.username;
  const { expiresAt } = await element.session();
  $("left").textContent = `${Math.round((expiresAt - Date.now()) / 60_000)} minutes`;
});

$("sign-out").addEventListener("click", () => element.signOut());

// Elements with the same configuration share a client.
const config = await (await fetch("config.json")).json();
for (const it of document.querySelectorAll("[wait]")) {
  it.config = config;
  it.removeAttribute("wait");
}
