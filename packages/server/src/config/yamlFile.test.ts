// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to variables, as the files write them
import { describe, expect, test } from "vitest";
import { parseYaml } from "./yamlFile.ts";

const read = (text: string) => {
  const result = parseYaml(text, "x.yaml");
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result;
};
const problemsIn = (text: string) => {
  const result = parseYaml(text, "x.yaml");
  return "problems" in result ? result.problems : [];
};

describe("a YAML file", () => {
  test("gives values, and the line on which the key of each stands", () => {
    const { value, lines } = read("a: 1\nb:\n  # why\n  c: [x,\n      y]\n  d:\n    - e: true\n");
    expect(value).toEqual({ a: 1, b: { c: ["x", "y"], d: [{ e: true }] } });
    expect(["a", "b", "b.c", "b.c[1]", "b.d[0].e"].map((path) => lines.get(path))).toEqual([1, 2, 4, 5, 7]);
  });

  test("follows anchors and merges; what stands in the map itself wins, then the first", () => {
    const text = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: 9\nw: *x";
    expect(read(text).value).toMatchObject({ z: { a: 9, b: 2, c: 4 }, w: { a: 1, b: 2 } });
  });

  test.each([
    ["a tab as indentation", "a:\n\tb: 1", 2, /Tabs/],
    ["a key given twice", "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3", 5, /given twice, first on line 3/],
    ["__proto__", "a: 1\n__proto__:\n  admin: true", 2, /__proto__/],
    ["a list as a key", "? [a, b]\n: c", 1, /no simple text/],
    ["a foreign tag", "a: !!js/function 'x'", 1, /tag/i],
    ["several documents", "a: 1\n---\nb: 2", 2, /multiple documents/],
    ["an alias without its anchor", "a: *b", 1, /alias/i],
    ["an alias that contains itself", "a: 1\nb: &b\n  c: *b", 3, /contains itself/],
    ["a merge of no map", "a:\n  <<: text", 2, /merge/],
    ["an open bracket", "a: [1, 2\nb: 3", 2, /YAML/],
    ["an open quote", 'a: 1\nb: "x', 2, /quote/],
  ])("%s is refused, with its line", (_, text, line, found) => {
    const [problem] = problemsIn(text);
    expect(problem?.found).toMatch(found);
    expect(problem?.line).toBe(line);
  });

  test("a fault in the file never shows the text around it", () => {
    const text = "endpoints:\n  custom:\n    - apiKey: sk-canary-1\n      baseURL: [\n";
    expect(JSON.stringify(problemsIn(text))).not.toContain("canary");
    expect(problemsIn(text)).not.toEqual([]);
  });
});

describe("a hostile YAML file is refused in time", () => {
  const size = 500_000;
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghij"].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[at]}`)}]`).join("\n")}`;
  test.each([
    ["a billion laughs", bomb],
    ["brackets", "[".repeat(size)],
    ["braces with keys", "{a: ".repeat(size / 4)],
    ["dashes", "- ".repeat(size / 2)],
    ["nested keys", Array.from({ length: 900 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["aliases", `a: &a 1\nb: [${"*a,".repeat(size / 3)}]`],
    ["the same key", "k: 1\n".repeat(size / 5)],
    ["an open text", `a: "${"x".repeat(size)}`],
    ["tags", "- !x y\n".repeat(size / 7)],
    ["percent signs", "%".repeat(size)],
  ])("%s", (_, text) => {
    const start = performance.now();
    const problems = problemsIn(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(21);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test("30,000 keys of one map are looked at once, not pair by pair", () => {
    const text = Array.from({ length: 30_000 }, (_, index) => `key${index}: 1`).join("\n");
    const start = performance.now();
    expect(read(text).lines.size).toBeGreaterThan(30_000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
