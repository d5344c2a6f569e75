import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { type House, openHouse, PLATFORM, userOf } from "../testing/house.ts";

/* docs/guides/access-report.md from its top to its end, by Sue; Ada shared an agent with Ben. */
const commands = readGuide("access-report.md")
  .split("\n")
  .filter((line) => /^(ask|act) "/.test(line));

let house: House;
const variables: Record<string, string> = {};
beforeAll(async () => {
  house = await openHouse();
  const agent = await house.as("ada", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
  variables.AGENT = agent.json()._id;
  const given = await house.as("ada", "POST", `/api/access/resources/agent/${variables.AGENT}/grants`, {
    principal: userOf("ben"),
    role: "viewer",
  });
  variables.GRANT = String(given.json().grant.id);
  variables.PERSON = userOf("ben").slice("user:".length);
  variables.GROUP = PLATFORM.slice("group:".length);
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(20));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/\$([A-Z]+)/g, (_all, name: string) => variables[name] ?? "");
  const [, way, path, quoted = "", dryRun] = /^(ask|act) "([^"]+)"(?: "(.+)")?(?: (true))?$/.exec(filled) ?? [];
  const url = `/api/access/${path}`;
  const isThere = () =>
    house.access
      .of(house.here)
      .engine.grantsOn(`agent:${variables.AGENT}`)
      .some(({ id }) => String(id) === variables.GRANT);
  const answer =
    way === "ask"
      ? await house.as("sue", "GET", url)
      : await house.as(
          "sue",
          "POST",
          url,
          JSON.parse(quoted.replaceAll('\\"', '"')),
          dryRun ? { "gatehouse-dry-run": dryRun } : {},
        );
  expect(answer.statusCode, answer.body).toBe(200);
  if (path === "report" || path?.startsWith("report?on=")) expect(answer.json().lines).toHaveLength(1);
  if (way === "act") expect(isThere()).toBe(dryRun === "true");
});
