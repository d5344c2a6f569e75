import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGatehouse, type Gatehouse } from "../../app.ts";
import { systemActor } from "../../http/actor.ts";
import { Resources } from "./service.ts";

let folder: string;
let house: Gatehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-resources-"));
  house = await createGatehouse({ env: { DATA_DIR: folder }, cwd: folder, log: pino({ level: "silent" }) });
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true });
});

const put = (url: string, payload: object) => house.operatorInject({ method: "PUT", url, payload });

const page = {
  actions: { view: 1, edit: 2 },
  roles: { viewer: ["view"], owner: ["view", "edit"] },
  feature: null,
  byCapability: { "manage:prompts": ["edit"] },
  inherits: { page: { view: ["view"] }, project: { view: ["view"] }, later: { whatever: ["view"] } },
  create: { capability: "manage:prompts" },
};

describe("a type of another application", () => {
  test("is declared, also where a parent's type comes later", async () => {
    const answer = await put("/api/access/types/page", page);
    expect(answer.statusCode, answer.body).toBe(200);
  });

  test.each([
    ["a capability that there is not, to make one", { create: { capability: "nonsense:pages" } }, "`nonsense:pages`"],
    ["a capability that there is not", { byCapability: { "nonsense:pages": ["edit"] } }, "`nonsense:pages`"],
    ["an action in a role that it has not", { roles: { viewer: ["nonsense"] } }, "`nonsense`"],
    ["an action of a capability that it has not", { byCapability: { "manage:prompts": ["nonsense"] } }, "`nonsense`"],
    ["an action that it inherits and has not", { inherits: { project: { view: ["nonsense"] } } }, "`nonsense`"],
    [
      "an action that its parent has not",
      { inherits: { project: { nonsense: ["view"] } } },
      "not an action of `project`",
    ],
    [
      "an action that it has not itself as parent",
      { inherits: { page: { nonsense: ["view"] } } },
      "not an action of `page`",
    ],
  ])("is refused with %s", async (_what, wrong, words) => {
    const answer = await put("/api/access/types/page", { ...page, ...wrong });
    expect([400, 409]).toContain(answer.statusCode);
    expect(answer.json<{ detail: string }>().detail).toContain(words);
  });

  test.each(["organization", "everyone", "anyone", "operator", "visitor", "user"])(
    "is not named `%s`, which stands for somebody",
    async (name) => {
      const answer = await put(`/api/access/types/${name}`, { ...page, inherits: {} });
      expect([400, 409]).toContain(answer.statusCode);
    },
  );
});

test("`.` and `..` are no ids, since no client can ask for them", async () => {
  // Not over HTTP: a client takes them out of the address, and asks for something else.
  const resources = new Resources(house);
  const operator = systemActor(house.access.list()[0]?.id ?? "", "system:test");
  const register = (id: string) => resources.put(operator, `page:${id}`, {}, () => undefined);
  for (const id of [".", ".."])
    await expect(register(id)).rejects.toMatchObject({
      code: "request-invalid",
      detail: "`id`: `.` and `..` are no ids",
    });
  for (const id of ["...", ".a"]) expect((await register(id)).result).toBe(true);
});

test.each(["prompt", "file"])("an id that looks like a %s's of the workspace is nobody's to take", async (type) => {
  expect((await put(`/api/access/resources/${type}/64f000000000000000000000`, {})).statusCode).toBe(404);
  expect((await put(`/api/access/resources/${type}/brief-1`, {})).statusCode).toBe(201);
});

test("a grant's condition that is none, or nests too deep, is refused in words", async () => {
  await put("/api/access/resources/page/one", {});
  const share = (condition: string) =>
    house.operatorInject({
      method: "POST",
      url: "/api/access/resources/page/one/grants",
      payload: { principal: "everyone", role: "viewer", condition },
    });
  for (const [condition, words] of [
    ["1", "true or false"],
    ['"a"', "true or false"],
    ["", "it is empty"],
    [" ", "it is empty"],
    ["now() > 2", "there is no `now()`"],
    [`${"(".repeat(1500)}true${")".repeat(1500)}`, "nests too deep"],
  ] as const) {
    const answer = await share(condition);
    expect(answer.statusCode, answer.body).toBe(400);
    expect(answer.json<{ detail: string }>().detail).toContain(words);
  }
  expect((await share("subject.kind == 'user'")).statusCode).toBe(201);
});
