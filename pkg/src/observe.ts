// `auth.observe`: the current state and every change of it. Loaded by the first call.

import type { AuthState, Change, Session, SignOutReason } from "./session.js";
import type { VestibuleError } from "./error.js";
import { report } from "./report.js";

/** The delay before the state is requested again after an error, in milliseconds. */
const RETRY_DELAY = 5000;

/** The methods of a client that are used here. */
interface SessionSource {
  current(): Promise<Session | undefined>;
  onChange(listener: (change: Change) => void): () => void;
}

/** Notifies a listener until `isOver` returns true. */
export function observe(auth: SessionSource, listener: (state: AuthState) => void, isOver: () => boolean) {
  let last: AuthState | undefined;
  let hasChanged = false;
  let reason: SignOutReason | undefined;
  if (isOver()) return;
  const stop = auth.onChange((change) => {
    if (isOver()) return stop();
    hasChanged = true;
    const isOut = change.kind === "signedOut";
    // `current()` itself can end a session.
    reason = isOut ? change.reason : undefined;
    // Before the first value there is nothing to compare with.
    if (last) notify(isOut ? undefined : change.session, reason);
  });
  void start();

  async function start() {
    let session: Session | undefined;
    try {
      // After a change meanwhile, the value may be outdated: it is read again.
      do {
        hasChanged = false;
        session = await auth.current();
      } while (changedMeanwhile());
      notify(session, reason);
    } catch (error) {
      // The WebAssembly may not be available. A freed client notifies nobody.
      if (isOver()) return;
      if ((error as VestibuleError).retryable) setTimeout(start, RETRY_DELAY);
      else report(error);
    }
  }

  // A function, because TypeScript does not see that the listener changes the variable.
  function changedMeanwhile() {
    return hasChanged;
  }

  function notify(session: Session | undefined, reason: SignOutReason | undefined) {
    const state: AuthState = session ? { kind: kindOf(session), session } : { kind: "signedOut", reason };
    if (isOver() || (last?.kind === state.kind && last.session?.accessToken === session?.accessToken)) return;
    last = state;
    // The error of a listener is reported, and affects nobody else.
    try {
      listener(last);
    } catch (error) {
      report(error);
    }
  }
}

// A fresh session is `signedIn`; the other states keep their names.
function kindOf({ state }: Session) {
  return state === "fresh" ? "signedIn" : state;
}
