import { expect, test } from "vitest";
import { takenMembers } from "./takenMembers.ts";

const members = [
  { userId: "for-good", type: "user" as const, expiresAt: null },
  { userId: "for-a-while", type: "user" as const, expiresAt: "2030-01-01T00:00:00.000Z" },
];

test.each([
  [null, ["user:for-good"]],
  ["2030-01-01T00:00:00Z", ["user:for-a-while"]],
  ["2031-01-01T00:00:00Z", []],
])("of those who are in, with the end %s, these are taken: %j", (end, taken) =>
  expect([...takenMembers(members, end)]).toEqual(taken),
);
