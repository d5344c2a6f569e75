import { afterEach, describe, expect, it } from "vitest";
import { emptyPostgres } from "../../store/testing/databases.ts";
import { cookieOf, type House, houseOn, refresh } from "../testing/house.ts";

const server = process.env.TEST_DATABASE_URL;
/** What the guide promises: what ends on one server has ended on the others. */
const BOUND_MS = 2_000;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

async function twoServers(): Promise<[House, House]> {
  const database = await emptyPostgres(server ?? "");
  closing.push(() => database.remove());
  const first = await houseOn(database);
  const second = await houseOn(database);
  closing.push(
    () => first.close(),
    () => second.close(),
  );
  return [first, second];
}

async function until(reached: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + BOUND_MS;
  while (Date.now() < end) {
    if (await reached()) return true;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  return false;
}

describe.skipIf(server === undefined && process.env.CI !== "true")("two servers on one PostgreSQL", () => {
  it("know each other's sessions, and end them within the bound, running answers included", async () => {
    const [first, second] = await twoServers();
    const ada = await first.person("ada");
    const me = (house: House) =>
      house.call("GET", "/api/user", undefined, ada.token).then(({ statusCode }) => statusCode);
    // The second one has to hear of the account first.
    expect(await until(async () => (await me(second)) === 200)).toBe(true);
    const cut: string[] = [];
    second.identity.onSessionEnded(({ session }) => cut.push(session));
    await first.call("POST", "/api/auth/logout", undefined, ada.token);
    expect(await until(async () => cut.includes(ada.session))).toBe(true);
    expect([await me(first), await me(second)]).toEqual([401, 401]);
  });

  it("do not throw out a tab whose refresh token the other one rotated a moment ago", async () => {
    const [first, second] = await twoServers();
    const ada = await first.person("ada");
    await second.access.of(first.access.list()[0]?.id ?? "").catchUp();
    const answers = await Promise.all([first, second, first, second].map((house) => refresh(house, ada.cookie)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(answers.filter((answer) => cookieOf(answer) !== "")).toHaveLength(1);
  });

  it("make one super admin of twenty who register at the same moment on both", async () => {
    const houses = await twoServers();
    const names = Array.from({ length: 20 }, (_, index) => `person${index}`);
    const answers = await Promise.all(names.map((name, index) => houses[index % 2]?.register(name)));
    expect(answers.map((answer) => answer?.statusCode)).toEqual(Array(20).fill(200));
    const accounts = await houses[0].store.db.selectFrom("accounts").select("primary_role").execute();
    expect([accounts.length, accounts.filter((one) => one.primary_role === "role:SUPER_ADMIN").length]).toEqual([
      20, 1,
    ]);
  });
});
