import { workspaceTypes } from "@gatehouse/engine";
import { describe, expect, test } from "vitest";
import { leastRight } from "./leastRight.ts";

const rightFor = (name: string, action: string) => {
  const type = workspaceTypes.find((one) => one.name === name);
  if (!type) throw new Error(`there is no type ${name}`);
  return leastRight(type, action);
};

describe("the least right that suffices", () => {
  test.each([
    ["agent", "use", ["use", "execute"]],
    ["agent", "update", ["use", "execute", "update"]],
    ["agent", "delete", ["use", "execute", "delete"]],
    ["agent", "share", ["use", "execute", "share"]],
    ["agent", "insights", ["use", "execute", "insights"]],
    ["conversation", "view", ["view"]],
    ["conversation", "participate", ["view", "participate"]],
    ["conversation", "update", ["view", "update"]],
    ["file", "use", ["view", "use"]],
    ["project", "update", ["view", "update"]],
    ["sharedLink", "view", ["view"]],
    ["group", "members", ["view", "members"]],
    ["model", "use", ["use"]],
  ])("to %s.%s is %j", (type, action, right) => {
    expect(rightFor(type, action)).toEqual(right);
  });
});
