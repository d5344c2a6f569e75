import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptyPostgres } from "../packages/server/src/store/testing/databases.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";

/* Two servers on one PostgreSQL: what one writes, the other follows. */

const PASSWORD = "correct horse battery";
const postgres = process.env.TEST_DATABASE_URL;

describe.skipIf(!postgres)("two servers on one PostgreSQL (skipped without TEST_DATABASE_URL)", () => {
  let database: Awaited<ReturnType<typeof emptyPostgres>>;
  let one: RunningServer;
  let two: RunningServer;
  let ada: Person;

  beforeAll(async () => {
    database = await emptyPostgres(postgres ?? "");
    const env = { DATABASE_URL: database.options.databaseUrl ?? "", LOGIN_MAX: "1000" };
    one = await startServer({ env });
    two = await startServer({ env });
    await new Person(one.url).post("/api/auth/register", {
      name: "Ada",
      email: "ada@example.com",
      password: PASSWORD,
      confirm_password: PASSWORD,
    });
    ada = await Person.signIn(one.url, "ada@example.com", PASSWORD);
  });
  afterAll(async () => {
    await stopServers();
    await database.remove();
  });

  test("a check that names a revision sees it everywhere", async () => {
    for (let round = 0; round < 20; round++) {
      const made = await ada.put(`/api/access/resources/prompt/p${round}`, {});
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      const elsewhere = new Person(two.url, ada.token);
      const revision = made.headers.get("gatehouse-revision") ?? "";
      const asked = await elsewhere.post(
        "/api/access/check",
        { action: "use", resource: `prompt:p${round}` },
        { "gatehouse-min-revision": revision },
      );
      expect(asked.body).toMatchObject({ allowed: true });
      expect(asked.body.revision).toBeGreaterThanOrEqual(Number(revision));
    }
  });

  test("a revision that there is not is refused after a while, not answered", async () => {
    const asked = await ada.post(
      "/api/access/check",
      { action: "AGENTS.USE" },
      { "gatehouse-min-revision": "999999999" },
    );
    expect(asked.body).toMatchObject({ status: 503, code: "revision-not-reached" });
  }, 20_000);

  test("writes on both at once take revisions without gaps", async () => {
    const elsewhere = new Person(two.url, ada.token);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 ? ada : elsewhere).put(`/api/access/resources/project/q${index}`, {}),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
    const log = (await ada.get("/api/access/changes?limit=500")).body.changes.map(
      (entry: { revision: number }) => entry.revision,
    );
    expect(log).toEqual(log.map((_: number, index: number) => index + 1));
  });

  test("an endpoint of models that is added on one is offered on the other, and no more once it is switched off", async () => {
    const elsewhere = new Person(two.url, ada.token);
    const at = "/api/admin/models/endpoints";
    const wish = { name: "Lab", baseURL: "https://models.invalid/v1", key: "sk-for-two-servers", models: ["big"] };
    const made = await ada.post(at, wish);
    const revision = made.headers.get("gatehouse-revision") ?? "";
    const offered = async () =>
      (await elsewhere.get("/api/models", { "gatehouse-min-revision": revision })).body.Lab ?? null;
    expect(await offered()).toEqual(["big"]);
    // That it is switched off stands in no revision: the other server hears of it within half a second.
    await ada.patch(`${at}/${made.body._id}`, { enabled: false });
    await expect.poll(offered).toBeNull();
  });

  test("signing out on one ends the access token on the other", async () => {
    const ben = await Person.signIn(one.url, "ada@example.com", PASSWORD);
    const elsewhere = new Person(two.url, ben.token);
    expect((await elsewhere.get("/api/user")).status).toBe(200);
    await ben.post("/api/auth/logout");
    let status = 200;
    for (let wait = 0; wait < 60 && status === 200; wait++) {
      await new Promise((wake) => setTimeout(wake, 100));
      status = (await elsewhere.get("/api/user")).status;
    }
    expect(status).toBe(401);
  });

  test("a server that loses the log refuses to decide after the stated time, and comes back by itself", async () => {
    const address = new URL(database.options.databaseUrl ?? "");
    const line = await cuttable(address.hostname, Number(address.port));
    address.hostname = "127.0.0.1";
    address.port = String(line.port);
    const third = await startServer({ env: { DATABASE_URL: address.href, GATEHOUSE_STALE_AFTER_MS: "1500" } });
    const ask = () => new Person(third.url, ada.token).post("/api/access/check", { action: "AGENTS.USE" });
    expect((await ask()).status).toBe(200);
    line.cut();
    await new Promise((wake) => setTimeout(wake, 2_500));
    expect((await ask()).body).toMatchObject({ status: 503, code: "not-current" });
    line.mend();
    let status = 503;
    for (let wait = 0; wait < 100 && status !== 200; wait++) {
      await new Promise((wake) => setTimeout(wake, 100));
      status = (await ask()).status;
    }
    expect(status).toBe(200);
    line.close();
  });
});

/** A line to the database that can be cut and mended. */
async function cuttable(host: string, port: number) {
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(port, host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
    }
    return undefined;
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    mend: () => {
      isCut = false;
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
