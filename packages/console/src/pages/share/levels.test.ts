import { expect, test } from "vitest";
import { givenInWords } from "./levels.ts";

test.each([
  ["agent", "viewer", ["use", "execute"], "Viewer"],
  ["agent", null, ["use", "share"], "Find it and talk to it; share it on"],
  ["group", null, ["shareInto"], "Share things with everybody in it"],
  ["wiki", null, ["proof-read"], "Proof-read"],
  ["agent", null, [], "Nothing"],
])("what is given on a thing of the type %s as %s, %j: %s", (type, role, allow, text) =>
  expect(givenInWords(type, { role, allow })).toBe(text),
);
