// src/platform/browser/extra.js, which is the crate's, too.

export const extra: {
  /** A window that was opened for the next popup. */
  window: PopupWindow | undefined;
  readonly abortPasskey: () => void;
};

/** What a popup's flow does with its window. */
export interface PopupWindow {
  readonly closed: boolean;
  close(): void;
  readonly location: { href: string };
}
