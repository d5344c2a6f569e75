import { expect, test } from "vitest";
import { inTurn } from "./inTurn.ts";

test("two at a time, in the order of the calls, also after one that failed", async () => {
  const begun: number[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const task = (number: number) =>
    inTurn(() => {
      begun.push(number);
      return new Promise<void>((resolve, reject) => {
        ends[number] = (error) => (error ? reject(error) : resolve());
      });
    });
  const all = Promise.allSettled([0, 1, 2, 3, 4].map(task));
  expect(begun).toEqual([0, 1]);
  ends[1]?.(new Error("refused"));
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  ends[0]?.();
  ends[2]?.();
  await expect.poll(() => begun).toEqual([0, 1, 2, 3, 4]);
  ends[3]?.();
  ends[4]?.();
  expect((await all).map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
});
