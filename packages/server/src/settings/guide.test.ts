import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createGatehouse, type Gatehouse } from "../app.ts";
import { readGuide } from "../config/testing/guides.ts";

/* docs/guides/settings.md from its top to its end, by the operator. */
const guide = readGuide("settings.md");
const commands = guide.split("\n").filter((line) => line.startsWith("admin ") && !line.startsWith("admin()"));

let folder: string;
let house: Gatehouse;
let user = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-settings-guide-"));
  house = await createGatehouse({ env: { DATA_DIR: folder }, cwd: folder, log: pino({ level: "silent" }) });
  const payload = {
    slug: "default",
    name: "First",
    admin: { email: "ada@example.com", name: "Ada", password: "correct horse battery" },
  };
  await house.operatorInject({ method: "POST", url: "/api/gatehouse/organizations", payload });
  const people = await house.store.db.selectFrom("users").select("id").execute();
  user = people[0]?.id ?? "";
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

test("has commands", () => expect(commands).toHaveLength(12));

test.each(commands)("%s", async (command) => {
  const [, method, url = "", body] =
    /^admin (\w+) "\$URL([^"]+)"(?: -d '(.*)')?$/.exec(command.replaceAll("$PERSON", user)) ?? [];
  const response = await house.operatorInject({
    method: method as "GET",
    url,
    ...(body !== undefined && { payload: JSON.parse(body) }),
  });
  expect(response.statusCode, response.body).toBeLessThan(300);
  if (url === "/api/admin/overrides") expect(response.json().overrides).toHaveLength(2);
  if (url.endsWith("/effective"))
    expect(response.json().keys).toContainEqual(expect.objectContaining({ path: "interface.presets", value: false }));
});
