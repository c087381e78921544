// The dialog for signing in to another account.

import type { Screens } from "./element-glue.js";

/**
 * Opens a modal dialog with screens, labelled by the element with the id `title`. Returns a function that closes it.
 */
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
    requestAnimationFrame(() => restoreFocus(parent));
  };
  // The Escape key also closes it.
  dialog.addEventListener("close", end, { once: true });
  dialog.showModal();
  // The browser focuses the heading.
  dialog.querySelector<HTMLElement>("form input:not([hidden], [readonly])")?.focus();
  return () => dialog.close();
}

/** Focuses the button, unless the browser has restored the focus. If another user signed in, it is a new button. */
function restoreFocus(parent: HTMLElement) {
  // The root is a document or a shadow root; both have `activeElement`.
  const { activeElement } = parent.getRootNode() as Document | ShadowRoot;
  if (activeElement && activeElement !== document.body) return;
  parent.querySelector<HTMLElement>("[aria-haspopup=menu]")?.focus();
}
