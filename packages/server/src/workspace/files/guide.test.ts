import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";

/* docs/guides/files.md from its top to its end, by Ada: every line that begins with `ask` does what it says. */
const commands = readGuide("files.md")
  .split("\n")
  .filter((line) => line.startsWith("ask "));

let house: House;
const variables: Record<string, string> = { ME: userOf("ada").slice("user:".length) };
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(9));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/\$(ME|FILE_ID|AGENT_ID)/g, (_all, name: string) => variables[name] ?? "");
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, name] = /-F file=@(\S+)/.exec(filled) ?? [];
  const [, body] = /-d '(.*?)'/.exec(filled) ?? [];
  const [, method = name ? "POST" : "GET"] = /-X (\w+)/.exec(filled) ?? [];
  const form = new FormData();
  if (name) form.append("file", new Blob(["%PDF-1.7\n"]), name);
  const response = await fetch(`${house.url}${url}`, {
    method,
    headers: { "x-person": "ada", ...(body && { "content-type": "application/json" }) },
    ...(name ? { body: form } : body ? { body } : {}),
  });
  const text = await response.text();
  expect(response.status, text).toBe(url === "/api/agents" ? 201 : 200);
  if (url === "/api/agents") variables.AGENT_ID = JSON.parse(text).id;
  if (name) variables.FILE_ID = JSON.parse(text).file_id;
  if (url.includes("/download/")) expect(text).toBe("%PDF-1.7\n");
});
