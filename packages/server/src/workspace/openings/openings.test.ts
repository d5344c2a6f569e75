import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uploadTo } from "../testing/files.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";

/*
 * Breaking the glass over HTTP (docs/model.md, "Sealed content"). Ben has a conversation, Sue is super admin, Ada administers nothing.
 */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

type Call = Parameters<House["as"]>;
const json = async (...call: Call) => {
  const response = await house.as(...call);
  expect(response.statusCode, response.body).toBeLessThan(300);
  return response.statusCode === 204 ? null : response.json();
};
const codeOf = async (...call: Call) => {
  const response = await house.as(...call);
  return [response.statusCode, response.body === "" ? null : (response.json().code ?? null)];
};
const BASE = "/api/admin/openings";
const REASON = "A report of threats, number 12";
const conversation = async (person = "ben") => (await talk(house, person, "What nobody is to know")).id;
const open = (id: string, wish: object = {}) =>
  json("sue", "POST", BASE, { resource: `conversation:${id}`, reason: REASON, ...wish });
const read = (person: string, id: string) => codeOf(person, "GET", `/api/messages/${id}`);
const said = async (person: string, id: string) =>
  (await json(person, "GET", `/api/messages/${id}`)).map((one: { text: string }) => one.text);

describe("before", () => {
  test("a super admin reads no conversation of others, nor its title in any list", async () => {
    const id = await conversation();
    expect(await read("sue", id)).toEqual([404, "resource-not-found"]);
    expect(JSON.stringify(await json("sue", "GET", "/api/convos"))).not.toContain(id);
  });

  test("they are told of each that there is, when it was made, and no more", async () => {
    const id = await conversation();
    const { things } = await json("sue", "GET", `/api/admin/users/${userOf("ben").slice(5)}/sealed?type=conversation`);
    expect(things[0]).toEqual({
      resource: `conversation:${id}`,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      bytes: null,
      isArchived: false,
      mayView: false,
    });
  });

  test.each(["conversation", "file"])("page by page each %s once, archived ones as well", async (type) => {
    const path = `/api/admin/users/${userOf("ben").slice(5)}/sealed?type=${type}`;
    if (type === "conversation") {
      const archived = await conversation();
      await json("ben", "POST", "/api/convos/archive", { arg: { conversationId: archived, isArchived: true } });
    }
    const all = (await json("sue", "GET", `${path}&limit=100`)).things;
    const paged: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: { things: unknown[]; nextCursor: string | null } = await json(
        "sue",
        "GET",
        `${path}&limit=1&cursor=${cursor}`,
      );
      paged.push(...page.things);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    if (type === "conversation") expect(all.some((one: { isArchived: boolean }) => one.isArchived)).toBe(true);
  });
});

describe("breaking the glass", () => {
  test("shows it, to whoever broke it alone", async () => {
    const id = await conversation();
    await open(id);
    expect(await said("sue", id)).toContain("What nobody is to know");
    expect(await read("ada", id)).toEqual([404, "resource-not-found"]);
  });

  test("is marked where what is sealed is listed, and in the list of grants", async () => {
    const id = await conversation();
    const { resource } = await open(id);
    const { things } = await json("sue", "GET", `/api/admin/users/${userOf("ben").slice(5)}/sealed?type=conversation`);
    const marks = things.map((one: { resource: string; mayView: boolean }) => [one.resource, one.mayView]);
    expect(marks).toContainEqual([`conversation:${id}`, true]);
    const { grants } = await json("ben", "GET", `/api/access/resources/conversation/${resource.slice(13)}/grants`);
    expect(grants).toEqual([expect.objectContaining({ principal: userOf("sue"), glass: true })]);
  });

  test("is found by what was opened", async () => {
    const { id, resource } = await open(await conversation());
    await open(await conversation());
    const { openings } = await json("sue", "GET", `${BASE}?resource=${resource}`);
    expect(openings.map((one: { id: string }) => one.id)).toEqual([id]);
  });

  test("mixes nothing into their own lists and searches", async () => {
    const { id } = await talk(house, "ben", "A needle that nobody is to know");
    const { body } = await uploadTo(house, "ben", "Of Ben's", { name: "needle.txt" });
    await open(id);
    await json("sue", "POST", BASE, { resource: `file:${body.file_id}`, reason: REASON });
    const lists = ["/api/convos", "/api/convos?search=needle", "/api/messages?search=needle", "/api/files"];
    for (const type of ["conversation", "file"]) lists.push(`/api/access/mine?whose=others&type=${type}`);
    for (const path of lists) {
      const told = JSON.stringify(await json("sue", "GET", path));
      for (const its of [id, body.file_id]) expect(told, path).not.toContain(its);
    }
    expect((await json("sue", "GET", BASE)).openings.map((one: { thingId: string }) => one.thingId)).toContain(id);
  });

  test("shows and changes nothing else: no writing, no sharing, no copy", async () => {
    const id = await conversation();
    await open(id);
    expect((await codeOf("sue", "POST", "/api/convos/update", { arg: { conversationId: id, title: "Mine" } }))[0]).toBe(
      403,
    );
    expect((await codeOf("sue", "POST", `/api/share/${id}`, {}))[0]).toBe(403);
    expect((await codeOf("sue", "DELETE", "/api/convos", { arg: { conversationId: id } }))[0]).toBe(403);
    const [first] = await json("sue", "GET", `/api/messages/${id}`);
    for (const [path, body] of [
      ["duplicate", { conversationId: id }],
      ["fork", { conversationId: id, messageId: first.messageId }],
    ] as const)
      expect(await codeOf("sue", "POST", `/api/convos/${path}`, body)).toEqual([403, "forbidden"]);
  });

  test("also what was hidden, and what a deny keeps from them", async () => {
    const id = await conversation();
    const { _id } = await json("ben", "GET", `/api/convos/${id}`);
    const resource = `conversation:${_id}`;
    await house.change([
      { kind: "resource-added", resource, owner: userOf("ben"), state: "hidden" },
      {
        kind: "grant-set",
        grant: {
          id: 900_001,
          principal: userOf("sue"),
          resource,
          allow: [],
          deny: ["view"],
          expiresAt: null,
          condition: null,
        },
      },
    ]);
    await open(id);
    expect(await said("sue", id)).toContain("What nobody is to know");
  });

  test.each([
    "Zwei Zeilen:\nund ein Tab\tdazwischen",
    "A family \u{1f468}\u200d\u{1f469}\u200d\u{1f467} that was threatened",
    "گزارش تهدید می\u200cشود، شماره ۱۲",
  ])("for a reason in ordinary writing: %s", async (reason) => {
    expect(await open(await conversation(), { reason })).toMatchObject({ reason });
  });

  test("names what it was for in the log", async () => {
    await open(await conversation(), { reason: "  A court order, 4 O 11/26  " });
    const { changes } = await json("sue", "GET", "/api/access/changes?limit=500");
    expect(changes.at(-1)).toMatchObject({ actor: userOf("sue"), reason: "A court order, 4 O 11/26" });
  });

  test("ends by itself", async () => {
    const id = await conversation();
    const { endsAt, openedAt } = await open(id, { minutes: 5 });
    expect(Date.parse(endsAt) - Date.parse(openedAt)).toBe(5 * 60_000);
    const { until } = await json("sue", "POST", "/api/access/check", {
      action: "view",
      resource: `conversation:${(await json("sue", "GET", `/api/convos/${id}`))._id}`,
    });
    expect(until).toBe(endsAt);
  });

  test("ends with the capability", async () => {
    const id = await conversation();
    await open(id);
    const gone = {
      kind: "capability-removed",
      principal: "role:SUPER_ADMIN",
      capability: "unseal:content",
      scope: null,
    } as const;
    await house.change([gone]);
    const seen = await read("sue", id);
    await house.change([{ ...gone, kind: "capability-set", expiresAt: null }]);
    expect(seen).toEqual([404, "resource-not-found"]);
  });

  test("is closed before its end by whoever opened it; closing it again changes nothing", async () => {
    const id = await conversation();
    const { id: opening } = await open(id);
    const closed = await json("sue", "DELETE", `${BASE}/${opening}`);
    expect(closed).toMatchObject({ isOpen: false, closedAt: expect.any(String) });
    expect(await read("sue", id)).toEqual([404, "resource-not-found"]);
    expect(await json("sue", "DELETE", `${BASE}/${opening}`)).toMatchObject({ closedAt: closed.closedAt });
  });

  test("is closed when its grant is taken away otherwise; nobody is said to share it", async () => {
    const { resource, id } = await open(await conversation());
    const shared = await json("sue", "GET", "/api/access/shared-by-me");
    expect(shared.things.map((one: { resource: string }) => one.resource)).not.toContain(resource);
    const glass = house.access.of(house.here).engine.grantsOn(resource)[0]?.id ?? 0;
    await house.change([{ kind: "grant-removed", resource, id: glass }]);
    const { openings } = await json("sue", "GET", BASE);
    expect(openings[0]).toMatchObject({ id, isOpen: false, closedAt: expect.any(String) });
  });

  test("stays on record when what it was about is gone", async () => {
    const id = await conversation();
    const { id: opening } = await open(id);
    await json("ben", "DELETE", "/api/convos", { arg: { conversationId: id } });
    const { openings } = await json("sue", "GET", BASE);
    expect(openings.find((one: { id: string }) => one.id === opening)).toMatchObject({
      reason: REASON,
      name: null,
      thingId: null,
      isOpen: false,
    });
    expect(await json("sue", "DELETE", `${BASE}/${opening}`)).toMatchObject({ isOpen: false });
  });
});

describe("its owner", () => {
  test("is told who, why, and until when; by mail as well", async () => {
    const id = await conversation();
    house.people.told.length = 0;
    await open(id);
    const { openings, unseen } = await json("ben", "GET", "/api/openings");
    expect(openings[0]).toMatchObject({
      thingId: id,
      name: expect.any(String),
      openedBy: userOf("sue"),
      reason: REASON,
      isOpen: true,
      isSeen: false,
    });
    expect(unseen).toBeGreaterThan(0);
    expect(house.people.told).toEqual([["content-opened", userOf("ben")]]);
  });

  describe("of a file in somebody else's conversation", () => {
    const opened = async () => {
      const { id, resource } = await talk(house, "ben", "With a file of Ada's");
      const { body } = await uploadTo(house, "ada", "Of Ada's");
      const conversation_id = resource.slice("conversation:".length);
      await house.store.transact(async (tx) => {
        await tx.updateTable("files").set({ conversation_id }).where("file_id", "=", body.file_id).execute();
      });
      house.people.told.length = 0;
      return (await open(id)).id as string;
    };

    test("is told as well, by mail and in their list", async () => {
      const opening = await opened();
      expect(house.people.told).toEqual([["content-opened", userOf("ben"), userOf("ada")]]);
      const { openings, unseen } = await json("ada", "GET", "/api/openings");
      expect(openings).toEqual([expect.objectContaining({ id: opening, owner: userOf("ben"), name: null })]);
      expect(unseen).toBe(1);
      const all = (await json("sue", "GET", BASE)).openings;
      expect(all.filter((one: { id: string }) => one.id === opening)).toHaveLength(1);
    });

    test("each sees it for themselves", async () => {
      const opening = await opened();
      await json("ada", "POST", "/api/openings/seen", {});
      expect(await json("ada", "GET", "/api/openings")).toMatchObject({ unseen: 0 });
      const [its] = (await json("ben", "GET", "/api/openings")).openings;
      expect(its).toMatchObject({ id: opening, isSeen: false });
    });

    test("page by page each once", async () => {
      await opened();
      const all = (await json("ada", "GET", "/api/openings?limit=100")).openings;
      const paged: unknown[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const page: { openings: unknown[]; nextCursor: string | null } = await json(
          "ada",
          "GET",
          `/api/openings?limit=1&cursor=${cursor}`,
        );
        paged.push(...page.openings);
        cursor = page.nextCursor;
      }
      expect(paged).toEqual(all);
    });
  });

  test("has seen it once they say so", async () => {
    await open(await conversation());
    expect((await house.as("ben", "POST", "/api/openings/seen", {})).statusCode).toBe(204);
    expect(await json("ben", "GET", "/api/openings")).toMatchObject({ unseen: 0 });
  });

  test("sees their own only", async () => {
    await open(await conversation());
    expect(await json("cy", "GET", "/api/openings")).toEqual({ openings: [], nextCursor: null, unseen: 0 });
  });
});

describe("counts for nobody who asks who else is there", () => {
  test("an account that goes takes its open conversation along, and the glass", async () => {
    const { _id } = await json("cy", "GET", `/api/convos/${await conversation("cy")}`);
    const { id, resource } = await open(_id);
    const access = house.access.of(house.here);
    const { changes, removed } = access.engine.removalOf(userOf("cy"));
    expect(removed).toContain(resource);
    const glass = access.engine.grantsOn(resource).find((one) => one.glass);
    expect(changes).toContainEqual({ kind: "grant-removed", resource, id: glass?.id });
    expect(await json("sue", "DELETE", `${BASE}/${id}`)).toMatchObject({ isOpen: false });
  });

  test("who writes their answers themselves learns nothing, and may go on", async () => {
    const id = await conversation();
    await open(id);
    const wish = { text: "By hand", sender: "Echo", isCreatedByUser: false, endpoint: "echo", model: "echo" };
    expect(await codeOf("ben", "POST", `/api/messages/${id}`, { messageId: randomUUID(), ...wish })).toEqual([
      201,
      null,
    ]);
  });
});

describe("is refused", () => {
  test.each(["ada", "ben", "cy"])("%s: whoever may not, whatever they name", async (person) => {
    for (const resource of [`conversation:${await conversation()}`, `conversation:${randomUUID()}`])
      expect(await codeOf(person, "POST", BASE, { resource, reason: REASON })).toEqual([403, "forbidden"]);
    expect(await codeOf(person, "GET", BASE)).toEqual([403, "forbidden"]);
    expect(await codeOf(person, "GET", `/api/admin/users/${userOf("ben").slice(5)}/sealed?type=file`)).toEqual([
      403,
      "forbidden",
    ]);
  });

  test("closing what somebody else opened: it is not theirs to know of", async () => {
    const { id } = await open(await conversation());
    expect(await codeOf("ben", "DELETE", `${BASE}/${id}`)).toEqual([404, "resource-not-found"]);
    expect(await codeOf("sue", "DELETE", `${BASE}/${"0".repeat(24)}`)).toEqual([404, "resource-not-found"]);
  });

  test.each([
    ["no reason", { reason: "" }],
    ["a reason that says nothing", { reason: "          " }],
    ["a reason of characters that nobody sees", { reason: "\u200b".repeat(20) }],
    ["a reason with few that somebody sees", { reason: `no${" \u00ad\u3164".repeat(20)}` }],
    ["a reason that turns its text around", { reason: "A report of \u202ethreats, number 12" }],
    ["a reason with what is no text", { reason: "A report of\u0007 threats" }],
    ["a reason too long", { reason: "x".repeat(501) }],
    ["no end", { minutes: null }],
    ["longer than a day", { minutes: 1_441 }],
    ["shorter than five minutes", { minutes: 4 }],
    ["something else that it does not know", { principal: userOf("ada") }],
  ])("%s", async (_, wish) =>
    expect(
      await codeOf("sue", "POST", BASE, { resource: `conversation:${randomUUID()}`, reason: REASON, ...wish }),
    ).toEqual([400, "request-invalid"]),
  );

  test("what there is not, and what is in another organization", async () => {
    for (const id of [randomUUID(), await conversation()])
      expect(
        await codeOf(id.length > 0 ? "dee" : "", "POST", BASE, { resource: `conversation:${id}`, reason: REASON }),
      ).toEqual([404, "resource-not-found"]);
  });

  test("what is not sealed", async () => {
    const { _id } = await json("ben", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
    expect(await codeOf("sue", "POST", BASE, { resource: `agent:${_id}`, reason: REASON })).toEqual([
      403,
      "hand-on-refused",
    ]);
  });

  test("what they can see anyway; nothing is recorded then", async () => {
    const { id: conversationId } = await talk(house, "sue", "Mine");
    const before = (await json("sue", "GET", BASE)).openings[0]?.id;
    expect(await codeOf("sue", "POST", BASE, { resource: `conversation:${conversationId}`, reason: REASON })).toEqual([
      409,
      "opening-in-vain",
    ]);
    const again = await conversation();
    await open(again);
    expect(await codeOf("sue", "POST", BASE, { resource: `conversation:${again}`, reason: REASON })).toEqual([
      409,
      "opening-in-vain",
    ]);
    expect((await json("sue", "GET", BASE)).openings[1]?.id).toBe(before);
  });
});
