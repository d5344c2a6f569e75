import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeEnvironment, parseDotenv } from "./environment.ts";

const valuesOf = (text: string) =>
  Object.fromEntries([...parseDotenv(text, ".env")].map(([name, found]) => [name, found.text]));

describe(".env", () => {
  test("is read as dotenv reads it, and each variable knows its line", () => {
    const text = [
      "# first",
      "A=1",
      "",
      "export B = 'two # not a comment' # one",
      'C="line one',
      "line two\\n",
      'end" # done',
      "D=",
      "A=last",
    ].join("\n");
    expect(valuesOf(text)).toEqual({ ...parse(text) });
    expect(parseDotenv(text, ".env").get("C")).toMatchObject({
      text: "line one\nline two\n\nend",
      origin: { line: 5 },
    });
    expect(parseDotenv(text, ".env").get("A")).toMatchObject({ text: "last", origin: { file: ".env", line: 9 } });
  });

  test.each([
    ["a quote that is never closed", 'A="open\nB=2'],
    ["an apostrophe inside a value", "A=it's\nB='x'"],
    ["a byte order mark", "\uFEFFA=1"],
    ["Windows line ends", "A=1\r\nB=2\r\n"],
    ["a colon in place of =", "A: 1\nB:2"],
    ["text without a name", "nothing here\n=5\nB=2"],
  ])("%s", (_, text) => expect(valuesOf(text)).toEqual({ ...parse(text.replace(/^\uFEFF/, "")) }));

  test("agrees with dotenv on any sane file", () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);
    const plain = fc.stringMatching(/^[a-z0-9 ./:$_*()+-]{0,12}$/);
    const line = fc.oneof(
      fc.tuple(name, plain, fc.constantFrom("", " # note", " ")).map(([key, value, end]) => `${key}=${value}${end}`),
      fc
        .tuple(name, fc.constantFrom("'", '"', "`"), plain, plain)
        .map(([key, quote, a, b]) => `${key} = ${quote}${a}\n${b}${quote}`),
      fc.constantFrom("", "# a comment", "   "),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const text = lines.join("\n");
        expect(valuesOf(text)).toEqual({ ...parse(text) });
      }),
      { numRuns: 1000 },
    );
  });

  test("the environment wins, also where it is empty", () => {
    const environment = mergeEnvironment({ PORT: "1", HOST: "" }, parseDotenv("PORT=2\nHOST=a\nDATA_DIR=b", ".env"));
    expect([environment.get("PORT")?.text, environment.get("HOST"), environment.get("DATA_DIR")?.text]).toEqual([
      "1",
      undefined,
      "b",
    ]);
  });

  test.each([
    ["blank lines", "\n".repeat(250_000)],
    ["spaces", " ".repeat(250_000)],
    ["open quotes", "A='\n".repeat(60_000)],
    ["equal signs", "=".repeat(250_000)],
  ])("a quarter of a megabyte of %s takes no second", (_, text) => {
    const start = performance.now();
    parseDotenv(text, ".env");
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
