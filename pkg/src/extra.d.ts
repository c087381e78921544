// src/platform/browser/extra.js, which is part of the crate.

export const extra: {
  /** A window that was opened for the next popup sign-in. */
  window: Window | undefined;
  readonly abortPasskey: () => void;
};
