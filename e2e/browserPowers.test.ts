import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * Administrative powers: given to a person, a group or a role, over everybody or over the people of one group, for good or until a moment. Ada holds
 * all; Max administers, and holds fewer.
 */
describe.skipIf(!chromiumPath)("powers in a browser (skipped without Chromium)", () => {
  const stage = onStage();

  beforeAll(async () => {
    const { ada, ben, cy } = stage.world;
    await ada.post("/api/admin/roles", { name: "AUDITORS" });
    for (const id of [ben, cy]) await ada.post(`/api/admin/users/${id}/roles`, { role: "AUDITORS" });
  });

  test("one person gets a power over the people of one group, until a moment; and it is taken back", async () => {
    const { ben, ada } = stage.world;
    const page = await stage.signedIn("Ada");
    await page.goto(`/people/${ben}`);
    const powers = page.getByRole("region", { name: "Powers" });
    await powers.getByText("Ben holds no administrative power by itself.").waitFor();
    await choose(page, "Give a power", "manage:users");
    await choose(page, "Whom it covers", "The people of Platform");
    await powers
      .getByRole("combobox", { name: "Ends" })
      .or(powers.getByRole("textbox", { name: "Ends" }))
      .last()
      .click();
    await page.getByRole("option", { name: "In a week" }).click();
    await powers.getByRole("button", { name: "Give the power" }).click();
    await powers.getByText(/create, change and delete accounts, of the people of Platform · until /).waitFor();
    expect(await faultsAtBothWidths(page, "powers")).toEqual([]);
    const { body } = await ada.get(`/api/admin/grants/user/${ben}`);
    expect(body.grants).toMatchObject([{ capability: "manage:users", scope: stage.world.platform }]);
    await powers.getByRole("button", { name: "Take manage:users away" }).click();
    await page.getByText("Ben no longer has manage:users").waitFor();
    await page.getByRole("button", { name: "Undo", exact: true }).last().click();
    await page.getByText("Undone").waitFor();
    await powers.getByText(/of the people of Platform · until /).waitFor();
    await page.context().close();
  });

  test("a role's power says who gets it before they do", async () => {
    const page = await stage.signedIn("Ada", PHONE);
    await page.goto("/roles/AUDITORS");
    const powers = page.getByRole("region", { name: "Powers" });
    await choose(page, "Give a power", "read:users");
    await powers.getByRole("button", { name: "Give the power" }).click();
    const question = page.getByRole("dialog", { name: "Give read:users to AUDITORS?", exact: true });
    await question.getByText("Whoever has it may see accounts.").waitFor();
    await question.getByText("2 people gain something.").waitFor();
    await question.getByText("gains read:users").first().waitFor();
    await question.getByRole("button", { name: "Give it" }).click();
    await powers.getByText("see accounts").waitFor();
    await page.context().close();
  });

  test("whoever manages groups gives a group only what they hold themselves", async () => {
    const page = await stage.signedIn("Max");
    await page.goto(`/groups/${stage.world.platform}`);
    const powers = page.getByRole("region", { name: "Powers" });
    await powers
      .getByRole("combobox", { name: "Give a power" })
      .or(powers.getByRole("textbox", { name: "Give a power" }))
      .last()
      .click();
    await page.getByRole("option", { name: "read:usage", exact: true }).waitFor();
    expect(await page.getByRole("option", { name: "unseal:content", exact: true }).count()).toBe(0);
    await page.getByRole("option", { name: "read:usage", exact: true }).click();
    await powers.getByRole("button", { name: "Give the power" }).click();
    await powers.getByRole("list", { name: "Powers" }).getByText("see statistics of people").waitFor();
    await page.context().close();
  });

  test("no page complains", () => expect(stage.complaints()).toEqual([]));
});
