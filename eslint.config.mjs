import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    files: ["widget/**/*.mjs", "api/staff/pages/files/*.mjs"],
    languageOptions: { globals: globals.browser },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-implicit-globals": "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { varsIgnorePattern: "^_" }],
      curly: "error",
      // Nothing that was sent is ever read as markup, and a strict policy of the page around forbids the rest.
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
          property,
          message: "Make elements with element(): texts stay texts.",
        })),
        ...["localStorage", "cookie"].map((property) => ({ property, message: "Only sessionStorage, by Session." })),
      ],
      "no-restricted-globals": ["error", { name: "localStorage", message: "Only sessionStorage, by Session." }],
      "no-eval": "error",
    },
  },
  { files: ["tests/widget/**/*.mjs"], languageOptions: { globals: globals.node } },
];
