import type { Change } from "@gatehouse/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../store/index.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { listLatest } from "./listLatest.ts";

let house: House;
const ids = [newId(), newId(), newId()];
beforeAll(async () => {
  house = await openHouse();
  await house.change(
    ids.map(
      (id): Change => ({ kind: "resource-added", resource: `agent:${id}`, owner: userOf("ben"), state: "active" }),
    ),
  );
});
afterAll(() => house.close());

test("what is changed again at each look is listed all the same, and once", async () => {
  let looks = 0;
  const access = house.access.of(house.here);
  const actor = { organization: house.here, subject: userOf("ben"), name: userOf("ben"), from: "api" } as const;
  const rows = {
    table: "agents" as const,
    byIds: async (wanted: readonly string[]) => wanted.map((id) => ({ id, updated_at: 1_000 + ++looks })),
    byIndex: async () => [],
  };
  const reach = { type: "agent", actions: ["use"], now: Date.now() };
  const page = await listLatest({ access, store: house.store }, actor, reach, rows, undefined, 10);
  expect(page.rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(page.next).toBeUndefined();
});
