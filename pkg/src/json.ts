// The one place where a text becomes a value with a type, and a test of what came of it.

/**
 * Reads JSON. `T` is what the writer of the text promises: this library, or its WebAssembly. For texts of anybody
 * else, `T` has `unknown` in every place, and the reader looks at what is there.
 */
export const parse = <T>(text: string) => JSON.parse(text) as T;

/** An object of which nothing is known but that it is one. */
export type Fields = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
