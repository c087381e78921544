// src/ui/language/form-values.js, which is part of the crate.

export function capture(): () => void;
