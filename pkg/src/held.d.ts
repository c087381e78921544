// src/ui/language/held.js, which is the crate's.

export function hold(): () => void;
