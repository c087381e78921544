// Scripts of the library that only chunks of the module use; see element-lazy.ts.

export { extra } from "./extra.js";
export { capture } from "./form-values.js";
