import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { archiveOf } from "../../identity/export/archive.ts";
import { type Unzipped, unzip } from "../../identity/testing/unzip.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { readImport } from "../conversations/import/readImport.ts";
import { uploadTo } from "../testing/files.ts";
import { grant, type House, openHouse, userOf, VIEWER } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";
import { DOMAIN, MCP, makeTool, yamlOf } from "../testing/tools.ts";

const KEY = "canary-key-of-a-tool";
const OTHERS = "canary-words-of-ada";

const entriesFor = (house: House, person: string) => {
  const [part] = house.people.exported;
  if (!part) throw new Error("the workspace gives nothing");
  const subject = userOf(person);
  return part.entries({ actor: { organization: house.here, subject, name: subject, from: "api" }, at: Date.now() });
};
const exportFor = async (house: House, person: string): Promise<Map<string, Unzipped>> =>
  unzip(await buffer(archiveOf(entriesFor(house, person))));
const read = (files: Map<string, Unzipped>, path: string) => JSON.parse(files.get(path)?.bytes.toString() ?? "");

type Call = Parameters<House["as"]>;
async function json(house: House, ...call: Call) {
  const answer = await house.as(...call);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json();
}

/** Ben has something of each kind; Ada has the same kinds, and shares an agent with him. */
async function fill(house: House) {
  await house.change(MCP);
  const agent = { provider: "echo", model: "echo" };
  for (const [person, words] of [
    ["ben", "words of Ben"],
    ["ada", OTHERS],
  ] as const) {
    await json(house, person, "POST", "/api/agents", { ...agent, name: `Agent of ${person}`, instructions: words });
    await json(house, person, "POST", "/api/prompts", {
      prompt: { prompt: words, type: "text" },
      group: { name: `Prompt of ${person}` },
    });
    await json(house, person, "POST", "/api/presets", { title: words, endpoint: "echo", model: "echo" });
    await json(house, person, "POST", "/api/tags", { tag: `tag of ${person}` });
    await json(house, person, "POST", "/api/projects", { name: words });
    await makeTool(house, person, { auth: { type: "api_key", as: "bearer", key: KEY } });
  }
  const said = await talk(house, "ben", "What Ben asks");
  await talk(house, "ada", OTHERS);
  const { body: file } = await uploadTo(house, "ben", "Bytes of Ben", { name: "../Bericht Ä.txt" });
  await uploadTo(house, "ada", OTHERS);
  return { said, file };
}

describe("what the workspace gives a person of theirs", () => {
  let house: House;
  let files: Map<string, Unzipped>;
  let made: Awaited<ReturnType<typeof fill>>;
  beforeAll(async () => {
    house = await openHouse({ yaml: yamlOf(DOMAIN) });
    made = await fill(house);
    files = await exportFor(house, "ben");
  });
  afterAll(() => house.close());

  it("is a conversation as LibreChat writes it, and the import reads", async () => {
    const path = `conversations/${made.said.id}.json`;
    expect(read(files, path)).toMatchObject({ conversationId: made.said.id, endpoint: "echo", recursive: false });
    const [conversation] = await readImport(files.get(path)?.bytes ?? Buffer.alloc(0));
    const [question, answer] = conversation?.messages ?? [];
    expect(question).toMatchObject({ text: "What Ben asks", isPersons: true, parent: null });
    expect(answer).toMatchObject({ isPersons: false, parent: question?.id });
  });

  it("is the bytes of a file, at a path that leads nowhere else, and the list of all", () => {
    const [listed] = read(files, "files.json");
    expect(listed).toMatchObject({ file_id: made.file.file_id, bytes: 12 });
    expect(listed.path).toBe(`files/${made.file.file_id}/${listed.path.split("/")[2]}`);
    expect(files.get(listed.path)).toEqual({ bytes: Buffer.from("Bytes of Ben"), isCompressed: false });
    for (const path of files.keys()) expect(path).not.toMatch(/\.\.|^\/|\\/);
  });

  it.each([
    [
      "agents.json",
      { name: "Agent of ben", instructions: "words of Ben", versions: [{ instructions: "words of Ben" }] },
    ],
    ["prompts.json", { name: "Prompt of ben", versions: [{ prompt: "words of Ben" }] }],
    ["presets.json", { title: "words of Ben" }],
    ["bookmarks.json", { tag: "tag of ben" }],
    ["projects.json", { name: "words of Ben" }],
    ["tools.json", { auth: { type: "api_key", as: "bearer" } }],
  ])("is %s", (path, what) => {
    expect(read(files, path)).toEqual([expect.objectContaining({})]);
    expect(read(files, path)[0]).toMatchObject(what);
  });

  it("is nothing of others, and no secret", () => {
    for (const [path, { bytes }] of files) {
      expect(bytes.toString(), path).not.toContain(OTHERS);
      expect(bytes.toString(), path).not.toContain(KEY);
    }
  });

  it("is said of in the README, each list and folder", () => {
    const said = house.people.exported.flatMap(({ says }) => says.map(({ path }) => path));
    for (const path of files.keys())
      expect(
        said.some((one) => one === path || (one.endsWith("/") && path.startsWith(one))),
        path,
      ).toBe(true);
  });
});

describe("what is shared", () => {
  it("is named in both directions, as the console names it; what others share is not given", async () => {
    const house = await openHouse();
    try {
      const wish = { provider: "echo", model: "echo", instructions: OTHERS };
      const theirs = await json(house, "ada", "POST", "/api/agents", { ...wish, name: "Of Ada" });
      await house.change([grant(userOf("ben"), `agent:${theirs._id}`, VIEWER)]);
      const own = await json(house, "ben", "POST", "/api/agents", { ...wish, instructions: "Be kind", name: "Of Ben" });
      await house.change([grant(userOf("cy"), `agent:${own._id}`, VIEWER)]);
      const files = await exportFor(house, "ben");
      expect(read(files, "shared-with-me.json")).toEqual([
        expect.objectContaining({ name: "Of Ada", ownerName: "ada" }),
      ]);
      expect(read(files, "shared-by-me.json")).toEqual([
        expect.objectContaining({ name: "Of Ben", grants: [expect.objectContaining({ principalName: "cy" })] }),
      ]);
      expect(read(files, "agents.json").map((one: { name: string }) => one.name)).toEqual(["Of Ben"]);
      for (const [path, { bytes }] of files) expect(bytes.toString(), path).not.toContain(OTHERS);
    } finally {
      await house.close();
    }
  });
});

describe("what tools brought", () => {
  it("is there for whoever ran them, page by page, and for nobody else", async () => {
    const house = await openHouse();
    try {
      const { responseMessage } = await talk(house, "ben", "How is the weather?");
      const row = (account: string, at: number) => ({
        ...{ organization_id: house.here, id: `${account}-${String(at).padStart(3, "0")}`, account },
        ...{
          conversation_id: `c-${at % 3}`,
          message_id: responseMessage.messageId,
          function_name: "weather",
          result: `Sun ${at}`,
        },
        ...{ part_index: null, block_index: null, created_at: at },
      });
      const rows = Array.from({ length: 50 }, (_, at) => row(userOf("ben"), at));
      await house.store.transact((tx) =>
        tx
          .insertInto("tool_calls")
          .values([...rows, row(userOf("cy"), 1)])
          .execute(),
      );
      const told = read(await exportFor(house, "ben"), "tool-calls.json");
      expect(new Set(told.map((one: { result: string }) => one.result)).size).toBe(50);
      expect(told[0]).toMatchObject({ conversationId: "c-0", tool: "weather", result: "Sun 0" });
    } finally {
      await house.close();
    }
  });
});

describe("what moderators hid", () => {
  it.each(["agent", "conversation", "file"])("is named and not given: %s", async (type) => {
    const house = await openHouse();
    try {
      const id = await {
        agent: async () =>
          (await json(house, "ben", "POST", "/api/agents", { provider: "echo", model: "echo", name: "needle" }))._id,
        conversation: async () => (await talk(house, "ben", "needle")).row,
        file: async () => (await uploadTo(house, "ben", "needle")).body._id,
      }[type as "agent"]();
      const resource = `${type}:${id}`;
      await house.change([
        ...(type === "agent"
          ? []
          : [{ kind: "resource-added" as const, resource, owner: userOf("ben"), state: "active" as const }]),
        { kind: "resource-state-set", resource, state: "hidden" },
      ]);
      const files = await exportFor(house, "ben");
      expect(read(files, "hidden.json")).toEqual([{ resource }]);
      for (const [path, { bytes }] of files) expect(bytes.toString(), path).not.toContain("needle");
    } finally {
      await house.close();
    }
  });
});

describe("what is not there any more", () => {
  it("is said of a file whose bytes lie elsewhere", async () => {
    const house = await openHouse();
    try {
      await uploadTo(house, "ben", "lost");
      const { rm } = await import("node:fs/promises");
      await rm(house.settings.filesDir, { recursive: true, force: true });
      expect(read(await exportFor(house, "ben"), "files.json")).toEqual([expect.objectContaining({ path: null })]);
    } finally {
      await house.close();
    }
  });
});

describe("what one may not use any more", () => {
  it("is one's own all the same", async () => {
    const house = await openHouse();
    try {
      await json(house, "ben", "POST", "/api/agents", { provider: "echo", model: "echo", name: "Of Ben" });
      await json(house, "ben", "POST", "/api/presets", { title: "Mine", endpoint: "echo", model: "echo" });
      for (const feature of ["AGENTS.USE", "PROMPTS.USE"])
        await house.change([{ kind: "feature-set", role: "role:USER", feature, on: false }]);
      const files = await exportFor(house, "ben");
      expect(read(files, "agents.json")).toHaveLength(1);
      expect(read(files, "presets.json")).toHaveLength(1);
    } finally {
      await house.close();
    }
  });
});

onEveryDatabase("an export of much", (given) => {
  test("has every conversation and message once, page by page, also archived ones, and no temporary one that has ended", async () => {
    const house = await openHouse({ database: await given() });
    try {
      const [organization_id, account, at] = [house.here, userOf("ben"), Date.now()];
      const hex = (n: number) => n.toString(16).padStart(24, "0");
      await house.store.transact(async (tx) => {
        for (let n = 0; n < 1_203; n += 401)
          await tx
            .insertInto("conversations")
            .values(
              Array.from({ length: 401 }, (_, index) => ({
                organization_id,
                id: hex(n + index),
                conversation_id: `c-${n + index}`,
                account,
                endpoint: "echo",
                is_archived: (index % 2) as 0 | 1,
                expires_at: n + index === 7 ? 1 : null,
                // Many at the same moment: the id decides.
                created_at: at - (index % 3),
                updated_at: at,
              })),
            )
            .execute();
        await tx
          .insertInto("messages")
          .values(
            Array.from({ length: 203 }, (_, index) => ({
              organization_id,
              id: hex(index),
              message_id: `m-${index}`,
              conversation_id: "c-0",
              account,
              is_created_by_user: 1 as const,
              text: String(index),
              created_at: at + (index % 2),
              updated_at: at,
            })),
          )
          .execute();
      });
      await uploadTo(house, "ben", "Bytes of Ben");
      const files = await exportFor(house, "ben");
      const conversations = [...files.keys()].filter((path) => path.startsWith("conversations/"));
      expect(conversations).toHaveLength(1_202);
      expect(files.has("conversations/c-7.json")).toBe(false);
      const texts = read(files, "conversations/c-0.json").messages.map((one: { text: string }) => Number(one.text));
      expect(texts.sort((a: number, b: number) => a - b)).toEqual(Array.from({ length: 203 }, (_, index) => index));
      expect(read(files, "files.json")).toHaveLength(1);
    } finally {
      await house.close();
    }
  });
});
