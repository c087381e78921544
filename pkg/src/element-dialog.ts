// The dialog in which a person signs in to another account besides.

import type { Screens } from "./element-glue.js";

/** Opens a modal dialog with these screens, whose heading has that id. What it gives closes it. */
export function openDialog(
  parent: HTMLElement,
  title: string,
  show: (dialog: HTMLElement) => Screens,
  closed: () => void,
): () => void {
  const dialog = document.createElement("dialog");
  dialog.className = "vestibule-dialog";
  dialog.setAttribute("aria-labelledby", title);
  parent.append(dialog);
  const screens = show(dialog);
  const end = () => {
    screens.free();
    dialog.remove();
    closed();
    requestAnimationFrame(() => takeFocus(parent));
  };
  // By the key Escape, too.
  dialog.addEventListener("close", end, { once: true });
  dialog.showModal();
  // The browser goes to the heading.
  dialog.querySelector<HTMLElement>("form input:not([hidden], [readonly])")?.focus();
  return () => dialog.close();
}

/** For somebody else the button is another one than that to which the browser has given the focus back. */
function takeFocus(parent: HTMLElement) {
  // A document's root or that of a shadow: both know which element it is.
  const { activeElement } = parent.getRootNode() as Document | ShadowRoot;
  if (activeElement && activeElement !== document.body) return;
  parent.querySelector<HTMLElement>("[aria-haspopup=menu]")?.focus();
}
