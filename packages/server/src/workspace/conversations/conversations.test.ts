import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../store/index.ts";
import { grant, type House, openHouse, taken, userOf } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";
import { sweepExpired } from "./sweep.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const talked = (person: string, text: string, more: object = {}) => talk(house, person, text, more);

const titles = async (person: string, query = "") => {
  const response = await house.as(person, "GET", `/api/convos?${query}`);
  expect(response.statusCode, response.body).toBe(200);
  return response.json().conversations.map(({ title }: { title: string }) => title);
};

describe("another's conversation", () => {
  let mine: Awaited<ReturnType<typeof talked>>;
  beforeAll(async () => {
    mine = await talked("ada", "A private matter");
  });
  const unknown = "11111111-1111-4111-8111-111111111111";
  const calls = (id: string, message: string) =>
    [
      ["GET", `/api/convos/${id}`, undefined],
      ["GET", `/api/convos/gen_title/${id}`, undefined],
      ["POST", "/api/convos/update", { arg: { conversationId: id, title: "Mine now" } }],
      ["POST", "/api/convos/archive", { arg: { conversationId: id, isArchived: true } }],
      ["POST", "/api/convos/pin", { arg: { conversationId: id, pinned: true } }],
      ["DELETE", "/api/convos", { arg: { conversationId: id } }],
      ["GET", `/api/messages/${id}`, undefined],
      ["GET", `/api/messages/${id}/${message}`, undefined],
      ["GET", `/api/messages?conversationId=${id}`, undefined],
      ["PUT", `/api/messages/${id}/${message}`, { text: "Changed" }],
      ["PUT", `/api/messages/${id}/${message}/feedback`, { feedback: { rating: "thumbsUp" } }],
      ["DELETE", `/api/messages/${id}/${message}`, undefined],
      ["POST", "/api/agents/chat/echo", { text: "Hi", model: "echo", conversationId: id }],
    ] as const;

  test.each(["ben", "sue", "dee"])("is for %s as if it were not there, by any way", async (who) => {
    const foreign = calls(mine.id, mine.requestMessage.messageId);
    const none = calls(unknown, unknown);
    for (const [index, [method, url, body]] of foreign.entries()) {
      const response = await house.as(who, method, url, body);
      const [, otherUrl, otherBody] = none[index] ?? foreign[0];
      const other = await house.as(who, method, otherUrl, otherBody);
      expect([url, response.statusCode]).toEqual([url, 404]);
      expect({ ...response.json(), requestId: "" }).toEqual({ ...other.json(), requestId: "" });
    }
    expect(await titles(who, "search=private")).toEqual([]);
    expect((await house.as(who, "GET", "/api/messages?search=private")).json().messages).toEqual([]);
    expect((await house.as("ada", "GET", `/api/convos/${mine.id}`)).json().title).toBe("A private matter");
  });

  test("that somebody registers as their own stays closed to them", async () => {
    const stolen = `conversation:${mine.row}`;
    await house.change([{ kind: "resource-added", resource: stolen, owner: userOf("cy"), state: "active" }]);
    expect((await house.as("cy", "GET", `/api/convos/${mine.id}`)).statusCode).toBe(404);
    expect((await house.as("cy", "GET", `/api/messages/${mine.id}`)).statusCode).toBe(404);
    expect(await titles("cy")).toEqual([]);
  });
});

test("a shared conversation is listed beside one's own, read by viewers, and taken part in by participants", async () => {
  const { id, row, responseMessage } = await talked("ada", "A shared matter");
  const resource = `conversation:${row}`;
  const view = grant(userOf("ben"), resource, ["view"]);
  await house.change([{ kind: "resource-added", resource, owner: userOf("ada"), state: "active" }, view]);
  expect(await titles("ben")).toContain("A shared matter");
  expect((await house.as("ben", "GET", "/api/messages?search=shared")).json().messages).not.toEqual([]);
  expect((await house.as("ben", "GET", `/api/messages/${id}`)).json()).toHaveLength(2);
  const next = { text: "Me too", model: "echo", conversationId: id, parentMessageId: responseMessage.messageId };
  expect((await house.as("ben", "POST", "/api/agents/chat/echo", next)).statusCode).toBe(403);
  expect((await house.as("ben", "DELETE", "/api/convos", { arg: { conversationId: id } })).statusCode).toBe(403);
  const participate = grant(userOf("ben"), resource, ["view", "participate"]);
  await house.change([taken(view), participate]);
  await talked("ben", "Me too", next);
  expect((await house.as("ada", "GET", `/api/messages/${id}`)).json()).toHaveLength(4);
  await house.change([taken(participate)]);
  expect((await house.as("ben", "GET", `/api/convos/${id}`)).statusCode).toBe(404);
  const response = await house.as("ada", "DELETE", "/api/convos", { arg: { conversationId: id } });
  expect(response.headers["gatehouse-revision"]).toBe(String(house.access.of(house.here).engine.revision));
  expect(house.access.of(house.here).engine.isHeld(resource)).toBe(false);
});

describe("keeping order", () => {
  test("rename, archive and pin", async () => {
    const { id } = await talked("ben", "Old name");
    const renamed = await house.as("ben", "POST", "/api/convos/update", {
      arg: { conversationId: id, title: "  New name " },
    });
    expect([renamed.statusCode, renamed.json().title]).toEqual([201, "New name"]);
    const pinned = await house.as("ben", "POST", "/api/convos/pin", { arg: { conversationId: id, pinned: true } });
    expect(pinned.json()).toMatchObject({ pinned: true, updatedAt: renamed.json().updatedAt });
    expect(await titles("ben", "pinned=true")).toEqual(["New name"]);
    await house.as("ben", "POST", "/api/convos/archive", { arg: { conversationId: id, isArchived: true } });
    expect(await titles("ben")).not.toContain("New name");
    expect(await titles("ben", "isArchived=true")).toEqual(["New name"]);
  });

  test("pages are whole and in order, by every sort, and their cursors cannot be altered", async () => {
    for (const text of ["Delta", "alpha", "Échelle", "beta", "Gamma"]) await talked("sue", text);
    for (const sort of ["title", "createdAt", "updatedAt"]) {
      for (const direction of ["asc", "desc"]) {
        const query = `sortBy=${sort}&sortDirection=${direction}`;
        const whole = await titles("sue", query);
        expect(whole).toHaveLength(5);
        const found: string[] = [];
        for (let cursor = ""; ; ) {
          const page = (await house.as("sue", "GET", `/api/convos?${query}&limit=2${cursor}`)).json();
          found.push(...page.conversations.map(({ title }: { title: string }) => title));
          if (page.nextCursor === null) break;
          cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
        }
        expect(found, query).toEqual(whole);
      }
    }
    const { nextCursor } = (await house.as("sue", "GET", "/api/convos?limit=2")).json();
    for (const [who, cursor] of [
      ["sue", `x${nextCursor}`],
      ["sue", "bm9uc2Vuc2U"],
      ["ada", nextCursor],
    ]) {
      const response = await house.as(who, "GET", `/api/convos?limit=2&cursor=${encodeURIComponent(cursor)}`);
      expect([response.statusCode, response.json().code]).toEqual([400, "cursor-invalid"]);
    }
  });

  test("search looks at titles and messages, whatever the case; wildcards mean themselves", async () => {
    const { id, responseMessage } = await talked("ben", "About Penguins");
    await talked("ben", "They swim 100% well", { conversationId: id, parentMessageId: responseMessage.messageId });
    expect(await titles("ben", "search=penguIN")).toEqual(["About Penguins"]);
    expect(await titles("ben", "search=SWIM")).toEqual(["About Penguins"]);
    expect(await titles("ben", `search=${encodeURIComponent("100% w")}`)).toEqual(["About Penguins"]);
    expect(await titles("ben", `search=${encodeURIComponent("1%w")}`)).toEqual([]);
    const { messages } = (await house.as("ben", "GET", "/api/messages?search=swim")).json();
    expect(messages[0]).toMatchObject({ title: "About Penguins", conversationId: id });
  });

  test("deleting takes the messages along, however many", async () => {
    const { id } = await talked("ben", "Long");
    const at = Date.now();
    await house.store.transact(async (tx) => {
      for (let index = 0; index < 1_200; index += 100)
        await tx
          .insertInto("messages")
          .values(
            Array.from({ length: 100 }, (_, each) => ({
              organization_id: house.here,
              id: newId(),
              message_id: `bulk-${index + each}`,
              conversation_id: id,
              account: userOf("ben"),
              is_created_by_user: 1 as const,
              created_at: at,
              updated_at: at,
            })),
          )
          .execute();
    });
    const { deletedCount, messages, conversationIds } = (
      await house.as("ben", "DELETE", "/api/convos", { arg: { conversationId: id } })
    ).json();
    expect([deletedCount, messages.deletedCount, conversationIds]).toEqual([1, 1_202, [id]]);
    const left = await house.store.db.selectFrom("messages").select("id").where("conversation_id", "=", id).execute();
    expect(left).toEqual([]);
  });

  test.each([{}, { thread_id: "x" }, { endpoint: "echo" }, { source: "button" }])(
    "deleting %j, without an id, deletes nothing",
    async (arg) => {
      const before = (await titles("sue")).length;
      expect((await house.as("sue", "DELETE", "/api/convos", { arg })).statusCode).toBe(400);
      expect(await titles("sue")).toHaveLength(before);
    },
  );

  test("deleting all takes one's own, and nobody else's", async () => {
    const before = (await titles("ben")).length;
    const response = await house.as("sue", "DELETE", "/api/convos/all");
    expect([response.statusCode, response.json().deletedCount]).toEqual([201, 5]);
    expect(await titles("sue")).toEqual([]);
    expect(await titles("ben")).toHaveLength(before);
  });
});

test("messages are edited, judged and deleted one by one", async () => {
  const { id, requestMessage, responseMessage } = await talked("ben", "Edit me");
  const url = `/api/messages/${id}/${responseMessage.messageId}`;
  expect((await house.as("ben", "PUT", url, { text: "Edited", index: 0 })).json()).toMatchObject({
    text: "Edited",
    content: [{ type: "text", text: "Edited" }],
  });
  expect((await house.as("ben", "PUT", url, { text: "x", index: 7 })).statusCode).toBe(400);
  expect((await house.as("ben", "PUT", `${url}/feedback`, { feedback: { rating: "thumbsUp" } })).json()).toEqual({
    messageId: responseMessage.messageId,
    conversationId: id,
    feedback: { rating: "thumbsUp" },
  });
  expect((await house.as("ben", "DELETE", url)).statusCode).toBe(204);
  const left = (await house.as("ben", "GET", `/api/messages/${id}`)).json();
  expect(left.map(({ messageId }: { messageId: string }) => messageId)).toEqual([requestMessage.messageId]);
});

test("a temporary conversation is in no list, and is removed when it is over", async () => {
  const { id } = await talked("ada", "Forget this", { isTemporary: true });
  expect(await titles("ada")).not.toContain("Forget this");
  expect((await house.as("ada", "GET", `/api/convos/${id}`)).json()).toMatchObject({
    isTemporary: true,
    title: "New Chat",
  });
  const { access, store } = house;
  expect(await sweepExpired({ access, store, now: Date.now })).toBe(0);
  expect(await sweepExpired({ access, store, now: () => Date.now() + 31 * 24 * 3_600_000 })).toBe(1);
  expect((await house.as("ada", "GET", `/api/convos/${id}`)).statusCode).toBe(404);
});

test("who is banned has no conversations", async () => {
  await talked("cy", "Before");
  await house.change([{ kind: "ban-set", account: userOf("cy"), until: null }]);
  const response = await house.as("cy", "GET", "/api/convos");
  expect([response.statusCode, response.json().code]).toEqual([403, "account-banned"]);
  await house.change([{ kind: "ban-lifted", account: userOf("cy") }]);
  expect(await titles("cy")).toEqual(["Before"]);
});

test("an owner who goes leaves to the organization what others still reach", async () => {
  const kept = await talked("ada", "Kept by Ben");
  const resource = `conversation:${kept.row}`;
  await house.change([
    { kind: "resource-added", resource, owner: userOf("ada"), state: "active" },
    grant(userOf("ben"), resource, ["view"]),
  ]);
  const gone = await talked("ada", "Goes with Ada");
  const access = house.access.of(house.here);
  await access.commit({ organization: house.here, subject: "operator", name: "cli:test", from: "cli" }, async (tx) => {
    const { changes, removed } = access.engine.removalOf(userOf("ada"));
    await house.access.removed(tx, house.here, removed);
    for (const listener of house.people.removed) await listener(tx, house.here, removed, userOf("ada"));
    return { changes, result: null };
  });
  expect((await house.as("ben", "GET", `/api/convos/${kept.id}`)).json().title).toBe("Kept by Ben");
  const rows = await house.store.db.selectFrom("conversations").select(["conversation_id", "account"]).execute();
  expect(rows).toContainEqual({ conversation_id: kept.id, account: "organization" });
  expect(rows.map(({ conversation_id }) => conversation_id)).not.toContain(gone.id);
});
