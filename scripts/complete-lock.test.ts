import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { completeLock, platformOf } from "./complete-lock.mjs";
import { inRoot } from "./places.mjs";

test.each([
  ["@biomejs/cli-darwin-arm64", { os: ["darwin"], cpu: ["arm64"] }],
  ["@biomejs/cli-linux-x64", { os: ["linux"], cpu: ["x64"], libc: ["glibc"] }],
  ["@oxc-parser/binding-linux-arm-musleabihf", { os: ["linux"], cpu: ["arm"], libc: ["musl"] }],
  ["@oxc-parser/binding-win32-ia32-msvc", { os: ["win32"], cpu: ["ia32"] }],
  ["@oxc-parser/binding-android-arm-eabi", { os: ["android"], cpu: ["arm"] }],
  ["fsevents", {}],
])("the platform of %s", (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

test("what npm left out is added, what is there stays, and a second time nothing is to do", () => {
  const lock = {
    packages: {
      "": {},
      "node_modules/tool": {
        version: "2.0.0",
        dev: true as const,
        optionalDependencies: { "tool-linux-x64-gnu": "2.0.0", "tool-win32-x64": "2.0.0", loose: "^1.0.0" },
      },
      "node_modules/tool/node_modules/tool-linux-x64-gnu": { version: "2.0.0" },
    },
  };
  expect(completeLock(lock)).toEqual(["node_modules/tool-win32-x64"]);
  expect(lock.packages).toHaveProperty(["node_modules/tool-win32-x64"], {
    version: "2.0.0",
    cpu: ["x64"],
    os: ["win32"],
    dev: true,
    optional: true,
  });
  expect(completeLock(lock)).toEqual([]);
});

test("the lock file of this repository is complete: `node scripts/complete-lock.mjs` mends it", () => {
  expect(completeLock(JSON.parse(readFileSync(inRoot("package-lock.json"), "utf8")))).toEqual([]);
});
