import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsOf } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * Seeing before doing: whoever changes what more than one person has sees who gains and loses what before it is done, and takes it back after.
 * Ben, Cy, Dora and Eli are in Crew. Ada owns the Helpdesk, which Ben has through Engineering already.
 */
describe.skipIf(!chromiumPath)("seeing before doing (skipped without Chromium)", () => {
  const stage = onStage();
  let crew = "";

  beforeAll(async () => {
    const { ada, ben, cy } = stage.world;
    const make = async (name: string) =>
      (await ada.post("/api/admin/users", { name, email: emailOf(name), password: PASSWORD })).body.user.id as string;
    crew = (await ada.post("/api/admin/groups", { name: "Crew" })).body.group.id;
    for (const userId of [ben, cy, await make("Dora"), await make("Eli")])
      await ada.post(`/api/admin/groups/${crew}/members`, { userId });
  });

  const asked = (page: Page, title: string) => page.getByRole("dialog", { name: title, exact: true });
  const who = (page: Page) => page.getByRole("list", { name: "Who gains and loses" }).getByRole("listitem");
  const undo = (page: Page) => page.getByRole("button", { name: "Undo", exact: true }).last().click();
  const openSharing = async (page: Page, name: string) => {
    await page.getByRole("button", { name: `Share ${name}` }).click();
    return page.getByRole("dialog", { name: `Share ${name}`, exact: true });
  };
  const pick = async (page: Page, name: string) => {
    await page.getByRole("textbox", { name: /^Add people/ }).fill(name.toLowerCase());
    await page.getByRole("option", { name: new RegExp(name) }).click();
  };
  /** To whom the Helpdesk is given. */
  const given = async () => {
    const { ada, agent } = stage.world;
    const { body } = await ada.get(`/api/access/resources/agent/${agent._id}/grants`);
    return (body.grants as { principalName: string }[]).map(({ principalName }) => principalName).sort();
  };

  test("what is shared with a group says who gets it, and is done once one agrees", async () => {
    const page = await stage.signedIn("Ada");
    const dialog = await openSharing(page, "Helpdesk");
    await pick(page, "Crew");
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    const question = asked(page, "Share Helpdesk with Crew?");
    await question.getByText("3 people gain something.").waitFor();
    for (const name of ["Cy", "Dora", "Eli"])
      await who(page).filter({ hasText: name }).getByText("gains: find it and talk to it, run its actions").waitFor();
    expect(await who(page).count()).toBe(3);
    expect(await faultsAtBothWidths(page, "asked-share")).toEqual([]);
    expect(await given()).toEqual(["Engineering"]);
    await question.getByRole("button", { name: "Cancel" }).click();
    await question.waitFor({ state: "detached" });
    expect(await given()).toEqual(["Engineering"]);
    await dialog.getByRole("heading", { name: "Share with Crew" }).waitFor();
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await question.getByRole("button", { name: "Share it" }).click();
    await page.getByText("Helpdesk is shared with Crew").waitFor();
    expect(await given()).toEqual(["Crew", "Engineering"]);
    expect(await faultsOf(page, "undo")).toEqual([]);
    await undo(page);
    await page.getByText("Undone").waitFor();
    await expect.poll(given).toEqual(["Engineering"]);
    await dialog.getByText("Shared with 1 group.").waitFor();
    await page.context().close();
  });

  test("what touches one person is done at once, and can be taken back", async () => {
    const page = await stage.signedIn("Ada");
    const dialog = await openSharing(page, "Helpdesk");
    await pick(page, "Cy");
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await page.getByText("Helpdesk is shared with Cy").waitFor();
    expect(await given()).toEqual(["Cy", "Engineering"]);
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("Control+z");
    await page.getByText("Undone").waitFor();
    await expect.poll(given).toEqual(["Engineering"]);
    await page.context().close();
  });

  test("what is taken away says who loses it; taken back, it is given again as it was", async () => {
    const { ada, agent } = stage.world;
    const url = `/api/access/resources/agent/${agent._id}/grants`;
    const wish = { principal: `group:${crew}`, role: "editor", expiresAt: "2099-01-01T00:00:00.000Z" };
    await ada.post(url, wish);
    const page = await stage.signedIn("Ada");
    const dialog = await openSharing(page, "Helpdesk");
    await dialog.getByRole("button", { name: "Take away the grant of Crew" }).click();
    const question = asked(page, "Take Helpdesk away from Crew?");
    await question.getByText("4 people lose something.").waitFor();
    await who(page).filter({ hasText: "Ben" }).getByText("loses: read and change all of it").waitFor();
    await question.getByRole("button", { name: "Take it away" }).click();
    await page.getByText("The grant of Crew is taken away").waitFor();
    await undo(page);
    await expect.poll(given).toEqual(["Crew", "Engineering"]);
    const { body } = await ada.get(url);
    const again = (body.grants as { id: number; principal: string }[]).find(
      ({ principal }) => principal === wish.principal,
    );
    expect(again).toMatchObject(wish);
    await ada.delete(`${url}/${again?.id}`);
    await page.context().close();
  });

  test("all that is taken back at once can be given back at once", async () => {
    const page = await stage.signedIn("Ada", PHONE);
    const dialog = await openSharing(page, "Helpdesk");
    await dialog.getByRole("button", { name: "Take all back" }).click();
    const question = asked(page, "Take Helpdesk back from everybody?");
    await question.getByText("1 person loses something.").waitFor();
    await question.getByRole("button", { name: "Take all back" }).click();
    await page.getByText("Helpdesk is private again").waitFor();
    await undo(page);
    await expect.poll(given).toEqual(["Engineering"]);
    await page.context().close();
  });

  test("a member is told of what they share, too", async () => {
    const ben = await Person.signIn(stage.url, emailOf("Ben"), PASSWORD);
    await ben.post("/api/agents", { name: "Scout", provider: "echo", model: "echo" });
    const page = await stage.signedIn("Ben");
    const dialog = await openSharing(page, "Scout");
    await pick(page, "Crew");
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    const question = asked(page, "Share Scout with Crew?");
    await question.getByText("3 people gain something.").waitFor();
    expect(await who(page).count()).toBe(3);
    await question.getByRole("button", { name: "Share it" }).click();
    await page.getByText("Scout is shared with Crew").waitFor();
    await page.context().close();
  });

  test("a feature that is switched off says who loses it, and what else they lose by it", async () => {
    const page = await stage.signedIn("Ada");
    await page.goto("/roles/USER");
    await page.getByRole("checkbox", { name: "Agents: Use", exact: true }).uncheck();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const question = asked(page, "Change what USER may do?");
    await question.getByText("Agents: Use is off from now on.").waitFor();
    await question.getByText("4 people lose something.").waitFor();
    await who(page)
      .filter({ hasText: "Ben" })
      .getByText(/loses \d+ rights, Agents: Use/)
      .waitFor();
    await page.getByRole("button", { name: "On what: Ben" }).click();
    await question.getByText("agent Helpdesk · loses: find it and talk to it, run its actions").waitFor();
    // Ben's own is his: that there is something he loses is told, and not what it is called.
    await question.getByText("an agent that you may not see · loses: ").waitFor();
    expect(await faultsAtBothWidths(page, "asked-feature")).toEqual([]);
    await question.getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByRole("checkbox", { name: "Agents: Use", exact: true }).isChecked()).toBe(false);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await question.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved").waitFor();
    await undo(page);
    await page.getByText("Undone").waitFor();
    await expect.poll(() => page.getByRole("checkbox", { name: "Agents: Use", exact: true }).isChecked()).toBe(true);
    await page.context().close();
  });

  test("a group that is put into a group, and deleted, says what its people gain and lose", async () => {
    const page = await stage.signedIn("Max", PHONE);
    await page.goto(`/groups/${stage.world.engineering}`);
    await page.getByRole("textbox", { name: "Add a person or group" }).fill("crew");
    await page.getByRole("option", { name: /Crew/ }).click();
    const question = asked(page, "Put Crew into Engineering?");
    await question.getByText("3 people gain something.").waitFor();
    await question.getByRole("button", { name: "Put in" }).click();
    await page.getByText("Crew is in Engineering now").waitFor();
    await undo(page);
    await page.getByText("Undone").waitFor();
    await page.goto(`/groups/${crew}`);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    const sure = asked(page, "Delete Crew?");
    await sure.getByText("The people stay.").waitFor();
    await sure.getByText(/people lose something\./).waitFor();
    await sure.getByRole("button", { name: "Cancel" }).click();
    expect((await stage.world.ada.get(`/api/admin/groups/${crew}`)).status).toBe(200);
    await page.context().close();
  });

  test("no page complains", () => expect(stage.complaints()).toEqual([]));
});
