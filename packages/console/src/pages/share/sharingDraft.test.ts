import { describe, expect, test } from "vitest";
import type { Permissions, SharedPrincipal } from "../../api/sharing.ts";
import { differenceOf, draftOf, isEmpty } from "./sharingDraft.ts";

const ada: SharedPrincipal = { type: "user", id: "ada", name: "Ada", accessRoleId: "agent_owner" };
const engineering: SharedPrincipal = { type: "group", id: "eng", name: "Engineering", accessRoleId: "agent_viewer" };
const editors: SharedPrincipal = { type: "role", id: "EDITORS", name: "EDITORS", accessRoleId: "agent_viewer" };
const shared = (...principals: SharedPrincipal[]): Permissions => ({ principals: [ada, ...principals], public: false });
const forAll: Permissions = { principals: [ada], public: true, publicAccessRoleId: "agent_viewer" };

describe("the level names what grants there are", () => {
  test.each([
    ["nobody but the owner", shared(), "private"],
    ["a group", shared(engineering), "people"],
    ["a group and a role", shared(engineering, editors), "roles"],
    ["everyone", forAll, "everyone"],
  ])("%s", (_, stored, level) => {
    expect(draftOf(stored, "agent_viewer").level).toBe(level);
  });
});

describe("only what differs is sent", () => {
  const stored = shared(engineering);
  const draft = draftOf(stored, "agent_viewer");

  test("nothing, when nothing was changed", () => {
    expect(isEmpty(differenceOf(stored, draft))).toBe(true);
  });
  test("another level for a group", () => {
    const raised = { ...engineering, accessRoleId: "agent_editor" };
    expect(differenceOf(stored, { ...draft, principals: [ada, raised] })).toEqual({
      updated: [{ type: "group", id: "eng", accessRoleId: "agent_editor" }],
      removed: [],
    });
  });
  test("private takes everybody off, but never the owner", () => {
    expect(differenceOf(stored, { ...draft, level: "private" })).toEqual({
      updated: [],
      removed: [{ type: "group", id: "eng", accessRoleId: "agent_viewer" }],
    });
  });
  test("private ends what everyone had", () => {
    expect(differenceOf(forAll, { ...draftOf(forAll, "agent_viewer"), level: "private" })).toMatchObject({
      public: false,
    });
  });
  test("everyone comes with a level", () => {
    expect(differenceOf(stored, { ...draft, level: "everyone" })).toEqual({
      updated: [],
      removed: [],
      public: true,
      publicAccessRoleId: "agent_viewer",
    });
  });
});
