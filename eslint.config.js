// The rules for the npm package's sources (pkg/src) and the end-to-end tests. `cargo xtask lint` checks them.

import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "**/*",
      "!pkg/",
      "!pkg/src/",
      "!pkg/src/**",
      "!tests/",
      "!tests/e2e/",
      "!tests/e2e/**",
      // Declarations of scripts that are not TypeScript, and a generated file.
      "pkg/src/**/*.d.ts",
      "pkg/src/operations.ts",
    ],
  },
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
  // Tests read JSON and the page's globals, whose types they do not declare.
  {
    files: ["tests/e2e/**"],
    rules: {
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      // Tests replace the browser's functions, and run functions in pages by their text.
      "@typescript-eslint/no-implied-eval": "off",
      "@typescript-eslint/no-this-alias": "off",
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": "off",
      "@typescript-eslint/no-base-to-string": "off",
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      // `import("…")` in the type of a page's global.
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      // Playwright's fixtures without dependencies.
      "no-empty-pattern": ["error", { allowObjectPatternsAsParameters: true }],
    },
  },
  // TypeScript itself knows which names there are.
  { rules: { "no-undef": "off" } },
);
