import { afterEach, describe, expect, it } from "vitest";
import { emptyPostgres } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";

const server = process.env.TEST_DATABASE_URL;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

describe.skipIf(server === undefined && process.env.CI !== "true")("two servers on one PostgreSQL", () => {
  it("know each other's keys; one that is revoked on the one ends on the other, for those who listen, too", async () => {
    const database = await emptyPostgres(server ?? "");
    closing.push(() => database.remove());
    const [first, second] = [await houseOn(database), await houseOn(database)];
    closing.push(
      () => first.close(),
      () => second.close(),
    );
    const ada = await first.person("ada");
    const made = (await first.call("POST", "/api/api-keys", { name: "Nightly" }, ada.token)).json();
    const ask = (house: House) =>
      house
        .call("POST", "/api/access/check", { action: "REMOTE_AGENTS.USE" }, made.key)
        .then(({ statusCode }) => statusCode);
    // The second one has to hear of the account first.
    await expect.poll(() => ask(second), { timeout: 2_000 }).toBe(200);
    const ended: string[] = [];
    second.identity.onKeyEnded(({ id }) => ended.push(id));
    await first.call("DELETE", `/api/api-keys/${made.id}`, undefined, ada.token);
    expect(await ask(first)).toBe(401);
    await expect.poll(() => ask(second), { timeout: 5_000, interval: 20 }).toBe(401);
    await expect.poll(() => ended, { timeout: 5_000, interval: 20 }).toEqual([made.id]);
  });
});
