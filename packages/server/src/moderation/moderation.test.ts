import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { CASES, DAY, decide, type House, openHouse, REASON, reported } from "./testing/house.ts";

/*
 * Reports, the queue, and what moderators do to things. Ben's agents are shared with everybody; conversations are shared where a test says so.
 */
let house: House;
let shareId = 1;
const VIEW = ["view"];
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const share = (resource: string, allow: string[], principal = "everyone") =>
  house.change({
    kind: "grant-set",
    grant: { id: 1_000 + shareId++, principal, resource, allow, deny: [], expiresAt: null, condition: null },
  });
const agentOf = async (person: string, name = "Rude agent") => {
  const agent = await house.ok(person, "POST", "/api/agents", {
    name,
    description: "What it says of itself",
    instructions: "Secret words",
    provider: "echo",
    model: "echo",
  });
  await share(`agent:${agent._id}`, ["use", "execute"]);
  return { named: `agent:${agent.id}`, resource: `agent:${agent._id}`, id: agent.id };
};
/** A conversation of Ben's that Cy may read. */
const shared = async (text: string) => {
  const conversation = await house.talk("ben", text);
  // Putting it under a grant takes it in: as its owner shares it.
  await house.change({
    kind: "resource-added",
    resource: `conversation:${conversation.row}`,
    owner: `user:${house.id("ben")}`,
    state: "active",
  });
  await share(`conversation:${conversation.row}`, VIEW, `user:${house.id("cy")}`);
  return conversation;
};
const code = ({ status, body }: { status: number; body: { code?: string } }) => [status, body?.code];
const report = (person: string, resource: string, more: object = {}) =>
  house.as(person, "POST", "/api/reports", { resource, category: "harassment", ...more });
const caseIn = async (who: string, id: string) => house.ok(who, "GET", `${CASES}/${id}`);

describe("a report", () => {
  test("of what one cannot see is of what is not there", async () => {
    const { id, question } = await house.talk("ben", "Nobody's business");
    expect(code(await report("cy", `conversation:${id}`))).toEqual([404, "resource-not-found"]);
    expect(code(await report("cy", `message:${question}`))).toEqual([404, "resource-not-found"]);
    expect(code(await report("ada", `message:${question}`))).toEqual([404, "resource-not-found"]);
    expect(code(await report("cy", "message:none"))).toEqual([404, "resource-not-found"]);
  });

  test("of one's own is refused, but not of what a model said in it", async () => {
    const { question, answer, id } = await house.talk("ben", "What a model answers");
    expect(code(await report("ben", `message:${question}`))).toEqual([403, "forbidden"]);
    expect(code(await report("ben", `conversation:${id}`))).toEqual([403, "forbidden"]);
    expect(code(await report("ben", `conversation:${id}`, { message: answer }))).toEqual([403, "forbidden"]);
    expect((await report("ben", `message:${answer}`)).status).toBe(201);
  });

  test("a second one of the same is the first; another person's stands with it", async () => {
    const { named } = await agentOf("ben", "Reported twice");
    const first = await report("cy", named);
    expect(first.status).toBe(201);
    expect(await report("cy", named, { category: "spam" })).toEqual({ status: 200, body: first.body });
    expect((await report("dee", named)).status).toBe(201);
    const { cases } = await house.ok("mo", "GET", `${CASES}?limit=100`);
    const [its, ...others] = cases.filter(({ name }: { name: string }) => name === "Reported twice");
    expect(others).toEqual([]);
    expect(its).toMatchObject({ reports: 2, state: "open", about: { name: "ben" } });
  });

  test.each([
    ["a thing of no kind that is", { resource: "group:0000000000000000000000e1" }, 400],
    ["a category that is none", { resource: "agent:x", category: "ugly" }, 400],
    ["a key that it does not know", { resource: "agent:x", who: "ben" }, 400],
    ["a text that is too long", { resource: "agent:x", text: "x".repeat(1_001) }, 400],
  ])("with %s is refused", async (_what, body, status) => {
    expect((await report("cy", body.resource, body)).status).toBe(status);
  });

  test("is bounded in a day, by the operator", async () => {
    const small = await openHouse({ MODERATION_REPORTS_A_DAY: "1" });
    try {
      const one = await small.talk("ben", "a");
      const two = await small.talk("ben", "b");
      await small.ok("ben", "POST", "/api/reports", { resource: `message:${one.answer}`, category: "spam" });
      const wish = { resource: `message:${two.answer}`, category: "spam" };
      expect(code(await small.as("ben", "POST", "/api/reports", wish))).toEqual([429, "report-limit"]);
      small.wait(DAY + 1);
      expect((await small.signIn("ben")).status).toBe(200);
    } finally {
      await small.close();
    }
  });
});

describe("a report of a shared link", () => {
  test("is for whoever can open it: with its passcode, where it has one", async () => {
    await house.change(
      { kind: "feature-set", role: "role:USER", feature: "SHARED_LINKS.CREATE", on: true },
      { kind: "feature-set", role: "role:USER", feature: "SHARED_LINKS.SHARE", on: true },
    );
    const { id } = await house.talk("ben", "Behind a link");
    const { shareId } = await house.ok("ben", "POST", `/api/share/${id}`, { passcode: "open sesame" });
    expect(code(await report("cy", "sharedLink:nowhere"))).toEqual([404, "resource-not-found"]);
    expect(code(await report("cy", `sharedLink:${shareId}`))[1]).toBe("passcode-needed");
    expect(code(await report("cy", `sharedLink:${shareId}`, { passcode: "wrong" }))[1]).toBe("passcode-wrong");
    expect((await report("cy", `sharedLink:${shareId}`, { passcode: "open sesame" })).status).toBe(201);
  });
});

describe("what a moderator sees", () => {
  test("is what the reporter saw then, and no more", async () => {
    const { row, question } = await shared("The words that were reported");
    const id = await reported(house, "cy", { resource: `message:${question}`, text: "Look at this" });
    const { reportList } = await caseIn("mo", id);
    expect(reportList).toHaveLength(1);
    expect(reportList[0]).toMatchObject({
      text: "Look at this",
      excerpt: { text: "The words that were reported", writtenBy: "person" },
      reporter: { name: "cy" },
    });
    expect(await house.as("mo", "GET", `/api/messages/${row}`)).toMatchObject({ status: 404 });
  });

  test("of a conversation is its title, and the message that was chosen", async () => {
    const { id: conversation, question } = await shared("Chosen words");
    const id = await reported(house, "cy", { resource: `conversation:${conversation}`, message: question });
    const { name, reportList } = await caseIn("mo", id);
    expect(name).not.toBe("");
    expect(reportList[0].excerpt).toMatchObject({ text: "Chosen words" });
    const whole = await reported(house, "cy", { resource: `conversation:${(await shared("Unchosen")).id}` });
    expect((await caseIn("mo", whole)).reportList[0].excerpt).toEqual({});
  });

  test("of an agent is its description, and its instructions only where the reporter may read them", async () => {
    const { named, resource } = await agentOf("ben", "With instructions");
    const id = await reported(house, "cy", { resource: named });
    expect((await caseIn("mo", id)).reportList[0].excerpt).toEqual({ description: "What it says of itself" });
    await share(resource, ["use", "execute", "update"], `user:${house.id("dee")}`);
    await report("dee", named);
    expect((await caseIn("mo", id)).reportList[1].excerpt).toEqual({
      description: "What it says of itself",
      instructions: "Secret words",
    });
  });

  test("the trail has the reason of every decision, and of its end", async () => {
    const { named } = await agentOf("ben", "With a reason");
    const { decisions } = await decide(house, await reported(house, "cy", { resource: named }), { person: "warn" });
    const url = `/api/admin/moderation/decisions/${decisions[0].id}/undo`;
    await house.ok("mo", "POST", url, { reason: "It was a joke" });
    await house.gatehouse.audit.sealer.seal();
    const { entries } = await house.ok("sue", "GET", `/api/audit/entries?about=user:${house.id("ben")}&limit=10`);
    const reasonOf = (kind: string) => entries.find((one: { kind: string }) => one.kind === kind)?.reason;
    expect([reasonOf("decision-made"), reasonOf("decision-undone")]).toEqual([REASON, "It was a joke"]);
  });

  test("is nothing for members, nor of what is about oneself", async () => {
    const { named } = await agentOf("mo", "The moderator's own");
    await report("cy", named);
    const list = async (who: string) => JSON.stringify(await house.ok(who, "GET", `${CASES}?limit=100`));
    expect(await list("ada")).toContain("The moderator's own");
    expect(await list("mo")).not.toContain("The moderator's own");
    const its = JSON.parse(await list("ada")).cases.at(-1);
    expect(code(await house.as("mo", "GET", `${CASES}/${its.id}`))).toEqual([404, "resource-not-found"]);
    expect(code(await house.as("cy", "GET", CASES))).toEqual([403, "forbidden"]);
    const open = async (who: string) => (await house.ok(who, "GET", "/api/admin/moderation/summary")).open;
    const listed = (await house.ok("max", "GET", `${CASES}?limit=100`)).cases.length;
    expect([await open("ada"), await open("max")]).toEqual([listed, listed - 1]);
    expect((await house.ok("max", "GET", "/api/admin/moderation/summary")).listed.open).toBe(listed);
    // A moderator does not outrank a moderator.
    expect(code(await house.as("max", "POST", `${CASES}/${its.id}/assignment`))).toEqual([403, "forbidden"]);
    expect((await house.ok("max", "GET", `${CASES}/${its.id}`)).whyNot).toBe(
      "You may not decide about this person: they do not rank below you.",
    );
    expect((await house.as("ada", "POST", `${CASES}/${its.id}/assignment`)).status).toBe(200);
  });
});

describe("a case", () => {
  test("is taken by one of two, and the second is told who has it", async () => {
    const { named } = await agentOf("ben");
    const id = await reported(house, "cy", { resource: named });
    const second = await house.as("max", "POST", `${CASES}/${id}/assignment`);
    expect(second).toMatchObject({ status: 409, body: { code: "case-taken", detail: "mo has taken it" } });
    expect(code(await house.as("max", "POST", `${CASES}/${id}/decision`, { reason: REASON }))).toEqual([
      409,
      "case-not-yours",
    ]);
    await house.ok("mo", "DELETE", `${CASES}/${id}/assignment`);
    expect((await house.as("max", "POST", `${CASES}/${id}/assignment`)).status).toBe(200);
    // Somebody of higher rank takes it over.
    expect((await house.as("ada", "POST", `${CASES}/${id}/assignment`)).status).toBe(200);
  });

  test("is not taken back by who reported it", async () => {
    const { named } = await agentOf("ben", "Reported by a moderator");
    const id = await reported(house, "max", { resource: named });
    const { decisions } = await decide(house, id, { thing: "hide" });
    expect((await caseIn("max", id)).decisions[0]).toMatchObject({ mayUndo: false });
    const url = `/api/admin/moderation/decisions/${decisions[0].id}/undo`;
    expect(code(await house.as("max", "POST", url, { reason: "Let it be" }))).toEqual([403, "forbidden"]);
    await house.ok("mo", "POST", url, { reason: "Let it be" });
  });

  test("is not decided by who reported it", async () => {
    const { named } = await agentOf("ben");
    await report("mo", named);
    const { cases } = await house.ok("max", "GET", `${CASES}?limit=100`);
    const { id } = cases.at(-1);
    expect(code(await house.as("mo", "POST", `${CASES}/${id}/assignment`))).toEqual([403, "forbidden"]);
    expect((await caseIn("mo", id)).whyNot).toMatch(/reported it yourself/);
  });

  test("that is dismissed tells its reporter so, and nobody else anything", async () => {
    const { named } = await agentOf("ben");
    const id = await reported(house, "cy", { resource: named });
    const { decisions } = await decide(house, id, {});
    expect(decisions).toMatchObject([
      { kind: "dismiss", reason: REASON, decidedBy: "mo", about: null, mayUndo: false },
    ]);
    expect(JSON.stringify((await house.ok("ben", "GET", "/api/decisions")).decisions)).not.toContain("dismiss");
    const { reports } = await house.ok("cy", "GET", "/api/reports");
    expect(reports[0]).toMatchObject({ state: "nothing-found" });
    expect(await house.letters("cy")).toContain("report-decided");
    // The next report of the same begins another.
    await report("cy", named);
    expect((await house.ok("cy", "GET", "/api/reports")).reports[0].state).toBe("waiting");
  });

  test("page by page, each once, also with something of one's own between", async () => {
    const all = (await house.ok("mo", "GET", `${CASES}?limit=100`)).cases;
    const paged: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: { cases: unknown[]; nextCursor: string | null } = await house.ok(
        "mo",
        "GET",
        `${CASES}?limit=1&cursor=${encodeURIComponent(cursor)}`,
      );
      paged.push(...page.cases);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    const whys = await Promise.all(
      all.map(async ({ id }: { id: string }) => (await house.ok("mo", "GET", `${CASES}/${id}`)).whyNot),
    );
    const decidable = whys.filter((why) => why === null).length;
    expect((await house.ok("mo", "GET", "/api/admin/moderation/summary")).open).toBe(decidable);
  });

  test("the newest first it is the same the other way round, page by page", async () => {
    const all = (await house.ok("mo", "GET", `${CASES}?limit=100`)).cases;
    expect(all.length).toBeGreaterThan(1);
    const paged: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: { cases: unknown[]; nextCursor: string | null } = await house.ok(
        "mo",
        "GET",
        `${CASES}?order=desc&limit=1&cursor=${encodeURIComponent(cursor)}`,
      );
      paged.push(...page.cases);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all.toReversed());
  });
});

describe("hiding", () => {
  test("an agent takes it from everybody; undoing gives it back; its owner reads why", async () => {
    const { named, id: agent } = await agentOf("ben", "To be hidden");
    const id = await reported(house, "cy", { resource: named });
    const { decisions } = await decide(house, id, { thing: "hide" });
    expect((await house.as("cy", "GET", `/api/agents/${agent}`)).status).toBe(404);
    expect((await house.as("ben", "GET", `/api/agents/${agent}`)).status).toBe(403);
    const own = await house.ok("ben", "GET", "/api/decisions");
    expect(own.decisions[0]).toMatchObject({
      kind: "hide",
      name: "To be hidden",
      reason: REASON,
      mayAppeal: true,
      isSeen: false,
    });
    expect(JSON.stringify(own)).not.toContain(house.id("cy"));
    expect(await house.letters("ben")).toContain("moderated");
    await house.ok("mo", "POST", `/api/admin/moderation/decisions/${decisions[0].id}/undo`, { reason: "A mistake" });
    expect((await house.as("cy", "GET", `/api/agents/${agent}`)).status).toBe(200);
    expect((await house.ok("ben", "GET", "/api/decisions")).decisions[0]).toMatchObject({
      state: "undone",
      mayAppeal: false,
    });
  });

  test("a conversation shows it to nobody, until it is shown again", async () => {
    const { id: conversation, question } = await shared("In a hidden conversation");
    const id = await reported(house, "cy", { resource: `conversation:${conversation}`, message: question });
    const { decisions } = await decide(house, id, { thing: "hide" });
    expect((await house.as("cy", "GET", `/api/messages/${conversation}`)).status).toBe(404);
    expect((await house.as("ben", "GET", `/api/messages/${conversation}`)).status).toBe(403);
    expect(JSON.stringify(await house.ok("ben", "GET", "/api/convos?search=hidden"))).not.toContain(conversation);
    await house.ok("max", "POST", `/api/admin/moderation/decisions/${decisions[0].id}/undo`, { reason: "A mistake" });
    expect((await house.as("ben", "GET", `/api/messages/${conversation}`)).status).toBe(200);
  });

  test("what two decisions hide is shown again when both are undone", async () => {
    const { named, id: agent } = await agentOf("ben", "Hidden twice");
    const first = (await decide(house, await reported(house, "cy", { resource: named }), { thing: "hide" }))
      .decisions[0];
    // Whoever owns it sees it, and can be told of it once more by somebody who could before.
    await house.change({ kind: "resource-state-set", resource: `agent:${await agentRow(agent)}`, state: "active" });
    const second = (await decide(house, await reported(house, "dee", { resource: named }), { thing: "delete" }))
      .decisions[0];
    const undo = (id: string) =>
      house.ok("mo", "POST", `/api/admin/moderation/decisions/${id}/undo`, { reason: "Undone" });
    await undo(first.id);
    expect((await house.as("cy", "GET", `/api/agents/${agent}`)).status).toBe(404);
    await undo(second.id);
    expect((await house.as("cy", "GET", `/api/agents/${agent}`)).status).toBe(200);
  });
});

const agentRow = async (publicId: string) =>
  (
    await house.gatehouse.store.db
      .selectFrom("agents")
      .select("id")
      .where("public_id", "=", publicId)
      .executeTakeFirstOrThrow()
  ).id;

describe("a message that is hidden", () => {
  const WORDS = "Zanzibar is what nobody is to read";
  const everywhere = async (conversation: string) => {
    const urls = [
      `/api/messages/${conversation}`,
      "/api/messages?search=Zanzibar",
      "/api/convos?search=Zanzibar",
      `/api/convos/${conversation}`,
    ];
    const texts: string[] = [];
    for (const person of ["ben", "cy", "sue", "mo"])
      for (const url of urls) texts.push(JSON.stringify((await house.as(person, "GET", url)).body));
    return texts.join("\n");
  };

  test("takes the files that were sent with it along, from everybody, and they come back", async () => {
    const body = [
      "--edge",
      'Content-Disposition: form-data; name="file"; filename="note.txt"',
      "Content-Type: text/plain",
      "",
      "What the file says",
      "--edge--",
      "",
    ].join("\r\n");
    const sent = await house.gatehouse.app.inject({
      method: "POST",
      url: "/api/files",
      headers: {
        authorization: `Bearer ${house.token("ben")}`,
        "content-type": "multipart/form-data; boundary=edge",
      },
      payload: body,
    });
    expect(sent.statusCode, sent.body).toBe(200);
    const { _id: row, file_id, filepath } = sent.json();
    const { row: conversation, question } = await house.talk("ben", "With a file", {
      files: [{ file_id, filepath, type: "text/plain" }],
    });
    await house.change(
      ...(house.gatehouse.access.of(house.here).engine.isHeld(`conversation:${conversation}`)
        ? []
        : [
            {
              kind: "resource-added",
              resource: `conversation:${conversation}`,
              owner: `user:${house.id("ben")}`,
              state: "active",
            } as const,
          ]),
    );
    await share(`conversation:${conversation}`, VIEW, `user:${house.id("cy")}`);
    const id = await reported(house, "cy", { resource: `message:${question}` });
    expect((await caseIn("mo", id)).reportList[0].excerpt).toMatchObject({ files: 1 });
    expect((await house.as("ben", "GET", filepath)).status).toBe(200);
    const { decisions } = await decide(house, id, { thing: "hide" });
    expect((await house.as("ben", "GET", filepath)).status).toBe(403);
    expect((await house.as("cy", "GET", filepath)).status).toBe(404);
    expect(JSON.stringify(await house.ok("cy", "GET", "/api/files"))).not.toContain(row);
    const url = `/api/admin/moderation/decisions/${decisions[0].id}/undo`;
    await house.ok("mo", "POST", url, { reason: "A mistake" });
    expect((await house.as("ben", "GET", filepath)).status).toBe(200);
  });

  test("is read by nobody through any list, search, copy or stream, and comes back", async () => {
    const { id: conversation, question } = await shared(WORDS);
    expect(await everywhere(conversation)).toContain("Zanzibar");
    const id = await reported(house, "cy", { resource: `message:${question}` });
    const { decisions } = await decide(house, id, { thing: "hide" });
    // The answer of `echo` repeats it, and is another message; the title is the conversation's.
    const second = await reported(house, "cy", {
      resource: `message:${(await messages(conversation)).at(-1)?.messageId}`,
    });
    await decide(house, second, { thing: "hide" });
    await house.gatehouse.store.transact((tx) =>
      tx
        .updateTable("conversations")
        .set({ title: "A talk", search_text: "a talk" })
        .where("conversation_id", "=", conversation)
        .execute(),
    );
    expect(await everywhere(conversation)).not.toContain("Zanzibar");
    expect((await messages(conversation)).map(({ text }) => text)).toEqual([
      "Hidden by a moderator.",
      "Hidden by a moderator.",
    ]);
    expect((await house.as("ben", "GET", `/api/agents/chat/stream/${conversation}?resume=true`)).status).toBe(404);
    expect((await house.as("ben", "GET", `/api/agents/chat/status/${conversation}`)).body).toEqual({ active: false });
    const copy = await house.ok("ben", "POST", "/api/convos/duplicate", { conversationId: conversation });
    expect(JSON.stringify(copy)).not.toContain("Zanzibar");
    const url = `/api/messages/${conversation}/${question}`;
    expect((await house.as("ben", "PUT", url, { text: "Anew", model: "echo" })).status).toBe(403);
    await house.ok("mo", "POST", `/api/admin/moderation/decisions/${decisions[0].id}/undo`, { reason: "A mistake" });
    expect((await messages(conversation))[0]?.text).toBe(WORDS);
  });

  test("leaves what shared links keep of it, and comes back there", async () => {
    await house.change(
      { kind: "feature-set", role: "role:USER", feature: "SHARED_LINKS.CREATE", on: true },
      { kind: "feature-set", role: "role:USER", feature: "SHARED_LINKS.SHARE", on: true },
    );
    const { id: conversation, question, answer } = await shared(WORDS);
    const made = await house.ok("ben", "POST", `/api/share/${conversation}`, {});
    const read = async () => JSON.stringify((await house.as("ben", "GET", `/api/share/${made.shareId}`)).body.messages);
    expect(await read()).toContain("Zanzibar");
    const first = await reported(house, "cy", { resource: `message:${question}` });
    const { decisions } = await decide(house, first, { thing: "hide" });
    await decide(house, await reported(house, "cy", { resource: `message:${answer}` }), { thing: "hide" });
    expect(await read()).not.toContain("Zanzibar");
    expect(await read()).toContain("Hidden by a moderator.");
    await house.ok("mo", "POST", `/api/admin/moderation/decisions/${decisions[0].id}/undo`, { reason: "A mistake" });
    expect(await read()).toContain("Zanzibar");
  });

  const messages = (conversation: string): Promise<{ messageId: string; text: string }[]> =>
    house.ok("ben", "GET", `/api/messages/${conversation}`);
});

describe("deleting", () => {
  test("hides at once, waits for the time to undo, and then deletes, once", async () => {
    const { named, resource, id: agent } = await agentOf("ben", "To be deleted");
    const id = await reported(house, "cy", { resource: named });
    const { decisions } = await decide(house, id, { thing: "delete" });
    expect(decisions[0]).toMatchObject({ kind: "delete", state: "in-force", mayUndo: true });
    await house.gatehouse.moderation.deletions.sweep();
    const { engine } = house.gatehouse.access.of(house.here);
    expect(engine.describe(resource)?.state).toBe("hidden");
    house.wait(7 * DAY + 1);
    const revision = engine.revision;
    await house.gatehouse.moderation.deletions.sweep();
    await house.gatehouse.moderation.deletions.sweep();
    expect(engine.isHeld(resource)).toBe(false);
    expect(engine.revision).toBe(revision + 1);
    const { body } = await house.signIn("ben");
    expect((await house.call("GET", `/api/agents/${agent}`, undefined, body.token)).status).toBe(404);
    expect((await house.call("GET", "/api/decisions", undefined, body.token)).body.decisions[0]).toMatchObject({
      state: "done",
      mayAppeal: false,
    });
    house.wait(-7 * DAY - 1);
  });

  test("waits while somebody looks at an appeal", async () => {
    const { named, resource } = await agentOf("ben", "Appealed deletion");
    const id = await reported(house, "cy", { resource: named });
    const { decisions } = await decide(house, id, { thing: "delete" });
    await house.ok("ben", "POST", `/api/decisions/${decisions[0].id}/appeal`, { text: "It is a joke, nothing more" });
    house.wait(7 * DAY + 1);
    await house.gatehouse.moderation.deletions.sweep();
    house.wait(-7 * DAY - 1);
    expect(house.gatehouse.access.of(house.here).engine.isHeld(resource)).toBe(true);
  });
});

describe("appeals", () => {
  const appealed = async (wish: object = { thing: "hide" }) => {
    const { named, id: agent } = await agentOf("ben", "Appealed");
    const id = await reported(house, "cy", { resource: named });
    const { decisions } = await decide(house, id, wish);
    await house.ok("ben", "POST", `/api/decisions/${decisions[0].id}/appeal`, {
      text: "This was never against the rules",
    });
    return { id, agent, decision: decisions[0].id as string };
  };
  const answer = (who: string, decision: string, granted: boolean) =>
    house.as(who, "POST", `/api/admin/moderation/decisions/${decision}/answer`, { granted, answer: "Looked at again" });

  test("come back to somebody else, who has to take them; granted, they undo", async () => {
    const { id, agent, decision } = await appealed();
    expect((await caseIn("mo", id)).state).toBe("appealed");
    expect(code(await house.as("mo", "POST", `${CASES}/${id}/assignment`))).toEqual([403, "forbidden"]);
    expect(code(await answer("mo", decision, true))).toEqual([403, "forbidden"]);
    expect(code(await answer("max", decision, true))).toEqual([409, "case-not-yours"]);
    await house.ok("max", "POST", `${CASES}/${id}/assignment`);
    expect((await answer("max", decision, true)).body).toMatchObject({ state: "undone", appeal: { state: "granted" } });
    expect((await house.as("cy", "GET", `/api/agents/${agent}`)).status).toBe(200);
    expect((await caseIn("max", id)).state).toBe("decided");
    expect(await house.letters("ben")).toContain("appeal-answered");
    const noted = await house.gatehouse.store.db
      .selectFrom("audit_events")
      .select("kind")
      .where("facts", "like", `%${id}%`)
      .execute();
    expect(noted.map(({ kind }) => kind).sort()).toEqual(
      ["appeal-answered", "appeal-made", "decision-made", "decision-undone", "thing-reported"].sort(),
    );
  });

  test("are counted for whoever may answer them, and not for who decided", async () => {
    const waiting = async (who: string) => (await house.ok(who, "GET", "/api/admin/moderation/summary")).appealed;
    const before = { mo: await waiting("mo"), max: await waiting("max") };
    const { id, decision } = await appealed();
    expect({ mo: await waiting("mo"), max: await waiting("max") }).toEqual({ ...before, max: before.max + 1 });
    await house.ok("max", "POST", `${CASES}/${id}/assignment`);
    await answer("max", decision, false);
    expect({ mo: await waiting("mo"), max: await waiting("max") }).toEqual(before);
  });

  test("upheld, all stays as it was; there is one appeal for each decision", async () => {
    const { id, agent, decision } = await appealed();
    const again = { text: "Once more, with feeling" };
    expect(code(await house.as("ben", "POST", `/api/decisions/${decision}/appeal`, again))).toEqual([
      409,
      "appeal-refused",
    ]);
    await house.ok("max", "POST", `${CASES}/${id}/assignment`);
    await answer("max", decision, false);
    expect((await house.as("cy", "GET", `/api/agents/${agent}`)).status).toBe(404);
    expect(code(await house.as("ben", "POST", `/api/decisions/${decision}/appeal`, again))).toEqual([
      409,
      "appeal-refused",
    ]);
    const own = await house.ok("ben", "GET", "/api/decisions");
    const its = own.decisions.find((one: { id: string }) => one.id === decision);
    expect(its.appeal).toMatchObject({ state: "upheld", answer: "Looked at again" });
  });

  test("are one's own alone, and in time", async () => {
    const { named } = await agentOf("ben");
    const { decisions } = await decide(house, await reported(house, "cy", { resource: named }), { person: "warn" });
    const url = `/api/decisions/${decisions[0].id}`;
    expect(code(await house.as("cy", "POST", `${url}/appeal`, { text: "For somebody else" }))).toEqual([
      404,
      "resource-not-found",
    ]);
    expect(code(await house.as("cy", "POST", `${url}/seen`))).toEqual([404, "resource-not-found"]);
    house.wait(31 * DAY);
    const { body } = await house.signIn("ben");
    const late = await house.call("POST", `${url}/appeal`, { text: "Too late, I know" }, body.token);
    house.wait(-31 * DAY);
    expect(code(late)).toEqual([409, "appeal-refused"]);
  });

  test("where there is nobody else, a super admin may who decided; the queue says so", async () => {
    const alone = await openHouse({}, { members: false });
    try {
      const made = await alone.ok("sue", "POST", "/api/admin/users", {
        name: "Eve",
        email: "eve@example.org",
        password: "correct horse battery",
      });
      await alone.ok("sue", "POST", `/api/admin/users/${made.user.id}/ban`, { until: null, reason: "Spam" });
      const { body } = await alone.signIn("eve");
      await alone.call("POST", "/api/auth/ban/appeal", { ticket: body.ticket, text: "It was my brother" });
      expect((await alone.ok("sue", "GET", "/api/admin/moderation/summary")).appealed).toBe(1);
      const { cases } = await alone.ok("sue", "GET", `${CASES}?state=appealed`);
      const its = await alone.ok("sue", "POST", `${CASES}/${cases[0].id}/assignment`);
      expect(its.decisions[0]).toMatchObject({ onlyOne: true, mayAnswer: true });
      const url = `/api/admin/moderation/decisions/${its.decisions[0].id}/answer`;
      await alone.ok("sue", "POST", url, { granted: true, answer: "Then it is fine" });
      expect((await alone.signIn("eve")).status).toBe(200);
    } finally {
      await alone.close();
    }
  });
});

test("an account that is deleted leaves no words: neither those it reported nor those that were reported of it", async () => {
  const { question } = await shared("Words of somebody who leaves");
  const leaving = await openHouse();
  try {
    const own = await leaving.talk("ben", "Words of somebody who leaves");
    await leaving.change({
      kind: "resource-added",
      resource: `conversation:${own.row}`,
      owner: `user:${leaving.id("ben")}`,
      state: "active",
    });
    await leaving.change({
      kind: "grant-set",
      grant: {
        id: 5_000,
        principal: `user:${leaving.id("cy")}`,
        resource: `conversation:${own.row}`,
        allow: VIEW,
        deny: [],
        expiresAt: null,
        condition: null,
      },
    });
    await leaving.ok("cy", "POST", "/api/reports", {
      resource: `message:${own.question}`,
      category: "hate",
      text: "My own words",
    });
    const another = await leaving.talk("ben", "More of the same");
    await leaving.change({
      kind: "resource-added",
      resource: `conversation:${another.row}`,
      owner: `user:${leaving.id("ben")}`,
      state: "active",
    });
    await leaving.change({
      kind: "grant-set",
      grant: {
        id: 5_001,
        principal: `user:${leaving.id("cy")}`,
        resource: `conversation:${another.row}`,
        allow: VIEW,
        deny: [],
        expiresAt: null,
        condition: null,
      },
    });
    const dismissed = await reported(leaving, "cy", { resource: `message:${another.question}`, text: "About him" });
    await decide(leaving, dismissed, { reason: "Ben only jokes" });
    for (const name of ["ben", "cy"]) await leaving.ok("sue", "DELETE", `/api/admin/users/${leaving.id(name)}`);
    const { db } = leaving.gatehouse.store;
    const kept = JSON.stringify([
      await db.selectFrom("reports").selectAll().execute(),
      await db.selectFrom("moderation_cases").selectAll().execute(),
      await db.selectFrom("moderation_decisions").selectAll().execute(),
    ]);
    expect(kept).not.toContain("Ben only jokes");
    expect(kept).not.toContain("About him");
    await leaving.gatehouse.audit.sealer.seal();
    const trail = JSON.stringify([
      await db.selectFrom("audit_entries").selectAll().execute(),
      await db.selectFrom("log").selectAll().execute(),
    ]);
    expect(trail).not.toContain("Ben only jokes");
    expect(kept).not.toContain("somebody who leaves");
    expect(kept).not.toContain("My own words");
    expect(JSON.parse(kept)[1][0]).toMatchObject({ state: "decided", outcome: "gone" });
  } finally {
    await leaving.close();
  }
  expect(question).toBeDefined();
});

onEveryDatabase("moderation", (given) => {
  test("reports, decides, appeals, undoes and deletes", async () => {
    const here = await openHouse({}, { database: await given() });
    try {
      const { answer, row } = await here.talk("ben", "On every database");
      const id = await reported(here, "ben", { resource: `message:${answer}` });
      const { decisions } = await decide(here, id, { thing: "delete", person: "warn" });
      expect(decisions.map(({ kind }: { kind: string }) => kind).sort()).toEqual(["delete", "warn"]);
      for (const url of [
        `${CASES}?state=decided`,
        `${CASES}?mine=true`,
        `${CASES}?about=${here.id("ben")}&type=message`,
      ])
        await here.ok("mo", "GET", url);
      await here.ok("mo", "GET", `/api/admin/moderation/people/${here.id("ben")}/decisions`);
      await here.ok("ben", "POST", `/api/decisions/${decisions[0].id}/seen`);
      expect((await here.ok("ben", "GET", "/api/decisions")).unseen).toBe(1);
      await here.ok("sue", "POST", `/api/admin/users/${here.id("cy")}/ban`, { until: null, reason: "Spam" });
      await here.ok("sue", "DELETE", `/api/admin/users/${here.id("cy")}/ban`);
      here.wait(8 * DAY);
      await here.gatehouse.moderation.deletions.sweep();
      here.wait(-8 * DAY);
      const { db } = here.gatehouse.store;
      expect(await db.selectFrom("withheld_messages").selectAll().execute()).toEqual([]);
      const said = await db
        .selectFrom("messages")
        .select("text")
        .where("message_id", "=", answer)
        .executeTakeFirstOrThrow();
      expect([said.text, row !== ""]).toEqual(["Hidden by a moderator.", true]);
      await here.ok("sue", "DELETE", `/api/admin/users/${here.id("ben")}`);
    } finally {
      await here.close();
    }
  });
});
