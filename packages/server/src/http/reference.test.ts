import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERRORS_PAGE, errorsReference } from "./reference.ts";

test("docs/reference/errors.md is what the catalogue says", () => {
  expect(readFileSync(ERRORS_PAGE, "utf8")).toBe(errorsReference());
});
