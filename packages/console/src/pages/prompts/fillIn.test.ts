import { describe, expect, test } from "vitest";
import { automaticValues, fillIn } from "./fillIn.ts";

const nothing = new Map<string, string>();
const values = (of: Record<string, string>) => new Map(Object.entries(of));

describe("filling in", () => {
  test.each([
    ["Sum up {{text}}, {{ text }}.", { text: "this" }, "Sum up this, this."],
    ["In a {{tone:formal|casual}} tone; {{tone}}", { tone: "casual" }, "In a casual tone; casual"],
    ["{{text}} for {{reader}}", { text: "", reader: "Ben" }, "{{text}} for Ben"],
    ["{{text}}", {}, "{{text}}"],
    ["{{a}} {{b}}", { a: "{{b}}", b: "$& $1 {{a}}" }, "{{b}} $& $1 {{a}}"],
    ["  kept\n\n{{a}}\t", { a: "to the byte" }, "  kept\n\nto the byte\t"],
  ])("%j with %j: %j", (text, of, filled) => {
    expect(fillIn(text, values(of), nothing)).toBe(filled);
  });

  test("what is filled in by itself needs no value, and takes none of a person's", () => {
    const automatic = automaticValues("Ada Lovelace", new Date());
    expect(fillIn("{{current_user}}, {{CURRENT_USER}}", values({ current_user: "Eve" }), automatic)).toBe(
      "Ada Lovelace, Ada Lovelace",
    );
    expect(fillIn("{{current_user}}", nothing, automaticValues(undefined, new Date()))).toBe("{{current_user}}");
  });

  test("the forms of dates", () => {
    const monday = new Date(2024, 3, 29, 7, 5, 9);
    const of = automaticValues("Ada", monday);
    expect(of.get("current_date")).toBe("2024-04-29 (Monday)");
    expect(of.get("current_datetime")).toMatch(/^2024-04-29 07:05:09 [+-]\d\d:\d\d \(Monday\)$/);
    expect(of.get("iso_datetime")).toBe(monday.toISOString());
  });
});
