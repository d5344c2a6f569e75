import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { downloadFrom, uploadTo } from "../testing/files.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { FILE_UPLOAD_USER_MAX: "1000" } });
});
afterAll(() => house.close());

interface Agent {
  id: string;
  _id: string;
}
const upload = async (person: string, name = "secret-name.txt", fields = {}) =>
  (await uploadTo(house, person, "x", { name, fields })).body;
const make = (person: string, more: object = {}) =>
  house.as(person, "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo", ...more });
const made = async (more: object = {}): Promise<Agent> => (await make("ada", more)).json();
const patch = (person: string, { id }: Agent, body: object) => house.as(person, "PATCH", `/api/agents/${id}`, body);
const under = (tool: string, ...files: { file_id: string }[]) => ({
  tool_resources: { [tool]: { file_ids: files.map(({ file_id }) => file_id) } },
});
const whole = async (person: string, { id }: Agent) =>
  (await house.as(person, "GET", `/api/agents/${id}/expanded`)).json();
const share = async (person: string, type: string, id: string, who: string, role: string) => {
  const body = { principal: userOf(who), role };
  const given = await house.as(person, "POST", `/api/access/resources/${type}/${id}/grants`, body);
  expect(given.statusCode, given.body).toBe(201);
};
/** What the engine says of using the file by way of the agent. */
const lends = (who: string, { _id }: Agent, file: { _id: string }) =>
  house.access.of(house.here).engine.check(userOf(who), "use", `file:${file._id}`, { via: [`agent:${_id}`] }).allowed;
const ofAgent = (person: string, { id }: Agent) => house.as(person, "GET", `/api/files/agent/${id}`);

describe("a file on an agent", () => {
  test.each(["context", "file_search", "execute_code", "image_edit", "ocr"])(
    "is lent, under `%s`, to whoever may use the agent, who cannot fetch it",
    async (tool) => {
      const file = await upload("ada");
      const agent = await made(under(tool, file));
      await share("ada", "agent", agent._id, "ben", "viewer");
      expect([lends("ben", agent, file), lends("cy", agent, file)]).toEqual([true, false]);
      expect((await downloadFrom(house, "ben", file)).status).toBe(404);
      expect((await house.as("ben", "GET", `/api/files/${file.file_id}/preview`)).statusCode).toBe(404);
      expect(await whole("ada", agent)).toMatchObject(under(tool, file));
    },
  );

  test("is named to editors alone", async () => {
    const file = await upload("ada");
    const agent = await made(under("context", file));
    await share("ada", "agent", agent._id, "ben", "viewer");
    await share("ada", "agent", agent._id, "cy", "editor");
    expect((await ofAgent("cy", agent)).json()).toMatchObject([{ filename: "secret-name.txt" }]);
    expect([(await ofAgent("ben", agent)).statusCode, (await ofAgent("dee", agent)).statusCode]).toEqual([403, 404]);
    for (const url of [`/api/agents/${agent.id}`, "/api/agents"]) {
      const { body } = await house.as("ben", "GET", url);
      expect(body).toContain("Helper");
      expect(body).not.toMatch(new RegExp(`secret-name|${file.file_id}`));
    }
  });

  test("is taken away by a patch, and then it is lent no more", async () => {
    const [file, other] = [await upload("ada"), await upload("ada")];
    const agent = await made(under("context", file, other));
    expect((await patch("ada", agent, under("file_search", other))).json()).toMatchObject(under("file_search", other));
    expect([lends("ada", agent, other), (await ofAgent("ada", agent)).json().length]).toEqual([true, 1]);
    expect((await patch("ada", agent, { name: "Other" })).json()).toMatchObject(under("file_search", other));
    expect((await patch("ada", agent, { tool_resources: {} })).json().tool_resources).toEqual({});
    expect((await ofAgent("ada", agent)).json()).toEqual([]);
  });

  test("goes with the file", async () => {
    const file = await upload("ada");
    const agent = await made(under("context", file));
    await house.as("ada", "DELETE", "/api/files", { files: [{ file_id: file.file_id }] });
    expect((await whole("ada", agent)).tool_resources).toEqual({});
    expect((await patch("ada", agent, { name: "Still" })).statusCode).toBe(200);
  });
});

describe("lending takes `share` on the file and `update` on the agent", () => {
  const viewed = async (role: string) => {
    const file = await upload("ben");
    await share("ben", "file", file._id, "ada", role);
    return file;
  };
  test.each([
    ["another's", () => upload("ben"), 404],
    ["another organization's", () => upload("dee"), 404],
    ["one that there is not", async () => ({ file_id: "11111111-1111-4111-8111-111111111111" }), 404],
    ["one that one may see", () => viewed("viewer"), 403],
    ["one that one may edit", () => viewed("editor"), 403],
  ])("not %s: nothing is made or changed", async (_whose, file, status) => {
    const foreign = await file();
    const agent = await made();
    const count = (await house.as("ada", "GET", "/api/agents?limit=1000")).json().data.length;
    for (const answer of [
      await make("ada", under("context", await upload("ada"), foreign)),
      await patch("ada", agent, under("context", foreign)),
    ])
      expect(answer.statusCode, answer.body).toBe(status);
    expect(await whole("ada", agent)).toMatchObject({ version: 1, tool_resources: {} });
    expect((await house.as("ada", "GET", "/api/agents?limit=1000")).json().data).toHaveLength(count);
  });

  test("an editor keeps what somebody else lent, and adds files of their own", async () => {
    const [file, bens] = [await upload("ada"), await upload("ben")];
    const agent = await made(under("context", file));
    await share("ada", "agent", agent._id, "ben", "editor");
    const answer = await patch("ben", agent, under("context", file, bens));
    expect(answer.statusCode, answer.body).toBe(200);
    expect([lends("ada", agent, file), lends("ada", agent, bens)]).toEqual([true, true]);
  });

  test("it is lent no longer than its lender may share it", async () => {
    const bens = await upload("ben");
    await share("ben", "file", bens._id, "ada", "owner");
    const agent = await made(under("context", bens));
    expect(lends("ada", agent, bens)).toBe(true);
    await house.as("ben", "DELETE", `/api/access/resources/file/${bens._id}/grants`);
    expect(lends("ada", agent, bens)).toBe(false);
  });

  test("after that it is named only to editors who may see the file, and any of them takes it away", async () => {
    const [own, bens] = [await upload("ada"), await upload("ben", "bens.txt")];
    await share("ben", "file", bens._id, "ada", "owner");
    const agent = await made(under("context", own, bens));
    for (const who of ["ben", "cy"]) await share("ada", "agent", agent._id, who, "editor");
    const named = async (who: string) =>
      (await ofAgent(who, agent)).json().map(({ file_id }: { file_id: string }) => file_id);
    expect(await named("cy")).toEqual([own.file_id, bens.file_id]);
    await house.as("ben", "DELETE", `/api/access/resources/file/${bens._id}/grants`);
    expect([await named("cy"), await named("ada"), await named("ben")]).toEqual([
      [own.file_id],
      [own.file_id],
      [own.file_id, bens.file_id],
    ]);
    const body = { files: [{ file_id: bens.file_id }], agent_id: agent.id, tool_resource: "context" };
    expect((await house.as("cy", "DELETE", "/api/files", body)).statusCode).toBe(200);
    expect(await named("ben")).toEqual([own.file_id]);
  });
});

describe("versions", () => {
  test("bring files back, but for those that are gone or not one's own to lend", async () => {
    const [file, gone, bens] = [await upload("ada"), await upload("ada"), await upload("ben")];
    await share("ben", "file", bens._id, "ada", "owner");
    const agent = await made(under("context", file, gone, bens));
    await patch("ada", agent, { tool_resources: {} });
    await house.as("ada", "DELETE", "/api/files", { files: [{ file_id: gone.file_id }] });
    await house.as("ben", "DELETE", `/api/access/resources/file/${bens._id}/grants`);
    const reverted = await house.as("ada", "POST", `/api/agents/${agent.id}/revert`, { version_index: 0 });
    expect(reverted.json().tool_resources).toEqual(under("context", file).tool_resources);
    expect([lends("ada", agent, file), lends("ada", agent, bens)]).toEqual([true, false]);
  });

  test("a copy has the files of `context` that whoever makes it may lend", async () => {
    const [file, code, bens] = [await upload("ada"), await upload("ada"), await upload("ben")];
    const agent = await made({
      tool_resources: { context: { file_ids: [file.file_id] }, execute_code: { file_ids: [code.file_id] } },
    });
    await share("ada", "agent", agent._id, "ben", "editor");
    await patch("ben", agent, under("context", file, bens));
    const copy = (await house.as("ben", "POST", `/api/agents/${agent.id}/duplicate`, {})).json().agent;
    expect(copy.tool_resources).toEqual(under("context", bens).tool_resources);
    expect([lends("ben", copy, bens), lends("ben", copy, file)]).toEqual([true, false]);
  });
});

describe("an upload to an agent", () => {
  const to = (agent: { id: string }, tool_resource = "context") => ({ agent_id: agent.id, tool_resource });

  test("is lent in the same write", async () => {
    const agent = await made();
    const before = house.access.of(house.here).engine.revision;
    const file = await upload("ada", "a.txt", to(agent));
    expect(file).toMatchObject({ context: "agents" });
    expect(house.access.of(house.here).engine.revision).toBe(before + 1);
    expect(await whole("ada", agent)).toMatchObject({ version: 2, ...under("context", file) });
    expect(lends("ada", agent, file)).toBe(true);
  });

  test("for a message is not lent", async () => {
    const agent = await made();
    await upload("ada", "a.txt", { ...to(agent), message_file: "true" });
    expect((await ofAgent("ada", agent)).json()).toEqual([]);
  });

  test.each([
    ["somebody who may only use it", "ben", {}, 403],
    ["a stranger", "cy", {}, 404],
    ["another organization's", "dee", {}, 404],
    ["nobody's agent", "ada", { agent_id: "agent_nobody" }, 404],
    ["no agent's id", "ada", { agent_id: "../x" }, 400],
    ["an unknown tool", "ada", { tool_resource: "__proto__" }, 400],
  ])("is refused and leaves nothing: %s", async (_who, person, fields, status) => {
    const agent = await made();
    await share("ada", "agent", agent._id, "ben", "viewer");
    const list = async () => (await house.as(person, "GET", "/api/files")).json().length;
    const before = await list();
    const answer = await uploadTo(house, person, "x", { fields: { ...to(agent), ...fields } });
    expect([answer.status, await list()]).toEqual([status, before]);
    expect((await ofAgent("ada", agent)).json()).toEqual([]);
  });

  test("is taken from it and stays a file", async () => {
    const agent = await made();
    const file = await upload("ada", "a.txt", to(agent));
    const remove = (more: object) =>
      house.as("ada", "DELETE", "/api/files", { files: [{ file_id: file.file_id }], ...more });
    expect((await remove({ agent_id: agent.id })).statusCode).toBe(400);
    expect((await remove(to(agent, "file_search"))).statusCode).toBe(404);
    expect((await remove(to(agent))).statusCode).toBe(200);
    expect((await ofAgent("ada", agent)).json()).toEqual([]);
    expect((await downloadFrom(house, "ada", file)).status).toBe(200);
  });
});

test("a tool has a hundred files at most", async () => {
  const file = await upload("ada");
  const file_ids = Array.from({ length: 101 }, () => file.file_id);
  expect((await make("ada", { tool_resources: { context: { file_ids } } })).statusCode).toBe(400);
});
