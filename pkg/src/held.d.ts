// src/ui/language/held.js, which is part of the crate.

export function hold(): () => void;
