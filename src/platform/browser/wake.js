const WAKING = ["visibilitychange", "pageshow", "online"];
// What no script does by itself: `scroll` is not among them, which every page can bring about.
const ACTIVE = ["pointerdown", "keydown", "wheel", "touchstart", "visibilitychange"];

/** Calls `heard` when the tab comes back to life, until the controller that it gives aborts. */
export const onWake = (heard) => listen(WAKING, heard);

/** The same, when the person does something. */
export const onActivity = (heard) => listen(ACTIVE, heard);

/** Whether there may be a network: `false` is certain alone. */
export const isOnline = () => globalThis.navigator?.onLine !== false;

function listen(events, heard) {
  const controller = new AbortController();
  const hear = () => document.visibilityState !== "hidden" && heard();
  // The window hears all of them before the page does.
  const options = { capture: true, passive: true, signal: controller.signal };
  for (const event of events) addEventListener(event, hear, options);
  return controller;
}
