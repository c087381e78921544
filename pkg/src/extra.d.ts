// src/platform/browser/extra.js, which is the crate's, too.

export const extra: {
  readonly slow: object;
  readonly quick: { readonly abort: () => void };
  /** A window that was opened for the next popup. */
  window: PopupWindow | undefined;
};

/** What a popup's flow does with its window. */
export interface PopupWindow {
  readonly closed: boolean;
  close(): void;
  readonly location: { href: string };
}
