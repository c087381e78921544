/** Reports an error like an uncaught one, while the code that found it continues. */
export function report(error: unknown) {
  // Node.js does not have this function.
  const { reportError = console.error } = globalThis as { readonly reportError?: (error: unknown) => void };
  reportError(error);
}
