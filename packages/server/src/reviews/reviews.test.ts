import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY } from "../moderation/testing/house.ts";
import { verifyReview } from "./closing/resultFile.ts";
import type { ReviewLine } from "./schemas.ts";
import { openScene, REVIEWS, type Scene } from "./testing/scene.ts";

/*
 * Access reviews over HTTP. Ada (admin) opens them, Mo (no rights beyond moderation) reviews; Ben shares agents with Cy and Dee.
 */
let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.house.close());

const on = (resource: string) => ({ scope: { on: resource } });
const codeOf = async (...call: Parameters<Scene["house"]["as"]>) => {
  const { status, body } = await scene.house.as(...call);
  return [status, body?.code ?? null];
};
const close = (id: string, maker = "ada") => scene.house.ok(maker, "POST", `${REVIEWS}/${id}/close`);
const to = (lines: readonly ReviewLine[], person: string) =>
  lines.filter(({ principal }) => principal === scene.user(person));

describe("from its opening to its result", () => {
  test("what is revoked goes, what is kept stays, and the result says who decided", async () => {
    const agent = await scene.agent("ben", "cy", "dee");
    const { id, ...opened } = await scene.open(on(agent));
    expect(opened).toMatchObject({ state: "open", lines: 2, decisions: { keep: 0, revoke: 0, none: 2 } });
    const lines = await scene.lines("mo", id);
    await scene.decide("mo", id, "keep", to(lines, "cy"));
    await scene.decide("mo", id, "revoke", to(lines, "dee"), "Left the team");
    expect(lines.every(({ grantId }) => scene.isThere(agent, grantId))).toBe(true);
    expect(await close(id)).toMatchObject({ state: "closed", outcomes: { kept: 1, revoked: 1 } });
    expect(lines.map(({ grantId, principal }) => [principal, scene.isThere(agent, grantId)])).toEqual(
      expect.arrayContaining([
        [scene.user("cy"), true],
        [scene.user("dee"), false],
      ]),
    );
    const [gone] = to(await scene.lines("ada", id), "dee");
    expect(gone).toMatchObject({
      decision: "revoke",
      decidedBy: scene.user("mo"),
      note: "Left the team",
      outcome: "revoked",
      outcomeBy: scene.user("ada"),
      now: "gone",
    });
  });
});

describe("what a review is about", () => {
  test.each<[string, (agent: string) => object, number]>([
    ["one thing", (on) => ({ on }), 3],
    ["whom it was given to, on it", (on) => ({ on, of: scene.user("cy") }), 1],
    ["what is widely shared", (on) => ({ on, finding: "wide" }), 1],
    ["what is not used: nothing that was given today", (on) => ({ on, finding: "unused" }), 0],
  ])("%s", async (_what, scopeOf, count) => {
    const agent = await scene.agent("ben", "cy", "dee");
    await scene.give("ben", agent, "everyone");
    expect(await scene.open({ scope: scopeOf(agent) })).toMatchObject({ lines: count, state: "open" });
  });

  test("a line says what was given, by whom, and how it was then", async () => {
    const agent = await scene.agent("ben");
    const grantId = await scene.give("ben", agent, "everyone");
    const { id } = await scene.open(on(agent));
    const [line] = await scene.lines("mo", id);
    expect(line).toMatchObject({
      grantId,
      resource: agent,
      principal: "everyone",
      role: "viewer",
      owner: scene.user("ben"),
      ownerName: "ben",
      givenByName: "ben",
      findings: ["wide"],
      now: "same",
      mayDecide: true,
      name: "Helper",
    });
  });

  test("of what is sealed a reviewer hears kind and owner, and no name", async () => {
    const { row } = await scene.house.talk("ben", "What nobody is to know");
    await scene.give("ben", `conversation:${row}`, scene.user("cy"));
    const { id } = await scene.open(on(`conversation:${row}`));
    const [line] = await scene.lines("mo", id);
    expect(line).toMatchObject({ type: "conversation", ownerName: "ben", name: null, id: null });
  });

  test("more lines than one piece come in pieces, each once", async () => {
    const agent = await scene.agent("ben");
    const grants = Array.from({ length: 230 }, (_, index) => ({
      kind: "grant-set" as const,
      grant: {
        ...{ id: 3_000_000_000 + index, principal: scene.user("cy"), resource: agent, allow: ["use"], deny: [] },
        ...{ expiresAt: null, condition: null },
      },
    }));
    await scene.house.change(...grants);
    const { id, lines } = await scene.open(on(agent));
    expect(lines).toBe(230);
    const seen: number[] = [];
    for (let cursor = ""; ; ) {
      const page = await scene.house.ok("mo", "GET", `/api/reviews/${id}/lines?limit=100&cursor=${cursor}`);
      seen.push(...page.lines.map(({ grantId }: ReviewLine) => grantId));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(230);
  });
});

describe("who reviews", () => {
  test("sees the reviews that wait for them, with how many lines; nobody else does", async () => {
    const agent = await scene.agent("ben", "cy", "dee");
    const { id } = await scene.open({ ...on(agent), reviewers: [scene.user("max")], undecided: "revoke" });
    const own = async (person: string) =>
      (await scene.house.ok(person, "GET", "/api/reviews")).reviews.find((one: { id: string }) => one.id === id);
    expect(await own("max")).toMatchObject({ waiting: 2, madeByName: "ada", undecided: "revoke" });
    expect(await own("cy")).toBeUndefined();
    await scene.decide("max", id, "keep");
    expect(await own("max")).toMatchObject({ waiting: 0 });
  });

  test("may be each thing's owner: they see and decide their own lines alone", async () => {
    const [bens, cys] = [await scene.agent("ben", "dee"), await scene.agent("cy", "dee")];
    const { id } = await scene.open({ scope: { of: scene.user("dee") }, reviewers: "owners" });
    const things = async (person: string) => (await scene.lines(person, id)).map(({ resource }) => resource);
    expect(await things("ben")).toContain(bens);
    expect(await things("ben")).not.toContain(cys);
    expect(await things("cy")).toEqual([cys]);
    const [foreign] = await scene.lines("cy", id);
    const { refused, decided } = await scene.decide("ben", id, "revoke", foreign ? [foreign] : []);
    expect([refused[0]?.reason, decided]).toEqual(["not-found", []]);
    expect(await codeOf("dee", "GET", `/api/reviews/${id}/lines`)).toEqual([404, "resource-not-found"]);
  });

  test("is a group: whoever is in it now; who left it decides nothing more", async () => {
    const group = "group:reviewers";
    await scene.house.change(
      { kind: "resource-added", resource: group, owner: scene.user("sue"), state: "active" },
      { kind: "membership-set", group, member: scene.user("cy"), expiresAt: null },
    );
    const agent = await scene.agent("ben", "dee");
    const { id } = await scene.open({ ...on(agent), reviewers: [group] });
    const [line] = await scene.lines("cy", id);
    await scene.house.change({ kind: "membership-removed", group, member: scene.user("cy") });
    expect(await codeOf("cy", "GET", `/api/reviews/${id}/lines`)).toEqual([404, "resource-not-found"]);
    const wish = { lines: [{ number: line?.number, version: 0 }], decision: "revoke" };
    expect(await codeOf("cy", "POST", `/api/reviews/${id}/decisions`, wish)).toEqual([404, "resource-not-found"]);
  });

  test("does not decide about their own access; whoever opened it can", async () => {
    const agent = await scene.agent("ben", "mo", "cy");
    const { id } = await scene.open(on(agent));
    const lines = await scene.lines("mo", id);
    expect(to(lines, "mo")[0]).toMatchObject({ mayDecide: false, isOwnAccess: true });
    expect(await scene.decide("mo", id, "keep", lines)).toMatchObject({
      decided: [{ number: to(lines, "cy")[0]?.number }],
      refused: [{ number: to(lines, "mo")[0]?.number, reason: "own-access" }],
    });
    expect((await scene.decide("ada", id, "revoke", to(lines, "mo"))).decided).toHaveLength(1);
  });

  test("nor about a group or role that they are in, unless everybody is", async () => {
    const group = "group:mine";
    await scene.house.change(
      { kind: "resource-added", resource: group, owner: scene.user("sue"), state: "active" },
      { kind: "membership-set", group, member: scene.user("mo"), expiresAt: null },
    );
    const agent = await scene.agent("ben");
    await scene.house.ok("ben", "POST", `/api/access/resources/${agent.replace(":", "/")}/grants`, {
      principal: "everyone",
      role: "viewer",
    });
    await scene.house.change({
      kind: "grant-set",
      grant: {
        ...{ id: 3_100_000_000, principal: group, resource: agent, allow: ["use"], deny: [] },
        ...{ expiresAt: null, condition: null },
      },
    });
    const { id } = await scene.open(on(agent));
    const may = (await scene.lines("mo", id)).map(({ principal, mayDecide }) => [principal, mayDecide]);
    expect(new Map(may as [string, boolean][])).toEqual(
      new Map([
        [group, false],
        ["everyone", true],
      ]),
    );
  });

  test("is told that another was quicker, and changes their mind until it is closed", async () => {
    const agent = await scene.agent("ben", "cy");
    const { id } = await scene.open({ ...on(agent), reviewers: [scene.user("mo"), scene.user("max")] });
    const seen = await scene.lines("max", id);
    await scene.decide("mo", id, "keep");
    expect(await scene.decide("max", id, "revoke", seen)).toMatchObject({
      decided: [],
      refused: [{ reason: "decided-meanwhile" }],
    });
    await scene.decide("mo", id, "revoke");
    await scene.decide("mo", id, "none");
    expect((await scene.lines("mo", id))[0]).toMatchObject({ decision: null, decidedBy: null, version: 3 });
  });

  test("two at the same moment: one decides, the other is told", async () => {
    const agent = await scene.agent("ben", "cy");
    const { id } = await scene.open({ ...on(agent), reviewers: [scene.user("mo"), scene.user("max")] });
    const seen = await scene.lines("max", id);
    const told = await Promise.all([scene.decide("mo", id, "keep", seen), scene.decide("max", id, "revoke", seen)]);
    expect(told.map(({ decided }) => decided.length).sort()).toEqual([0, 1]);
  });

  test("decides nothing once it is closed", async () => {
    const agent = await scene.agent("ben", "cy");
    const { id } = await scene.open({ ...on(agent), reviewers: [scene.user("mo")] });
    const lines = await scene.lines("mo", id);
    await close(id);
    const wish = { lines: lines.map(({ number, version }) => ({ number, version })), decision: "revoke" };
    expect(await codeOf("mo", "POST", `/api/reviews/${id}/decisions`, wish)).toEqual([404, "resource-not-found"]);
    expect(await codeOf("ada", "POST", `/api/reviews/${id}/decisions`, wish)).toEqual([409, "review-over"]);
  });
});

describe("closing", () => {
  test("is the maker's alone; somebody else who may look takes it over first", async () => {
    const agent = await scene.agent("ben", "cy");
    const { id } = await scene.open(on(agent));
    expect(await codeOf("sue", "POST", `${REVIEWS}/${id}/close`)).toEqual([403, "forbidden"]);
    expect(await scene.house.ok("sue", "POST", `${REVIEWS}/${id}/take-over`)).toMatchObject({ isMine: true });
    expect(await codeOf("ada", "POST", `${REVIEWS}/${id}/close`)).toEqual([403, "forbidden"]);
    await close(id, "sue");
    expect(await codeOf("sue", "POST", `${REVIEWS}/${id}/close`)).toEqual([409, "review-over"]);
  });

  test("tried, it says who would lose what, and changes nothing", async () => {
    const agent = await scene.agent("ben", "cy", "dee");
    const { id } = await scene.open(on(agent));
    await scene.decide("mo", id, "revoke", to(await scene.lines("mo", id), "dee"));
    const response = await scene.house.gatehouse.app.inject({
      method: "POST",
      url: `${REVIEWS}/${id}/close`,
      headers: { authorization: `Bearer ${scene.house.token("ada")}`, "gatehouse-dry-run": "true" },
    });
    const told = response.json();
    expect(JSON.stringify(told)).toContain(scene.user("dee"));
    expect(JSON.stringify(told)).not.toContain(scene.user("cy"));
    expect(await scene.read(id)).toMatchObject({ state: "open" });
  });

  test("leaves what nobody decided, and says so; or takes it away, where that was asked", async () => {
    const [one, other] = [await scene.agent("ben", "cy"), await scene.agent("ben", "cy")];
    const [left, gone] = [await scene.open(on(one)), await scene.open({ ...on(other), undecided: "revoke" })];
    expect(await close(left.id)).toMatchObject({ outcomes: { left: 1 } });
    expect(await close(gone.id)).toMatchObject({ outcomes: { revoked: 1 } });
  });

  test("says of a grant that ended, or is not as it was, that it is so", async () => {
    const agent = await scene.agent("ben", "cy", "dee");
    const { id } = await scene.open(on(agent));
    const lines = await scene.lines("mo", id);
    await scene.decide("mo", id, "revoke");
    const path = (person: string) =>
      `/api/access/resources/${agent.replace(":", "/")}/grants/${to(lines, person)[0]?.grantId}`;
    await scene.house.ok("ben", "DELETE", path("cy"));
    await scene.house.ok("ben", "PUT", path("dee"), { role: "editor" });
    const now = (await scene.lines("mo", id)).map(({ principal, now }) => [principal, now]);
    expect(new Map(now as [string, string][])).toEqual(
      new Map([
        [scene.user("cy"), "gone"],
        [scene.user("dee"), "changed"],
      ]),
    );
    expect(await close(id)).toMatchObject({ outcomes: { gone: 1, changed: 1 } });
  });

  test("is in the name of whoever decided where they may, else of whoever opened it, else refused", async () => {
    const { row } = await scene.house.talk("ben", "What nobody is to know");
    const conversation = `conversation:${row}`;
    await scene.give("ben", conversation, scene.user("cy"));
    // Nobody but its owner takes anything away from what is sealed.
    const byOther = await scene.open(on(conversation));
    await scene.decide("mo", byOther.id, "revoke");
    expect(await close(byOther.id)).toMatchObject({ outcomes: { refused: 1 } });
    const byOwner = await scene.open({ ...on(conversation), reviewers: "owners" });
    await scene.decide("ben", byOwner.id, "revoke");
    expect(await close(byOwner.id)).toMatchObject({ outcomes: { revoked: 1 } });
    expect((await scene.lines("ada", byOwner.id))[0]).toMatchObject({ outcomeBy: scene.user("ben") });
    const entry = await scene.house.gatehouse.store.db
      .selectFrom("log")
      .selectAll()
      .orderBy("revision", "desc")
      .limit(1)
      .executeTakeFirst();
    expect(entry).toMatchObject({ actor: scene.user("ben"), reason: "access review: Who has what", origin: "review" });
  });

  test("by whoever lost the right to look meanwhile takes nothing away", async () => {
    await scene.house.change({
      ...{ kind: "capability-set", principal: scene.user("dee"), capability: "read:access" },
      ...{ scope: null, expiresAt: null },
    });
    await scene.house.change({
      ...{ kind: "capability-set", principal: scene.user("dee"), capability: "manage:agents" },
      ...{ scope: null, expiresAt: null },
    });
    const agent = await scene.agent("ben", "cy");
    const { id } = await scene.open(on(agent), "dee");
    await scene.decide("mo", id, "revoke");
    await scene.house.change({
      ...{ kind: "capability-removed", principal: scene.user("dee"), capability: "read:access", scope: null },
    });
    await scene.house.change({
      ...{ kind: "capability-removed", principal: scene.user("dee"), capability: "manage:agents", scope: null },
    });
    expect(await codeOf("dee", "POST", `${REVIEWS}/${id}/close`)).toEqual([403, "forbidden"]);
    scene.house.wait(15 * DAY);
    await scene.sweep();
    expect(await scene.read(id)).toMatchObject({ state: "closed", outcomes: { refused: 1 } });
    expect((await scene.lines("ada", id))[0]).toMatchObject({ outcomeWhy: "capability-missing" });
  });

  test("cancelled, it takes nothing away, and takes no decision any more", async () => {
    const agent = await scene.agent("ben", "cy");
    const { id } = await scene.open(on(agent));
    await scene.decide("mo", id, "revoke");
    expect(await scene.house.ok("ada", "POST", `${REVIEWS}/${id}/cancel`)).toMatchObject({ state: "cancelled" });
    scene.house.wait(15 * DAY);
    await scene.sweep();
    expect(await scene.read(id)).toMatchObject({ state: "cancelled" });
    expect(await codeOf("ada", "GET", `${REVIEWS}/${id}/result`)).toEqual([409, "review-over"]);
  });
});

describe("by itself", () => {
  test("it closes at its end, unless it is to wait", async () => {
    const agent = await scene.agent("ben", "cy");
    const [ends, waits] = [await scene.open(on(agent)), await scene.open({ ...on(agent), closesWhenDue: false })];
    scene.house.wait(14 * DAY - 60_000);
    await scene.sweep();
    expect(await scene.read(ends.id)).toMatchObject({ state: "open" });
    scene.house.wait(120_000);
    await scene.sweep();
    expect(await scene.read(ends.id)).toMatchObject({ state: "closed", closedBy: "system:reviews" });
    expect(await scene.read(waits.id)).toMatchObject({ state: "open" });
  });

  test("letters go to who reviews: once at the opening, before the end, and none when nothing waits", async () => {
    const agent = await scene.agent("ben", "cy");
    const before = (await scene.house.letters("max")).length;
    const letters = async () => (await scene.house.letters("max")).slice(before);
    const { id } = await scene.open({ ...on(agent), reviewers: [scene.user("max")], remindDays: [7, 1] });
    expect(await letters()).toEqual(["review-waiting"]);
    scene.house.wait(7 * DAY + 60_000);
    await Promise.all([scene.sweep(), scene.sweep()]);
    await scene.sweep();
    expect(await letters()).toEqual(["review-waiting", "review-reminder"]);
    await scene.decide("max", id, "keep");
    scene.house.wait(6 * DAY);
    await scene.sweep();
    expect(await letters()).toEqual(["review-waiting", "review-reminder"]);
  });

  test("overdue, it reminds every week", async () => {
    const agent = await scene.agent("ben", "cy");
    const wish = { reviewers: [scene.user("max")], remindDays: [], closesWhenDue: false };
    const { id } = await scene.open({ ...on(agent), ...wish });
    const after = async (days: number) => {
      const before = await scene.house.gatehouse.store.db.selectFrom("letters").select("id").execute();
      scene.house.wait(days * DAY);
      await scene.sweep();
      const known = new Set(before.map((letter) => letter.id));
      const now = await scene.house.gatehouse.store.db
        .selectFrom("letters")
        .select(["id", "kind", "account"])
        .execute();
      return now.filter((one) => !known.has(one.id) && one.account === scene.user("max")).map(({ kind }) => kind);
    };
    expect(await after(14.5)).toEqual([]);
    expect(await after(1)).toEqual(["review-reminder"]);
    expect(await after(5)).toEqual([]);
    expect(await after(2)).toEqual(["review-reminder"]);
    await scene.house.ok("ada", "POST", `${REVIEWS}/${id}/cancel`);
  });

  test("the next of a series is opened, once, also when many were missed", async () => {
    const agent = await scene.agent("ben", "cy");
    const wish = { ...on(agent), repeat: { every: 1, unit: "month" }, dueAt: scene.inDays(10) };
    const { id, seriesId } = await scene.open(wish);
    const series = async () =>
      (await scene.house.ok("ada", "GET", `${REVIEWS}?limit=100`)).reviews.filter(
        (one: { seriesId: string }) => one.seriesId === seriesId,
      );
    scene.house.wait(100 * DAY);
    await Promise.all([scene.sweep(), scene.sweep()]);
    expect(await series()).toHaveLength(2);
    const [next, first] = await series();
    expect(first).toMatchObject({ id, state: "closed", nextAt: null });
    expect(next).toMatchObject({ state: "open", lines: 1, decidedBy: "people", repeat: wish.repeat });
    expect(Date.parse(next.nextAt)).toBeGreaterThan(Date.parse(next.openedAt));
    await scene.house.ok("ada", "POST", `${REVIEWS}/${next.id}/cancel`);
    scene.house.wait(100 * DAY);
    await scene.sweep();
    expect(await series()).toHaveLength(2);
  });

  test("a series of whoever may not look any more ends", async () => {
    const capability = { principal: scene.user("dee"), capability: "read:access", scope: null } as const;
    await scene.house.change({ kind: "capability-set", ...capability, expiresAt: null });
    const agent = await scene.agent("ben", "cy");
    const { seriesId } = await scene.open(
      { ...on(agent), repeat: { every: 20, unit: "day" }, dueAt: scene.inDays(10) },
      "dee",
    );
    await scene.house.change({ kind: "capability-removed", ...capability });
    scene.house.wait(30 * DAY);
    await scene.sweep();
    const all = (await scene.house.ok("ada", "GET", `${REVIEWS}?limit=100`)).reviews;
    expect(all.filter((one: { seriesId: string }) => one.seriesId === seriesId)).toHaveLength(1);
  });
});

describe("the result", () => {
  const closed = async () => {
    const agent = await scene.agent("ben", "cy", "dee");
    const { id } = await scene.open(on(agent));
    await scene.decide("mo", id, "revoke", to(await scene.lines("mo", id), "dee"), "Left the team");
    await close(id);
    const file = await scene.house.gatehouse.app.inject({
      method: "GET",
      url: `${REVIEWS}/${id}/result`,
      headers: { authorization: `Bearer ${scene.house.token("ada")}` },
    });
    return { id, text: file.body, key: (await scene.house.ok("mo", "GET", "/api/reviews/key")).publicKey as string };
  };

  test("is whole, by the installation's key; its hash stands in the trail", async () => {
    const { id, text, key } = await closed();
    const verdict = verifyReview(text, key);
    expect(verdict).toMatchObject({ result: "whole", lines: 2, isKeyGiven: true, problems: [] });
    expect((await scene.read(id)).resultHash).toBe(verdict.hash);
    await scene.house.gatehouse.audit.sealer.seal();
    const { entries } = await scene.house.ok("sue", "GET", "/api/audit/entries?kind=review-closed&limit=1");
    expect(JSON.stringify(entries)).toContain(verdict.hash);
  });

  test("that was altered anywhere is found so", async () => {
    const { text, key } = await closed();
    const altered = [
      text.replace('"outcome":"left"', '"outcome":"kept"'),
      text.replace("Left the team", "Left the town"),
      text.replace('"decision":"revoke"', '"decision":"revoke" '),
      text.replace('"format"', '"extra":1,"format"'),
      text.slice(0, -1),
      text.replace(/"noteHash":"[0-9a-f]{64}"/, '"noteHash":null'),
    ];
    for (const one of altered) {
      expect(one).not.toBe(text);
      expect(verifyReview(one, key).result).toBe("altered");
    }
    for (let at = 100; at < text.length; at += 97) {
      const one = text.slice(0, at) + (text[at] === "0" ? "1" : "0") + text.slice(at + 1);
      expect(verifyReview(one, key).result, one.slice(at - 20, at + 20)).not.toBe("whole");
    }
  });

  test.each<[string, (text: string) => string]>([
    ["another algorithm", (text) => text.replace('"Ed25519"', '"RS256"')],
    ["more beside the signature", (text) => text.replace('{"algorithm"', '{"aaa":1,"algorithm"')],
    ["more beside a note", (text) => text.replace('{"note":"Left', '{"a":1,"note":"Left')],
    ["something behind the signature", (text) => text.replace(/"value":"([^"]+)"/, '"value":"$1 !"')],
    ["something behind the key", (text) => text.replace(/"key":"([^"]+)"/, '"key":"$1!!"')],
    ["something in the signature", (text) => text.replace(/"value":"(.)/, '"value":"$1\\n')],
  ])("with %s is altered", async (_what, alter) => {
    const { text, key } = await closed();
    expect(alter(text)).not.toBe(text);
    expect(verifyReview(alter(text), key).result).toBe("altered");
  });

  test("signed with another key is foreign", async () => {
    const { text } = await closed();
    const { generateKeyPairSync } = await import("node:crypto");
    const other = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString();
    expect(verifyReview(text, other)).toMatchObject({ result: "foreign", isKeyGiven: false });
    expect(verifyReview(text)).toMatchObject({ result: "whole", isKeyGiven: null });
    expect(() => verifyReview(text, "no key")).toThrow(/no Ed25519 key/);
  });

  test("is whole but for its notes when what somebody wrote is gone with their account", async () => {
    const { id, text } = await closed();
    const { forgetNotesOf } = await import("./queries.ts");
    const { store } = scene.house.gatehouse;
    await store.transact((tx) => forgetNotesOf(tx, scene.house.here, scene.user("mo")));
    const file = (await scene.house.as("ada", "GET", `${REVIEWS}/${id}/result`)).body;
    expect(text).toContain("Left the team");
    expect(JSON.stringify(file)).not.toContain("Left the team");
    const { canonical } = await import("../audit/chain/canonical.ts");
    expect(verifyReview(`${canonical(file)}\n`)).toMatchObject({ result: "whole-without-notes", erased: 1 });
  });

  test("what somebody decided is in the export of their data, and of nobody else's", async () => {
    const { id } = await closed();
    const { exportedReviews } = await import("./exportedReviews.ts");
    const { gatehouse, here } = scene.house;
    const of = async (person: string) => {
      const { store } = gatehouse;
      const part = exportedReviews({ store } as Parameters<typeof exportedReviews>[0]);
      const actor = { organization: here, subject: scene.user(person), name: scene.user(person), from: "api" };
      let text = "";
      for await (const entry of part.entries({ actor, at: 0 }))
        if ("text" in entry) for await (const piece of entry.text) text += piece;
      return JSON.parse(text);
    };
    const mine = (await of("mo")).filter(({ review }: { review: string }) => review === id);
    expect(mine).toEqual([expect.objectContaining({ decision: "revoke", note: "Left the team" })]);
    expect(await of("cy")).toEqual([]);
  });

  test("is a table for people, too", async () => {
    const { id } = await closed();
    const { body } = await scene.house.as("ada", "GET", `${REVIEWS}/${id}/csv`);
    const rows = body.trim().split("\r\n");
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain("outcome");
    expect(body).toContain("Left the team");
  });
});

describe("what is refused", () => {
  const good = () => ({ name: "All", scope: {}, reviewers: [scene.user("mo")], dueAt: scene.inDays(5) });
  test.each<[string, () => object]>([
    ["an end that is over", () => ({ dueAt: scene.inDays(-1) })],
    ["an end beyond a year", () => ({ dueAt: scene.inDays(400) })],
    ["reviewers that there are not", () => ({ reviewers: ["user:nobody"] })],
    ["a group that there is not", () => ({ reviewers: ["group:nobody"] })],
    ["a role as reviewer", () => ({ reviewers: ["role:USER"] })],
    ["nobody", () => ({ reviewers: [] })],
    ["a thing that there is not", () => ({ scope: { on: "agent:none" } })],
    ["a type that there is not", () => ({ scope: { on: "nothing" } })],
    ["a series whose next begins before the end", () => ({ repeat: { every: 2, unit: "day" } })],
    ["an unknown field", () => ({ more: 1 })],
    ["an empty name", () => ({ name: "  " })],
  ])("%s", async (_what, wrong) => {
    const { status, body } = await scene.house.as("ada", "POST", REVIEWS, { ...good(), ...wrong() });
    expect([status, body.code]).toEqual([400, "request-invalid"]);
  });

  test("whoever may not look at who can reach what opens and reads none", async () => {
    expect(await codeOf("mo", "POST", REVIEWS, good())).toEqual([403, "forbidden"]);
    expect(await codeOf("mo", "GET", REVIEWS)).toEqual([403, "forbidden"]);
    const { id } = await scene.open({ reviewers: [scene.user("max")] });
    expect(await codeOf("mo", "GET", `${REVIEWS}/${id}`)).toEqual([403, "forbidden"]);
    expect(await codeOf("mo", "GET", `/api/reviews/${id}/lines`)).toEqual([404, "resource-not-found"]);
  });

  test("lines of another review are not there in this one", async () => {
    const [one, other] = [await scene.agent("ben", "cy"), await scene.agent("ben", "cy", "dee")];
    const mine = await scene.open(on(one));
    const theirs = await scene.open({ ...on(other), reviewers: [scene.user("max")] });
    const lines = await scene.lines("max", theirs.id);
    const { decided, refused } = await scene.decide("mo", mine.id, "revoke", lines);
    expect([decided.map(({ number }) => number), refused]).toEqual([[1], [expect.objectContaining({ number: 2 })]]);
    expect((await scene.lines("max", theirs.id)).every(({ decision }) => decision === null)).toBe(true);
    expect(
      await codeOf("mo", "POST", `/api/reviews/${theirs.id}/decisions`, {
        lines: [{ number: 1, version: 0 }],
        decision: "keep",
      }),
    ).toEqual([404, "resource-not-found"]);
  });
});
