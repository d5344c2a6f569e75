import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY } from "../../moderation/testing/house.ts";
import { openScene, REVIEWS, type Scene } from "../testing/scene.ts";

/* What counts at the end of a review, and what is written down of it. */
let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.house.close());

const on = (resource: string) => ({ scope: { on: resource } });
const close = (id: string, maker = "ada") => scene.house.ok(maker, "POST", `${REVIEWS}/${id}/close`);

describe("a decision", () => {
  test.each([
    ["counts no more after the end of a review that closes by itself", true, [409, "review-over"]],
    ["counts after the end of one that waits for whoever opened it", false, [200, undefined]],
  ])("%s", async (_what, closesWhenDue, told) => {
    const { id } = await scene.open({ ...on(await scene.agent("ben", "cy")), closesWhenDue });
    scene.house.wait(14 * DAY + 1_000);
    const [line] = await scene.lines("mo", id);
    expect(line?.mayDecide).toBe(!closesWhenDue);
    const wish = { lines: [{ number: 1, version: 0 }], decision: "revoke" };
    const { status, body } = await scene.house.as("mo", "POST", `/api/reviews/${id}/decisions`, wish);
    expect([status, body.code]).toEqual(told);
  });
});

describe("a grant that was given anew while it was reviewed", () => {
  const again = async (decision: "keep" | "revoke", role = "viewer") => {
    const agent = await scene.agent("ben", "cy");
    const { id } = await scene.open(on(agent));
    const [line] = await scene.lines("mo", id);
    await scene.decide("mo", id, decision);
    const path = `/api/access/resources/${agent.replace(":", "/")}/grants`;
    await scene.house.ok("ben", "DELETE", `${path}/${line?.grantId}`);
    const principal = scene.user("cy");
    const anew = (await scene.house.ok("ben", "POST", path, { principal, role })).grant.id;
    const { outcomes } = await close(id);
    const [{ outcomeWhy } = { outcomeWhy: null }] = await scene.lines("ada", id);
    return { outcomes, outcomeWhy, isThere: scene.isThere(agent, anew) };
  };

  test("goes where the one before was to go, and the result says so", async () =>
    expect(await again("revoke")).toEqual({ outcomes: { revoked: 1 }, outcomeWhy: "given-anew", isThere: false }));

  test("stays where the one before was kept", async () =>
    expect(await again("keep")).toEqual({ outcomes: { gone: 1 }, outcomeWhy: null, isThere: true }));

  test("stays where it gives something else: nobody looked at that", async () =>
    expect(await again("revoke", "editor")).toEqual({ outcomes: { gone: 1 }, outcomeWhy: null, isThere: true }));
});

test("the signed result says who opened it, and who took it over", async () => {
  const { id } = await scene.open(on(await scene.agent("ben", "cy")));
  await scene.house.ok("sue", "POST", `${REVIEWS}/${id}/take-over`);
  await close(id, "sue");
  const { body } = await scene.house.as("sue", "GET", `${REVIEWS}/${id}/result`);
  expect(body.result.review).toMatchObject({ openedBy: scene.user("ada"), madeBy: scene.user("sue") });
});

describe("a series whose server was away", () => {
  const late = async () => {
    const agent = await scene.agent("ben", "cy");
    const wish = { repeat: { every: 20, unit: "day" }, dueAt: scene.inDays(18), closesWhenDue: true };
    const { seriesId } = await scene.open({ ...on(agent), ...wish });
    scene.house.wait(35 * DAY);
    await scene.sweep();
    const { reviews } = await scene.house.ok("ada", "GET", `${REVIEWS}?limit=100`);
    return reviews.find(
      (one: { seriesId: string; state: string }) => one.seriesId === seriesId && one.state === "open",
    );
  };

  test("goes on with one that ends before the next begins", async () => {
    const next = await late();
    expect(Date.parse(next.nextAt)).toBeGreaterThanOrEqual(Date.parse(next.dueAt));
  });

  test("can be changed without asking again what was not changed", async () => {
    const { id } = await late();
    await scene.house.gatehouse.store.transact(async (tx) => {
      await tx.updateTable("reviews").set({ next_at: 1 }).where("id", "=", id).execute();
    });
    expect(await scene.house.ok("ada", "PATCH", `${REVIEWS}/${id}`, { name: "New name" })).toMatchObject({
      name: "New name",
    });
  });
});
