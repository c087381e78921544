// src/platform/browser/extra.js, which is the crate's, too.

export const extra: {
  /** A window that was opened for the next popup. */
  window: Window | undefined;
  readonly abortPasskey: () => void;
};
