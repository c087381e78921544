const WAKE_EVENTS = ["visibilitychange", "pageshow", "online"];
// Events that only a user can cause. A script can cause `scroll`.
const ACTIVITY_EVENTS = ["pointerdown", "keydown", "wheel", "touchstart", "visibilitychange"];

/** Calls `listener` when the tab becomes visible or online again, until the returned controller is aborted. */
export const onWake = (listener) => listen(WAKE_EVENTS, listener);

/** Calls `listener` on user input, and when the tab becomes visible. */
export const onActivity = (listener) => listen(ACTIVITY_EVENTS, listener);

/** Whether the browser may be online. `false` is certain. */
export const isOnline = () => globalThis.navigator?.onLine !== false;

function listen(events, listener) {
  const controller = new AbortController();
  const onEvent = () => document.visibilityState !== "hidden" && listener();
  // In the capture phase the window receives the events before any handler of the page can stop them.
  const options = { capture: true, passive: true, signal: controller.signal };
  for (const event of events) addEventListener(event, onEvent, options);
  return controller;
}
