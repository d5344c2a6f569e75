import { expect, test } from "vitest";
import { initialsOf } from "./initialsOf.ts";

test.each([
  ["Ada Lovelace", "AL"],
  ["ada", "A"],
  ["Ada King Lovelace", "AL"],
  ["👩‍🚀 Sally Ride", "👩‍🚀R"],
  ["🇩🇪 Team", "🇩🇪T"],
  ["Zoë Ångström", "ZÅ"],
  ["e\u0301mile", "E\u0301"],
  ["  ", ""],
  ["", ""],
])("the initials of “%s” are “%s”", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
