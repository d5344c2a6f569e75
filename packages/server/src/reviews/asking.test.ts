import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY } from "../moderation/testing/house.ts";
import { openScene, REVIEWS, type Scene } from "./testing/scene.ts";

/*
 * Who is asked in a review, and what becomes of lines that nobody who is asked can decide. Ada and Sue may open reviews.
 */
let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.house.close());

const on = (resource: string) => ({ scope: { on: resource } });
const stand = (person: string, status: "active" | "deactivated") =>
  scene.house.change({ kind: "account-status-set", account: scene.user(person), status });
/** The letters that somebody gets by what is done. */
async function lettersOf(person: string, done: () => Promise<unknown>): Promise<string[]> {
  const all = () =>
    scene.house.gatehouse.store.db
      .selectFrom("letters")
      .select(["id", "kind"])
      .where("account", "=", scene.user(person))
      .orderBy("id")
      .execute();
  const before = new Set((await all()).map(({ id }) => id));
  await done();
  return (await all()).filter(({ id }) => !before.has(id)).map(({ kind }) => kind);
}
const edit = (id: string, wish: object) => scene.house.ok("ada", "PATCH", `${REVIEWS}/${id}`, wish);
const takeOver = (person: string, id: string) => scene.house.ok(person, "POST", `${REVIEWS}/${id}/take-over`);
const own = async (person: string, id: string) =>
  (await scene.house.ok(person, "GET", "/api/reviews")).reviews.find((one: { id: string }) => one.id === id);

describe("lines that nobody who is asked can decide", () => {
  test("about the only reviewer's own access: whoever opened it is told, and they stay", async () => {
    const agent = await scene.agent("ben", "mo");
    let id = "";
    expect(
      await lettersOf("ada", async () => {
        id = (await scene.open({ ...on(agent), undecided: "revoke", remindDays: [1] })).id;
      }),
    ).toEqual(["review-stuck"]);
    const reminded = await lettersOf("ada", async () => {
      scene.house.wait(13 * DAY + 60_000);
      await scene.sweep();
    });
    expect(reminded).toEqual(["review-stuck"]);
    scene.house.wait(2 * DAY);
    await scene.sweep();
    expect(await scene.read(id)).toMatchObject({ state: "closed", outcomes: { left: 1 } });
    expect((await scene.lines("ada", id))[0]).toMatchObject({ outcomeWhy: "nobody-could-decide" });
  });

  test("because the reviewer's account is gone, also in the next of a series", async () => {
    const agent = await scene.agent("ben", "cy");
    const wish = { reviewers: [scene.user("max")], undecided: "revoke", remindDays: [] };
    const { id, seriesId } = await scene.open({ ...on(agent), ...wish, repeat: { every: 20, unit: "day" } });
    await scene.decide("max", id, "keep");
    await stand("max", "deactivated");
    const told = await lettersOf("ada", async () => {
      scene.house.wait(21 * DAY);
      await scene.sweep();
    });
    expect(told).toEqual(expect.arrayContaining(["review-closed", "review-stuck"]));
    scene.house.wait(15 * DAY);
    await scene.sweep();
    const { reviews } = await scene.house.ok("ada", "GET", `${REVIEWS}?limit=100`);
    const [next] = reviews.filter((one: { seriesId: string }) => one.seriesId === seriesId);
    expect(next).toMatchObject({ state: "closed", outcomes: { left: 1 } });
    await stand("max", "active");
  });

  test("are taken away where whoever opened it says so of each", async () => {
    const agent = await scene.agent("ben", "mo");
    const { id } = await scene.open({ ...on(agent), undecided: "revoke" });
    await scene.decide("ada", id, "revoke", await scene.lines("ada", id));
    expect(await scene.house.ok("ada", "POST", `${REVIEWS}/${id}/close`)).toMatchObject({ outcomes: { revoked: 1 } });
  });
});

describe("who is told", () => {
  test("is who becomes a reviewer later, once", async () => {
    const agent = await scene.agent("ben", "cy");
    const { id } = await scene.open(on(agent));
    const both = [scene.user("mo"), scene.user("max")];
    const kept = await lettersOf("mo", async () =>
      expect(await lettersOf("max", () => edit(id, { reviewers: both }))).toEqual(["review-waiting"]),
    );
    expect(kept).toEqual([]);
    expect(await own("max", id)).toMatchObject({ waiting: 1 });
    expect(await lettersOf("max", () => edit(id, { reviewers: both }))).toEqual([]);
  });

  test("is whoever had it before, when somebody takes it over", async () => {
    const { id } = await scene.open(on(await scene.agent("ben", "cy")));
    expect(await lettersOf("ada", () => takeOver("sue", id))).toEqual(["review-taken-over"]);
    expect(await lettersOf("sue", () => takeOver("sue", id))).toEqual([]);
  });

  test("hears what the review is called, who asks, and that undecided lines go", async () => {
    await scene.open({ ...on(await scene.agent("ben", "cy")), name: "Autumn", undecided: "revoke" });
    const { letterOf } = await import("../identity/mail/letters.ts");
    const facts = { appTitle: "G", inviter: "ada", review: "Autumn", until: "then", reason: "What goes goes." };
    const { text } = letterOf("review-waiting", facts);
    for (const one of ["ada", "Autumn", "then", "What goes goes."]) expect(text).toContain(one);
  });
});

describe("whoever opened a review that owners decide", () => {
  /** Ada opens it; nobody's active account owns the agent. */
  const opened = async () => {
    const agent = await scene.agent("cy", "dee");
    await stand("cy", "deactivated");
    const { id } = await scene.open({ ...on(agent), reviewers: "owners" });
    await stand("cy", "active");
    return id;
  };
  const revoked = async (person: string, id: string) => {
    const version = 0;
    const { body } = await scene.house.as(person, "POST", `/api/reviews/${id}/decisions`, {
      ...{ lines: [{ number: 1, version }], decision: "revoke" },
    });
    return body.decided?.length ?? body.code;
  };

  test("stands in for owners who are gone", async () => {
    const id = await opened();
    expect(await own("ada", id)).toMatchObject({ waiting: 1 });
    expect(await revoked("ada", id)).toBe(1);
  });

  test("does so no more once somebody took it over, who does it then", async () => {
    const id = await opened();
    await takeOver("sue", id);
    expect(await revoked("ada", id)).toBe(0);
    expect(await own("sue", id)).toMatchObject({ waiting: 1 });
    expect(await revoked("sue", id)).toBe(1);
  });

  test("nor once they may not look any more", async () => {
    const capability = { principal: scene.user("dee"), capability: "read:access", scope: null } as const;
    await scene.house.change({ kind: "capability-set", ...capability, expiresAt: null });
    const agent = await scene.agent("cy", "max");
    await stand("cy", "deactivated");
    const { id } = await scene.open({ ...on(agent), reviewers: "owners" }, "dee");
    await stand("cy", "active");
    await scene.house.change({ kind: "capability-removed", ...capability });
    expect(await revoked("dee", id)).toBe(0);
    expect(await scene.lines("dee", id)).toEqual([]);
  });
});

describe("the series of a closed review", () => {
  const closed = async () => {
    const { id } = await scene.open({ ...on(await scene.agent("ben", "cy")), repeat: { every: 20, unit: "day" } });
    await scene.house.ok("ada", "POST", `${REVIEWS}/${id}/close`);
    return id;
  };

  test("is ended, and nothing else of it changed", async () => {
    const id = await closed();
    const { status, body } = await scene.house.as("ada", "PATCH", `${REVIEWS}/${id}`, { name: "Other" });
    expect([status, body.code]).toEqual([409, "review-over"]);
    expect(await edit(id, { repeat: null })).toMatchObject({ state: "closed", repeat: null, nextAt: null });
  });

  test("is taken over: the next is opened in that name, and what is signed stays whole", async () => {
    const id = await closed();
    const { seriesId } = await scene.read(id);
    expect(await takeOver("sue", id)).toMatchObject({ isMine: true, madeBy: scene.user("ada") });
    const file = (await scene.house.as("sue", "GET", `${REVIEWS}/${id}/result`)).body;
    const { canonical } = await import("../audit/chain/canonical.ts");
    const { verifyReview } = await import("./closing/resultFile.ts");
    expect(verifyReview(`${canonical(file)}\n`)).toMatchObject({ result: "whole" });
    scene.house.wait(21 * DAY);
    await scene.sweep();
    const { reviews } = await scene.house.ok("ada", "GET", `${REVIEWS}?limit=100`);
    const [next] = reviews.filter((one: { seriesId: string }) => one.seriesId === seriesId);
    expect(next).toMatchObject({ madeBy: scene.user("sue"), state: "open" });
  });
});
