// `auth.observe`: who is signed in, now and after each change. Loaded by the first call of it.

import type { Vestibule } from "./index.js";
import type { AuthState, Session, SignOutReason } from "./session.js";
import type { VestibuleError } from "./error.js";
import { report } from "./report.js";

/** How long until the present is asked for again where it could not be told, in milliseconds. */
const AGAIN = 5000;

/** `over` says whether the listener wants to hear no more. */
export function observe(auth: Vestibule, listener: (state: AuthState) => void, over: () => boolean) {
  let told: AuthState | undefined;
  let heard = false;
  let reason: SignOutReason | undefined;
  if (over()) return;
  const stop = auth.onChange((change) => {
    if (over()) return stop();
    heard = true;
    const isOut = change.kind === "signedOut";
    // The look itself can be what ends a session.
    reason = isOut ? change.reason : undefined;
    // Before the first value it is not known what this is a change of.
    if (told) tell(isOut ? undefined : change.session, reason);
  });
  void look();

  async function look() {
    let session: Session | undefined;
    try {
      // What changed meanwhile may be newer than what was read, or older: so it is read again.
      do {
        heard = false;
        session = await auth.current();
      } while (wasHeard());
      tell(session, reason);
    } catch (error) {
      // Without the WebAssembly it cannot be told; a client that was freed tells nothing any more.
      if (over()) return;
      if ((error as VestibuleError).retryable) setTimeout(look, AGAIN);
      else report(error);
    }
  }

  // Behind a function, since TypeScript does not see the listener at work.
  function wasHeard() {
    return heard;
  }

  function tell(session: Session | undefined, reason: SignOutReason | undefined) {
    const state: AuthState = session ? { kind: kindOf(session), session } : { kind: "signedOut", reason };
    if (over() || (told?.kind === state.kind && told.session?.accessToken === session?.accessToken)) return;
    told = state;
    // A listener's fault is the page's to hear of, and nobody's to bear.
    try {
      listener(told);
    } catch (error) {
      report(error);
    }
  }
}

// A fresh session is somebody who is signed in; every other state has its own name.
function kindOf({ state }: Session) {
  return state === "fresh" ? "signedIn" : state;
}
