import { describe, expect, test } from "vitest";
import { formatsFor, languageFor } from "./choice.ts";

const offered = ["en", "de", "pt-BR"];

describe("the language of the console", () => {
  test.each([
    ["what was chosen", "de", ["en-GB"], "de"],
    ["the browser's, without its country", null, ["de-AT", "en"], "de"],
    ["the browser's, with its country", null, ["pt-BR"], "pt-BR"],
    ["the next of the browser's", null, ["fr", "de"], "de"],
    ["English where the browser speaks none of them", null, ["fr"], "en"],
    ["the browser's where the chosen one is gone", "fr", ["de"], "de"],
    ["the pseudo language by choice alone", "pseudo", ["de"], "pseudo"],
  ])("is %s", (_, chosen, browsers, language) => expect(languageFor(chosen, browsers, offered)).toBe(language));
});

describe("dates and numbers", () => {
  test.each([
    ["as in the browser's country", "en", ["de", "en-GB"], "en-GB"],
    ["as the language has them, where the browser speaks another", "en", ["de-DE"], "en"],
  ])("are written %s", (_, language, browsers, formatLocale) =>
    expect(formatsFor(language, browsers)).toBe(formatLocale),
  );
});
