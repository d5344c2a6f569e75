import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../store/index.ts";
import { grant, type House, openHouse, taken, userOf } from "../testing/house.ts";
import { CANARY, PromptMaker, version } from "../testing/prompts.ts";

const VIEWER = ["use"];
const EDITOR = ["use", "update"];

let house: House;
let prompts: PromptMaker;
beforeAll(async () => {
  house = await openHouse();
  prompts = new PromptMaker(house);
});
afterAll(() => house.close());

describe("making a prompt", () => {
  test("gives it to its maker, brings its first version into production, and says the revision", async () => {
    const { prompt, group, id, headers } = await prompts.made({
      group: { category: "write", oneliner: "Short", command: "sum" },
    });
    expect(prompt).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      groupId: id,
      author: userOf("ada").slice(5),
      prompt: `Sum up {{text}} (${CANARY})`,
      type: "text",
      createdAt: expect.any(String),
      updatedAt: prompt.createdAt,
    });
    expect(group).toEqual({
      _id: id,
      name: "Brief",
      numberOfGenerations: 0,
      oneliner: "Short",
      category: "write",
      productionId: prompt._id,
      author: userOf("ada").slice(5),
      authorName: "ada",
      command: "sum",
      createdAt: prompt.createdAt,
      updatedAt: prompt.createdAt,
      productionPrompt: prompt,
      may: ["use", "update", "delete"], // `share` takes PROMPTS.SHARE
    });
    const { engine } = house.access.of(house.here);
    expect([headers["gatehouse-revision"], headers.etag]).toEqual([String(engine.revision), '"v1"']);
    expect(engine.describe(`prompt:${id}`)).toMatchObject({ owner: userOf("ada"), state: "active" });
  });

  test.each([
    "{{current_date}}, {{ name }}, {{a:one|two}}",
    "  \r\n\ttrailing \u2028 \ufeff ",
    "e\u0301 é 🔥 \u{10ffff}",
    '{"a": "\\u0041 \\n"}',
    "x".repeat(100_000),
  ])("keeps a text to the byte: %j", async (text) => {
    const { prompt, url } = await prompts.made({ prompt: text });
    expect((await prompts.get("ada", url)).productionPrompt.prompt).toBe(text);
    expect((await prompts.get("ada", `/api/prompts/${prompt._id}`)).prompt).toBe(text);
  });

  test.each([
    ["no prompt", { group: { name: "x" } }],
    ["no group", { prompt: version() }],
    ["no name", { prompt: version(), group: {} }],
    ["an empty name", { prompt: version(), group: { name: "" } }],
    ["an empty text", { prompt: version(""), group: { name: "x" } }],
    ["a text that is too long", { prompt: version("x".repeat(100_001)), group: { name: "x" } }],
    ["half a surrogate pair", { prompt: version("\ud800"), group: { name: "x" } }],
    ["another type", { prompt: { prompt: "x", type: "image" }, group: { name: "x" } }],
    ["a command with capitals", { prompt: version(), group: { name: "x", command: "Sum" } }],
    ["an author", { prompt: version(), group: { name: "x", author: "me" } }],
    ["a group for the version", { prompt: { ...version(), groupId: newId() }, group: { name: "x" } }],
  ])("refuses %s", async (_what, body) => {
    const response = await house.as("ada", "POST", "/api/prompts", body);
    expect([response.statusCode, response.json().code]).toEqual([400, "request-invalid"]);
  });
});

describe("the features", () => {
  test("PROMPTS.USE is for everything, PROMPTS.CREATE for making, changing and deleting", async () => {
    const off = await openHouse();
    const feature = (name: string, on: boolean) =>
      off.change([{ kind: "feature-set", role: "role:USER", feature: name, on }]);
    const all = { prompt: version(), group: { name: "x" } };
    try {
      const { group, prompt } = (await off.as("ada", "POST", "/api/prompts", all)).json();
      const url = `/api/prompts/groups/${group._id}`;
      const outcomes = async () => {
        const call = async (...rest: Parameters<House["as"]> extends [string, ...infer R] ? R : never) =>
          (await off.as("ada", ...rest)).statusCode;
        return {
          list: await call("GET", "/api/prompts/groups"),
          read: await call("GET", url),
          use: await call("POST", `${url}/use`, {}),
          make: await call("POST", "/api/prompts", all),
          patch: await call("PATCH", url, { name: "y" }),
          production: await call("PATCH", `/api/prompts/${prompt._id}/tags/production`, {}),
          remove: await call("DELETE", `/api/prompts/${newId()}?groupId=${group._id}`),
        };
      };
      await feature("PROMPTS.CREATE", false);
      expect(await outcomes()).toEqual({
        list: 200,
        read: 200,
        use: 200,
        make: 403,
        patch: 403,
        production: 403,
        remove: 403,
      });
      await feature("PROMPTS.USE", false);
      expect(new Set(Object.values(await outcomes()))).toEqual(new Set([403]));
      expect((await off.as("ada", "GET", url)).json().code).toBe("feature-off");
    } finally {
      await off.close();
    }
  });
});

describe("who may what", () => {
  /** Every call on a prompt with what each answers; each has a prompt of its own. */
  const outcomesOf = async (person: string, actions: readonly string[]) => {
    const one = await prompts.made();
    const draft = await prompts.drafted(one, `draft ${CANARY}`);
    if (actions.length > 0) await prompts.shared(one, person, actions);
    const { url, prompt } = one;
    const calls: [string, ...Parameters<House["as"]>][] = [
      ["read", person, "GET", url],
      ["version", person, "GET", `/api/prompts/${draft._id}`],
      ["versions", person, "GET", `/api/prompts?groupId=${one.id}`],
      ["use", person, "POST", `${url}/use`],
      ["draft", person, "POST", `${url}/prompts`, { prompt: version("mine") }],
      ["patch", person, "PATCH", url, { name: "Other" }],
      ["production", person, "PATCH", `/api/prompts/${draft._id}/tags/production`],
      ["delete version", person, "DELETE", `/api/prompts/${prompt._id}?groupId=${one.id}`],
      ["delete", person, "DELETE", url],
    ];
    const found: Record<string, number> = {};
    for (const [what, ...call] of calls) {
      const response = await house.as(...call);
      found[what] = response.statusCode;
      const maySee = actions.includes("use") && ["read", "version", "versions"].includes(what);
      if (!maySee) expect(response.body).not.toContain(CANARY);
    }
    return Object.values(found).join(" ");
  };

  test.each([
    ["a viewer", "ben", VIEWER, "200 200 200 200 403 403 403 403 403"],
    ["an editor", "ben", EDITOR, "200 200 200 200 200 200 200 403 403"],
    ["who holds update alone", "ben", ["update"], "403 403 403 403 200 200 200 403 403"],
    ["who holds delete alone", "ben", ["delete"], "403 403 403 403 403 403 403 200 200"],
    ["a stranger", "cy", [], "404 404 404 404 404 404 404 404 404"],
    ["another organization's super admin", "dee", [], "404 404 404 404 404 404 404 404 404"],
    ["a super admin", "sue", [], "403 403 403 403 200 200 200 200 200"],
  ])("%s", async (_what, person, actions, expected) => {
    expect(await outcomesOf(person, actions)).toBe(expected);
  });

  test("an unknown id is answered as a stranger's", async () => {
    const { url, prompt, id } = await prompts.made();
    const same = (body: string) => body.replaceAll(/[0-9a-f]{24}|"requestId":"[^"]*"/g, "");
    for (const path of [url, `/api/prompts/${prompt._id}`, `/api/prompts?groupId=${id}`]) {
      const secret = await house.as("cy", "GET", path);
      const nothing = await house.as("cy", "GET", path.replace(/[0-9a-f]{24}/, newId()));
      expect([secret.statusCode, same(secret.body)]).toEqual([404, same(nothing.body)]);
    }
  });

  test("what is denied, hidden, or has ended is not read", async () => {
    const one = await prompts.made();
    const given = await prompts.shared(one, "ben", VIEWER);
    expect(await prompts.status("ben", "GET", one.url)).toBe(200);
    const deny = grant(userOf("ben"), `prompt:${one.id}`, []);
    deny.grant = { ...deny.grant, deny: ["use"] };
    await house.change([deny]);
    expect(await prompts.status("ben", "GET", one.url)).toBe(404);
    await house.change([taken(deny), { kind: "resource-state-set", resource: `prompt:${one.id}`, state: "hidden" }]);
    expect([await prompts.status("ben", "GET", one.url), await prompts.status("ada", "GET", one.url)]).toEqual([
      404, 403,
    ]);
    await house.change([{ kind: "resource-state-set", resource: `prompt:${one.id}`, state: "active" }, taken(given)]);
    expect(await prompts.status("ben", "GET", one.url)).toBe(404);
  });

  test("random and labels, which LibreChat's client still calls, are no routes", async () => {
    expect(await prompts.status("ada", "GET", "/api/prompts/random")).toBe(400);
    expect(await prompts.status("ada", "PATCH", `/api/prompts/${newId()}/labels`, {})).toBe(404);
  });
});

describe("changing a prompt", () => {
  test("writes what is named, and a command of nothing is none", async () => {
    const one = await prompts.made({ group: { command: "sum", category: "code" } });
    const response = await house.as("ada", "PATCH", one.url, { name: "Ä", oneliner: "new", command: "" });
    expect(response.json()).toMatchObject({ name: "Ä", oneliner: "new", category: "code" });
    expect(response.json()).not.toHaveProperty("command");
    expect(response.body).not.toContain(CANARY);
    expect((await house.as("ada", "PATCH", one.url, { command: "again" })).json().command).toBe("again");
    expect((await house.as("ada", "PATCH", one.url, { command: null })).json()).not.toHaveProperty("command");
  });

  test("two prompts may have the same command", async () => {
    await prompts.made({ group: { command: "twice" } });
    expect((await prompts.made({ group: { command: "twice" } })).group.command).toBe("twice");
  });

  test.each([
    ["an empty name", { name: "" }],
    ["a name of 256", { name: "x".repeat(256) }],
    ["a line of 501", { oneliner: "x".repeat(501) }],
    ["a category of 101", { category: "x".repeat(101) }],
    ["a command of 57", { command: "x".repeat(57) }],
    ["a command with a slash", { command: "/x" }],
    ["null for a name", { name: null }],
    ["NUL", { name: "a\u0000" }],
    ["an author", { author: userOf("ben").slice(5) }],
    ["the version in production", { productionId: newId() }],
    ["uses", { numberOfGenerations: 9 }],
  ])("refuses %s", async (_what, body) => {
    const { url } = await prompts.made();
    const response = await house.as("ada", "PATCH", url, body);
    expect([response.statusCode, response.json().code]).toEqual([400, "request-invalid"]);
  });

  test("If-Match: a version that has passed is refused by every write, the present one is good", async () => {
    const one = await prompts.made();
    const draft = await prompts.drafted(one, "two");
    await house.as("ada", "PATCH", one.url, { name: "Next" });
    expect((await house.as("ada", "GET", one.url)).headers.etag).toBe('"v2"');
    const writes: ["PATCH" | "POST" | "DELETE", string, object?][] = [
      ["PATCH", one.url, { name: "Later" }],
      ["PATCH", `/api/prompts/${draft._id}/tags/production`, {}],
      ["POST", `${one.url}/prompts`, { prompt: version("x") }],
      ["DELETE", `/api/prompts/${draft._id}?groupId=${one.id}`],
      ["DELETE", one.url],
    ];
    for (const [method, url, body] of writes) {
      const response = await house.as("ada", method, url, body, { "if-match": '"v1"' });
      expect([response.statusCode, response.json().code]).toEqual([412, "version-mismatch"]);
    }
    const response = await house.as("ada", "PATCH", one.url, { name: "Later" }, { "if-match": '"v2"' });
    expect([response.statusCode, response.headers.etag]).toEqual([200, '"v3"']);
    // What differs in nothing is no write.
    expect((await house.as("ada", "PATCH", one.url, { name: "Later" })).headers.etag).toBe('"v3"');
  });
});

describe("using a prompt", () => {
  test("is counted, and is no change", async () => {
    const one = await prompts.made();
    await prompts.shared(one, "ben", VIEWER);
    expect((await house.as("ben", "POST", `${one.url}/use`)).json()).toEqual({ numberOfGenerations: 1 });
    expect((await house.as("ada", "POST", `${one.url}/use`, {})).json()).toEqual({ numberOfGenerations: 2 });
    const after = await house.as("ada", "GET", one.url);
    expect(after.headers.etag).toBe('"v1"');
    expect(after.json()).toMatchObject({ numberOfGenerations: 2, updatedAt: one.group.updatedAt });
  });

  test("at most 60 times in a minute for each person", async () => {
    const { url } = await prompts.made({}, "cy");
    let refused = await house.as("cy", "POST", `${url}/use`);
    for (let round = 0; round < 60; round++) refused = await house.as("cy", "POST", `${url}/use`);
    expect([refused.statusCode, refused.json().code]).toEqual([429, "rate-limited"]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(await prompts.status("ada", "POST", `${url}/use`)).toBe(404);
  });
});

test("categories are LibreChat's", async () => {
  const categories = await prompts.get("cy", "/api/categories");
  expect(categories).toHaveLength(9);
  expect(categories[0]).toEqual({ label: "com_ui_idea", value: "idea" });
});

test("a text is in no log", () => {
  expect(house.logged.length).toBeGreaterThan(100);
  expect(house.logged.filter((line) => line.includes(CANARY))).toEqual([]);
});
