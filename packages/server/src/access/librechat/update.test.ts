import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../http/actor.ts";
import { type House, openHouse, userOf } from "../../workspace/testing/house.ts";
import { LibreChatPermissions } from "./service.ts";
import type { PrincipalRef } from "./shapes.ts";

/** Ada owns an agent and shares it by LibreChat's dialog. */
let house: House;
let sharing: LibreChatPermissions;
beforeAll(async () => {
  house = await openHouse();
  sharing = new LibreChatPermissions(house);
  await house.change([{ kind: "resource-added", resource: "agent:a", owner: userOf("ada"), state: "active" }]);
});
afterAll(() => house.close());

const ada = (): Actor => ({ organization: house.here, subject: userOf("ada"), name: userOf("ada"), from: "api" });
const idOf = (person: string) => userOf(person).slice("user:".length);
const updated = (person: string, accessRoleId: string, more: object = {}) =>
  sharing
    .update(ada(), "agent", "a", { updated: [{ type: "user", id: idOf(person), accessRoleId, ...more }] })
    .then(() => "done")
    .catch((error: { code: string }) => error.code);
/** Ben as viewer, and once more: in the same list, or among those to take away. */
const twice = (again: PrincipalRef | undefined) => {
  const ben = { type: "user" as const, id: idOf("ben") };
  const viewer = { ...ben, accessRoleId: "agent_viewer" };
  return sharing
    .update(ada(), "agent", "a", again ? { updated: [viewer, again] } : { updated: [viewer], removed: [ben] })
    .then(() => "done")
    .catch((error: { code: string }) => error.code);
};
const grants = () => house.access.of(house.here).engine.grantsOn("agent:a").length;

describe("nothing that was asked for is passed over in silence", () => {
  test.each([
    ["the owner as owner, as clients send it along", () => updated("ada", "agent_owner"), "done"],
    ["the owner as viewer", () => updated("ada", "agent_viewer"), "conflict"],
    ["somebody twice", () => twice({ type: "user", id: idOf("ben"), accessRoleId: "agent_editor" }), "request-invalid"],
    ["somebody given and taken away", () => twice(undefined), "request-invalid"],
    ["insights", () => updated("ben", "agent_viewer", { viewInsights: true }), "request-invalid"],
  ])("%s", async (_, ask, expected) => {
    expect(await ask()).toBe(expected);
    expect(grants()).toBe(0);
  });
});
