import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COMMANDS_PAGE, commandsReference } from "./reference.ts";

test("docs/reference/commands.md is the page of these commands (node --conditions=gatehouse-source packages/cli/src/reference.ts)", () => {
  expect(readFileSync(COMMANDS_PAGE, "utf8")).toBe(commandsReference());
});
