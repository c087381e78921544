// Checks that a script has no syntax that the oldest supported browsers lack.

import { transformSync } from "esbuild";

const OLDEST = ["chrome98", "edge98", "firefox98", "safari15.4"];

/** A compiler to the level of those browsers leaves the script as it is. */
export function isOldEnough(code) {
  // It sets brackets around functions by the target, too, which is no syntax of either.
  const compile = (target) => transformSync(code, { target, format: "esm" }).code.replace(/[()\s]/g, "");
  return compile(OLDEST) === compile("esnext");
}
