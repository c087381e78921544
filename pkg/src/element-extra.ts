// Scripts of the library that only chunks of the module ask for; see element-later.ts.

export { extra } from "./extra.js";
export { hold } from "./held.js";
