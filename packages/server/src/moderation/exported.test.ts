import { afterAll, beforeAll, expect, test } from "vitest";
import { exportedModeration } from "./exportedModeration.ts";
import { decide, type House, openHouse, REASON, reported } from "./testing/house.ts";

/* What is in an archive of what somebody reported, and of what was decided about them. */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

async function exportOf(person: string): Promise<Record<string, Record<string, unknown>[]>> {
  const part = exportedModeration(house.gatehouse.moderation);
  const subject = `user:${house.id(person)}`;
  const files: Record<string, Record<string, unknown>[]> = {};
  const actor = { organization: house.here, subject, name: subject, from: "api" };
  for await (const entry of part.entries({ actor, at: 0 })) {
    let text = "";
    if ("text" in entry) for await (const piece of entry.text) text += piece;
    files[entry.path] = JSON.parse(text);
  }
  return files;
}

test("each finds their own words, and what was decided about them; nobody else's", async () => {
  const agent = await house.ok("ben", "POST", "/api/agents", { name: "Rude", provider: "echo", model: "echo" });
  await house.change({
    kind: "grant-set",
    grant: {
      ...{ id: 9_000, principal: "everyone", resource: `agent:${agent._id}`, allow: ["use"], deny: [] },
      ...{ expiresAt: null, condition: null },
    },
  });
  const wish = { resource: `agent:${agent.id}`, category: "harassment", text: "It insulted me" };
  await decide(house, await reported(house, "cy", wish), { thing: "hide" });
  const [decision] = (await house.ok("ben", "GET", "/api/decisions")).decisions;
  await house.ok("ben", "POST", `/api/decisions/${decision.id}/appeal`, { text: "It was only a joke, really" });
  expect(await exportOf("cy")).toEqual({
    "reports.json": [expect.objectContaining({ text: "It insulted me", state: "acted" })],
    "moderation.json": [],
  });
  const { "reports.json": reports, "moderation.json": decisions } = await exportOf("ben");
  expect(reports).toEqual([]);
  expect(decisions).toEqual([
    expect.objectContaining({ kind: "hide", reason: REASON, appeal: expect.objectContaining({}) }),
  ]);
  expect(JSON.stringify(decisions)).toContain("only a joke");
  expect(JSON.stringify(decisions)).not.toContain(house.id("cy"));
});
