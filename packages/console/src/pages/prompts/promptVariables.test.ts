import { describe, expect, test } from "vitest";
import { askedVariablesOf, isAutomatic, piecesOf, variablesOf } from "./promptVariables.ts";

const inShort = (text: string) =>
  variablesOf(text).map(({ name, options }) => (options === null ? name : `${name}: ${options.join(", ")}`));

describe("the variables of a text", () => {
  test.each([
    ["Sum up {{text}} for {{reader}}.", ["text", "reader"]],
    ["{{ text }} and {{text}}", ["text"]],
    ["{{tone:formal|casual|business casual}}", ["tone: formal, casual, business casual"]],
    ["{{tone: formal | casual | formal | }}", ["tone: formal, casual"]],
    ["{{tone}}, later {{tone:formal|casual}}", ["tone: formal, casual"]],
    ["{{time: 10:30}}", ["time: 10:30"]],
    ["{{:a|b}}", [":a|b"]],
    ["{{Text}} is not {{text}}", ["Text", "text"]],
    ["{{constructor}} {{__proto__}}", ["constructor", "__proto__"]],
    ["nothing: {one}, {{}}, {{ }}, {{a\nb}}, }}a{{", []],
    ["{{{deep}}}", ["deep"]],
    ["{{a {{b}} c}}", ["b"]],
  ])("%j: %j", (text, found) => {
    expect(inShort(text)).toEqual(found);
  });

  test.each([
    ["current_date", true],
    ["CURRENT_USER", true],
    ["iso_datetime", true],
    ["current_datetime", true],
    ["current_dates", false],
    ["date", false],
  ])("%s is filled in by itself: %s", (name, answer) => {
    expect(isAutomatic({ name, options: null })).toBe(answer);
  });

  test("only those are asked for that are not filled in by themselves", () => {
    expect(askedVariablesOf("{{current_date}}: {{text}}").map(({ name }) => name)).toEqual(["text"]);
    expect(askedVariablesOf("{{current_date:today|tomorrow}}")).toHaveLength(1);
  });

  test.each(["", "plain", "{{a}}", "{{a}}{{b}} c", "x {{ }} {{a:b|c}} y }}"])(
    "the pieces of %j are the text",
    (text) => {
      expect(
        piecesOf(text)
          .map(({ source }) => source)
          .join(""),
      ).toBe(text);
    },
  );

  test("a long text that only looks like variables costs no more than its length", () => {
    const began = performance.now();
    piecesOf("{{a".repeat(30_000));
    piecesOf("{".repeat(100_000));
    piecesOf(`{{${"a".repeat(100_000)}`);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
