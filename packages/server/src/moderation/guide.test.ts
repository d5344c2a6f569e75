import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../config/testing/guides.ts";
import { type House, openHouse, PASSWORD } from "./testing/house.ts";

/* docs/guides/moderation.md from its top to its end: Cy reports, Mo decides, Ben is who it is about, Max answers; then Dee is banned. */
const commands = readGuide("moderation.md")
  .split("\n")
  .filter((line) => /^(member|moderator|owner|other|banned) /.test(line));
const who: Readonly<Record<string, string>> = { member: "cy", moderator: "mo", owner: "ben", other: "max" };

let house: House;
const variables: Record<string, string> = {};
beforeAll(async () => {
  house = await openHouse();
  const conversation = await house.talk("ben", "You fool");
  const resource = `conversation:${conversation.row}`;
  await house.change(
    { kind: "resource-added", resource, owner: `user:${house.id("ben")}`, state: "active" },
    {
      kind: "grant-set",
      grant: {
        id: 9_000,
        principal: `user:${house.id("cy")}`,
        resource,
        allow: ["view"],
        deny: [],
        expiresAt: null,
        condition: null,
      },
    },
  );
  variables.MESSAGE = conversation.question;
  variables.PERSON = house.id("ben");
  variables.EMAIL = "dee@example.org";
  variables.PASSWORD = PASSWORD;
  await house.ok("ada", "POST", `/api/admin/users/${house.id("dee")}/ban`, { until: null, reason: "Spam" });
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(15));

test.each(commands)("%s", async (command) => {
  const names = /\$(MESSAGE|CASE|DECISION|PERSON|EMAIL|PASSWORD|TICKET)/g;
  const filled = command.replaceAll(names, (_all, name: string) => variables[name] ?? "");
  const [, name = "", method, url = "", body] = /^(\w+) (\w+) "\$URL([^"]+)"(?: -d '(.*)')?$/.exec(filled) ?? [];
  const wish = body === undefined ? undefined : JSON.parse(body);
  const person = who[name];
  const { status, body: told } = await house.call(
    method as Parameters<House["call"]>[0],
    url,
    wish,
    person && house.token(person),
  );
  expect(url.endsWith("/login") ? [403] : [200, 201, 204], JSON.stringify(told)).toContain(status);
  if (url.endsWith("?state=open")) variables.CASE = told.cases[0].id;
  if (method === "GET" && url.endsWith("/api/decisions"))
    variables.DECISION = told.decisions.find(({ kind }: { kind: string }) => kind === "hide").id;
  if (url.endsWith("/answer")) expect(told).toMatchObject({ state: "undone", appeal: { state: "granted" } });
  if (url.endsWith("/login")) variables.TICKET = told.ticket;
  if (url.endsWith("/ban/appeal")) expect(told.decision.appeal.state).toBe("open");
});
