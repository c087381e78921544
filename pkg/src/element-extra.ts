// Scripts of the library that only chunks of the module use; see element-lazy.ts.

export { extra } from "./extra.js";
export { hold } from "./held.js";
