// src/platform/browser/database.js, which is part of the crate.

export const database: object;
