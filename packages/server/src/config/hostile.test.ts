import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigurationError } from "./problem.ts";
import { showConfiguration } from "./showConfiguration.ts";
import { type Files, load } from "./testing/load.ts";

/** Loads and shows, or is refused with problems that each name their file; anything else is a fault of ours. */
function loadsOrIsRefused(files: Files): void {
  try {
    expect(showConfiguration(load(files))).toContain("PORT");
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const problem of error.problems)
      expect(problem.file === ".env" || problem.file === "librechat.yaml").toBe(true);
  }
}

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");

test.each(["workspace.yaml", "workspace.env"])("%s, damaged in any place, loads or is refused", (name) => {
  const text = fixture(name);
  const file = name.endsWith(".env") ? ".env" : "librechat.yaml";
  const damage = fc.record({
    at: fc.nat(text.length),
    cut: fc.nat(12),
    put: fc.string({ unit: fc.constantFrom(..."[]{}:-'\"#&*!|>%@`\n\t ,?<$=a1é\u0000"), maxLength: 6 }),
  });
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
      const damaged = damages.reduce(
        (whole, { at, cut, put }) => whole.slice(0, at) + put + whole.slice(at + cut),
        text,
      );
      loadsOrIsRefused({ [file]: damaged });
    }),
    { numRuns: 400 },
  );
});

test("any bytes load or are refused", () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(bytes, bytes, (yaml, env) => loadsOrIsRefused({ "librechat.yaml": yaml, ".env": env })),
    { numRuns: 1000 },
  );
});

test("any YAML value at any known place loads or is refused at its place", () => {
  const places = [
    "interface",
    "interface.agents",
    "interface.agents.use",
    "registration",
    "registration.allowedDomains",
    "balance",
    "rateLimits.tts",
    "memory.agent",
    "endpoints",
    "endpoints.custom",
    "modelSpecs",
    "mcpServers",
    "version",
  ];
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 3 }), (place, value) => {
      const whole = place.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
      loadsOrIsRefused({ "librechat.yaml": JSON.stringify(whole) });
    }),
    { numRuns: 1500 },
  );
});

test("a value in a dangerous name reaches nothing", () => {
  const yaml =
    '{"interface": {"constructor": {"prototype": {"use": true}}, "toString": true}, "endpoints": {"custom": [{"name": "a", "headers": {"constructor": "x"}}]}}';
  const { settings } = load({ "librechat.yaml": yaml });
  expect(settings.featureSeeds).toEqual([]);
  expect(Object.hasOwn(Object.prototype, "use")).toBe(false);
  expect(settings.endpoints.custom[0]?.headers).toEqual({ constructor: "x" });
});
