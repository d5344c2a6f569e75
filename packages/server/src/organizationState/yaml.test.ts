import { describe, expect, test } from "vitest";
import { readStateYaml } from "./yaml.ts";

/* Files that are too long to be read as YAML: JSON, in which the last of two keys would count. */
const filler = `"notes": [${Array.from({ length: 60_000 }, (_, at) => `"with a \\" and a , {${"x".repeat(30)}${at}"`).join(",")}]`;
const read = (rest: string) => readStateYaml(`{"gatehouse": "state/1",\n${filler},\n${rest}}`, "all.json");

describe("a key that is given twice in a long JSON file", () => {
  test.each([
    ["at the top", '"roles": [],\n"roles": []', "all.json line 4: `roles` is given twice in one place"],
    ["in a line", '"groups": [{"name": "A", "name": "B"}]', "all.json line 3: `name` is given twice in one place"],
    [
      "otherwise written",
      '"groups": [{"name": "A", "n\\u0061me": "B"}]',
      "all.json line 3: `name` is given twice in one place",
    ],
  ])("%s is named with its line", (_, rest, said) => {
    expect(read(rest)).toEqual({ problems: [said] });
  });

  test("is none where they stand in two lines, or are values", () => {
    const rest = '"groups": [{"name": "A", "members": ["name", "name"]}, {"name": "B", "roles": [{"role": "name"}]}]';
    expect(read(rest)).toHaveProperty("state.groups.length", 2);
  });
});
