import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../store/index.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { uploadTo } from "../testing/files.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";

const save = (house: House, person: string, body: object) => house.as(person, "POST", "/api/presets", body);
const all = async (house: House, person: string) => (await house.as(person, "GET", "/api/presets")).json();
const titles = async (house: House, person: string) =>
  (await all(house, person)).map(({ title }: { title: string }) => title);
const remove = (house: House, person: string, body: object) => house.as(person, "POST", "/api/presets/delete", body);

const unknownAgent = "agent_nobodysagent1234567890";
const unknownFile = "11111111-1111-4111-8111-111111111111";

onEveryDatabase("a preset", (given) => {
  test("is kept in LibreChat's shape, and replaced as a whole under its id", async () => {
    const house = await openHouse({ database: await given() });
    const wish = { presetId: null, title: "Brief", endpoint: "echo", model: "echo", temperature: 0.2, tools: [] };
    const told = { user: "somebody", _id: "another", __v: 3, createdAt: "2020", updatedAt: "2020" };
    const made = await save(house, "ada", { ...wish, ...told });
    expect(made.statusCode, made.body).toBe(201);
    const { presetId: _, ...kept } = wish;
    expect(made.json()).toEqual({
      ...kept,
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      presetId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      user: userOf("ada").slice("user:".length),
      createdAt: expect.stringMatching(/^20(?!20)/),
      updatedAt: expect.stringMatching(/^20(?!20)/),
    });
    const { presetId, _id } = made.json();
    const changed = (await save(house, "ada", { presetId, title: "Briefer", endpoint: "echo" })).json();
    expect(changed).toMatchObject({ _id, presetId, title: "Briefer" });
    expect(changed).not.toHaveProperty("temperature");
    expect(await all(house, "ada")).toEqual([changed]);
    await house.close();
  });

  test("may have the name of another person's: they are two", async () => {
    const house = await openHouse({ database: await given() });
    for (const person of ["ada", "ben", "dee"]) await save(house, person, { presetId: "same", title: `${person}'s` });
    expect((await remove(house, "ben", { all: true })).json().deletedCount).toBe(1);
    expect([await titles(house, "ada"), await titles(house, "dee")]).toEqual([["ada's"], ["dee's"]]);
    await house.close();
  });

  test("that chats begin with is one, and another one's place is free then", async () => {
    const house = await openHouse({ database: await given() });
    await save(house, "ada", { presetId: "a", defaultPreset: true });
    await save(house, "ada", { presetId: "b", defaultPreset: true });
    const marks = (await all(house, "ada")).map((one: Record<string, unknown>) => [
      one.presetId,
      one.defaultPreset,
      one.order,
    ]);
    expect(marks).toEqual([
      ["b", true, 0],
      ["a", undefined, undefined],
    ]);
    await house.close();
  });
});

onEveryDatabase("presets that are kept at once", (given) => {
  const at = (many: number, body: (n: number) => object) => Array.from({ length: many }, (_, n) => body(n));
  const saveAll = (house: House, bodies: readonly object[]) =>
    Promise.all(bodies.map((body) => save(house, "ada", body)));

  test("have one default", async () => {
    const house = await openHouse({ database: await given() });
    await saveAll(
      house,
      at(8, (n) => ({ presetId: `p${n}`, defaultPreset: true })),
    );
    const defaults = (await all(house, "ada")).filter((one: object) => "defaultPreset" in one);
    expect(defaults).toHaveLength(1);
    await house.close();
  });

  test("are no more than there may be", async () => {
    const house = await openHouse({ database: await given() });
    await house.store.transact(async (tx) => {
      const row = {
        organization_id: house.here,
        account: userOf("ada"),
        fields: '{"title":"x"}',
        created_at: 1,
        updated_at: 1,
      };
      await tx
        .insertInto("presets")
        .values(
          at(498, (n) => ({
            ...row,
            id: newId(),
            preset_id: `p${n}`,
            is_default: 0 as const,
            position: null,
          })) as never,
        )
        .execute();
    });
    const answers = await saveAll(
      house,
      at(8, (n) => ({ presetId: `new-${n}` })),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 201, 409, 409, 409, 409, 409, 409]);
    expect(await all(house, "ada")).toHaveLength(500);
    await house.close();
  });
});

describe("what a preset names", () => {
  let house: House;
  let agent: string;
  let file: string;
  let conversation: string;
  let project: string;
  beforeAll(async () => {
    house = await openHouse();
    const make = async (url: string, body: object) => (await house.as("ada", "POST", url, body)).json();
    agent = (await make("/api/agents", { name: "Ada's", provider: "echo", model: "echo" })).id;
    file = (await uploadTo(house, "ada", "hello")).body.file_id;
    project = (await make("/api/projects", { name: "Ada's" }))._id;
    const chat = { text: "hello", endpoint: "echo", model: "echo", conversationId: null };
    conversation = (await make("/api/agents/chat/echo", chat)).conversationId;
  });
  afterAll(() => house.close());

  const naming = () =>
    [
      ["an agent", { agent_id: agent }, { agent_id: unknownAgent }],
      ["a file", { file_ids: [file] }, { file_ids: [unknownFile] }],
      ["a whole file", { files: [{ file_id: file, filename: "x" }] }, { files: [{ file_id: unknownFile }] }],
      ["a conversation", { conversationId: conversation }, { conversationId: unknownFile }],
      ["a project", { chatProjectId: project }, { chatProjectId: "0123456789abcdef01234567" }],
    ] as const;

  test("is kept where it is one's own", async () => {
    for (const [what, own] of naming()) {
      const answer = await save(house, "ada", { title: what, ...own });
      expect([answer.statusCode, answer.body]).toEqual([201, expect.anything()]);
      expect(answer.json()).toMatchObject(own);
    }
  });

  test("is not there for whoever may not use it, and then nothing is kept", async () => {
    for (const [what, own, unknown] of naming())
      for (const person of ["ben", "dee"]) {
        const answers = [await save(house, person, own), await save(house, person, unknown)];
        expect([what, ...answers.map(({ statusCode }) => statusCode)]).toEqual([what, 404, 404]);
        const [foreign, none] = answers.map((answer) => ({ ...answer.json(), requestId: "" }));
        expect(foreign).toEqual(none);
      }
    expect([await all(house, "ben"), await all(house, "dee")]).toEqual([[], []]);
  });

  test("is a model that is there for whoever names it", async () => {
    const refused = await save(house, "ada", { endpoint: "echo", model: "no-such-model" });
    expect([refused.statusCode, refused.json().code]).toEqual([403, "model-not-available"]);
  });
});

test("presets are refused while `interface.presets` is false", async () => {
  const house = await openHouse({ yaml: "version: 1.3.0\ninterface: { presets: false }\n" });
  const refused = [
    await house.as("sue", "GET", "/api/presets"),
    await save(house, "sue", { title: "Mine" }),
    await remove(house, "sue", { all: true }),
  ];
  expect(refused.map((answer) => [answer.statusCode, answer.json().code])).toEqual(
    refused.map(() => [403, "feature-off"]),
  );
  await house.close();
});

test("presets go with their account, and nobody else's do", async () => {
  const house = await openHouse();
  for (const person of ["ada", "ben"]) await save(house, person, { title: person });
  await house.store.transact(async (tx) => {
    for (const listener of house.people.removed) await listener(tx, house.here, [], userOf("ada"));
  });
  expect([await all(house, "ada"), await titles(house, "ben")]).toEqual([[], ["ben"]]);
  await house.close();
});

describe("presets of one person", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  test("are nobody else's, not by their id either", async () => {
    const { presetId } = (await save(house, "ben", { title: "Ben's", promptPrefix: "SECRET" })).json();
    for (const person of ["cy", "sue", "dee"]) {
      expect(await all(house, person)).toEqual([]);
      expect((await remove(house, person, { presetId })).json()).toEqual({ acknowledged: true, deletedCount: 0 });
      expect((await save(house, person, { presetId, title: "Mine" })).json().user).not.toBe(
        userOf("ben").slice("user:".length),
      );
      await remove(house, person, { all: true });
    }
    expect(await all(house, "ben")).toMatchObject([{ title: "Ben's", promptPrefix: "SECRET" }]);
  });

  test("come by their order, then the newest first; the one that chats begin with stands first, and is one", async () => {
    for (const body of [
      { title: "Old" },
      { title: "New" },
      { title: "Second", order: 2 },
      { title: "First", order: 1 },
    ]) {
      await save(house, "ada", body);
      // Of two within one millisecond none is the newer.
      await pause(2);
    }
    expect(await titles(house, "ada")).toEqual(["First", "Second", "New", "Old"]);
    const [, second] = await all(house, "ada");
    await save(house, "ada", { ...second, defaultPreset: true });
    expect((await all(house, "ada"))[0]).toMatchObject({ title: "Second", defaultPreset: true, order: 0 });
    await save(house, "ada", { title: "Another", defaultPreset: true });
    const defaults = (await all(house, "ada")).filter((one: object) => "defaultPreset" in one);
    expect(defaults).toMatchObject([{ title: "Another" }]);
  });

  test("go one at a time, or all where that is said; a body that says neither deletes nothing", async () => {
    const before = await all(house, "ada");
    const { presetId, ...nameless } = before[0];
    for (const body of [{}, { presetId: null }, nameless, { presetId, all: true }]) {
      const refused = await remove(house, "ada", body);
      expect([refused.statusCode, refused.json().code]).toEqual([400, "request-invalid"]);
    }
    expect((await remove(house, "ada", { presetId })).json().deletedCount).toBe(1);
    expect((await remove(house, "ada", { all: true })).json().deletedCount).toBe(before.length - 1);
    expect(await all(house, "ada")).toEqual([]);
  });

  test("go by LibreChat's client, which sends all that it knows of the one", async () => {
    const whole = { title: "Goes", endpoint: "echo", model: "echo", temperature: 0.2, tools: [] };
    const { _id, user, ...told } = (await save(house, "ada", whole)).json();
    await save(house, "ada", { title: "Stays" });
    const answer = await remove(house, "ada", { ...told, _id, user, conversationId: "new", files: [] });
    expect([answer.statusCode, answer.json()]).toEqual([201, { acknowledged: true, deletedCount: 1 }]);
    expect(await titles(house, "ada")).toEqual(["Stays"]);
    expect((await remove(house, "ada", { presetId: told.presetId, role: "ADMIN" })).statusCode).toBe(400);
    await remove(house, "ada", { all: true });
  });

  test("keep LibreChat's other parameters, and drop what is about a conversation or a place to run code", async () => {
    const kept = {
      append_current_datetime: true,
      context: "of before",
      promptCacheTtl: "5m",
      reasoning_context: "all",
      reasoning_mode: "auto",
      resendImages: false,
      stream: true,
      thinkingDisplay: "full",
      url_context: true,
      userLabel: "Ada",
    };
    const dropped = {
      archivedAt: null,
      isShared: true,
      isTemporary: false,
      pinned: true,
      subagentThread: { id: "x" },
      codeApprovalMode: "ask",
      codeEnvironmentMode: "local",
      codeWorkspaces: ["/srv"],
    };
    const answer = await save(house, "ben", { presetId: "all", ...kept, ...dropped, assistant_id: null });
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject(kept);
    for (const key of Object.keys(dropped)) expect(answer.json()).not.toHaveProperty(key);
    expect((await remove(house, "ben", { ...answer.json(), ...dropped })).json().deletedCount).toBe(1);
  });

  test("name no assistant: there are none", async () => {
    const answer = await save(house, "ben", { title: "New", assistant_id: "asst_1" });
    expect([answer.statusCode, await titles(house, "ben")]).toEqual([404, ["Ben's"]]);
  });

  test("are 500 at most, and each is small", async () => {
    for (let index = 0; index < 500; index++)
      await save(house, "cy", { title: `Preset ${index}`, presetId: `p${index}` });
    expect((await save(house, "cy", { title: "One more" })).json().code).toBe("conflict");
    expect((await save(house, "cy", { title: "Again", presetId: "p7" })).statusCode).toBe(201);
    const words = "x".repeat(30_000);
    for (const body of [
      { promptPrefix: "x".repeat(70_000) },
      { promptPrefix: words, instructions: words, system: words },
      { title: "a\0b" },
      { presetId: "../x" },
      { order: 1.5 },
      { role: "SUPER_ADMIN" },
    ])
      expect((await save(house, "ada", body)).statusCode).toBe(400);
  });
});
