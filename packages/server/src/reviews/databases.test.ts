import { expect, test } from "vitest";
import { DAY } from "../moderation/testing/house.ts";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { verifyReview } from "./closing/resultFile.ts";
import { openScene, REVIEWS, type Scene } from "./testing/scene.ts";

/* What is new of SQL, on both databases; and on PostgreSQL two servers that do the same work at once. */
onEveryDatabase("access reviews", (given, kind) => {
  test("from the opening to the result, with the next of its series", async () => {
    const scene = await openScene(await given());
    const { house } = scene;
    try {
      const agent = await scene.agent("ben", "cy", "dee");
      const { id } = await scene.open({ scope: { on: agent }, repeat: { every: 1, unit: "month" } });
      expect((await house.ok("mo", "GET", "/api/reviews")).reviews).toMatchObject([{ id, waiting: 2 }]);
      const [first] = await scene.lines("mo", id, "&decision=none");
      await scene.decide("mo", id, "revoke", first ? [first] : [], "Left the team");
      expect(await scene.lines("mo", id, "&decision=revoke")).toHaveLength(1);
      house.wait(40 * DAY);
      await scene.sweep();
      await heard(scene);
      expect(await scene.read(id)).toMatchObject({ state: "closed", outcomes: { revoked: 1, left: 1 } });
      const { reviews, nextCursor } = await house.ok("ada", "GET", `${REVIEWS}?limit=1`);
      expect(reviews).toMatchObject([{ state: "open", lines: 1 }]);
      const rest = await house.ok("ada", "GET", `${REVIEWS}?cursor=${nextCursor}`);
      expect(rest.reviews.map((one: { id: string }) => one.id)).toEqual([id]);
      const file = await house.gatehouse.reviews.campaigns.result(
        { organization: house.here, subject: scene.user("ada"), name: scene.user("ada"), from: "api" },
        id,
      );
      expect(verifyReview(file)).toMatchObject({ result: "whole", lines: 2 });
    } finally {
      await house.close();
    }
  });

  test("owners decide their own lines", async () => {
    const scene = await openScene(await given());
    try {
      await scene.agent("ben", "dee");
      await scene.agent("cy", "dee");
      const { id } = await scene.open({ scope: { of: scene.user("dee") }, reviewers: "owners" });
      expect(await scene.lines("ben", id)).toHaveLength(1);
      expect(await scene.lines("ada", id)).toHaveLength(2);
    } finally {
      await scene.house.close();
    }
  });

  test("what a crash cut short goes on: lines that are gathered, and what is carried out", async () => {
    const scene = await openScene(await given());
    const { store, reviews } = scene.house.gatehouse;
    const set = (id: string, values: object) =>
      store.transact((tx) => tx.updateTable("reviews").set(values).where("id", "=", id).execute());
    try {
      const agent = await scene.agent("ben", "cy", "dee");
      const { id } = await scene.open({ scope: { on: agent }, undecided: "revoke" });
      // As it was before anything of it was done.
      await store.transact((tx) => tx.deleteFrom("review_lines").where("review_id", "=", id).execute());
      await set(id, { state: "gathering", lines: 0, place: null, wake_at: 0 });
      await scene.sweep();
      expect(await scene.read(id)).toMatchObject({ state: "open", lines: 2 });
      await set(id, { state: "closing", closing_by: scene.user("ada"), wake_at: 0 });
      await reviews.background.sweep();
      expect(await scene.read(id)).toMatchObject({ state: "closed", outcomes: { revoked: 2 } });
    } finally {
      await scene.house.close();
    }
  });

  if (kind === "postgres")
    test("two servers at its end: it is closed once, and the next is opened once", async () => {
      const database = await given();
      const scene = await openScene(database);
      const other = await secondServer(database.options.databaseUrl ?? "");
      try {
        const agent = await scene.agent("ben", "cy", "dee");
        const { id, seriesId } = await scene.open({
          scope: { on: agent },
          undecided: "leave",
          repeat: { every: 20, unit: "day" },
        });
        scene.house.wait(30 * DAY);
        other.wait(30 * DAY);
        await Promise.all([scene.sweep(), other.sweep(), scene.sweep(), other.sweep()]);
        await Promise.all([scene.sweep(), other.sweep()]);
        await heard(scene);
        expect(await scene.read(id)).toMatchObject({ state: "closed", outcomes: { left: 2 } });
        const all = (await scene.house.ok("ada", "GET", `${REVIEWS}?limit=100`)).reviews;
        expect(all.filter((one: { seriesId: string }) => one.seriesId === seriesId)).toHaveLength(2);
        const events = await scene.house.gatehouse.store.db
          .selectFrom("audit_events")
          .select("kind")
          .where("kind", "=", "review-closed")
          .execute();
        expect(events).toHaveLength(1);
        const letters = (await scene.house.letters("mo")).filter((one) => one === "review-waiting");
        expect(letters.length).toBeGreaterThan(0);
      } finally {
        await other.close();
        await scene.house.close();
      }
    });
});

/** After a jump of the clock a server on PostgreSQL answers once it has heard from the log again. */
const heard = ({ house }: Scene) => expect.poll(async () => (await house.as("ada", "GET", REVIEWS)).status).toBe(200);

/** A second server on the same database. */
async function secondServer(databaseUrl: string) {
  const { createGatehouse } = await import("../app.ts");
  const { mkdtemp, rm } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const { pino } = await import("pino");
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-reviews-"));
  let ahead = 0;
  const gatehouse = await createGatehouse({
    env: {
      ...{ DATABASE_URL: databaseUrl, DATA_DIR: folder, GATEHOUSE_STALE_AFTER_MS: String(1_000 * DAY) },
      // As at the first one: either may write the letters.
      ...{ EMAIL_HOST: "127.0.0.1", EMAIL_PORT: "9", EMAIL_FROM: "gatehouse@example.org" },
    },
    cwd: folder,
    log: pino({ level: "silent" }),
    now: () => Date.now() + ahead,
  });
  return {
    wait: (ms: number) => {
      ahead += ms;
    },
    sweep: () => gatehouse.reviews.background.sweep(),
    close: async () => {
      await gatehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
