import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { emptyPostgres } from "../packages/server/src/store/testing/databases.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";

/* Two servers on one PostgreSQL and one Redis: what they limit they count together, also when one of them is killed. */

const PASSWORD = "correct horse battery";
const MESSAGES = 6;
const PLACES = 2;
/** docs/guides/limits.md */
const LEASES_RETURN_MS = 15_000;
const postgres = process.env.TEST_DATABASE_URL;
const redis = process.env.TEST_REDIS_URI;

describe.skipIf(!postgres || !redis)(
  "two servers on one Redis (skipped without TEST_DATABASE_URL, TEST_REDIS_URI)",
  () => {
    let database: Awaited<ReturnType<typeof emptyPostgres>>;
    let one: RunningServer;
    let two: RunningServer;
    let ada: Person;
    let env: Record<string, string>;

    beforeAll(async () => {
      database = await emptyPostgres(postgres ?? "");
      env = {
        DATABASE_URL: database.options.databaseUrl ?? "",
        REDIS_URI: redis ?? "",
        REDIS_KEY_PREFIX: `test:${randomUUID()}:`,
        LIMIT_MESSAGE_IP: "false",
        LIMIT_MESSAGE_USER: "false",
        CONCURRENT_MESSAGE_MAX: String(PLACES),
      };
      one = await startServer({ env });
      two = await startServer({ env });
      const account = { name: "Ada", email: "ada@example.com", password: PASSWORD, confirm_password: PASSWORD };
      await new Person(one.url).post("/api/auth/register", account);
      ada = await Person.signIn(one.url, account.email, PASSWORD);
      const elsewhere = new Person(two.url, ada.token);
      // The other one follows.
      await vi.waitFor(async () => expect((await elsewhere.get("/api/user")).status).toBe(200), 20_000);
    });
    afterAll(async () => {
      await stopServers();
      await database.remove();
    });

    const at = (server: RunningServer) => new Person(server.url, ada.token);
    const echo = (server: RunningServer, text: string) =>
      at(server).post("/api/agents/chat/echo", { text, endpoint: "echo", model: "echo", isTemporary: true });
    const complete = (server: RunningServer) =>
      at(server).post("/v1/chat/completions", {
        model: "echo/echo",
        messages: [{ role: "user", content: "Hello" }],
      });

    test("requests of models are never more than the limit, however many come at the same moment on both", async () => {
      const limit = { principal: "everyone", requests: MESSAGES, windowSeconds: 3_600 };
      const made = await ada.post("/api/admin/limits", limit);
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      // The other one follows within a second.
      await new Promise((wake) => setTimeout(wake, 1_000));
      const answers = await Promise.all(
        Array.from({ length: 4 * MESSAGES }, (_, index) => complete(index % 2 ? one : two)),
      );
      const byStatus = Map.groupBy(answers, ({ status }) => status);
      expect([byStatus.get(200)?.length, byStatus.get(429)?.length]).toEqual([MESSAGES, 3 * MESSAGES]);
      const refused = byStatus.get(429)?.[0];
      expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(3_000);
      expect(refused?.headers.get("ratelimit")).toMatch(/^"requests";r=0;t=\d+$/);
      expect((await ada.delete(`/api/admin/limits/${made.body.id}`)).status).toBe(204);
    });

    test("answers at the same time are never more than the limit; those of a server that is killed count no more within the stated time", async () => {
      const begun = await Promise.all(
        Array.from({ length: 3 * PLACES }, (_, index) => echo(index % 2 ? one : two, "/slow 120")),
      );
      const started = begun.filter(({ status }) => status === 200);
      expect(started).toHaveLength(PLACES);
      expect(begun.filter(({ status }) => status !== 200).map(({ body }) => body.code)).toEqual(
        Array(2 * PLACES).fill("too-many-streams"),
      );
      await two.stop("SIGKILL");
      await one.stop("SIGKILL");
      // What both had is held by nobody now; a third one waits for it to come back.
      const three = await startServer({ env });
      await expect
        .poll(async () => (await echo(three, "Hello")).status, { timeout: LEASES_RETURN_MS + 5_000, interval: 250 })
        .toBe(200);
    });
  },
);
