import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";
import { forgetRequests } from "./sweep.ts";

/*
 * Asking for access over HTTP. Ada has the things, Ben may use them, Cy may not know of them, Dee is elsewhere, Sue administers.
 */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const BASE = "/api/access/requests";
type Call = Parameters<House["as"]>;
const codeOf = async (...call: Call) => {
  const response = await house.as(...call);
  return [response.statusCode, response.body === "" ? null : (response.json().code ?? null)];
};
const json = async (...call: Call) => {
  const response = await house.as(...call);
  expect(response.statusCode, response.body).toBeLessThan(300);
  return response.statusCode === 204 ? null : response.json();
};
const pathOf = (resource: string) => `/api/access/resources/${resource.replace(":", "/")}`;
const give = (giver: string, resource: string, to: string, terms: object) =>
  json(giver, "POST", `${pathOf(resource)}/grants`, { principal: userOf(to), ...terms });
const agent = async (person = "ada") =>
  json(person, "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
/** Ada's agent that Ben may use. */
const shared = async () => {
  const { _id, id } = await agent();
  await give("ada", `agent:${_id}`, "ben", { role: "viewer" });
  return { id: id as string, resource: `agent:${_id}`, named: `agent:${id}` };
};
const ask = (person: string, resource: string, action = "update", wish: object = {}) =>
  json(person, "POST", BASE, { resource, action, ...wish });
const boxOf = async (person: string, box: string) =>
  (await json(person, "GET", `${BASE}?box=${box}&limit=100`)).requests;
const inBox = async (person: string, id: string) =>
  (await boxOf(person, "to-me")).find((one: { id: string }) => one.id === id);
const mine = async (person: string, id: string) =>
  (await boxOf(person, "mine")).find((one: { id: string }) => one.id === id);
const may = async (person: string, action: string, resource: string) =>
  (await json(person, "POST", "/api/access/check", { action, resource })).allowed;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
/** Without what differs from one request to the next. */
const alike = ({
  id: _,
  resource: __,
  createdAt: ___,
  endsAt: ____,
  expiresAt: _____,
  ...rest
}: Record<string, unknown>) => rest;

describe("what is asked for", () => {
  test("is the least right that suffices, for a month", async () => {
    const draft = await json("ben", "GET", `${BASE}/draft?resource=agent:x&action=update`);
    expect(draft).toMatchObject({ role: "editor", allow: ["use", "execute", "update"] });
    expect(Date.parse(draft.expiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    expect(Date.parse(draft.expiresAt) - Date.now()).toBeLessThan(31 * 86_400_000);
  });

  test("is that, unless they say otherwise", async () => {
    const { named } = await shared();
    const until = inDays(3);
    const asked = await ask("ben", named, "delete", { expiresAt: until, message: "To tidy up" });
    expect(asked).toMatchObject({
      resource: named,
      name: "Helper",
      action: "delete",
      role: null,
      allow: ["use", "execute", "delete"],
      expiresAt: until,
      message: "To tidy up",
      state: "open",
    });
  });

  test.each([
    ["a type that there is not", { resource: "spaceship:1", action: "use" }, 404],
    ["an action that the type has not", { resource: "agent:1", action: "fly" }, 400],
    ["a role that the type has not", { resource: "agent:1", action: "use", role: "king" }, 400],
    ["actions without the one", { resource: "agent:1", action: "update", allow: ["use"] }, 400],
    ["a role and actions", { resource: "agent:1", action: "use", role: "viewer", allow: ["use"] }, 400],
    ["an end that is over", { resource: "agent:1", action: "use", expiresAt: "2020-01-01T00:00:00Z" }, 400],
    ["a message too long", { resource: "agent:1", action: "use", message: "x".repeat(1_001) }, 400],
    ["NUL", { resource: "agent:1", action: "use", message: "a\0" }, 400],
    ["a name that is none", { resource: "agent", action: "use" }, 400],
    ["somebody else's name", { resource: "agent:1", action: "use", requester: "user:x" }, 400],
  ])("is refused with %s", async (_what, body, status) => {
    expect((await house.as("ben", "POST", BASE, body)).statusCode).toBe(status);
  });
});

describe("whoever may grant it", () => {
  test("finds it, and gives it with one call", async () => {
    const { named, resource } = await shared();
    const { id } = await ask("ben", named, "update", { message: "The greeting is wrong" });
    expect(await inBox("ada", id)).toMatchObject({ name: "Helper", message: "The greeting is wrong", state: "open" });
    const before = await json("ada", "GET", `${BASE}/summary`);
    expect(await json("ada", "POST", `${BASE}/${id}/grant`, {})).toMatchObject({ state: "granted" });
    expect(await may("ben", "update", resource)).toBe(true);
    expect(await may("ben", "delete", resource)).toBe(false);
    expect((await json("ada", "GET", `${BASE}/summary`)).toMe).toBe(before.toMe - 1);
    const { grants } = await json("ada", "GET", `${pathOf(resource)}/grants`);
    expect(grants).toContainEqual(
      expect.objectContaining({
        principal: userOf("ben"),
        role: "editor",
        givenBy: userOf("ada"),
        reason: "asked for access",
      }),
    );
    expect(grants.find(({ role }: { role: string }) => role === "editor").expiresAt).not.toBeNull();
  });

  test("may give less, and until sooner", async () => {
    const { named, resource } = await shared();
    const { id } = await ask("ben", named, "delete");
    await json("ada", "POST", `${BASE}/${id}/grant`, { role: "editor", expiresAt: inDays(1) });
    expect([await may("ben", "update", resource), await may("ben", "delete", resource)]).toEqual([true, false]);
  });

  test("says no, with why", async () => {
    const { named, resource } = await shared();
    const { id } = await ask("ben", named);
    await json("ada", "POST", `${BASE}/${id}/decline`, { answer: "I will do it" });
    expect(await mine("ben", id)).toMatchObject({ state: "declined", answer: "I will do it" });
    expect(await may("ben", "update", resource)).toBe(false);
    expect(await inBox("ada", id)).toBeUndefined();
  });

  test.each(["grant", "decline"])("answers once: %s after a no is told that it was answered", async (answer) => {
    const { named } = await shared();
    const { id } = await ask("ben", named);
    await json("ada", "POST", `${BASE}/${id}/decline`, {});
    expect(await codeOf("ada", "POST", `${BASE}/${id}/${answer}`, {})).toEqual([409, "request-answered"]);
  });

  test("is one of two at the same moment", async () => {
    const { named } = await shared();
    const { id } = await ask("ben", named);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, at) =>
        house.as("ada", "POST", `${BASE}/${id}/${at % 2 ? "grant" : "decline"}`, {}),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409, 409, 409]);
  });

  test("is whoever the thing was handed to", async () => {
    const { named, resource } = await shared();
    const { id } = await ask("ben", named);
    await json("ada", "PUT", `${pathOf(resource)}/owner`, { owner: userOf("cy") });
    expect(await inBox("ada", id)).toBeUndefined();
    expect(await inBox("cy", id)).toMatchObject({ state: "open" });
  });

  test("is not who may share it and lacks what is asked for", async () => {
    const { named, resource } = await shared();
    await give("ada", resource, "cy", { allow: ["use", "execute", "share"] });
    const { id } = await ask("ben", named);
    expect(await inBox("cy", id)).toBeUndefined();
    expect(await codeOf("cy", "POST", `${BASE}/${id}/grant`, {})).toEqual([404, "resource-not-found"]);
  });

  test("is an administrator only where no person has the thing", async () => {
    const { named, resource } = await shared();
    const { id } = await ask("ben", named);
    expect(await inBox("sue", id)).toBeUndefined();
    await house.change([{ kind: "owner-set", resource, owner: "organization" }]);
    expect(await inBox("sue", id)).toMatchObject({ state: "open" });
    await json("sue", "POST", `${BASE}/${id}/grant`, {});
    expect(await may("ben", "update", resource)).toBe(true);
  });

  test("is asked no more once the right came some other way", async () => {
    const { named, resource } = await shared();
    const { id } = await ask("ben", named);
    await give("ada", resource, "ben", { allow: ["update"] });
    expect(await inBox("ada", id)).toBeUndefined();
    expect(await mine("ben", id)).toMatchObject({ state: "granted" });
  });

  test("is not whoever asks, whatever they send", async () => {
    const { named } = await shared();
    const { id } = await ask("ben", named);
    for (const answer of ["grant", "decline"])
      expect(await codeOf("ben", "POST", `${BASE}/${id}/${answer}`, {})).toEqual([404, "resource-not-found"]);
    expect(await inBox("ben", id)).toBeUndefined();
  });

  test("gives nothing that they do not hold themselves", async () => {
    const { named } = await shared();
    const { id } = await ask("ben", named);
    const refused = await house.as("ada", "POST", `${BASE}/${id}/grant`, { allow: ["insights"] });
    expect([refused.statusCode, refused.json().code]).toEqual([403, "hand-on-refused"]);
    expect(await mine("ben", id)).toMatchObject({ state: "open" });
  });
});

describe("by mail", () => {
  const told = async (what: () => Promise<unknown>) => {
    house.people.told.length = 0;
    await what();
    return house.people.told;
  };

  test("hear whoever may answer, the owner first, and then whoever asked", async () => {
    const { named, resource } = await shared();
    await give("ada", resource, "cy", { allow: ["use", "execute", "update", "share"] });
    let id = "";
    const asked = await told(async () => {
      ({ id } = await ask("ben", named));
    });
    expect(asked).toEqual([["access-asked", userOf("ada"), userOf("cy")]]);
    const answered = await told(() => json("ada", "POST", `${BASE}/${id}/grant`, {}));
    expect(answered).toEqual([["access-answered", userOf("ben")]]);
  });

  test("hears nobody of what there is not, and no stranger of a no", async () => {
    expect(await told(() => ask("dee", "agent:agent_none", "use"))).toEqual([["access-asked"]]);
    const { _id, id } = await agent();
    const { id: request } = await ask("cy", `agent:${id}`, "use");
    expect(await told(() => json("ada", "POST", `${BASE}/${request}/decline`, {}))).toEqual([]);
    expect(await may("cy", "use", `agent:${_id}`)).toBe(false);
  });
});

describe("a conversation that nobody shared", () => {
  test("is asked for by its address, and given", async () => {
    const { id: conversation } = await talk(house, "ada", "Plans for May");
    const { id } = await ask("cy", `conversation:${conversation}`, "view");
    expect(await inBox("ada", id)).toMatchObject({ name: expect.any(String), role: "viewer", state: "open" });
    await json("ada", "POST", `${BASE}/${id}/grant`, {});
    expect((await house.as("cy", "GET", `/api/convos/${conversation}`)).statusCode).toBe(200);
  });
});

describe("a stranger", () => {
  const secret = async () => (await agent()).id as string;
  const none = "agent_AAAAAAAAAAAAAAAAAAAAA";

  test("asks for a secret thing as for one that there is not", async () => {
    const there = await ask("cy", `agent:${await secret()}`, "use");
    const nothing = await ask("cy", `agent:${none}`, "use");
    expect(there).toMatchObject({ name: null, state: "open" });
    expect(alike(there)).toEqual(alike(nothing));
    expect(alike(await mine("cy", there.id))).toEqual(alike(await mine("cy", nothing.id)));
    await json("cy", "DELETE", `${BASE}/${nothing.id}`);
    await json("cy", "DELETE", `${BASE}/${there.id}`);
  });

  test("of another organization learns as little", async () => {
    const id = await secret();
    const there = await ask("dee", `agent:${id}`, "use");
    expect(await inBox("ada", there.id)).toBeUndefined();
    expect(alike(there)).toEqual(alike(await ask("dee", `agent:${none}`, "use")));
  });

  test("hears of no refusal", async () => {
    const { id } = await ask("cy", `agent:${await secret()}`, "use");
    const before = await mine("cy", id);
    await json("cy", "POST", `${BASE}/seen`);
    await json("ada", "POST", `${BASE}/${id}/decline`, { answer: "Never" });
    expect(await mine("cy", id)).toEqual(before);
    expect((await json("cy", "GET", `${BASE}/summary`)).answered).toBe(0);
    expect(await inBox("ada", id)).toBeUndefined();
  });

  test("asks twice for the same, and is told that they did, there or not, answered or not", async () => {
    const open = `agent:${await secret()}`;
    const declined = `agent:${await secret()}`;
    const unknown = "agent:agent_BBBBBBBBBBBBBBBBBBBBB";
    await ask("cy", open, "use");
    await ask("cy", unknown, "use");
    const { id } = await ask("cy", declined, "use");
    await json("ada", "POST", `${BASE}/${id}/decline`, {});
    for (const resource of [open, unknown, declined])
      expect(await codeOf("cy", "POST", BASE, { resource, action: "use" })).toEqual([409, "request-open"]);
  });

  test("is let in by a yes", async () => {
    const id = await secret();
    const asked = await ask("cy", `agent:${id}`, "use");
    await json("ada", "POST", `${BASE}/${asked.id}/grant`, {});
    expect(await mine("cy", asked.id)).toMatchObject({ state: "granted", name: "Helper" });
    expect((await house.as("cy", "GET", `/api/agents/${id}`)).statusCode).toBe(200);
  });
});

describe("what a sealed thing is called", () => {
  test("hears only who may view it: neither who takes part blindly, nor who may share it and no more", async () => {
    const { id: conversation, resource } = await talk(house, "ada", "Canary plans");
    await give("ada", resource, "ben", { allow: ["participate"] });
    await give("ada", resource, "cy", { allow: ["share"] });
    const asked = await ask("ben", `conversation:${conversation}`, "share", { allow: ["share"] });
    expect([asked.name, asked.thingId]).toEqual([null, null]);
    expect(await mine("ben", asked.id)).toMatchObject({ name: null, thingId: null });
    expect(await inBox("cy", asked.id)).toMatchObject({ name: null, thingId: null, state: "open" });
    expect(await inBox("ada", asked.id)).toMatchObject({ thingId: conversation });
    await json("ben", "DELETE", `${BASE}/${asked.id}`);
  });
});

test("a restricted model is asked for, and one that there is not alike", async () => {
  await json("sue", "PUT", "/api/access/resources/model/echo", { restricted: true });
  const there = await ask("cy", "model:echo", "use");
  expect(alike(there)).toEqual(alike(await ask("cy", "model:none", "use")));
  expect(await inBox("sue", there.id)).toMatchObject({ state: "open" });
  await json("sue", "PUT", "/api/access/resources/model/echo", { restricted: false });
});

describe("asking in vain", () => {
  test("for what one may do already is said to be so", async () => {
    const { named } = await shared();
    expect(await codeOf("ben", "POST", BASE, { resource: named, action: "use" })).toEqual([409, "request-in-vain"]);
  });

  test("where one's role lacks the feature is said, for a secret thing as for none", async () => {
    await house.change([{ kind: "feature-set", role: "role:USER", feature: "PROMPTS.USE", on: false }]);
    const made = await house.as("sue", "POST", "/api/prompts", {
      prompt: { prompt: "Hi", type: "text" },
      group: { name: "G" },
    });
    const details = [];
    for (const id of [made.json().group._id, "000000000000000000000000"]) {
      const refused = await house.as("cy", "POST", BASE, { resource: `prompt:${id}`, action: "use" });
      details.push([refused.statusCode, refused.json().code, refused.json().detail]);
    }
    expect(details[0]).toEqual([409, "request-in-vain", expect.stringContaining("feature")]);
    expect(details[1]).toEqual(details[0]);
    await house.change([{ kind: "feature-set", role: "role:USER", feature: "PROMPTS.USE", on: true }]);
  });
});

describe("one's own requests", () => {
  test("are counted as news until they are seen", async () => {
    const { named } = await shared();
    const { id } = await ask("ben", named);
    await json("ben", "POST", `${BASE}/seen`);
    await json("ada", "POST", `${BASE}/${id}/grant`, {});
    expect((await json("ben", "GET", `${BASE}/summary`)).answered).toBe(1);
    await json("ben", "POST", `${BASE}/seen`);
    expect((await json("ben", "GET", `${BASE}/summary`)).answered).toBe(0);
  });

  test("are taken back, and by nobody else", async () => {
    const { named } = await shared();
    const { id } = await ask("ben", named);
    expect(await codeOf("cy", "DELETE", `${BASE}/${id}`)).toEqual([404, "resource-not-found"]);
    await json("ben", "DELETE", `${BASE}/${id}`);
    expect(await mine("ben", id)).toBeUndefined();
    expect(await inBox("ada", id)).toBeUndefined();
    expect(await codeOf("ada", "POST", `${BASE}/${id}/grant`, {})).toEqual([409, "request-answered"]);
  });

  test("wait a day after a no that was told", async () => {
    const { named } = await shared();
    const { id } = await ask("ben", named);
    await json("ada", "POST", `${BASE}/${id}/decline`, {});
    expect(await codeOf("ben", "POST", BASE, { resource: named, action: "update" })).toEqual([429, "rate-limited"]);
  });

  test("that were answered stay, and a thing is asked for once under all its names", async () => {
    const { named, resource } = await shared();
    const { id } = await ask("ben", named);
    expect(await codeOf("ben", "POST", BASE, { resource, action: "update" })).toEqual([409, "request-open"]);
    await json("ada", "POST", `${BASE}/${id}/decline`, {});
    expect(await codeOf("ben", "DELETE", `${BASE}/${id}`)).toEqual([409, "request-answered"]);
    expect(await codeOf("ben", "POST", BASE, { resource, action: "update" })).toEqual([429, "rate-limited"]);
  });

  test("come page by page, newest first", async () => {
    const house = await openHouse();
    const asked: string[] = [];
    for (let at = 0; at < 5; at++) {
      const body = { resource: `agent:agent_${at}`, action: "use" };
      asked.unshift((await house.as("ben", "POST", BASE, body)).json().id);
    }
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof json>> = (
        await house.as("ben", "GET", `${BASE}?box=mine&limit=2&cursor=${cursor}`)
      ).json();
      seen.push(...page.requests.map(({ id }: { id: string }) => id));
      cursor = page.nextCursor;
    }
    await house.close();
    expect(new Set(seen)).toEqual(new Set(asked));
    expect(seen).toHaveLength(5);
  });

  test("are at most twenty at a time", async () => {
    const house = await openHouse();
    const codes = [];
    for (let at = 0; at < 21; at++)
      codes.push((await house.as("ben", "POST", BASE, { resource: `agent:agent_${at}`, action: "use" })).statusCode);
    await house.close();
    expect(codes).toEqual([...Array(20).fill(201), 429]);
  });

  test("made at the same moment for the same thing are one", async () => {
    const { named } = await shared();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => house.as("ben", "POST", BASE, { resource: named, action: "update" })),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409, 409, 409]);
  });
});

test("asking takes no revision, giving takes one", async () => {
  const { named } = await shared();
  const revision = () => house.access.of(house.here).engine.revision;
  const before = revision();
  const { id } = await ask("ben", named);
  expect(revision()).toBe(before);
  await json("ada", "POST", `${BASE}/${id}/grant`, {});
  expect(revision()).toBe(before + 1);
});

test("they go with the account that asked, and are forgotten a quarter later", async () => {
  const { named } = await shared();
  const { id } = await ask("ben", named);
  const rows = async () =>
    (await house.store.db.selectFrom("access_requests").select("id").execute()).map((row) => row.id);
  const { store } = house;
  await forgetRequests({ store, now: () => Date.now() + 89 * 86_400_000 });
  expect(await rows()).toContain(id);
  await store.transact(async (tx) => {
    for (const removed of house.people.removed) await removed(tx, house.here, [], userOf("ben"));
  });
  expect(await rows()).not.toContain(id);
  await forgetRequests({ store, now: () => Date.now() + 91 * 86_400_000 });
  expect(await rows()).toEqual([]);
});
