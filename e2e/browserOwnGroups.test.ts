import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths } from "./support/browser.ts";
import { emailOf } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * Groups as members make them: Ben makes one, puts Cy in by her whole address, makes her an owner and hands it to her; then he leaves it.
 */
describe.skipIf(!chromiumPath)("groups of one's own in a browser (skipped without Chromium)", () => {
  const stage = onStage({ env: { GROUPS_BY_MEMBERS: "true", PEOPLE_PICKER_FINDS: "exact" } });
  let ben: Page;
  let cy: Page;

  beforeAll(async () => {
    ben = await stage.signedIn("Ben");
    cy = await stage.signedIn("Cy", PHONE);
  });
  const section = (name: string) => ben.getByRole("region", { name });

  test("whoever is in none is told how to come to one", async () => {
    await cy.goto("/my-groups");
    await cy.getByText("You are in no group").waitFor();
    expect(await faultsAtBothWidths(cy, "own-groups-empty")).toEqual([]);
  });

  test("a member makes one with an end, and is in it", async () => {
    await ben.getByRole("link", { name: "My groups" }).click();
    await ben.getByText("Platform").waitFor();
    await ben.getByRole("button", { name: "New group" }).click();
    const form = ben.getByRole("dialog", { name: "New group" });
    await form.getByLabel("Name").fill("Book club");
    await form.getByLabel("Description").fill("We read");
    await choose(ben, "The group ends", "In a year");
    await choose(ben, "Who may share into it", "Its members");
    expect(await faultsAtBothWidths(ben, "own-group-form")).toEqual([]);
    await form.getByRole("button", { name: "Create group" }).click();
    await ben.getByText("Book club is saved").waitFor();
    const list = ben.getByRole("list", { name: "My groups" });
    await list.getByText(/1 direct member · until/).waitFor();
    expect(await faultsAtBothWidths(ben, "own-groups")).toEqual([]);
    await list.getByRole("link", { name: "Book club" }).click();
    await ben.getByText(/It ends on .* May share into it: its members\./).waitFor();
  });

  test("somebody is found by their whole address only, and whoever finds nobody is told so", async () => {
    const picker = section("Add members").getByLabel("Add a person");
    await picker.fill("Cy");
    await ben.getByText("People are found by their whole address or username only").waitFor();
    expect(await faultsAtBothWidths(ben, "own-group-nobody-found")).toEqual([]);
    await picker.fill(emailOf("Cy"));
    await ben.getByRole("option", { name: /Cy/ }).click();
    await ben.getByText("Cy is in Book club now").waitFor();
    await section("Members").getByText("Members (2)").waitFor();
    await picker.fill(emailOf("Cy"));
    await ben.getByRole("option", { name: /Cy.*Already in it/ }).waitFor();
    expect(await ben.getByRole("option", { name: /Cy/ }).getAttribute("aria-disabled")).toBe("true");
    await picker.fill("");
  });

  test("before it is deleted whoever owns it sees who loses by it, and that it cannot be undone", async () => {
    await ben.getByRole("button", { name: "Delete", exact: true }).click();
    const asking = ben.getByRole("dialog", { name: "Delete Book club?" });
    await asking.getByText("This cannot be undone.", { exact: false }).waitFor();
    await asking.getByText("2 people lose something.").waitFor();
    await asking.getByRole("button", { name: "On what: Cy" }).click();
    await asking.getByText(/group Book club · loses: see that it is there/).waitFor();
    expect(await faultsAtBothWidths(ben, "own-group-deleting")).toEqual([]);
    await asking.getByRole("button", { name: "Cancel" }).click();
    await section("Members").getByText("Members (2)").waitFor();
  });

  test("whoever is in it sees that it is there, and what they may not do", async () => {
    await cy.goto("/my-groups");
    await cy.getByRole("link", { name: "Book club" }).click();
    await cy.getByText("The group is Ben’s. Only its owners see who else is in it.").waitFor();
    expect(await cy.getByRole("button", { name: "Edit" }).getAttribute("aria-disabled")).toBe("true");
    expect(await faultsAtBothWidths(cy, "own-group-of-a-member")).toEqual([]);
  });

  test("it has another owner, and is handed over to her", async () => {
    const owners = section("Owners");
    await owners.getByLabel("Add an owner").fill(emailOf("Cy"));
    await ben.getByRole("option", { name: /Cy/ }).click();
    await ben.getByText("Cy is an owner of Book club now").waitFor();
    await owners.getByRole("button", { name: "Hand over to Cy" }).waitFor();
    expect(await faultsAtBothWidths(ben, "own-group")).toEqual([]);
    await owners.getByRole("button", { name: "Hand over to Cy" }).click();
    await ben.getByRole("button", { name: "Hand it over", exact: true }).click();
    await ben.getByText("Book club is Cy's now").waitFor();
    await owners.waitFor({ state: "detached" });
  });

  test("whoever left it has it no more", async () => {
    await ben.getByRole("button", { name: "Leave" }).click();
    await ben.getByRole("button", { name: "Leave the group" }).click();
    await ben.getByText("You have left Book club").waitFor();
    await ben.getByRole("link", { name: "Platform" }).waitFor();
    await ben.getByRole("link", { name: "Book club" }).waitFor({ state: "detached" });
    await cy.reload();
    await cy.getByText("Members (1)").waitFor();
  });

  test("whoever hides is found by nobody", async () => {
    await cy.goto("/account");
    await cy.getByLabel("Others do not find me when they look for people").click();
    await cy.getByText("Others do not find you any more").waitFor();
    await ben.goto("/my-groups");
    await ben.getByRole("button", { name: "New group" }).click();
    await ben.getByRole("dialog").getByLabel("Name").fill("Chess");
    await ben.getByRole("button", { name: "Create group" }).click();
    await ben.getByRole("link", { name: "Chess" }).click();
    await section("Add members").getByLabel("Add a person").fill(emailOf("Cy"));
    await ben.getByText("People are found by their whole address or username only").waitFor();
    expect(await faultsAtBothWidths(cy, "own-account-hidden")).toEqual([]);
  });

  test("nothing was complained of", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
