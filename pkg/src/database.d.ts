// src/platform/browser/database.js, which is the crate's, too.

export const database: object;
