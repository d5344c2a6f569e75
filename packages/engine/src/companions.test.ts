import { describe, expect, test } from "vitest";
import { createEngine } from "./index.ts";
import type { Change } from "./types.ts";

const END = 1_000;
const group = (name: string): Change => ({
  ...{ kind: "resource-added", resource: `group:${name}`, owner: "organization", state: "active" },
});
const joins = (member: string, into: string, expiresAt: number | null = null): Change => ({
  ...{ kind: "membership-set", member, group: `group:${into}`, expiresAt },
});

/** Ada is in Engineering, Ben in Platform, which is in it; Cy in Chess with Ada until its end; everybody is in All. */
function world() {
  const engine = createEngine();
  const people = ["ada", "ben", "cy", "dee"];
  engine.apply([
    { kind: "role-set", role: "role:SUPER_ADMIN", rank: 100 },
    { kind: "role-set", role: "role:USER", rank: 10 },
    { kind: "user-added", user: "user:sue", role: "role:SUPER_ADMIN", status: "active" },
    ...people.map(
      (name): Change => ({ kind: "user-added", user: `user:${name}`, role: "role:USER", status: "active" }),
    ),
    ...["engineering", "platform", "chess", "all"].map(group),
    { kind: "group-marked", group: "group:all", organizationWide: true },
    ...people.map((name) => joins(`user:${name}`, "all")),
    joins("group:platform", "engineering"),
    joins("user:ada", "engineering"),
    joins("user:ben", "platform"),
    joins("user:ada", "chess", END),
    joins("user:cy", "chess"),
  ]);
  return engine;
}

describe("companions are in one group", () => {
  test.each([
    ["ada", "ben", 0, true, "Platform lies in Engineering"],
    ["ben", "ada", 0, true, "and the other way round"],
    ["ada", "cy", END - 1, true, "chess"],
    ["ada", "cy", END, false, "from its end on no longer"],
    ["ben", "cy", 0, false, "each is with Ada, not with the other"],
    ["ada", "dee", 0, false, "a group that is everybody's brings nobody together"],
    ["ada", "nobody", 0, false, "whom there is not"],
  ])("%s and %s at %i: %s, %s", (one, other, now, expected) => {
    expect(world().areCompanions(`user:${one}`, `user:${other}`, now)).toBe(expected);
  });

  test.each([
    ["ada", 0, ["group:chess", "group:engineering", "group:platform"]],
    ["ada", END, ["group:engineering", "group:platform"]],
    ["ben", 0, ["group:engineering", "group:platform"]],
    ["dee", 0, []],
    ["nobody", 0, []],
  ])("%s at %i finds theirs in %j", (who, now, expected) => {
    expect(world().groupsOfCompanions(`user:${who}`, now).toSorted()).toEqual(expected);
  });
});
