import { expect, test } from "vitest";
import { listed } from "./listed.ts";

test.each([
  [[], ""],
  [["update"], "update"],
  [["update", "delete"], "update and delete"],
  [["update", "delete", "share"], "update, delete and share"],
])("%j reads %s", (parts, text) => expect(listed(parts)).toBe(text));
