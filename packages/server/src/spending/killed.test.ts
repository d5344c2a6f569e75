import { expect, test } from "vitest";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { spendWithKills } from "./testing/spendWithKills.ts";

const OPERATIONS = 20_000;

onEveryDatabase("servers killed at any moment", (given, kind) => {
  test(`${OPERATIONS} operations: the books balance, no reservation is lost, nobody spends more than they have`, {
    timeout: 600_000,
  }, async () => {
    const { options } = await given();
    const spent = await spendWithKills(options, { operations: OPERATIONS, processes: kind === "sqlite" ? 1 : 3 });
    expect(spent.wrong).toEqual([]);
    expect(spent.operations).toBeGreaterThanOrEqual(OPERATIONS);
    expect(spent.kills).toBeGreaterThan(2);
  });
});
