import { beforeEach, describe, expect, test, vi } from "vitest";
import { Turns } from "./turns.ts";

/* A clock of the test's own: what takes ten milliseconds takes ten. */
let now = 0;
let turns: Turns;
beforeEach(() => {
  vi.useFakeTimers();
  now = 0;
  turns = new Turns(() => now);
  return () => vi.useRealTimers();
});

async function pass(ms: number): Promise<void> {
  for (let step = 0; step < ms; step++) {
    now++;
    await vi.advanceTimersByTimeAsync(1);
  }
}

/** Questions that take ten milliseconds each; tells in which order they were answered, and when. */
const asks = (person: string, told: string[], count = 1) => {
  for (let index = 0; index < count; index++)
    void turns.wait(person).then(() => {
      told.push(`${person} ${now}`);
      turns.took(person, 10);
    });
};

describe("whoever asked nothing costly", () => {
  test("owes nothing", () => expect(turns.owes("ada")).toBe(false));

  test("owes nothing for what others asked", () => {
    turns.took("ben", 100);
    expect(turns.owes("ada")).toBe(false);
    expect(turns.owes("ben")).toBe(true);
  });
});

test("one owes for as long as one's questions took", async () => {
  turns.took("ben", 10);
  turns.took("ben", 10);
  await pass(19);
  expect(turns.owes("ben")).toBe(true);
  await pass(1);
  expect(turns.owes("ben")).toBe(false);
});

test("between two costly questions as much time is left as the first took", async () => {
  const told: string[] = [];
  asks("ben", told, 3);
  await pass(50);
  expect(told).toEqual(["ben 1", "ben 11", "ben 21"]);
});

test("people take turns, however many one of them waits with", async () => {
  const told: string[] = [];
  asks("ben", told, 5);
  asks("cy", told, 1);
  await pass(100);
  expect(told.slice(0, 3).map((one) => one.split(" ")[0])).toEqual(["ben", "cy", "ben"]);
});

test("one person waits with thirty-two at most, and with four long batches", async () => {
  asks("ben", [], 32);
  await expect(turns.wait("ben")).rejects.toMatchObject({ code: "rate-limited" });
  const batches = Array.from({ length: 4 }, () => turns.begin("cy"));
  expect(() => turns.begin("cy")).toThrow();
  batches[0]?.end();
  expect(() => turns.begin("cy")).not.toThrow();
});

test("who owes nothing any more is forgotten", async () => {
  for (let index = 0; index < 2_000; index++) turns.took(`person ${index}`, 0.001);
  await pass(10);
  turns.took("ben", 1);
  expect(Reflect.get(turns, "people").size).toBe(1);
});
