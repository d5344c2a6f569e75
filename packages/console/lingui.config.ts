import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "@lingui/conf";
import { createSwcExtractor } from "@lingui/native-tools";

// A language is a folder here; that of English is written for those who translate, and is no part of what is built.
const locales = join(import.meta.dirname, "locales");
const languages = existsSync(locales) ? readdirSync(locales) : [];

export default defineConfig({
  sourceLocale: "en",
  locales: [...new Set(["en", ...languages])],
  catalogs: [{ path: "<rootDir>/locales/{locale}/messages", include: ["<rootDir>/src"] }],
  orderBy: "origin",
  runtimeConfigModule: { i18n: ["#i18n", "i18n"] },
  extractors: [createSwcExtractor()],
});
