import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { emptySqlite } from "../../store/testing/databases.ts";
import { type Members, openMembers } from "../testing/members.ts";

/* docs/guides/people-and-groups.md from its top to its end, by Ben: every line that begins with `ask "` or `ask -X` does what it says. */
const commands = readGuide("people-and-groups.md")
  .split("\n")
  .filter((line) => /^ask ("|-X)/.test(line));

let all: Members;
let group = "";
beforeAll(async () => {
  all = await openMembers({}, await emptySqlite());
});
afterAll(() => all.house.close());

test("has commands", () => expect(commands).toHaveLength(8));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/'?\$PERSON'?/g, all.cy.id).replaceAll("$GROUP", group);
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, body] = /-d '(.*?)'/.exec(filled) ?? [];
  const [, method = body ? "POST" : "GET"] = /-X (\w+)/.exec(filled) ?? [];
  const sent = body === undefined ? undefined : JSON.parse(body);
  const answer = await all.house.call(method as "GET" | "POST" | "PUT" | "PATCH" | "DELETE", url, sent, all.ben.token);
  expect(answer.statusCode, answer.body).toBe(method === "POST" && url === "/api/groups" ? 201 : 200);
  if (answer.statusCode === 201) group = answer.json().group.id;
});
