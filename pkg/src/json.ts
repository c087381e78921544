// JSON parsing with a type, and a type guard for objects.

/**
 * Parses JSON. `T` is the type that the writer guarantees: this library, or its WebAssembly. For other texts, all
 * fields of `T` are `unknown`, and the caller checks them.
 */
export const parse = <T>(text: string) => JSON.parse(text) as T;

/** An object whose fields are unknown. */
export type Fields = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
