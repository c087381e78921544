// Every screen side by side: each in a frame of its own, which is loaded once it is scrolled to.

import { STATES } from "./states.js";

const LANGUAGES = "en ar cs da de el es fi fr he hu id it ja ko nb nl pl pt pt-BR ro sv tr uk zh-Hans zh-Hant".split(
  " ",
);
const form = document.querySelector("form");
const wanted = new URLSearchParams(location.search);

const option = (name) => Object.assign(document.createElement("option"), { textContent: name });
form.elements.state.append(...Object.keys(STATES).map(option));
form.elements.language.append(...LANGUAGES.map(option));
for (const [name, value] of wanted) if (form.elements[name]) form.elements[name].value = value;

function show() {
  const { state, language, theme, width } = Object.fromEntries(new FormData(form));
  const frames = [];
  for (const one of state ? [state] : Object.keys(STATES))
    for (const look of theme ? [theme] : ["light", "dark"])
      for (const size of width ? [width] : ["320", "1280"]) frames.push(frame(one, language, look, size));
  document.querySelector("main").replaceChildren(...frames);
}

function frame(state, language, theme, width) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = [state, language, theme, `${width} px`].join(", ");
  const inside = document.createElement("iframe");
  inside.loading = "lazy";
  inside.title = caption.textContent;
  inside.dataset.width = width;
  inside.src = `frame.html?${new URLSearchParams({ screen: state, language, theme })}`;
  figure.append(caption, inside);
  return figure;
}

form.addEventListener("change", show);
show();
