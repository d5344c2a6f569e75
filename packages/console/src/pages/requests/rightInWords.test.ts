import { describe, expect, test } from "vitest";
import { calledOf } from "../../parts/sharedKinds.ts";
import { rightInWords } from "./rightInWords.ts";

describe("a right in words", () => {
  test.each([
    ["a level", { resource: "agent:a", role: "viewer", allow: ["use", "execute"] }, "find it and talk to it"],
    ["a further level", { resource: "agent:a", role: "editor", allow: ["use", "update"] }, "read and change all of it"],
    ["single actions", { resource: "file:f", role: null, allow: ["view", "delete"] }, "delete it"],
    ["the first action", { resource: "project:p", role: null, allow: ["view"] }, "find it and have what lies in it"],
    ["what is no thing of ours", { resource: "wiki:w", role: null, allow: ["read", "edit"] }, "read and edit"],
  ])("of %s", (_what, right, words) => {
    expect(rightInWords(right)).toBe(words);
  });

  test("names the kind of thing as people do", () => {
    expect([calledOf("sharedLink:x"), calledOf("wiki:x")]).toEqual(["link", "wiki"]);
  });
});
