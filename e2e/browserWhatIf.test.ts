import { describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/* What changes would do that nobody has made; and how the installation is. Max administers, Ada operates the installation. */
describe.skipIf(!chromiumPath)("what if, and health, in a browser (skipped without Chromium)", () => {
  const stage = onStage();

  test("changes are supposed one after the other, and it is told who would gain and lose what", async () => {
    const page = await stage.signedIn("Max");
    await page.getByRole("link", { name: "What if", exact: true }).click();
    await page.getByText("Nothing supposed yet").waitFor();
    expect(await faultsAtBothWidths(page, "what-if-empty")).toEqual([]);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Fill in all of it first.").waitFor();
    await page.getByRole("textbox", { name: "Who" }).fill("cy");
    await page.getByRole("option", { name: /Cy/ }).click();
    await page.getByRole("textbox", { name: "Group" }).fill("engin");
    await page.getByRole("option", { name: /Engineering/ }).click();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const told = page.getByRole("region", { name: "What it would change" });
    await told.getByText("Cy is in Engineering").waitFor();
    await told.getByText("1 person gains something.").waitFor();
    await told.getByRole("button", { name: "On what: Cy" }).click();
    await told.getByText(/^group Engineering/).waitFor();
    await choose(page, "Change", "Switch a feature of a role");
    await choose(page, "Role", "USER");
    await choose(page, "Feature", "Agents: Use");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await told.getByText("USER: Agents: Use off").waitFor();
    await told.getByText(/lose something\.$/).waitFor();
    expect(await faultsAtBothWidths(page, "what-if")).toEqual([]);
    await told.getByRole("button", { name: "Leave out: USER: Agents: Use off" }).click();
    await told.getByText("1 person gains something.").waitFor();
    await page.context().close();
  });

  test("by an address that can be sent, on a phone; what it does not understand it leaves out", async () => {
    const page = await stage.signedIn("Max", PHONE);
    const { cy, engineering } = stage.world;
    const changes = [{ kind: "member", group: `group:${engineering}`, member: `user:${cy}` }, { kind: "nothing" }];
    await page.goto(`/what-if?${new URLSearchParams({ changes: JSON.stringify(changes) })}`);
    await page.getByText("Cy is in Engineering").waitFor();
    await page.getByText("1 person gains something.").waitFor();
    await page.context().close();
  });

  test("the operator looks the installation over; others are told that it is not theirs", async () => {
    const page = await stage.signedIn("Ada");
    await page.getByRole("link", { name: "Health", exact: true }).click();
    await page.getByText("Nothing is wrong with this installation.").waitFor();
    await page.getByRole("region", { name: "In order" }).getByText("State in memory of default").waitFor();
    expect(await faultsAtBothWidths(page, "health")).toEqual([]);
    await page.getByRole("button", { name: "Look again" }).click();
    await page.getByText("Nothing is wrong with this installation.").waitFor();
    await page.context().close();
    const max = await stage.signedIn("Max");
    expect(await max.getByRole("link", { name: "Health", exact: true }).count()).toBe(0);
    await max.goto("/system-health");
    await max.getByRole("alert").waitFor();
    await max.context().close();
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
