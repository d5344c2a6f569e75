import { expect, test } from "vitest";
import { TakenNames } from "./lookAlikes.ts";

const taken = new TakenNames();
taken.add("role:A", "Auditors");
taken.add("role:A", "A");

test("a name that looks like one that is taken is found, whoever else's it is", () => {
  expect(taken.find("AUDIT0RS")).toBe("Auditors");
  expect(taken.find("Audit0rs", "role:A")).toBeUndefined();
});

test("what is given up is free, and what else they are called is not", () => {
  taken.remove("role:A", "Auditors");
  expect([taken.find("Audit0rs"), taken.find("a")]).toEqual([undefined, "A"]);
});
