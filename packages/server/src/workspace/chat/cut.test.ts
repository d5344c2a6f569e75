import type { Change } from "@gatehouse/engine";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  EDITOR,
  ENGINEERING,
  grant,
  type House,
  openHouse,
  PLATFORM,
  taken,
  userOf,
  VIEWER,
} from "../testing/house.ts";
import { isDelta, isError, Listener } from "../testing/listen.ts";
import { endless, openUpstream, type Upstream, yamlFor } from "../testing/upstream.ts";

/*
 * An answer ends with the right to it (docs/model.md; the story of plan 0001). The upstream's has no end of its own; how soon it is cut is measured
 * by the benchmarks.
 */
const LONG = 10_000;
let house: House;
let upstream: Upstream;
let agentId: string;
let agent: string;
let model: string;
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({ yaml: yamlFor(upstream) });
  model = `model:${house.settings.models.find(({ model }) => model === "big")?.id}`;
  const wish = { name: "Helper", instructions: "canary", provider: "lab", model: "big" };
  const made = (await house.as("ada", "POST", "/api/agents", wish)).json();
  agentId = made.id;
  agent = `agent:${made._id}`;
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

let shared: ReturnType<typeof grant>;
beforeEach(async () => {
  upstream.answer(endless);
  upstream.asked.length = 0;
  shared = grant(ENGINEERING, agent, VIEWER);
  await house.change([shared]);
});

const say = (person = "ben") =>
  house.as(person, "POST", "/api/agents/chat/agents", { text: "Go on", agent_id: agentId });

async function running() {
  const response = await say();
  expect(response.statusCode, response.body).toBe(200);
  const { streamId } = response.json();
  const listener = await Listener.to(house, "ben", streamId);
  await listener.until(isDelta);
  return { streamId, listener };
}

/** What must be true once the right has ended. */
async function expectCut({ streamId, listener }: Awaited<ReturnType<typeof running>>, since: number, within = LONG) {
  const error = await listener.until(isError);
  await listener.closed;
  expect(error.data).toMatchObject({ code: "access-ended", error: expect.any(String) });
  expect(listener.closedAt - since).toBeLessThan(within);
  // The upstream's call is given up at once.
  await Promise.race([
    upstream.asked[0]?.gone,
    new Promise((_, fail) => setTimeout(() => fail(new Error("the model is still being asked")), 1_000)),
  ]);
  await expect
    .poll(async () => {
      const rows = await house.store.db
        .selectFrom("messages")
        .selectAll()
        .where("conversation_id", "=", streamId)
        .execute();
      return rows.find((row) => row.is_created_by_user === 0);
    })
    .toMatchObject({ unfinished: 1, text: listener.text });
}

describe("Ben's running answer is cut when", () => {
  const ways: [string, () => Change[] | Promise<void>, () => Change[]][] = [
    ["the grant is taken back", () => [taken(shared)], () => [shared]],
    [
      "his group leaves the group that it was given to",
      () => [{ kind: "membership-removed", member: PLATFORM, group: ENGINEERING }],
      () => [{ kind: "membership-set", member: PLATFORM, group: ENGINEERING, expiresAt: null }],
    ],
    [
      "he is banned",
      () => [{ kind: "ban-set", account: userOf("ben"), until: null }],
      () => [{ kind: "ban-lifted", account: userOf("ben") }],
    ],
    [
      "he is deactivated",
      () => [{ kind: "account-status-set", account: userOf("ben"), status: "deactivated" }],
      () => [{ kind: "account-status-set", account: userOf("ben"), status: "active" }],
    ],
    [
      "the agent is hidden",
      () => [{ kind: "resource-state-set", resource: agent, state: "hidden" }],
      () => [{ kind: "resource-state-set", resource: agent, state: "active" }],
    ],
    [
      "the operator switches agents off",
      () => [{ kind: "ceiling-set", feature: "AGENTS", down: true }],
      () => [{ kind: "ceiling-set", feature: "AGENTS", down: false }],
    ],
    [
      "the agent's model is no longer for him",
      () => [{ kind: "restricted-set", resource: model, restricted: true }],
      () => [{ kind: "restricted-set", resource: model, restricted: false }],
    ],
  ];
  test.each(ways)("%s", async (_what, end, back) => {
    const run = await running();
    const since = Date.now();
    const changes = await end();
    if (changes) await house.change(changes);
    await expectCut(run, since);
    const next = await say();
    expect([403, 404]).toContain(next.statusCode);
    const again = await house.as("ben", "GET", `/api/agents/chat/stream/${run.streamId}`);
    expect([403, 404]).toContain(again.statusCode);
    await house.change(back());
    await house.change([{ kind: "grant-removed", resource: agent, id: shared.grant.id }]);
  });

  test("his session ends", async () => {
    const run = await running();
    const since = Date.now();
    for (const listener of house.people.sessionEnded)
      listener({ organization: house.here, session: "session-of-ben", account: userOf("ben") });
    await expectCut(run, since);
    await house.change([taken(shared)]);
  });

  test("the grant reaches its end, of which nobody tells", async () => {
    await house.change([taken(shared)]);
    const end = Date.now() + 700;
    const short = grant(userOf("ben"), agent, EDITOR, end);
    await house.change([short]);
    const run = await running();
    await expectCut(run, end);
    expect(run.listener.closedAt).toBeGreaterThanOrEqual(end);
    expect((await say()).statusCode).toBe(404);
    await house.change([taken(short)]);
  });

  test("the agent is deleted", async () => {
    const wish = { name: "Short-lived", instructions: "canary", provider: "lab", model: "big" };
    const made = (await house.as("ada", "POST", "/api/agents", wish)).json();
    await house.change([grant(userOf("ben"), `agent:${made._id}`, VIEWER)]);
    const body = { text: "Go on", agent_id: made.id };
    const { streamId } = (await house.as("ben", "POST", "/api/agents/chat/agents", body)).json();
    const listener = await Listener.to(house, "ben", streamId);
    await listener.until(isDelta);
    const since = Date.now();
    await house.as("ada", "DELETE", `/api/agents/${made.id}`);
    await expectCut({ streamId, listener }, since);
    await house.change([taken(shared)]);
  });
});

test("an answer goes on where one way to it ends and another stays", async () => {
  const other = grant(userOf("ben"), agent, VIEWER);
  await house.change([other]);
  const { streamId, listener } = await running();
  await house.change([taken(shared)]);
  const heard = listener.heard.length;
  await listener.until(() => listener.heard.length > heard + 3);
  expect(listener.heard.some(isError)).toBe(false);
  await house.as("ben", "POST", "/api/agents/chat/abort", { streamId });
  await house.change([taken(other)]);
});

test("another session that listens to the answer is let go when it ends; the answer goes on", async () => {
  const { streamId, listener } = await running();
  const phone = await Listener.to(house, "ben", streamId, { session: "phone" });
  await phone.until(isDelta);
  const since = Date.now();
  for (const ended of house.people.sessionEnded)
    ended({ organization: house.here, session: "phone", account: userOf("ben") });
  await phone.closed;
  expect(phone.closedAt - since).toBeLessThan(LONG);
  expect(phone.heard.at(-1)).toMatchObject({ event: "error", data: { code: "access-ended" } });
  const heard = listener.heard.length;
  await listener.until(() => listener.heard.length > heard + 3);
  await house.as("ben", "POST", "/api/agents/chat/abort", { streamId });
  await house.change([taken(shared)]);
});

test("another session's end, and changes that concern others, cut nothing", async () => {
  const { streamId, listener } = await running();
  for (const ended of house.people.sessionEnded)
    ended({ organization: house.here, session: "another-session-of-ben", account: userOf("ben") });
  await house.change([{ kind: "ban-set", account: userOf("cy"), until: null }]);
  const heard = listener.heard.length;
  await listener.until(() => listener.heard.length > heard + 3);
  await house.as("ben", "POST", "/api/agents/chat/abort", { streamId });
  await upstream.asked[0]?.gone;
  await house.change([{ kind: "ban-lifted", account: userOf("cy") }, taken(shared)]);
});
