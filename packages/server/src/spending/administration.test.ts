import { afterEach, beforeEach, expect, test } from "vitest";
import { type House, openHouse } from "../moderation/testing/house.ts";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { verifyLedger } from "./ledger/verifyLedger.ts";

/* Sue is super admin, Ada admin, Mo moderates; Ben and Cy are members. Everybody starts with 100 credits. */
const BALANCES = "/api/admin/balances";

onEveryDatabase("balances of others", (given) => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse({ CHECK_BALANCE: "true", START_BALANCE: "100" }, { database: await given() });
  });
  afterEach(() => house.close());

  const account = (name: string) => `user:${house.id(name)}`;
  const at = (name: string, more = "") => `${BALANCES}/${account(name)}${more}`;
  const change = (by: string, whose: string, body: object) => house.as(by, "PATCH", at(whose), body);
  const events = async () =>
    (
      await house.gatehouse.store.db
        .selectFrom("audit_events")
        .selectAll()
        .where("kind", "=", "balance-changed")
        .execute()
    ).map(({ actor, about, facts, details }) => ({ actor, about, facts: JSON.parse(facts), details }));

  test("an administrator gives credits, and the trail says who, to whom, how much and why", async () => {
    await house.ok("ben", "GET", "/api/balance");
    const { body } = await change("ada", "ben", { add: 50.5, reason: "a workshop" });
    expect(body).toMatchObject({
      account: account("ben"),
      name: "ben",
      balance: 150.5,
      held: 0,
      spent: 0,
      opened: true,
    });
    expect((await house.ok("ben", "GET", "/api/balance")).tokenCredits).toBe(150.5);
    const [event] = await events();
    expect(event).toMatchObject({
      actor: account("ada"),
      about: JSON.stringify([account("ben")]),
      facts: { before: 100, after: 150.5 },
      details: expect.stringContaining("a workshop"),
    });
  });

  test("sets what somebody has; who was given something first gets no start balance", async () => {
    expect((await change("ada", "ben", { set: 7 })).body.balance).toBe(7);
    expect((await house.ok("ben", "GET", "/api/balance")).tokenCredits).toBe(7);
    expect((await change("ada", "ben", { set: 3 })).body.balance).toBe(3);
    expect((await change("ada", "ben", { add: -5 })).body.balance).toBe(0);
    const { entries } = await house.ok("ada", "GET", at("ben", "/entries"));
    expect(entries.map(({ kind, credits }: { kind: string; credits: number }) => `${kind} ${credits}`)).toEqual([
      "taken 3",
      "taken 4",
      "added 7",
    ]);
    const { problems } = await verifyLedger(house.gatehouse.store.db, house.here);
    expect(problems).toEqual([]);
  });

  test("a dry run changes nothing", async () => {
    const answer = await house.gatehouse.app.inject({
      method: "PATCH",
      url: at("ben"),
      headers: { authorization: `Bearer ${house.token("ada")}`, "gatehouse-dry-run": "true" },
      payload: { set: 7 },
    });
    expect(answer.statusCode, answer.body).toBe(200);
    expect((await house.ok("ada", "GET", at("ben"))).opened).toBe(false);
    expect(await events()).toEqual([]);
  });

  test("are nobody's to read or change without the capability", async () => {
    for (const name of ["mo", "ben"]) {
      expect((await house.as(name, "GET", BALANCES)).status).toBe(403);
      expect((await house.as(name, "GET", at("cy"))).status).toBe(403);
      expect((await house.as(name, "GET", at("cy", "/entries"))).status).toBe(403);
      expect((await change(name, "cy", { add: 1 })).status).toBe(403);
      expect((await change(name, name, { add: 1 })).status).toBe(403);
    }
    expect(await events()).toEqual([]);
  });

  test("whoever has it for a group has it for the people of that group", async () => {
    const { group } = await house.ok("sue", "POST", "/api/admin/groups", { name: "Research" });
    await house.ok("sue", "POST", `/api/admin/groups/${group._id}/members`, { userId: house.id("ben") });
    for (const [capability, more] of [
      ["access:admin", {}],
      ["manage:balances", { scope: group._id }],
    ] as const)
      await house.ok("sue", "POST", "/api/admin/grants", {
        ...{ principalType: "user", principalId: house.id("dee"), capability },
        ...more,
      });
    const { balances } = await house.ok("dee", "GET", BALANCES);
    expect(balances.map(({ name }: { name: string }) => name)).toEqual(["ben"]);
    expect((await change("dee", "ben", { add: 1 })).status).toBe(200);
    const outside = await change("dee", "cy", { add: 1 });
    const nobody = await house.as("dee", "PATCH", `${BALANCES}/user:64f000000000000000000000`, { add: 1 });
    expect([outside.status, outside.body.code]).toEqual([nobody.status, nobody.body.code]);
    expect(outside.status).toBe(403);
  });

  test("are listed page by page, and searched", async () => {
    const names: string[] = [];
    let cursor = "";
    do {
      const page = await house.ok("ada", "GET", `${BALANCES}?limit=2&cursor=${cursor}`);
      names.push(...page.balances.map(({ name }: { name: string }) => name));
      cursor = page.nextCursor ?? "";
    } while (cursor !== "");
    expect(names.toSorted()).toEqual(["ada", "ben", "cy", "dee", "max", "mo", "sue"]);
    const found = await house.ok("ada", "GET", `${BALANCES}?search=BEN@`);
    expect(found.balances).toMatchObject([{ name: "ben", email: "ben@example.org", balance: 0, opened: false }]);
    expect((await house.as("ada", "GET", `${BALANCES}?cursor=none`)).body.code).toBe("cursor-invalid");
  });

  test("services stand behind people, and are found by name", async () => {
    const { service } = await house.ok("sue", "POST", "/api/admin/services", { name: "Nightly Import" });
    const accounts = async (query: string) =>
      (await house.ok("ada", "GET", `${BALANCES}${query}`)).balances.map((row: { account: string }) => row.account);
    expect((await accounts("")).at(-1)).toBe(`service:${service.id}`);
    expect(await accounts("?search=import")).toEqual([`service:${service.id}`]);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: { balances: { account: string }[]; nextCursor: string | null } = await house.ok(
        ...(["ada", "GET", `${BALANCES}?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`] as const),
      );
      seen.push(...page.balances.map(({ account: one }) => one));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(await accounts("?limit=100"));
  });

  test.each([
    ["nothing", {}],
    ["both", { set: 1, add: 1 }],
    ["less than nothing", { set: -1 }],
    ["more than anybody may have", { add: 1e13 }],
    ["no number", { add: "5" }],
    ["a field of the books", { add: 1, held: 5 }],
  ])("%s is refused", async (_what, body) => {
    expect((await change("ada", "ben", body)).body.code).toBe("request-invalid");
  });

  test("whoever is not there has no balance", async () => {
    for (const name of ["user:64f000000000000000000000", "service:nobody"])
      expect((await house.as("ada", "GET", `${BALANCES}/${name}`)).status).toBe(404);
    expect((await house.as("ada", "GET", `${BALANCES}/group:x`)).status).toBe(400);
  });

  test("for whom an override switches balances off nothing is counted", async () => {
    await house.ok("sue", "PUT", `/api/admin/overrides/user/${house.id("cy")}`, {
      overrides: { balance: { enabled: false } },
      priority: 10,
    });
    expect(await house.as("cy", "GET", "/api/balance")).toMatchObject({
      status: 404,
      body: { error: "Balance not found" },
    });
    expect((await house.ok("cy", "GET", "/api/config")).balance.enabled).toBe(false);
    expect((await house.as("ben", "GET", "/api/balance")).status).toBe(200);
  });

  test("when an account is removed its books stay, by nobody's name", async () => {
    await change("ada", "ben", { add: 5, reason: "Ben asked for it" });
    await house.ok("sue", "DELETE", `/api/admin/users/${house.id("ben")}`);
    const { db } = house.gatehouse.store;
    for (const table of ["ledger_balances", "ledger_entries"] as const) {
      const rows = await db.selectFrom(table).selectAll().execute();
      expect(rows.map((row) => row.account)).toEqual([expect.stringMatching(/^gone:/)]);
      expect(JSON.stringify(rows)).not.toContain("Ben asked");
    }
    expect((await verifyLedger(db, house.here)).problems).toEqual([]);
  });
});
