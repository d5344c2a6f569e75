import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweepExpired } from "../conversations/sweep.ts";
import { downloadFrom, uploadTo } from "../testing/files.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { type Talk, talk } from "../testing/talk.ts";
import { Contents } from "./contents.ts";
import { sweepUnused } from "./sweep.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({
    yaml: "version: 1.3.0\nfileConfig:\n  endpoints:\n    default:\n      fileLimit: 3\n      totalSizeLimit: 0.01\n",
    env: { FILE_UPLOAD_USER_MAX: "1000" },
  });
});
afterAll(() => house.close());

interface Uploaded {
  _id: string;
  file_id: string;
  filepath: string;
  filename: string;
}
const HOUR = 60 * 60 * 1_000;
const upload = async (person: string, content = "x", name = "note.txt", fields = {}): Promise<Uploaded> =>
  (await uploadTo(house, person, content, { name, fields })).body;
const say = (person: string, files: readonly Uploaded[], more: object = {}) =>
  talk(house, person, "See", {
    files: files.map(({ file_id, filepath }) => ({ file_id, filepath, type: "x" })),
    ...more,
  });
const sent = (person: string, files: readonly { file_id: string }[], more: object = {}) =>
  house.as(person, "POST", "/api/agents/chat/echo", { text: "See", model: "echo", files, ...more });
const fetched = async (person: string, file: Uploaded) => (await downloadFrom(house, person, file)).status;
const share = (person: string, { row }: Talk, who: string, role = "viewer") =>
  house.as(person, "POST", `/api/access/resources/conversation/${row}/grants`, { principal: userOf(who), role });
const lend = async (person: string, { _id }: Uploaded, who: string, allow: readonly string[]) => {
  const body = { principal: userOf(who), allow };
  expect((await house.as(person, "POST", `/api/access/resources/file/${_id}/grants`, body)).statusCode).toBe(201);
};
const unshare = (person: string, { row }: Talk) =>
  house.as(person, "DELETE", `/api/access/resources/conversation/${row}/grants`);
const engine = () => house.access.of(house.here).engine;
const held = ({ _id }: Uploaded) => engine().describe(`file:${_id}`);
const messagesOf = async (person: string, { id }: Talk) =>
  (await house.as(person, "GET", `/api/messages/${id}`)).json();
const listed = async (person: string, { file_id }: Uploaded) =>
  (await house.as(person, "GET", "/api/files")).json().find((one: Uploaded) => one.file_id === file_id);

describe("a message with files", () => {
  test("keeps and answers what they are called, and counts their use", async () => {
    const file = await upload("ada", "12345", "brief.txt");
    const mine = await say("ada", [file]);
    const [question, answer] = await messagesOf("ada", mine);
    expect(question.files).toEqual([
      {
        file_id: file.file_id,
        filename: "brief.txt",
        filepath: file.filepath,
        type: "text/plain",
        bytes: 5,
        object: "file",
        source: "local",
        embedded: false,
      },
    ]);
    expect(answer.files).toBeUndefined();
    expect(mine.requestMessage).toMatchObject({ files: [{ file_id: file.file_id }] });
    expect(await listed("ada", file)).toMatchObject({ usage: 1 });
  });

  test("takes no revision while the conversation is nobody else's", async () => {
    const before = engine().revision;
    const file = await upload("ada");
    await say("ada", [file]);
    expect([engine().revision, held(file)]).toEqual([before, undefined]);
  });

  test("has one file once", async () => {
    const file = await upload("ada");
    const [question] = await messagesOf("ada", await say("ada", [file, file]));
    expect(question.files).toHaveLength(1);
  });

  test.each([
    ["another's", () => upload("ben")],
    ["another organization's", () => upload("dee")],
    ["one that there is not", async () => ({ file_id: "11111111-1111-4111-8111-111111111111" })],
  ])("is refused for %s, beside one's own, and nothing is stored", async (_whose, make) => {
    const own = await upload("cy");
    const answer = await sent("cy", [own, await make()]);
    expect([answer.statusCode, answer.json().code, answer.json().detail]).toEqual([
      404,
      "resource-not-found",
      undefined,
    ]);
    expect((await house.as("cy", "GET", "/api/convos")).json().conversations).toEqual([]);
    expect(await listed("cy", own)).toMatchObject({ usage: 0 });
  });

  test("has as many as its endpoint allows", async () => {
    const files = [];
    for (let each = 0; each < 4; each++) files.push(await upload("cy"));
    expect((await sent("cy", files)).json()).toMatchObject({ status: 400, detail: expect.stringContaining("3 files") });
  });

  test("has as much as its endpoint allows", async () => {
    const files = [await upload("cy", "x".repeat(6_000)), await upload("cy", "x".repeat(6_000))];
    expect((await sent("cy", files)).json()).toMatchObject({
      status: 400,
      detail: expect.stringContaining("10485 bytes"),
    });
  });

  test("keeps them when its answer is made again", async () => {
    const file = await upload("ada");
    const mine = await say("ada", [file]);
    const { messageId } = mine.requestMessage;
    const again = { conversationId: mine.id, isRegenerate: true, overrideParentMessageId: messageId };
    await say("ada", [file], again);
    const [question] = await messagesOf("ada", mine);
    expect(question.files).toHaveLength(1);
    expect(await listed("ada", file)).toMatchObject({ usage: 1 });
  });
});

describe("whoever sees the conversation", () => {
  test("fetches its files, as long as it is shared, also those that come later", async () => {
    const first = await upload("ada", "first");
    const mine = await say("ada", [first]);
    expect(await fetched("ben", first)).toBe(404);
    expect((await share("ada", mine, "ben")).statusCode).toBe(201);
    expect(await fetched("ben", first)).toBe(200);
    const later = await upload("ada", "later");
    await say("ada", [later], { conversationId: mine.id });
    expect([await fetched("ben", later), await fetched("cy", later)]).toEqual([200, 404]);
    await unshare("ada", mine);
    expect([await fetched("ben", first), await fetched("ben", later)]).toEqual([404, 404]);
  });

  test("by LibreChat's share dialog as well", async () => {
    const file = await upload("ada");
    const mine = await say("ada", [file]);
    await house.as("ada", "PUT", `/api/permissions/conversation/${mine.row}`, {
      updated: [{ type: "user", id: userOf("ben").slice("user:".length), accessRoleId: "conversation_viewer" }],
    });
    expect(await fetched("ben", file)).toBe(200);
  });

  test("of a file that was shared by itself before has it, until the conversation is theirs no more", async () => {
    const file = await upload("ada");
    const mine = await say("ada", [file]);
    await lend("ada", file, "cy", ["view", "use"]);
    await share("ada", mine, "ben");
    expect([held(file)?.parents, await fetched("ben", file)]).toEqual([[mine.resource], 200]);
    await unshare("ada", mine);
    expect([await fetched("ben", file), await fetched("cy", file)]).toEqual([404, 200]);
  });

  test("a participant adds files of their own, and a viewer of the conversation nothing", async () => {
    const mine = await say("ada", []);
    await share("ada", mine, "ben", "participant");
    await share("ada", mine, "cy");
    const bens = await upload("ben", "Ben's");
    const before = engine().revision;
    await say("ben", [bens], { conversationId: mine.id });
    expect(engine().revision).toBe(before + 1);
    expect([await fetched("ada", bens), await fetched("cy", bens)]).toEqual([200, 200]);
    expect((await sent("cy", [await upload("cy")], { conversationId: mine.id })).statusCode).toBe(403);
    // It is still Ben's alone to share and delete.
    const remove = await house.as("ada", "DELETE", "/api/files", { files: [{ file_id: bens.file_id }] });
    expect(remove.statusCode).toBe(403);
  });

  test("does not fetch what is a part of another conversation, or somebody else's", async () => {
    const elsewhere = await upload("ada", "elsewhere");
    await say("ada", [elsewhere]);
    const bens = await upload("ben", "Ben's");
    await lend("ben", bens, "ada", ["view", "use"]);
    const mine = await say("ada", [elsewhere, bens]);
    await share("ada", mine, "cy");
    expect([await fetched("cy", elsewhere), await fetched("cy", bens)]).toEqual([404, 404]);
    // That there are such files the message says to whoever sees it.
    const [question] = await messagesOf("cy", mine);
    expect(question.files).toHaveLength(2);
    expect([held(elsewhere), held(bens)?.parents]).toEqual([undefined, []]);
  });

  test("uses them no longer than they may be used", async () => {
    const bens = await upload("ben", "Ben's");
    await lend("ben", bens, "ada", ["view"]);
    // To see one is not to use it; whoever sees it is told so.
    expect((await sent("ada", [bens])).statusCode).toBe(403);
    await house.as("ben", "DELETE", `/api/access/resources/file/${bens._id}/grants`);
    expect((await sent("ada", [bens])).statusCode).toBe(404);
  });
});

describe("what happens to the conversation", () => {
  test("hiding it hides no file from its owner, and from all others", async () => {
    const file = await upload("ada");
    const mine = await say("ada", [file]);
    await share("ada", mine, "ben");
    const hide = await house.as("sue", "PUT", `/api/access/resources/conversation/${mine.row}`, { state: "hidden" });
    expect(hide.statusCode, hide.body).toBe(200);
    expect([await fetched("ada", file), await fetched("ben", file)]).toEqual([200, 404]);
  });

  test("hiding one that nobody shared takes its files in", async () => {
    const file = await upload("ada");
    const mine = await say("ada", [file]);
    await house.as("sue", "PUT", `/api/access/resources/conversation/${mine.row}`, { state: "hidden" });
    expect([held(file)?.parents, await fetched("ada", file)]).toEqual([[mine.resource], 200]);
  });

  test.each(["shared", "not shared"])("deleting one that was %s leaves its files to their owner", async (how) => {
    const file = await upload("ada", "kept");
    const mine = await say("ada", [file]);
    if (how === "shared") await share("ada", mine, "ben");
    await house.as("ada", "DELETE", "/api/convos", { arg: { conversationId: mine.id } });
    expect([await fetched("ada", file), await fetched("ben", file)]).toEqual([200, 404]);
    // And it may become a part of another one.
    const next = await say("ada", [file]);
    await share("ada", next, "ben");
    expect(await fetched("ben", file)).toBe(200);
  });

  test("deleting one by the access routes, too", async () => {
    const file = await upload("ada");
    const mine = await say("ada", [file]);
    const gone = await house.as("ada", "DELETE", `/api/access/resources/conversation/${mine.row}`);
    expect(gone.statusCode, gone.body).toBe(204);
    expect(await fetched("ada", file)).toBe(200);
  });

  test("the end of a temporary one leaves them as well", async () => {
    const file = await upload("ada");
    await say("ada", [file], { isTemporary: true });
    const { access, store } = house;
    expect(await sweepExpired({ access, store, now: () => Date.now() + 31 * 24 * HOUR })).toBe(1);
    expect(await fetched("ada", file)).toBe(200);
  });

  test.each([
    ["duplicate", (mine: Talk) => ({ conversationId: mine.id })],
    ["fork", (mine: Talk) => ({ conversationId: mine.id, messageId: mine.requestMessage.messageId })],
  ])("a %s names its files, which whoever made it fetches as far as they may", async (path, bodyOf) => {
    const file = await upload("ada");
    const mine = await say("ada", [file]);
    await share("ada", mine, "ben");
    const copied = (await house.as("ben", "POST", `/api/convos/${path}`, bodyOf(mine))).json();
    expect(copied.messages[0].files).toMatchObject([{ file_id: file.file_id }]);
    const copy = { row: copied.conversation._id } as Talk;
    await share("ben", copy, "cy");
    expect([await fetched("ben", file), await fetched("cy", file)]).toEqual([200, 404]);
    await unshare("ada", mine);
    expect(await fetched("ben", file)).toBe(404);
  });
});

test("`echo` says what it was given", async () => {
  const files = [
    await upload("ada", `begin ${"x".repeat(500)}`, "long.txt"),
    await upload("ada", "%PDF-1.7\n", "a.pdf"),
  ];
  const [, answer] = await messagesOf("ada", await say("ada", files));
  expect(answer.text).toMatch(
    /^You said: See\nFile "long.txt":\nbegin x{194}\n\[File "a.pdf": application\/pdf, 9 bytes\]$/,
  );
});

test("a file that is deleted leaves its name in messages", async () => {
  const file = await upload("ada", "x", "gone.txt");
  const mine = await say("ada", [file]);
  await share("ada", mine, "ben");
  await house.as("ada", "DELETE", "/api/files", { files: [{ file_id: file.file_id }] });
  expect((await messagesOf("ben", mine))[0].files).toMatchObject([{ filename: "gone.txt" }]);
  expect([await fetched("ada", file), await fetched("ben", file)]).toEqual([404, 404]);
});

test("an import brings no files along", async () => {
  const file = await upload("ada");
  const form = new FormData();
  const messages = [{ text: "Hi", isCreatedByUser: true, files: [{ file_id: file.file_id }] }];
  form.append("file", new Blob([JSON.stringify({ title: "Imported", messages })]), "a.json");
  await fetch(`${house.url}/api/convos/import`, { method: "POST", headers: { "x-person": "cy" }, body: form });
  const { conversations } = (await house.as("cy", "GET", "/api/convos?search=Imported")).json();
  const [message] = (await house.as("cy", "GET", `/api/messages/${conversations[0].conversationId}`)).json();
  expect(message.files).toBeUndefined();
});

test("a conversation has a thousand files at most", async () => {
  const file = await upload("ada");
  const mine = await say("ada", [file]);
  const { conversation_id, ...row } = await house.store.db
    .selectFrom("files")
    .selectAll()
    .where("id", "=", file._id)
    .executeTakeFirstOrThrow();
  expect(conversation_id).toBe(mine.row);
  const copies = Array.from({ length: 999 }, (_, index) => ({
    ...row,
    conversation_id,
    id: `f${index.toString().padStart(23, "0")}`,
    file_id: `copy-${index}`,
  }));
  await house.store.transact((tx) => tx.insertInto("files").values(copies).execute());
  const refused = await sent("ada", [await upload("ada")], { conversationId: mine.id });
  expect(refused.json()).toMatchObject({ status: 400, detail: expect.stringContaining("1000 files") });
  const before = engine().revision;
  expect((await share("ada", mine, "ben")).statusCode).toBe(201);
  expect(engine().revision).toBe(before + 1);
  expect(engine().describe("file:f00000000000000000000998")?.parents).toEqual([mine.resource]);
});

describe("an upload for a message", () => {
  const contents = () => new Contents(house.settings.filesDir);
  const later = (hours: number) => ({ access: house.access, store: house.store, now: () => Date.now() + hours * HOUR });
  const pending = (person = "ada") => upload(person, "x", "wait.txt", { message_file: "true" });

  test("goes after an hour without one", async () => {
    const [waiting, used, other] = [await pending(), await pending(), await upload("ada")];
    expect(await listed("ada", waiting)).toHaveProperty("expiresAt");
    await say("ada", [used]);
    expect(await listed("ada", used)).not.toHaveProperty("expiresAt");
    expect(await sweepUnused(later(0.9), contents())).toBe(0);
    expect(await sweepUnused(later(1.1), contents())).toBe(1);
    expect([await fetched("ada", waiting), await fetched("ada", used), await fetched("ada", other)]).toEqual([
      404, 200, 200,
    ]);
  });

  test("stays when it was shared meanwhile", async () => {
    const shared = await pending();
    await lend("ada", shared, "ben", ["view", "use"]);
    expect(await sweepUnused(later(1.1), contents())).toBe(0);
    expect(await fetched("ben", shared)).toBe(200);
    expect(await listed("ada", shared)).not.toHaveProperty("expiresAt");
  });

  test("waits longer for whoever says so of their own", async () => {
    const [mine, bens] = [await pending(), await pending("ben")];
    const hold = (file_ids: string[]) => house.as("ada", "POST", "/api/files/usage", { file_ids });
    const before = await listed("ben", bens);
    await new Promise((passed) => setTimeout(passed, 5));
    expect((await hold([mine.file_id, bens.file_id, "none"])).json()).toEqual({ held: 1 });
    expect((await listed("ada", mine)).expiresAt > before.expiresAt).toBe(true);
    expect(await listed("ben", bens)).toEqual(before);
    expect((await hold(Array.from({ length: 501 }, (_, index) => `${index}`))).statusCode).toBe(400);
  });
});

describe("a preview", () => {
  const preview = (person: string, { file_id }: Uploaded) => house.as(person, "GET", `/api/files/${file_id}/preview`);

  test("is the beginning of a text, for whoever may see the file", async () => {
    const file = await upload("ada", "Grüße ".repeat(30_000));
    const { file_id, status, text } = (await preview("ada", file)).json();
    expect([file_id, status, text.slice(0, 6)]).toEqual([file.file_id, "ready", "Grüße "]);
    expect(text).toHaveLength(100_000 + "\n[… cut: the file has 240000 bytes]".length);
    for (const who of ["ben", "sue", "dee"]) expect((await preview(who, file)).statusCode).toBe(404);
  });

  test("has no text of anything else", async () => {
    const file = await upload("ada", "%PDF-1.7\n", "a.pdf");
    expect((await preview("ada", file)).json()).toEqual({ file_id: file.file_id, status: "ready" });
  });
});
