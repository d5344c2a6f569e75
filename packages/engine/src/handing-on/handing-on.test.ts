import { describe, expect, test } from "vitest";
import * as it from "../../oracle/given.ts";
import { at, given, givenRole, group, role } from "./testing/words.ts";

describe("what else is asked", () => {
  test("groups that carry a staff role or a capability", () => {
    const may = given([
      group("a"),
      group("b"),
      group("c"),
      it.isIn("group:b", "group:a"),
      givenRole("group:a", "role:MODERATOR"),
      givenRole("group:c", "role:USER"),
    ]);
    expect(["group:a", "group:b", "group:c", "group:zz"].map((name) => may.carriesStaff(name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("the rank of a new role: 10, or one below its maker's", () => {
    const may = given([role("role:Low", 5), it.joins("lo", "role:Low")]);
    expect(["user:ada", "user:ben", "user:lo"].map((name) => may.defaultRank(name, at))).toEqual([10, 9, 4]);
  });
});
