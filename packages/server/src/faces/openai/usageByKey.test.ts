import { afterEach, beforeEach, expect, test } from "vitest";
import { type House, openHouse } from "../../moderation/testing/house.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";

/* What programs took, by the key that they came in by. */
const USAGE = "/api/admin/usage";

onEveryDatabase("usage by key", (given) => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse({}, { database: await given() });
    for (const permission of ["USE", "CREATE"])
      await house.change({ kind: "feature-set", role: "role:USER", feature: `REMOTE_AGENTS.${permission}`, on: true });
  });
  afterEach(() => house.close());

  const keyOf = (person: string, name: string) => house.ok(person, "POST", "/api/api-keys", { name });
  const ask = async (key: string) => {
    const body = { model: "echo/echo", messages: [{ role: "user", content: "Hi" }] };
    expect((await house.call("POST", "/v1/chat/completions", body, key)).status).toBe(200);
  };
  // A ranking is remembered for a while: each time another order.
  const usage = async (sort = "messages") => {
    await house.gatehouse.workspace.directAnswers.written();
    return house.ok("sue", "GET", `${USAGE}/keys?sort=${sort}`);
  };

  test("is told with whose it is, and all together", async () => {
    const [nightly, other] = [await keyOf("ben", "Nightly"), await keyOf("cy", "Other")];
    for (const { key } of [nightly, other, nightly]) await ask(key);
    await house.talk("ben", "By no key");
    const { keys, total } = await usage();
    // The built-in model takes no tokens that count: nobody is first.
    expect(keys.toSorted((a: { answers: number }, b: { answers: number }) => b.answers - a.answers)).toMatchObject([
      { id: nightly.id, name: "Nightly", account: `user:${house.id("ben")}`, accountName: "ben", answers: 2 },
      { id: other.id, name: "Other", account: `user:${house.id("cy")}`, accountName: "cy", answers: 1 },
    ]);
    expect(total).toMatchObject({ things: 2, answers: 3 });
  });

  test("is told of services, who are in no other list", async () => {
    const { service } = await house.ok("sue", "POST", "/api/admin/services", { name: "Exports" });
    await house.change({ kind: "role-given", holder: `service:${service.id}`, role: "role:USER", expiresAt: null });
    const { id, key } = await house.ok("sue", "POST", `/api/admin/services/${service.id}/keys`, { name: "Sync" });
    await ask(key);
    expect((await usage()).keys).toMatchObject([{ id, name: "Sync", accountName: "Exports", answers: 1 }]);
    expect((await house.ok("sue", "GET", `${USAGE}/people`)).people).toEqual([]);
    expect((await house.ok("sue", "GET", `${USAGE}/models`)).things).toEqual([]);
  });

  test("has no name once the key is revoked, and is gone with its account, whose part in the sums stays", async () => {
    const { id, key } = await keyOf("ben", "Nightly");
    await ask(key);
    await house.gatehouse.workspace.directAnswers.written();
    await house.ok("ben", "DELETE", `/api/api-keys/${id}`);
    expect((await usage("messages")).keys).toMatchObject([{ id, name: null, account: null, accountName: null }]);
    await house.ok("sue", "DELETE", `/api/admin/users/${house.id("ben")}`, {});
    expect((await usage("cost")).keys).toEqual([]);
    expect((await house.ok("sue", "GET", `${USAGE}/models`)).things).toMatchObject([{ answers: 1 }]);
  });

  test("is for whoever reads usage and sees keys", async () => {
    const give = (capability: string) =>
      house.change({
        kind: "capability-set",
        principal: `user:${house.id("mo")}`,
        capability,
        scope: null,
        expiresAt: null,
      });
    const status = async () => (await house.as("mo", "GET", `${USAGE}/keys`)).status;
    expect(await status()).toBe(403);
    await give("read:usage");
    expect(await status()).toBe(403);
    await give("manage:keys");
    expect(await status()).toBe(200);
  });
});
