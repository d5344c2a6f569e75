import { rm } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PNG, uploadTo } from "../testing/files.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { Listener } from "../testing/listen.ts";
import { openUpstream, type Upstream, words, yamlFor } from "../testing/upstream.ts";

let house: House;
let upstream: Upstream;
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({ yaml: yamlFor(upstream), env: { FILE_UPLOAD_USER_MAX: "1000" } });
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.asked.length = 0;
  upstream.answer(words("Fine"));
});

interface Uploaded {
  _id: string;
  file_id: string;
}
const upload = async (
  person: string,
  content: string | Buffer,
  name = "note.txt",
  type = "text/plain",
): Promise<Uploaded> => (await uploadTo(house, person, content, { name, type })).body;
const lab = { endpoint: "lab", model: "big" };

/** Says something to `lab`, and what the endpoint was told. */
async function told(person: string, files: readonly Uploaded[], more: object = {}) {
  const body = { text: "See", files: files.map(({ file_id }) => ({ file_id })), ...lab, ...more };
  const path = "agent_id" in more ? "agents" : "lab";
  const started = await house.as(
    person,
    "POST",
    `/api/agents/chat/${path}`,
    path === "lab" ? body : { ...body, endpoint: "agents" },
  );
  expect(started.statusCode, started.body).toBe(200);
  const { streamId } = started.json();
  const listener = await Listener.to(house, person, streamId);
  await listener.closed;
  const messages = upstream.asked.findLast((asked) => asked.body.stream)?.body.messages;
  return { messages, streamId, heard: JSON.stringify(listener.heard), started: started.body };
}

describe("the model is told of a message's files", () => {
  test("a text with its name", async () => {
    const { messages } = await told("ada", [await upload("ada", "Grüße", "brief.txt")]);
    expect(messages).toEqual([{ role: "user", content: 'See\n\nFile "brief.txt":\nGrüße' }]);
  });

  test("a picture and a PDF as they are", async () => {
    const files = [await upload("ada", PNG, "dot.png"), await upload("ada", "%PDF-1.7\n", "a.pdf")];
    const { messages } = await told("ada", files);
    expect(messages[0].content).toEqual([
      { type: "text", text: "See" },
      { type: "image_url", image_url: { url: `data:image/png;base64,${PNG.toString("base64")}` } },
      { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERi0xLjcK" } },
    ]);
  });

  test("anything else by its name", async () => {
    const zip = Buffer.from("504b0506000000000000000000000000000000000000", "hex");
    const { messages } = await told("ada", [await upload("ada", zip, "a.zip")]);
    expect(messages[0].content).toBe(
      'See\n\n[File "a.zip": application/zip, not shown: files of this type cannot be read]',
    );
  });

  test("a long text as far as there is room, which it is told", async () => {
    const files = [];
    for (const name of ["1.txt", "2.txt", "3.txt", "4.txt"]) files.push(await upload("ada", "x".repeat(150_000), name));
    const { messages } = await told("ada", files);
    const [{ content }] = messages;
    expect(content.length).toBeLessThan(302_000);
    expect(content).toContain("[… cut: the file has 150000 bytes]");
    expect(content).toContain('"4.txt": text/plain, not shown: there are too many files]');
  });

  test("a picture that is too large by its name", async () => {
    const { messages } = await told("ada", [
      await upload("ada", Buffer.concat([PNG, Buffer.alloc(17_000_000)]), "big.png"),
    ]);
    expect(messages[0].content).toBe('See\n\n[File "big.png": image/png, not shown: it is too large]');
  });

  test("one whose content is not here by its name", async () => {
    const file = await upload("ada", "x", "lost.txt");
    await rm(`${house.settings.filesDir}/${house.here}/${file._id.slice(-2)}/${file._id}`);
    expect((await told("ada", [file])).messages[0].content).toContain("not shown: its content is not here]");
  });

  test("those of earlier messages of the branch, too", async () => {
    const { streamId: conversationId, heard } = await told("ada", [await upload("ada", "early")]);
    await told("ada", [await upload("ada", "another branch")], { conversationId });
    const { messages } = await told("ada", [], { conversationId, parentMessageId: lastOf(heard) });
    expect(JSON.stringify(messages)).toContain("early");
    expect(JSON.stringify(messages)).not.toContain("another branch");
  });
});

test("what somebody may not use any more is left out of what they send on", async () => {
  const bens = await upload("ben", "of Ben", "bens.txt");
  const url = `/api/access/resources/file/${bens._id}/grants`;
  await house.as("ben", "POST", url, { principal: userOf("ada"), role: "viewer" });
  const first = await told("ada", [bens]);
  expect(JSON.stringify(first.messages)).toContain("of Ben");
  await house.as("ben", "DELETE", url);
  const second = await told("ada", [], { conversationId: first.streamId, parentMessageId: lastOf(first.heard) });
  expect(JSON.stringify(second.messages)).toContain("See");
  expect(JSON.stringify(second.messages)).not.toMatch(/of Ben|bens.txt/);
});

const lastOf = (heard: string): string => /"responseMessage":\{"messageId":"([^"]+)"/.exec(heard)?.[1] ?? "";

describe("what an agent is lent", () => {
  const share = (type: string, id: string, who: string, role: string, by = "ada") =>
    house.as(by, "POST", `/api/access/resources/${type}/${id}/grants`, { principal: userOf(who), role });
  const agentWith = async (tool_resources: object) => {
    const body = { name: "Helper", instructions: "Be kind", provider: "lab", model: "big", tool_resources };
    const agent = (await house.as("ada", "POST", "/api/agents", body)).json();
    await share("agent", agent._id, "ben", "viewer");
    return agent;
  };
  const under = (...files: Uploaded[]) => ({ file_ids: files.map(({ file_id }) => file_id) });

  test("is told after the instructions, if it is for that; nobody else hears of it", async () => {
    const [context, search, code] = [
      await upload("ada", "canary-context", "canary-name.txt"),
      await upload("ada", "canary-search"),
      await upload("ada", "canary-code"),
    ];
    const picture = await upload("ada", PNG, "canary-name.png");
    const { id } = await agentWith({
      context: under(context, picture),
      file_search: under(search),
      execute_code: under(code),
    });
    const answer = await told("ben", [], { agent_id: id, model: undefined });
    const [system, shown, question] = answer.messages;
    expect(system.role).toBe("system");
    expect(system.content).toMatch(
      /^Be kind\n\nFile "canary-name.txt":\ncanary-context\n\nFile "note.txt":\ncanary-search$/,
    );
    expect([shown.role, shown.content[0].type]).toEqual(["user", "image_url"]);
    expect(question).toEqual({ role: "user", content: "See" });
    const messages = await house.as("ben", "GET", `/api/messages/${answer.streamId}`);
    const conversation = await house.as("ben", "GET", `/api/convos/${answer.streamId}`);
    const titled = upstream.asked.filter(({ body }) => !body.stream);
    for (const text of [
      answer.heard,
      answer.started,
      messages.body,
      conversation.body,
      JSON.stringify(titled),
      house.logged.join("\n"),
    ])
      expect(text).not.toContain("canary");
  });

  test("is left out when the one who lent it may no longer share it", async () => {
    const bens = await upload("ben", "of Ben");
    await share("file", bens._id, "ada", "owner", "ben");
    const { id } = await agentWith({ context: under(bens) });
    expect(JSON.stringify((await told("ada", [], { agent_id: id, model: undefined })).messages)).toContain("of Ben");
    await house.as("ben", "DELETE", `/api/access/resources/file/${bens._id}/grants`);
    const { messages } = await told("ada", [], { agent_id: id, model: undefined });
    expect(messages).toEqual([
      { role: "system", content: "Be kind" },
      { role: "user", content: "See" },
    ]);
  });
});
