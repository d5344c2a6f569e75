import { expect, test } from "vitest";
import { countsInWords, differenceInWords, sumInWords, thingInWords } from "./impactInWords.ts";

const subjects = (gaining: number, losing: number) => ({
  subjects: { rows: [], next: null, total: gaining + losing, gaining, losing },
});

test.each([
  [0, 0, "Nobody gains or loses anything."],
  [1, 0, "1 person gains something."],
  [12, 0, "12 people gain something."],
  [0, 1, "1 person loses something."],
  [0, 3, "3 people lose something."],
  [2, 1, "2 people gain something, 1 loses something."],
  [1, 3, "1 person gains something, 3 lose something."],
])("%i gain and %i lose: %s", (gaining, losing, text) => expect(sumInWords(subjects(gaining, losing))).toBe(text));

const nothing = { gained: [], lost: [] };
test.each([
  [{ gained: 1, lost: 0, powers: nothing }, "gains 1 right"],
  [{ gained: 24, lost: 3, powers: nothing }, "gains 24 rights; loses 3 rights"],
  [
    { gained: 0, lost: 0, powers: { gained: ["AGENTS.SHARE", "manage:users"], lost: [] } },
    "gains Agents: Share, manage:users",
  ],
  [{ gained: 2, lost: 0, powers: { gained: [], lost: ["PROMPTS.USE"] } }, "gains 2 rights; loses Prompts: Use"],
])("%j is told as %s", (row, text) => expect(countsInWords(row)).toBe(text));

test("what somebody gains and loses on one thing", () => {
  const words: Record<string, string> = { use: "talk to it" };
  const inWords = (action: string) => words[action] ?? action;
  expect(differenceInWords({ gained: ["use", "execute"], lost: ["delete"] }, inWords)).toBe(
    "gains: talk to it, execute; loses: delete",
  );
});

test.each([
  ["agent:a", "Helpdesk", "agent Helpdesk"],
  ["agent:a", null, "an agent that you may not see"],
  ["conversation:c", null, "a conversation that you may not see"],
])("%s called %s is told as %s", (resource, name, text) =>
  expect(thingInWords({ resource, name, id: null })).toBe(text),
);
