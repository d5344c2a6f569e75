import { describe, expect, test } from "vitest";
import { readTypePattern } from "./typePattern.ts";

describe("of patterns for types", () => {
  test.each<[string, string[], string[]]>([
    ["application/pdf", ["application/pdf"], ["application/pdfx", "xapplication/pdf", "application"]],
    ["image/svg+xml", ["image/svg+xml"], ["image/svgxml"]],
    ["image/*", ["image/png", "image/"], ["image", "text/image/png"]],
    ["image/.*", ["image/png"], ["images/png"]],
    [".*", ["a/b", ""], []],
    ["text/.+", ["text/x"], ["text/"]],
    ["^image/(jpeg|gif|png|webp|heic|heif)$", ["image/jpeg", "image/heif"], ["image/jpegx", "image/"]],
    [
      "^(application\\/(epub\\+zip|vnd\\.openxmlformats-officedocument\\.(wordprocessingml\\.document|x)))$",
      ["application/epub+zip", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
      ["application/vnd.openxmlformats-officedocument.y", "application/vndxopenxmlformats-officedocument.x"],
    ],
    ["^text/(?:plain|x-.*-source|)$|^a/b$", ["text/plain", "text/x-c-source", "text/", "a/b"], ["text/x-source"]],
    ["a/.b.*c", ["a/xb12c"], ["a/b12c"]],
  ])("%s is read as the regular expression is", (pattern, fits, others) => {
    const test = readTypePattern(pattern);
    expect(fits.filter((type) => !test?.(type))).toEqual([]);
    expect(others.filter((type) => test?.(type))).toEqual([]);
  });

  test.each([
    "(([a-z/-]+)+)+!",
    "(a|a)*",
    "(a|b)+",
    "a*",
    "ab?",
    "a{2}",
    "[a-z]/b",
    ".*?",
    ".**",
    "(?=a)",
    "(a",
    "a)",
    "a$b",
    "a\\d",
    "",
    "x".repeat(501),
  ])("%s is none of them", (pattern) => {
    expect(readTypePattern(pattern)).toBeUndefined();
  });

  test("none takes long, whatever is written of it", () => {
    const deep = `${"(".repeat(240)}.*${"|.*)".repeat(240)}`.slice(0, 500);
    const many = ".*".repeat(249);
    for (const pattern of [deep, many, `${many}!`, "(.*|.*)".repeat(70)])
      readTypePattern(pattern)?.(`text/${"a".repeat(250)}`);
    expect(readTypePattern(many)?.("a".repeat(255))).toBe(true);
    expect(readTypePattern(".*")?.("a".repeat(256))).toBe(false);
  });
});
