// `auth.observe`: who is signed in, now and after each change. Loaded by the first call of it.

/** How long until the present is asked for again where it could not be told, in milliseconds. */
const AGAIN = 5000;

/** `over` says whether the listener wants to hear no more. */
export function observe(auth, listener, over) {
  let told, heard, reason;
  if (over()) return;
  const stop = auth.onChange((change) => {
    if (over()) return stop();
    heard = true;
    // The look itself can be what ends a session.
    reason = change.reason;
    // Before the first value it is not known what this is a change of.
    if (told) tell(change.session, change.reason);
  });
  look();

  async function look() {
    let session;
    try {
      // What changed meanwhile may be newer than what was read, or older: so it is read again.
      do {
        heard = false;
        session = await auth.current();
      } while (heard);
      tell(session, reason);
    } catch (error) {
      // Without the WebAssembly it cannot be told; a client that was freed tells nothing any more.
      if (error.retryable && !over()) setTimeout(look, AGAIN);
    }
  }

  function tell(session, reason) {
    const kind = !session ? "signedOut" : session.state === "fresh" ? "signedIn" : session.state;
    if (over() || (told?.kind === kind && told.session?.accessToken === session?.accessToken)) return;
    told = session ? { kind, session } : { kind, reason };
    // A listener's fault is the page's to hear of, and nobody's to bear.
    try {
      listener(told);
    } catch (error) {
      reportError(error);
    }
  }
}
