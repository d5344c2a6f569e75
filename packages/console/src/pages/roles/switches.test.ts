import { expect, test } from "vitest";
import { differing, switching } from "./switches.ts";

const stored = { AGENTS: { USE: true, SHARE: false }, PROMPTS: { SHARE: false } };

test("only what differs from what is stored is sent", () => {
  const switched = switching(switching({}, "AGENTS", "SHARE", true), "PROMPTS", "SHARE", true);
  expect(differing(stored, switched)).toEqual({ AGENTS: { SHARE: true }, PROMPTS: { SHARE: true } });
});

test("what was switched back, or by somebody else as well, is not sent", () => {
  const switched = switching(switching({}, "AGENTS", "SHARE", true), "AGENTS", "SHARE", false);
  expect(differing(stored, switched)).toEqual({});
  expect(differing({ AGENTS: { SHARE: true } }, switching({}, "AGENTS", "SHARE", true))).toEqual({});
});
