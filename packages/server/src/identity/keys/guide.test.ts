import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { emptySqlite } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";

/* docs/guides/api-keys.md from its top to its end, by Ada: every line that asks something of the server. */
const commands = readGuide("api-keys.md")
  .split("\n")
  .filter((line) => /^(ask|curl) /.test(line));

let house: House;
let token: string;
const variables: Record<string, string> = { AGENT: "a".repeat(24) };
beforeAll(async () => {
  house = await houseOn(await emptySqlite());
  const ada = await house.person("ada");
  ({ token } = ada);
  const access = house.access.of(house.access.list()[0]?.id ?? "");
  await access.commit({ organization: access.id, subject: "operator", name: "cli:test", from: "cli" }, async () => ({
    changes: [
      { kind: "resource-added", resource: `agent:${variables.AGENT}`, owner: `user:${ada.id}`, state: "active" },
    ],
    result: null,
  }));
  variables.PERSON = (await house.person("ben")).id;
  const made = await house.call("POST", "/api/admin/services", { name: "CRM" }, token);
  variables.SERVICE = made.json().service.id;
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(11));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/'?\$(AGENT|PERSON|SERVICE|ID)'?/g, (_all, name: string) => variables[name] ?? "");
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, body] = /-d '(.*)'$/.exec(filled) ?? [];
  const [, method = body ? "POST" : "GET"] = /-X (\w+)/.exec(filled) ?? [];
  const bearer = command.startsWith("ask ") ? token : variables.KEY;
  const answer = await house.call(method as "GET", url, body && JSON.parse(body), bearer);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  if (answer.body.includes('"key":')) [variables.ID, variables.KEY] = [answer.json().id, answer.json().key];
});
