import { expect, test } from "vitest";
import { credentialsOf } from "./secretFields.ts";

test.each([
  ["nothing", { key: " ", headers: "\n" }, { key: null, headers: {} }],
  [
    "a key, and headers one a line",
    { key: " k ", headers: "X-A: b: c\n x-d:e " },
    { key: "k", headers: { "X-A": "b: c", "x-d": "e" } },
  ],
  ["a line that is no header", { key: "", headers: "X-A" }, { fault: "One header a line, as in X-Team: research" }],
])("%s", (_what, typed, read) => expect(credentialsOf(typed)).toEqual(read));
