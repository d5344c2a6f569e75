import { expect, test } from "vitest";
import { openTrail } from "../../audit/testing/trail.ts";
import type { TrailEvent } from "../../store/index.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { countRefusals, MOST_OF_A_DAY } from "./count.ts";

onEveryDatabase("refusals", (given) => {
  const on = async (then: (trail: Awaited<ReturnType<typeof openTrail>>) => Promise<void>) => {
    const trail = await openTrail(await given());
    try {
      await then(trail);
    } finally {
      await trail.close();
    }
  };
  const refused = (organization: string, facts: TrailEvent["facts"], about: string[] = []): TrailEvent => ({
    ...{ organization, kind: "refused", actor: "user:ada", at: Date.parse("2026-03-01T09:00:00Z"), about },
    ...(facts && { facts }),
  });
  type Trail = Parameters<Parameters<typeof on>[0]>[0];
  const count = (trail: Trail, events: TrailEvent[]) =>
    trail.store.transact((tx) => countRefusals(trail.access, tx, events));
  const rows = ({ store }: Trail) =>
    store.db
      .selectFrom("refusal_counts")
      .select(["asked", "type", "rule", "times"])
      .where("period", "=", "d2026-03-01")
      .orderBy("asked")
      .execute();

  test("are added up, the same in one batch and in two", () =>
    on(async (trail) => {
      const one = refused(trail.organization, { action: "use", reason: "denied", count: 3 }, ["agent:secret"]);
      await count(trail, [one, { ...one, actor: "user:ben" }]);
      await count(trail, [one]);
      expect((await rows(trail)).map((row) => ({ ...row, times: Number(row.times) }))).toEqual([
        { asked: "use", type: "agent", rule: "denied", times: 9 },
      ]);
    }));

  test("of a type that somebody made up are of none", () =>
    on(async (trail) => {
      await count(trail, [refused(trail.organization, { action: "use", code: "forbidden" }, ["made-up:1"])]);
      expect(await rows(trail)).toMatchObject([{ type: "" }]);
    }));

  test("of too many kinds are counted together", () =>
    on(async (trail) => {
      const made = (from: number, more: number) =>
        Array.from({ length: more }, (_, index) =>
          refused(trail.organization, { action: `a${from + index}`, reason: "denied" }),
        );
      for (let from = 0; from < MOST_OF_A_DAY + 200; from += 200) await count(trail, made(from, 200));
      const counted = await rows(trail);
      expect(counted).toHaveLength(MOST_OF_A_DAY + 1);
      expect(Number(counted.find(({ asked }) => asked === "")?.times)).toBe(200);
      await count(trail, made(0, 1));
      expect(Number((await rows(trail)).find(({ asked }) => asked === "a0")?.times)).toBe(2);
    }));

  test("are none where something else happened", () =>
    on(async (trail) => {
      await count(trail, [{ ...refused(trail.organization, {}), kind: "sign-in-refused" }]);
      expect(await rows(trail)).toEqual([]);
    }));
});
