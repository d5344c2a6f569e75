import { expect, test } from "vitest";
import { changed, takeOver } from "./takeOver.ts";

const base = { name: "Helpdesk", description: "Helps", starters: ["Hello"] };

test("where nobody typed, what somebody else saved is shown", () => {
  const theirs = { ...base, description: "Helps everybody", starters: ["Hello", "Bye"] };
  expect(takeOver(base, { ...base, name: "Help" }, theirs)).toEqual({
    values: { ...theirs, name: "Help" },
    both: [],
  });
});

test("where both wrote, one's own stays, and the field is named", () => {
  const mine = { ...base, name: "Help", description: "Mine" };
  expect(takeOver(base, mine, { ...base, name: "Support" })).toEqual({ values: mine, both: ["name"] });
});

test("where both wrote the same there is nothing to say", () => {
  const mine = { ...base, name: "Help" };
  expect(takeOver(base, mine, { ...mine })).toEqual({ values: mine, both: [] });
});

test("only what differs is sent", () => {
  expect(changed(base, { ...base, starters: [] })).toEqual({ starters: [] });
  expect(changed(base, { ...base })).toEqual({});
});
