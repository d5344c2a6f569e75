import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { isNewEnough, npm, runtimePath, withFirstOnPath } from "./runtime.mjs";

test.each([
  ["20.20.2", false],
  ["23.11.0", false],
  ["24.0.0", true],
  ["26.1.0", true],
])("Node %s is new enough: %s", (version, enough) => {
  expect(isNewEnough(version)).toBe(enough);
});

describe("the Node to go on with", () => {
  const place = () => join(mkdtempSync(join(tmpdir(), "runtime-")), "cache", "runtime");

  test("comes from the registry the first time and is remembered", () => {
    const remembered = place();
    const fetch = () => "/cache/node";
    expect(runtimePath({ remembered, fetch, probe: () => "24.3.0" }).path).toBe("/cache/node");
    expect(readFileSync(remembered, "utf8")).toBe("/cache/node");
    const never = () => {
      throw new Error("asked again");
    };
    expect(runtimePath({ remembered, fetch: never, probe: () => "24.3.0" })).toMatchObject({ origin: "found before" });
  });

  test("is looked for again when the remembered one no longer runs", () => {
    const remembered = place();
    runtimePath({ remembered, fetch: () => "/old/node", probe: () => "24.3.0" });
    const probe = (path: string) => {
      if (path === "/old/node") throw new Error("ENOENT");
      return "24.4.0";
    };
    expect(runtimePath({ remembered, fetch: () => "/new/node", probe }).path).toBe("/new/node");
  });

  test("is refused when it is too old itself", () => {
    expect(() => runtimePath({ remembered: place(), fetch: () => "/x/node", probe: () => "20.1.0" })).toThrow(
      "/x/node",
    );
  });

  test("the one that runs these tests passes the real probe", () => {
    const remembered = join(mkdtempSync(join(tmpdir(), "runtime-")), "runtime");
    writeFileSync(remembered, process.execPath);
    expect(runtimePath({ remembered, fetch: () => "" }).path).toBe(process.execPath);
  });
});

test("the Node stands first on PATH, once", () => {
  expect(withFirstOnPath("/n/bin/node", ["/usr/bin", "/n/bin", "/bin"].join(delimiter))).toBe(
    ["/n/bin", "/usr/bin", "/bin"].join(delimiter),
  );
});

test("the npm that called us is the npm that is called", () => {
  const before = process.env.npm_execpath;
  try {
    process.env.npm_execpath = "/lib/npm/bin/npm-cli.js";
    expect(npm(["install"])).toEqual([process.execPath, ["/lib/npm/bin/npm-cli.js", "install"]]);
    process.env.npm_execpath = "/lib/yarn/bin/yarn.js";
    expect(npm(["install"])).toEqual(["npm", ["install"]]);
  } finally {
    if (before === undefined) delete process.env.npm_execpath;
    else process.env.npm_execpath = before;
  }
});
