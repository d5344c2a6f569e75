import { expect, test } from "vitest";
import { onDay } from "../../parts/moments.ts";
import { endOf, groupsInWords } from "./inWords.ts";

const SOON = "2027-03-03T12:00:00.000Z";
const LATER = "2027-05-03T12:00:00.000Z";
const scope = (name: string, ...ends: (string | null)[]) => ({
  group: name,
  name,
  people: 1,
  capabilities: ends.map((expiresAt) => ({ capability: "read:users", expiresAt })),
});

test.each([
  ["one that never ends", [SOON, null], null],
  ["the last of several", [LATER, SOON], LATER],
])("of %s", (_, ends, end) => expect(endOf(scope("A", ...ends).capabilities)).toBe(end));

test("groups are named with their ends", () => {
  expect(groupsInWords([scope("Research", SOON), scope("Sales", null)])).toBe(
    `Research (until ${onDay(SOON)}) and Sales`,
  );
});
