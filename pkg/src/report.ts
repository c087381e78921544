/** Has the page hear of a fault as of one that nobody has caught: whoever finds it goes on. */
export function report(fault: unknown) {
  // Node.js has no such function.
  const { reportError = console.error } = globalThis as { readonly reportError?: (fault: unknown) => void };
  reportError(fault);
}
