import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINEERING, type House, openHouse, userOf } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";

/*
 * Projects over HTTP: made, changed, nested, filled, shared and deleted, by the people of a house (testing/house.ts).
 */
let house: House;
beforeAll(async () => {
  house = await openHouse();
  for (const feature of ["PROMPTS.SHARE", "PEOPLE_PICKER.VIEW_GROUPS"])
    await house.change([{ kind: "feature-set", role: "role:USER", feature, on: true }]);
});
afterAll(() => house.close());

type Call = Parameters<House["as"]>;
const status = async (...call: Call) => (await house.as(...call)).statusCode;
const json = async (...call: Call) => {
  const response = await house.as(...call);
  expect(response.statusCode, response.body).toBeLessThan(300);
  return response.statusCode === 204 ? null : response.json();
};
const project = async (name = "Launch", wish: object = {}, person = "ada") => {
  const made = await json(person, "POST", "/api/projects", { name, ...wish });
  return { id: made._id as string, url: `/api/projects/${made._id}`, made };
};
const prompt = async (person = "ada", name = "Brief") => {
  const body = { prompt: { prompt: "Sum up", type: "text" }, group: { name } };
  return (await json(person, "POST", "/api/prompts", body)).group._id as string;
};
const agent = async (person = "ada") =>
  (
    await json(person, "POST", "/api/agents", {
      name: "Helper",
      provider: "echo",
      model: "echo",
      instructions: "Hush.",
    })
  ).id as string;
const conversation = async (person = "ada") => (await talk(house, person, "Plans for May")).id;
const put = (person: string, { url }: { url: string }, type: string, id: string) =>
  house.as(person, "PUT", `${url}/contents/${type}/${id}`);
const contents = async (person: string, { url }: { url: string }, type: string) =>
  (await json(person, "GET", `${url}/contents?type=${type}`)).things;
const share = (person: string, { id }: { id: string }, principal: string, role = "viewer") =>
  house.as(person, "POST", `/api/access/resources/project/${id}/grants`, { principal, role });
const sharedWithAda = async () => {
  const one = await project("Theirs", {}, "ben");
  await share("ben", one, userOf("ada"));
  return one;
};
const namesOf = async (person: string, query = "") =>
  (await json(person, "GET", `/api/projects?limit=100${query}`)).projects.map(({ name }: { name: string }) => name);

describe("one's own", () => {
  test("is made, shown, changed and deleted", async () => {
    const { url, made } = await project("Launch", { description: "What we do in May" });
    expect(made).toMatchObject({ name: "Launch", description: "What we do in May", ownerName: "ada", parents: [] });
    expect(made.may).toEqual(["view", "update", "delete", "share"]);
    expect(await json("ada", "PATCH", url, { name: "Launch in May" })).toMatchObject({ name: "Launch in May" });
    expect(await json("ada", "GET", url)).toMatchObject({ name: "Launch in May", description: "What we do in May" });
    expect(await json("ada", "DELETE", url)).toEqual({ deletedCount: 1, modifiedCount: 0 });
    expect(await status("ada", "GET", url)).toBe(404);
  });

  test("is written only under the version that one saw", async () => {
    const { url } = await project();
    const { headers } = await house.as("ada", "GET", url);
    await json("ada", "PATCH", url, { name: "Other" });
    const late = await house.as("ada", "PATCH", url, { name: "Mine" }, { "if-match": String(headers.etag) });
    expect(late.statusCode).toBe(412);
    expect((await json("ada", "GET", url)).name).toBe("Other");
  });

  test.each([
    ["no name", {}],
    ["an empty name", { name: "  " }],
    ["a name too long", { name: "x".repeat(256) }],
    ["an owner", { name: "x", user: userOf("ben") }],
    ["an id", { name: "x", _id: "64f000000000000000000000" }],
    ["a parent that is no id", { name: "x", parentId: "../secret" }],
    ["NUL", { name: "a\0b" }],
  ])("is not made with %s", async (_what, body) => {
    const response = await house.as("ada", "POST", "/api/projects", body);
    expect(response.statusCode).toBe(400);
    expect(response.json().code).toBe("request-invalid");
  });

  test("lies in one's list, found by its name, page by page", async () => {
    for (const name of ["Zebra one", "Zebra two", "Zebra three"]) await project(name);
    const first = await json("ada", "GET", "/api/projects?search=zebra&limit=2");
    expect(first.projects.map(({ name }: { name: string }) => name)).toEqual(["Zebra three", "Zebra two"]);
    const second = await json("ada", "GET", `/api/projects?search=zebra&limit=2&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ projects: [{ name: "Zebra one" }], nextCursor: null });
    const foreign = await house.as("ben", "GET", `/api/projects?search=zebra&limit=2&cursor=${first.nextCursor}`);
    expect(foreign.json().code).toBe("cursor-invalid");
  });
});

describe("to whom it is not shared", () => {
  test.each([
    ["ben", "of the same organization"],
    ["dee", "of another one"],
    ["sue", "with every capability, in the lists"],
  ])("%s (%s) finds nothing", async (person) => {
    const { id } = await project(`Secret to ${person}`);
    await put("ada", { url: `/api/projects/${id}` }, "prompt", await prompt());
    expect(await namesOf(person)).not.toContain(`Secret to ${person}`);
  });

  test("every call says what it says of one that there is not", async () => {
    const { id } = await project();
    const own = await prompt("ben");
    const calls = (project: string): Call[] => [
      ["ben", "GET", `/api/projects/${project}`],
      ["ben", "PATCH", `/api/projects/${project}`, { name: "Mine" }],
      ["ben", "DELETE", `/api/projects/${project}`],
      ["ben", "GET", `/api/projects/${project}/contents?type=agent`],
      ["ben", "PUT", `/api/projects/${project}/contents/prompt/${own}`],
      ["ben", "DELETE", `/api/projects/${project}/contents/prompt/${own}`],
      ["ben", "POST", "/api/projects", { name: "Below", parentId: project }],
      ["ben", "GET", `/api/convos?projectId=${project}`],
    ];
    const said = async (project: string) => {
      const answers = [];
      for (const call of calls(project)) {
        const { statusCode, body } = await house.as(...call);
        answers.push([statusCode, body.replace(/"requestId":"[^"]*"/, "").replaceAll(project, "…")]);
      }
      return answers;
    };
    const answers = await said(id);
    expect(answers.map(([code]) => code)).toEqual(calls(id).map(() => 404));
    expect(answers).toEqual(await said("64f000000000000000000000"));
  });

  test("nor does a thing that one may not see go in: it is as one that there is not", async () => {
    const own = await project("Mine", {}, "ben");
    const secret = await prompt("ada");
    const answers = [];
    for (const id of [secret, "64f000000000000000000000"]) {
      const { statusCode, body } = await put("ben", own, "prompt", id);
      answers.push([statusCode, body.replace(/"requestId":"[^"]*"/, "").replaceAll(id, "…")]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.[0]).toBe(404);
  });
});

describe("what is shared with a project is shared with what lies in it", () => {
  test.each([
    ["agent", agent, (id: string) => `/api/agents/${id}`],
    ["prompt", prompt, (id: string) => `/api/prompts/groups/${id}`],
    ["conversation", conversation, (id: string) => `/api/convos/${id}`],
  ] as const)("%s: from when it is put in until it is taken out", async (type, make, urlOf) => {
    const one = await project();
    expect((await share("ada", one, ENGINEERING)).statusCode).toBe(201);
    const id = await make("ada");
    expect(await status("ben", "GET", urlOf(id))).toBe(404);
    expect((await put("ada", one, type, id)).statusCode).toBe(200);
    expect(await status("ben", "GET", urlOf(id))).toBe(200);
    expect(await status("cy", "GET", urlOf(id))).toBe(404);
    expect(await contents("ben", one, type)).toMatchObject([{ type, id, ownerName: "ada" }]);
    expect(await status("ada", "DELETE", `${one.url}/contents/${type}/${id}`)).toBe(204);
    expect(await status("ben", "GET", urlOf(id))).toBe(404);
    expect(await contents("ben", one, type)).toEqual([]);
  });

  test("a project within passes it on; and ends with what it lies in", async () => {
    const outer = await project("Outer");
    const inner = await project("Inner", { parentId: outer.id });
    expect(inner.made.parents).toEqual([{ _id: outer.id, name: "Outer" }]);
    const id = await prompt();
    await put("ada", inner, "prompt", id);
    await share("ada", outer, userOf("ben"));
    expect(await status("ben", "GET", `/api/prompts/groups/${id}`)).toBe(200);
    expect(await contents("ben", outer, "project")).toMatchObject([{ id: inner.id, name: "Inner" }]);
    await json("ada", "DELETE", outer.url);
    expect(await status("ben", "GET", `/api/prompts/groups/${id}`)).toBe(404);
    expect((await json("ada", "GET", inner.url)).parents).toEqual([]);
  });

  test("no project lies in itself, however far below", async () => {
    const outer = await project("Outer");
    const inner = await project("Inner", { parentId: outer.id });
    const response = await put("ada", inner, "project", outer.id);
    expect(response.statusCode).toBe(409);
    expect(response.json().code).toBe("change-refused");
  });

  test("an editor of the project puts in what is the editor's own, and takes out what is there", async () => {
    const one = await project();
    await share("ada", one, userOf("ben"), "editor");
    const [theirs, hers] = [await prompt("ben"), await prompt("ada")];
    await put("ada", one, "prompt", hers);
    expect((await put("ben", one, "prompt", theirs)).statusCode).toBe(200);
    expect(await status("ada", "GET", `/api/prompts/groups/${theirs}`)).toBe(200);
    expect(await status("ben", "DELETE", `${one.url}/contents/prompt/${hers}`)).toBe(204);
  });

  test("a viewer of the project puts nothing in and takes nothing out", async () => {
    const one = await project();
    await share("ada", one, userOf("ben"));
    const [theirs, hers] = [await prompt("ben"), await prompt("ada")];
    await put("ada", one, "prompt", hers);
    expect((await put("ben", one, "prompt", theirs)).statusCode).toBe(403);
    expect(await status("ben", "DELETE", `${one.url}/contents/prompt/${hers}`)).toBe(403);
    expect(await contents("ada", one, "prompt")).toHaveLength(1);
  });

  test("nobody puts in what they may only use: that would be handing it on", async () => {
    const mine = await project("Mine", {}, "ben");
    const hers = await prompt("ada");
    await json("ada", "POST", `/api/access/resources/prompt/${hers}/grants`, {
      principal: userOf("ben"),
      role: "viewer",
    });
    expect((await put("ben", mine, "prompt", hers)).statusCode).toBe(403);
  });

  test("what is denied to somebody on the thing is not among the contents", async () => {
    const one = await project();
    await share("ada", one, userOf("ben"));
    const id = await prompt();
    await put("ada", one, "prompt", id);
    await json("ada", "POST", `/api/access/resources/prompt/${id}/grants`, { principal: userOf("ben"), deny: ["use"] });
    expect(await contents("ben", one, "prompt")).toEqual([]);
    expect(await contents("ada", one, "prompt")).toHaveLength(1);
  });

  test("sharing it takes what sharing each thing in it takes", async () => {
    const one = await project();
    await put("ada", one, "agent", await agent());
    const on = (on: boolean) => house.change([{ kind: "feature-set", role: "role:USER", feature: "AGENTS.SHARE", on }]);
    await on(false);
    expect((await share("ada", one, userOf("ben"))).json().code).toBe("feature-off");
    await on(true);
    expect((await share("ada", one, userOf("ben"))).statusCode).toBe(201);
  });

  test("many are told page by page", async () => {
    const one = await project();
    for (let index = 0; index < 5; index++) await put("ada", one, "prompt", await prompt("ada", `Brief ${index}`));
    const names: string[] = [];
    let cursor = "";
    do {
      const page = await json("ada", "GET", `${one.url}/contents?type=prompt&limit=2${cursor}`);
      expect(page.things.length).toBeLessThanOrEqual(2);
      names.push(...page.things.map(({ name }: { name: string }) => name));
      cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
    } while (cursor !== "");
    expect(names.toSorted()).toEqual(["Brief 0", "Brief 1", "Brief 2", "Brief 3", "Brief 4"]);
  });
});

describe("LibreChat's way with conversations", () => {
  const move = (person: string, id: string, projectId: string | null) =>
    house.as(person, "PUT", `/api/projects/conversations/${id}`, { projectId });

  test("one lies in one project, or in none", async () => {
    const [first, second] = [await project("First"), await project("Second")];
    const id = await conversation();
    expect((await move("ada", id, first.id)).json()).toMatchObject({ conversationId: id, chatProjectId: first.id });
    expect((await move("ada", id, second.id)).json().chatProjectId).toBe(second.id);
    expect(await contents("ada", first, "conversation")).toEqual([]);
    expect((await json("ada", "GET", `/api/convos?projectId=${second.id}`)).conversations).toMatchObject([
      { conversationId: id, chatProjectId: second.id },
    ]);
    expect((await move("ada", id, null)).json()).not.toHaveProperty("chatProjectId");
    expect((await json("ada", "GET", `/api/convos?projectId=${second.id}`)).conversations).toEqual([]);
  });

  test("whoever has the project finds it in its list; whoever has not does not learn of the project", async () => {
    const one = await project();
    const id = await conversation();
    await move("ada", id, one.id);
    await share("ada", one, userOf("ben"));
    expect((await json("ben", "GET", `/api/convos?projectId=${one.id}`)).conversations).toHaveLength(1);
    await json(
      "ada",
      "POST",
      `/api/access/resources/conversation/${(await json("ada", "GET", `/api/convos/${id}`))._id}/grants`,
      {
        principal: userOf("cy"),
        role: "viewer",
      },
    );
    expect(await json("cy", "GET", `/api/convos/${id}`)).not.toHaveProperty("chatProjectId");
  });

  test("a chat begins in one: whoever has the project sees it at once, with its files", async () => {
    const one = await project();
    await share("ada", one, userOf("ben"));
    const form = new FormData();
    form.append("endpoint", "echo");
    form.append("file", new Blob(["What we do in May"], { type: "text/plain" }), "plan.txt");
    const sent = await fetch(`${house.url}/api/files`, { method: "POST", headers: { "x-person": "ada" }, body: form });
    const { file_id } = (await sent.json()) as { file_id: string };
    const { id } = await talk(house, "ada", "Sum it up", { chatProjectId: one.id, files: [{ file_id }] });
    expect((await json("ben", "GET", `/api/convos?projectId=${one.id}`)).conversations).toMatchObject([
      { conversationId: id, chatProjectId: one.id },
    ]);
    expect(await status("ben", "GET", `/api/files/download/x/${file_id}`)).toBe(200);
    expect(await status("cy", "GET", `/api/files/download/x/${file_id}`)).toBe(404);
  });

  test.each([
    ["a project that one may not view", () => project("Secret", {}, "ben"), {}, 404],
    ["a project that one may only view", sharedWithAda, {}, 403],
    ["a temporary chat", () => project(), { isTemporary: true }, 400],
  ] as const)("a chat does not begin with %s, and nothing is stored", async (_what, make, more, code) => {
    const { id } = await make();
    const before = (await json("ada", "GET", "/api/convos?limit=100")).conversations.length;
    const wish = { text: "Hello", model: "echo", chatProjectId: id, ...more };
    expect(await status("ada", "POST", "/api/agents/chat/echo", wish)).toBe(code);
    expect((await json("ada", "GET", "/api/convos?limit=100")).conversations).toHaveLength(before);
  });

  test("deleting the project leaves them, and says how many there were", async () => {
    const one = await project();
    const id = await conversation();
    await move("ada", id, one.id);
    expect(await json("ada", "DELETE", one.url)).toEqual({ deletedCount: 1, modifiedCount: 1 });
    expect(await json("ada", "GET", `/api/convos/${id}`)).not.toHaveProperty("chatProjectId");
  });

  test.each([
    ["somebody else's conversation", "ben"],
    ["one of another organization", "dee"],
  ])("%s is not there", async (_what, person) => {
    const id = await conversation("ada");
    const mine = await project("Mine", {}, person);
    expect((await move(person, id, mine.id)).statusCode).toBe(404);
  });
});

describe("what one may not view", () => {
  test("is not told to whoever changes it by capability", async () => {
    const { url } = await project("Secret", { description: "Takes over Umbrella" });
    expect(await status("sue", "GET", url)).toBe(403);
    const answer = await house.as("sue", "PATCH", url, { name: "Renamed" });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ name: "Renamed" });
    expect(answer.body).not.toContain("Umbrella");
  });

  test("is not named when somebody takes a thing out of all that they know", async () => {
    const [known, secret] = [await project("Known"), await project("Secret")];
    await share("ada", known, userOf("ben"), "editor");
    const agentId = await agent();
    await put("ada", known, "agent", agentId);
    await put("ada", secret, "agent", agentId);
    const [{ resource }] = await contents("ada", known, "agent");
    const answer = await house.as("ben", "PUT", `/api/access/resources/${resource.replace(":", "/")}`, { parents: [] });
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.body).not.toContain(secret.id);
    expect(await contents("ada", known, "agent")).toEqual([]);
    expect(await contents("ada", secret, "agent")).toHaveLength(1);
  });

  test("is as what there is not to whoever names it, though the thing lies there", async () => {
    const secret = await project("Secret");
    const id = await prompt();
    await put("ada", secret, "prompt", id);
    const resource = `/api/access/resources/prompt/${id}`;
    await json("ada", "POST", `${resource}/grants`, { principal: userOf("ben"), role: "editor" });
    for (const parent of [secret.id, "64f000000000000000000000"]) {
      const answer = await house.as("ben", "PUT", resource, { parents: [`project:${parent}`] });
      expect([answer.statusCode, answer.json().code]).toEqual([404, "resource-not-found"]);
    }
    expect(await contents("ada", secret, "prompt")).toHaveLength(1);
  });

  test("is left all the same by whoever may share the thing", async () => {
    const theirs = await project("Theirs", {}, "ben");
    await share("ben", theirs, userOf("ada"), "editor");
    const id = await prompt();
    await put("ada", theirs, "prompt", id);
    await house.as("ben", "DELETE", `/api/access/resources/project/${theirs.id}/grants`);
    expect((await json("ada", "GET", `/api/access/resources/prompt/${id}`)).parents).toEqual([]);
    await json("ada", "PUT", `/api/access/resources/prompt/${id}`, { parents: [] });
    expect(await contents("ben", theirs, "prompt")).toEqual([]);
  });
});

describe("by capability", () => {
  test("of a project alone nothing is put in or taken out", async () => {
    const [one, below] = [await project(), await project("Below")];
    await put("ada", one, "project", below.id);
    const refused = await house.as("sue", "DELETE", `${one.url}/contents/project/${below.id}`);
    expect([refused.statusCode, refused.json().detail]).toEqual([403, expect.stringContaining("not by capability")]);
    expect((await put("sue", await project(), "project", below.id)).statusCode).toBe(403);
  });

  test("that covers `share` on the thing it is taken out, and not put in", async () => {
    const one = await project();
    const id = await prompt();
    await put("ada", one, "prompt", id);
    expect(await status("sue", "DELETE", `${one.url}/contents/prompt/${id}`)).toBe(204);
    expect((await put("sue", one, "prompt", id)).statusCode).toBe(403);
  });
});

test("an id of a project cannot be registered by another application", async () => {
  const answer = await house.as("ada", "PUT", "/api/access/resources/project/64f000000000000000000000", {});
  expect(answer.statusCode).toBe(404);
});

test("deleting it by /api/access takes its row along", async () => {
  const one = await project();
  expect(await status("ada", "DELETE", `/api/access/resources/project/${one.id}`)).toBe(204);
  expect(await status("ada", "GET", one.url)).toBe(404);
  const rows = await house.store.db.selectFrom("projects").select("id").where("id", "=", one.id).execute();
  expect(rows).toEqual([]);
});
