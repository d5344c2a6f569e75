import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { load } from "../../config/testing/load.ts";
import { type EmptyDatabase, emptySqlite } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";
import { Pretender } from "./testing/pretender.ts";
import { openIdEnv } from "./testing/traveller.ts";

/* docs/guides/single-sign-on.md: its settings are settings, and every line that begins with `ask` does what it says, by the operator. */
const GUIDE = readGuide("single-sign-on.md");
const commands = GUIDE.split("\n").filter((line) => line.startsWith("ask "));
const [, environment = ""] = /```env\n([\s\S]*?)```/.exec(GUIDE) ?? [];

let pretender: Pretender;
let house: House;
let database: EmptyDatabase;
let token: string;
const variables: Record<string, string> = {};

beforeAll(async () => {
  pretender = await Pretender.start();
  database = await emptySqlite();
  house = await houseOn(database, openIdEnv(pretender));
  token = (await house.person("first")).token;
  variables.ID_TOKEN = await pretender.sign(pretender.claims(new URL("http://nowhere.example"), { sub: "ada" }));
});
afterAll(async () => {
  await house.close();
  await database.remove();
  await pretender.stop();
});

test("has commands", () => expect(commands).toHaveLength(5));

test("its settings are complete, and nothing of them is a slip", () => {
  const { settings, warnings } = load({ ".env": environment });
  expect(warnings).toEqual([]);
  expect(settings.identity.social).toMatchObject({
    openid: { requiredRole: { roles: ["chat-user"] }, groups: { create: true } },
    github: { clientId: "from-github" },
  });
});

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/\$(GROUP_ID|ID_TOKEN)/g, (_all, name: string) => variables[name] ?? "");
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, body] = /-d '(.*?)'/.exec(filled) ?? [];
  const method = /-X PATCH/.test(filled) ? "PATCH" : body ? "POST" : "GET";
  const answer = await house.call(method, url, body && JSON.parse(body), token);
  expect(answer.statusCode, answer.body).toBe(url === "/api/admin/groups" ? 201 : 200);
  if (url === "/api/admin/groups") variables.GROUP_ID = answer.json<{ group: { id: string } }>().group.id;
  if (url.endsWith("token-test")) expect(answer.json()).toMatchObject({ valid: true, refusal: "email-missing" });
});
