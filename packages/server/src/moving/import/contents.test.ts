import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ObjectId } from "bson";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyLedger } from "../../spending/ledger/verifyLedger.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { Contents } from "../../workspace/files/contents.ts";
import { type House, openHouse, userOf } from "../../workspace/testing/house.ts";
import { PUBLIC_LINKS, seen } from "../../workspace/testing/links.ts";
import { type Document, openSource } from "../source/index.ts";
import { type Collections, forms } from "../testing/forms/written.ts";
import { hex, oid } from "../testing/librechat.ts";
import { bringContents } from "./bringContents.ts";
import { moveIn } from "./moveIn.ts";
import { listMoves } from "./moves.ts";
import type { ProblemLine } from "./problemLine.ts";
import { ChangedSince, undoMove } from "./undo.ts";

const NOW = Date.now();
const ben = userOf("ben").slice("user:".length);
const cy = userOf("cy").slice("user:".length);
const at = new Date("2025-03-01T10:00:00Z");
const dates = { createdAt: at, updatedAt: new Date("2025-04-01T10:00:00Z"), __v: 0 };
const ROOT = "00000000-0000-0000-0000-000000000000";
const [CHAT, TEMPORARY, BENS] = ["11111111-1111-4111-8111-111111111111", "2222", "3333"];

const conversation = (number: number, conversationId: string | undefined, more: Document = {}): Document => ({
  ...{ _id: oid(number), conversationId, title: "Plans\nfor \0spring", user: ben, endpoint: "openAI", model: "gpt-4o" },
  ...{ messages: [], temperature: 0.3, tags: [], ...dates, ...more },
});
const message = (number: number, messageId: string, more: Document = {}): Document => ({
  ...{
    _id: oid(number),
    messageId,
    conversationId: CHAT,
    user: ben,
    parentMessageId: ROOT,
    text: "Hel\0lo",
    sender: "User",
  },
  ...{ isCreatedByUser: true, endpoint: "openAI", model: null, ...dates, ...more },
});

const file = (number: number, fileId: string, more: Document = {}): Document => ({
  ...{
    _id: oid(number),
    file_id: fileId,
    user: new ObjectId(ben),
    filename: `${fileId}.txt`,
    bytes: 9,
    type: "text/plain",
  },
  ...{ filepath: `/uploads/${fileId}.txt`, source: "local", object: "file", usage: 1, ...dates, ...more },
});
const preset = (number: number, presetId: string, more: Document = {}): Document => ({
  ...{ _id: oid(number), presetId, user: ben, title: presetId, endpoint: "openAI", model: "gpt-4o", tools: [] },
  ...{ ...dates, ...more },
});
const addressOf = (name: string) => name.padEnd(21, "_");
const link = (number: number, shareId: string, more: Document = {}): Document => ({
  ...{
    _id: oid(number),
    conversationId: CHAT,
    title: "Plans",
    user: ben,
    shareId: addressOf(shareId),
    ...dates,
    ...more,
  },
});

const contents = (): Collections => ({
  promptgroups: [
    {
      _id: oid(0x21),
      name: "Brief",
      oneliner: "Short",
      category: "work",
      productionId: oid(0x33),
      author: new ObjectId(ben),
      command: "brief",
      numberOfGenerations: 4,
      ...dates,
    },
    { _id: oid(0x22), name: "Orphan", author: oid(0xdead), command: "Not A Command", ...dates },
  ],
  files: [
    file(0xb1, "plan", { filename: "../plan.txt", conversationId: CHAT }),
    file(0xb2, "of-agent", { context: "agents" }),
    file(0xb3, "cys", { user: new ObjectId(cy), filepath: "/uploads/../../secret.txt" }),
    file(0xb4, "linked", { filepath: "/uploads/linked.txt" }),
    file(0xb5, "in-a-bucket", { source: "s3", filepath: "https://bucket.example.com/a" }),
    file(0xb6, "picture", { context: "avatar" }),
    file(0xb7, "nobodys", { user: oid(0xdead) }),
    file(0xb8, "plan"),
  ],
  agents: [
    {
      ...{ _id: oid(0xc1), id: "agent_reader", name: "Reader", provider: "openAI", model: "gpt-4o", ...dates },
      ...{ author: new ObjectId(ben), tools: [] },
      tool_resources: { file_search: { file_ids: ["of-agent", "cys", "lost"], vector_store_ids: [] } },
    },
  ],
  presets: [
    preset(0xd1, "brief", { temperature: 0.2, promptPrefix: "Be brief.", defaultPreset: true, order: 0, hologram: 1 }),
    preset(0xd2, "warm", { temperature: "warm", defaultPreset: true }),
    preset(0xd3, "brief"),
    preset(0xd4, "nobodys", { user: hex(0xdead) }),
  ],
  prompts: [
    { _id: oid(0x31), groupId: oid(0x21), author: new ObjectId(ben), prompt: "One {{x}}", type: "text", ...dates },
    { _id: oid(0x32), groupId: oid(0x99), author: new ObjectId(ben), prompt: "Lost", type: "text", ...dates },
    { _id: oid(0x33), groupId: oid(0x21), author: oid(0xdead), prompt: "Two {{x}}", type: "chat", ...dates },
  ],
  conversationtags: [
    { _id: oid(0x41), tag: "spring", user: ben, position: 1, count: 1, ...dates },
    { _id: oid(0x42), tag: "lost", user: hex(0xdead), position: 1, ...dates },
  ],
  conversations: [
    conversation(0x51, CHAT, { tags: ["spring", "autumn"], isArchived: false }),
    conversation(0x52, TEMPORARY, { isTemporary: true, expiredAt: new Date("2020-01-01") }),
    conversation(0x53, BENS, { user: hex(0xdead) }),
    conversation(0x54, CHAT),
    conversation(0x55, undefined),
    conversation(0x56, "with-agent", { agent_id: "agent_open", endpoint: "agents", isArchived: true }),
  ],
  messages: [
    message(0x61, "m1", { files: [{ file_id: "f", filename: "a.pdf" }, { file_id: "plan" }, { file_id: "cys" }] }),
    message(0x62, "m2", {
      ...{ parentMessageId: "m1", isCreatedByUser: false, sender: "GPT", text: "", model: "gpt-4o", tokenCount: 12.0 },
      content: [
        { type: "think", think: "Hm" },
        { type: "text", text: { value: "Good day" } },
        { type: "tool_call", tool_call: { id: "c", name: "search", args: { q: 1 }, type: "tool_call", progress: 1 } },
        "no part",
      ],
      feedback: { rating: "thumbsUp" },
    }),
    message(0x63, "m1", { text: "twice" }),
    message(0x64, "m4", { conversationId: BENS }),
    message(0x65, "m5", { user: cy, text: "somebody else's" }),
    message(0x66, "m6", { expiredAt: new Date("2020-01-01") }),
  ],
  sharedlinks: [
    link(0x91, "public-then", { isPublic: true, messages: [oid(0x61)] }),
    link(0x92, "by-entries", { messages: [oid(0x61), oid(0x62)], targetMessageId: "m2" }),
    link(0x93, "public-then"),
    link(0x94, "of-nothing", { messages: [] }),
    link(0x95, "somebody-elses", { user: cy }),
    link(0x96, "ended", { expiredAt: new Date("2020-01-01") }),
    link(0x97, "lost", { conversationId: BENS }),
  ],
  aclentries: [
    {
      ...{ _id: oid(0xa1), principalType: "user", principalId: new ObjectId(cy), principalModel: "User" },
      ...{ resourceType: "sharedLink", resourceId: oid(0x92), permBits: 1, grantedAt: at, ...dates },
    },
  ],
  balances: [
    {
      _id: oid(0x71),
      user: new ObjectId(ben),
      tokenCredits: 1234.5678,
      autoRefillEnabled: true,
      refillIntervalValue: 30,
      refillIntervalUnit: "days",
      refillAmount: 500,
      lastRefill: at,
    },
    { _id: oid(0x72), user: new ObjectId(cy), tokenCredits: -3 },
    { _id: oid(0x73), user: oid(0xdead), tokenCredits: 5 },
  ],
});

onEveryDatabase("what people wrote and have", (given) => {
  let house: House;
  let folder: string;
  let problems: ProblemLine[];

  beforeEach(async () => {
    house = await openHouse({ database: await given(), env: PUBLIC_LINKS.env });
    folder = await mkdtemp(join(tmpdir(), "gatehouse-moving-"));
    problems = [];
    await bring();
  });
  afterEach(async () => {
    await house.close();
    await rm(folder, { recursive: true });
  });

  async function bring(directory?: string, documents = contents()): Promise<void> {
    const source = await openSource((await forms["a folder of mongodump"]?.(folder, documents)) ?? "");
    const access = house.access.of(house.here);
    const problem = (line: ProblemLine) => void problems.push(line);
    await moveIn({
      ...{ source, access, store: house.store, batchSize: 2, tenant: null, now: NOW, clock: () => NOW },
      ...{ superAdmins: new Set<string>(), admitsUnverified: true, progress: () => {} },
      ...{ problem, bringsContents: directory !== undefined },
    });
    if (directory !== undefined)
      await bringContents({
        ...{ source, store: house.store, organization: house.here, directory, problem },
        contents: new Contents(house.settings.filesDir),
      });
    await source.close();
  }
  async function undo(): Promise<void> {
    const access = house.access.of(house.here);
    const [move] = await listMoves(house.store.db, house.here);
    if (!move) throw new Error("nothing was moved in");
    await undoMove({
      ...{ access, store: house.store, move, clock: () => NOW, anyway: false, progress: () => {} },
      contents: new Contents(house.settings.filesDir),
    });
  }
  const told = (collection: string) =>
    problems
      .filter((one) => one.collection === collection)
      .map(({ id, code }) => `${Number.parseInt(id, 16).toString(16)} ${code}`);

  test("conversations are opened by whose they are, with what was said in them", async () => {
    const opened = await house.as("ben", "GET", `/api/convos/${CHAT}`);
    expect(opened.json()).toMatchObject({
      ...{ title: "Plans for spring", endpoint: "openAI", model: "gpt-4o", temperature: 0.3, tags: ["spring"] },
      createdAt: "2025-03-01T10:00:00.000Z",
    });
    const said = await house.as("ben", "GET", `/api/messages/${CHAT}`);
    expect(said.json()).toMatchObject([
      { messageId: "m1", text: "Hello", isCreatedByUser: true },
      {
        ...{
          messageId: "m2",
          parentMessageId: "m1",
          isCreatedByUser: false,
          tokenCount: 12,
          feedback: { rating: "thumbsUp" },
        },
        content: [
          { type: "think" },
          { type: "text", text: "Good day" },
          { type: "tool_call", tool_call: { name: "search", args: '{"q":1}' } },
        ],
      },
    ]);
    expect((await house.as("cy", "GET", `/api/convos/${CHAT}`)).statusCode).toBe(404);
  });

  test("conversations are found, archived ones apart, and go on", async () => {
    const found = await house.as("ben", "GET", "/api/convos?search=spring");
    expect(found.json().conversations).toMatchObject([{ conversationId: CHAT }]);
    const archived = await house.as("ben", "GET", "/api/convos?isArchived=true");
    expect(archived.json().conversations).toMatchObject([{ conversationId: "with-agent", agent_id: "agent_open" }]);
    const marked = await house.as("ben", "GET", "/api/convos?tags=spring");
    expect(marked.json().conversations).toHaveLength(1);
  });

  test("prompts are used in the version that was, and the organization has those of nobody", async () => {
    const group = await house.as("ben", "GET", `/api/prompts/groups/${hex(0x21)}`);
    expect(group.json()).toMatchObject({ name: "Brief", category: "work", productionPrompt: { prompt: "Two {{x}}" } });
    const versions = await house.as("ben", "GET", `/api/prompts?groupId=${hex(0x21)}`);
    expect(versions.json()).toHaveLength(2);
    expect(house.access.of(house.here).engine.describe(`prompt:${hex(0x22)}`)?.owner).toBe("organization");
  });

  test("balances are what was left, and the books balance", async () => {
    const rows = await house.store.db.selectFrom("ledger_balances").selectAll().orderBy("available", "desc").execute();
    expect(rows).toMatchObject([
      {
        account: userOf("ben"),
        available: 1_234_568,
        issued: -1_234_568,
        auto_refill: 1,
        refill_unit: "days",
        refill_amount: 500_000,
      },
      { account: userOf("cy"), available: 0, entries: 0, auto_refill: 0 },
    ]);
    expect((await verifyLedger(house.store.db, house.here)).problems).toEqual([]);
  });

  test("links open where they did, for whom they did, and show what they showed", async () => {
    await house.change([{ kind: "public-links-set", allowed: true }]);
    // Of the former model: its maker's, until `gatehouse migrate shared-link-permissions` opens it.
    expect(await seen(house, "ben", { shareId: addressOf("public-then") })).toEqual(["Hello"]);
    expect(await seen(house, null, { shareId: addressOf("public-then") })).toBe("resource-not-found");
    expect(await seen(house, "cy", { shareId: addressOf("by-entries") })).toEqual(["Hello", "Good day"]);
    expect(await seen(house, "ada", { shareId: addressOf("by-entries") })).toBe("resource-not-found");
    const theirs = await house.as("ben", "GET", "/api/share");
    expect(theirs.json().links).toHaveLength(2);
  });

  describe("files", () => {
    let uploads: string;
    beforeEach(async () => {
      uploads = join(folder, "librechat");
      await mkdir(join(uploads, "uploads"), { recursive: true });
      await writeFile(join(folder, "secret.txt"), "secret");
      await symlink(join(folder, "secret.txt"), join(uploads, "uploads", "linked.txt"));
      for (const name of ["plan", "of-agent"]) await writeFile(join(uploads, "uploads", `${name}.txt`), `the ${name}`);
    });
    const download = (fileId: string) => house.as("ben", "GET", `/api/files/download/${ben}/${fileId}`);

    test("are there by name and say that their content is not, until it is brought", async () => {
      const listed = await house.as("ben", "GET", "/api/files");
      expect(listed.json()).toContainEqual(
        expect.objectContaining({ file_id: "plan", filename: "plan.txt", bytes: 9 }),
      );
      const before = await download("plan");
      expect([before.statusCode, before.json().detail]).toEqual([404, expect.stringContaining("content is not here")]);
      await bring(uploads);
      expect((await download("plan")).body).toBe("the plan");
    });

    test("nothing comes from outside of the directory", async () => {
      problems = [];
      await bring(uploads);
      expect(told("files").filter((one) => one.endsWith("content-missing"))).toEqual([
        "b3 content-missing",
        "b4 content-missing",
      ]);
    });

    test("are lent to the agents that name them, where they may be", async () => {
      const lent = await house.as("ben", "GET", "/api/files/agent/agent_reader");
      expect(lent.json()).toMatchObject([{ file_id: "of-agent", mode: "lent" }]);
    });

    test("one that comes later into a conversation that a link holds is held with it", async () => {
      const later = file(0xb9, "later", { conversationId: CHAT });
      await bring(undefined, { ...contents(), files: [later] });
      const held = house.access.of(house.here).engine.describe(`file:${hex(0xb9)}`);
      expect(held?.parents).toEqual([`conversation:${hex(0x51)}`]);
    });

    test("are shown by the messages that they were sent with, those of whoever wrote", async () => {
      const said = await house.as("ben", "GET", `/api/messages/${CHAT}`);
      expect(said.json()[0].files).toMatchObject([{ file_id: "plan", filename: "plan.txt" }]);
    });

    test("a moving in that is taken back takes their content, too", async () => {
      await bring(uploads);
      await undo();
      await undo();
      expect(await new Contents(house.settings.filesDir).read(house.here, hex(0xb1))).toBeUndefined();
    });
  });

  test("presets are what chats begin with, one of them first", async () => {
    const theirs = await house.as("ben", "GET", "/api/presets");
    expect(theirs.json()).toMatchObject([
      { presetId: "brief", title: "brief", temperature: 0.2, promptPrefix: "Be brief.", defaultPreset: true, order: 0 },
      { presetId: "warm", model: "gpt-4o" },
    ]);
    expect(theirs.json()[1]).not.toHaveProperty("defaultPreset");
  });

  test("what cannot come is told, each by itself", () => {
    expect({
      groups: told("promptgroups"),
      prompts: told("prompts"),
      tags: told("conversationtags"),
      conversations: told("conversations"),
      messages: told("messages"),
      files: told("files"),
      agents: told("agents"),
      presets: told("presets"),
      links: told("sharedlinks"),
      balances: told("balances"),
    }).toEqual({
      groups: ["22 author-gone", "22 command-unusable"],
      prompts: ["32 group-missing"],
      tags: ["42 owner-missing"],
      conversations: ["51 tag-missing", "52 expired", "53 owner-missing", "54 id-taken", "55 id-unusable"],
      messages: ["61 files-left", "63 id-taken", "64 conversation-missing", "65 owner-differs", "66 expired"],
      files: [
        "b1 content-left",
        "b2 content-left",
        "b3 content-left",
        "b4 content-left",
        "b5 content-elsewhere",
        "b6 avatar-left",
        "b7 owner-missing",
        "b8 id-taken",
      ],
      agents: ["c1 file-not-lent", "c1 file-missing"],
      presets: ["d1 field-left", "d2 field-left", "d3 id-taken", "d4 owner-missing"],
      links: [
        "91 link-of-former-model",
        "93 id-taken",
        "94 nothing-to-show",
        "95 owner-differs",
        "96 expired",
        "97 conversation-missing",
      ],
      balances: ["72 credits-below-nothing", "73 owner-missing"],
    });
  });

  describe("an undo", () => {
    test("is refused where somebody has written since", async () => {
      const renamed = await house.as("ben", "POST", "/api/convos/update", {
        arg: { conversationId: CHAT, title: "Summer" },
      });
      expect(renamed.statusCode).toBe(201);
      const refused = await undo().catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ChangedSince);
      expect((refused as ChangedSince).since).toEqual([
        { revision: null, actor: null, about: `conversation:${hex(0x51)}` },
      ]);
    });

    test("takes all of it back", async () => {
      await undo();
      for (const table of [
        "conversations",
        "messages",
        "shared_links",
        "files",
        "presets",
        "agents",
        "attachments",
        "shared_link_contents",
        "bookmarks",
        "prompt_groups",
        "prompts",
        "ledger_balances",
        "ledger_entries",
        "moved_documents",
      ] as const)
        expect(await house.store.db.selectFrom(table).selectAll().execute(), table).toEqual([]);
      await bring();
      expect((await house.as("ben", "GET", `/api/convos/${CHAT}`)).statusCode).toBe(200);
      expect(await seen(house, "cy", { shareId: addressOf("by-entries") })).toEqual(["Hello", "Good day"]);
    });
  });
});
