// A type for callbacks that may be asynchronous.

/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>;
