import type { Change } from "@gatehouse/engine";
import { expect, test } from "vitest";
import { fillFromLog } from "../store/migrations/0050-left-things.ts";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { type House, openHouse, userOf } from "../workspace/testing/house.ts";

const LEFT = "agent:left";

/** Ada's agent, given to Ben. */
onEveryDatabase("what an account leaves behind", (given) => {
  const withAgent = async (then: (house: House) => Promise<void>) => {
    const house = await openHouse({ database: await given() });
    try {
      await house.change([
        { kind: "user-added", user: "user:gone", role: "role:USER", status: "active" },
        { kind: "resource-added", resource: LEFT, owner: "user:gone", state: "active" },
        { kind: "resource-added", resource: "agent:made", owner: "organization", state: "active" },
      ]);
      await then(house);
    } finally {
      await house.close();
    }
  };
  const toOrganization: Change = { kind: "owner-set", resource: LEFT, owner: "organization" };
  const left = async ({ store }: House) =>
    (await store.db.selectFrom("left_things").select("resource").execute()).map(({ resource }) => resource);

  test.each<[string, Change]>([
    ["is deleted", { kind: "account-removed", account: "user:gone" }],
    ["is deactivated", { kind: "account-status-set", account: "user:gone", status: "deactivated" }],
  ])("is kept when it %s, and found in the log of an older database", (_, going) =>
    withAgent(async (house) => {
      await house.change([toOrganization, going]);
      expect(await left(house)).toEqual([LEFT]);
      await house.store.transact((tx) => tx.deleteFrom("left_things").execute());
      await house.store.transact((tx) => fillFromLog(tx));
      expect(await left(house)).toEqual([LEFT]);
    }),
  );

  test("is kept when whoever had it was deactivated before", () =>
    withAgent(async (house) => {
      await house.change([{ kind: "account-status-set", account: "user:gone", status: "deactivated" }]);
      await house.change([toOrganization]);
      expect(await left(house)).toEqual([LEFT]);
    }));

  test("is not what somebody else gave to the organization in the same change", () =>
    withAgent(async (house) => {
      await house.change([
        { kind: "user-added", user: "user:other", role: "role:USER", status: "active" },
        toOrganization,
        { kind: "account-status-set", account: "user:other", status: "deactivated" },
      ]);
      expect(await left(house)).toEqual([]);
    }));

  test("is not what somebody gave to the organization", () =>
    withAgent(async (house) => {
      await house.change([toOrganization]);
      expect(await left(house)).toEqual([]);
    }));

  test.each<[string, Change]>([
    ["somebody owns it again", { kind: "owner-set", resource: LEFT, owner: userOf("ada") }],
    ["it is removed", { kind: "resource-removed", resource: LEFT }],
  ])("is forgotten when %s", (_, change) =>
    withAgent(async (house) => {
      await house.change([toOrganization, { kind: "account-removed", account: "user:gone" }]);
      await house.change([change]);
      expect(await left(house)).toEqual([]);
    }),
  );
});
