// The rules for the npm package's sources (pkg/src). `cargo xtask lint` holds them to it.

import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  // The declarations of scripts that are written elsewhere, and what a test makes.
  { ignores: ["**/*", "!pkg/", "!pkg/src/", "!pkg/src/**", "pkg/src/**/*.d.ts", "pkg/src/operations.ts"] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // `string & {}` keeps the known names in editors' suggestions.
      "@typescript-eslint/no-empty-object-type": ["error", { allowObjectTypes: "always" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      // The errors of IndexedDB can be null by their types, and what a caller rejects with need be no error.
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  // What IndexedDB holds is `any` in TypeScript's own types.
  {
    files: ["pkg/src/sealed.js"],
    rules: { "@typescript-eslint/no-unsafe-assignment": "off", "@typescript-eslint/no-unsafe-return": "off" },
  },
  // TypeScript itself knows which names there are.
  { rules: { "no-undef": "off" } },
);
