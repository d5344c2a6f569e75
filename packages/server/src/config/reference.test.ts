import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { usedVariables } from "./catalogue/index.ts";
import { aboutUnusedVariable } from "./catalogue/unusedVariables.ts";
import { referencePage, settingsReference } from "./reference.ts";

test("docs/reference/settings.md is what the catalogues say (run packages/server/src/config/reference.ts to write it)", () => {
  expect(readFileSync(referencePage, "utf8")).toBe(settingsReference());
});

test("every variable stands on the page once in a table, and none is both used and not used", () => {
  const page = settingsReference();
  for (const name of Object.keys(usedVariables)) {
    expect(page.split(`\n| \`${name}\` |`)).toHaveLength(2);
    expect(aboutUnusedVariable(name)).toBeUndefined();
  }
});
