import { describe, expect, test } from "vitest";
import { problemAnswered } from "./problem.ts";

describe("an answer that is no success", () => {
  test.each([502, 503, 504])("%d of a proxy: the server cannot be reached", (status) => {
    for (const page of [null, "<html>", {}]) expect(problemAnswered(status, page)).toMatchObject({ code: "offline" });
  });

  test.each([
    [503, "not-ready"],
    [404, "resource-not-found"],
  ])("%d with a code of the server's own is what it says", (status, code) => {
    expect(problemAnswered(status, { code })).toMatchObject({ status, code });
  });

  test("any other without a code cannot be read", () => {
    expect(problemAnswered(500, null)).toMatchObject({ status: 500, code: "unreadable" });
  });
});
