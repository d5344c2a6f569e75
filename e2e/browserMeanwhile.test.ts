import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsOf, launch, openWindow, signIn } from "./support/browser.ts";
import type { Person } from "./support/person.ts";
import { startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD } from "./support/smallWorld.ts";

/*
 * Two people at the same thing. Ada has it open; Max, an administrator beside her, is quicker. She is told, sees what he wrote, keeps what she
 * typed, and can do it all the same.
 */
describe.skipIf(!chromiumPath)("two at once in a browser (skipped without Chromium)", () => {
  let browser: Browser;
  let ada: Page;
  let max: Page;
  /** The same people, by the API. */
  let asAda: Person;
  let asMax: Person;
  let agent: { id: string; _id: string };
  let group = "";
  let cy = "";
  const complaints: string[][] = [];

  beforeAll(async () => {
    const server = await startServer({ env: { LOGIN_MAX: "100" } });
    const world = await makeSmallWorld(server.url);
    ({ ada: asAda, max: asMax, agent, platform: group, cy } = world);
    browser = await launch();
    const windows = [await openWindow(browser, server.url), await openWindow(browser, server.url, { dark: true })];
    [ada, max] = windows.map((one) => one.page) as [Page, Page];
    complaints.push(...windows.map((one) => one.complaints));
    await signIn(ada, emailOf("Ada"), PASSWORD);
    await signIn(max, emailOf("Max"), PASSWORD);
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  const notice = (page: Page) => page.getByRole("alert").filter({ hasText: "Somebody else changed this meanwhile" });
  const openSharing = async (page: Page) => {
    await page.goto(`/agents/${agent.id}`);
    await page.getByRole("button", { name: "Share Helpdesk" }).click();
    const dialog = page.getByRole("dialog", { name: "Share Helpdesk" });
    await dialog.getByRole("list", { name: "Grants" }).getByText("Engineering", { exact: true }).waitFor();
    return dialog;
  };
  const pick = async (page: Page, typed: string, found: RegExp) => {
    await page.getByRole("textbox", { name: /^Add people/ }).fill(typed);
    await page.getByRole("option", { name: found }).click();
  };
  const grants = async () =>
    (await asAda.get(`/api/access/resources/agent/${agent._id}/grants`)).body.grants.map(
      ({ principalName, role }: { principalName: string; role: string }) => `${principalName}: ${role}`,
    );

  test("sharing in two windows: the second one is told, sees the first one's, and keeps what was chosen", async () => {
    const hers = await openSharing(ada);
    const his = await openSharing(max);
    await pick(ada, "ben", /Ben/);
    await choose(ada, "Level", "Editor");
    await choose(ada, "Ends", "In a week");
    await pick(max, "cy@", /Cy/);
    await his.getByRole("button", { name: "Share", exact: true }).click();
    await max.getByText("Helpdesk is shared with Cy").waitFor();

    await hers.getByRole("button", { name: "Share", exact: true }).click();
    await notice(ada).waitFor();
    await hers.getByRole("list", { name: "Grants" }).getByText("Cy", { exact: true }).waitFor();
    expect(await grants()).toEqual(["Engineering: viewer", "Cy: viewer"]);
    expect(await faultsOf(ada, "meanwhile")).toEqual([]);
    await notice(ada).getByRole("button", { name: "Share all the same" }).click();
    await ada.getByText("Helpdesk is shared with Ben").waitFor();
    expect(await grants()).toEqual(["Engineering: viewer", "Cy: viewer", "Ben: editor"]);
  });

  test("his window, which has not seen hers, takes nothing away before he has", async () => {
    const his = max.getByRole("dialog", { name: "Share Helpdesk" });
    await his.getByRole("button", { name: "Take away the grant of Cy" }).click();
    await notice(max).waitFor();
    await his.getByText("Ben", { exact: true }).waitFor();
    expect(await grants()).toContain("Cy: viewer");
    expect(await faultsOf(max, "meanwhile-dark")).toEqual([]);
    await notice(max).getByRole("button", { name: "Take it away all the same" }).click();
    await max.getByText("The grant of Cy is taken away").waitFor();
    expect(await grants()).toEqual(["Engineering: viewer", "Ben: editor"]);
  });

  test("another level, and taking all back, are told, too", async () => {
    const hers = await openSharing(ada);
    await asMax.post(`/api/access/resources/agent/${agent._id}/grants`, { principal: `user:${cy}`, role: "viewer" });
    await choose(ada, "Level of Engineering", "Editor");
    await notice(ada).getByRole("button", { name: "Leave it" }).click();
    expect(await grants()).toContain("Engineering: viewer");
    await asMax.post(`/api/access/resources/agent/${agent._id}/grants`, { principal: `user:${cy}`, deny: ["delete"] });
    await hers.getByRole("button", { name: "Take all back" }).click();
    await ada
      .getByRole("dialog", { name: /Take Helpdesk back/ })
      .getByRole("button", { name: "Take all back" })
      .click();
    await notice(ada).waitFor();
    expect(await grants()).toHaveLength(4);
    await notice(ada).getByRole("button", { name: "Take all back all the same" }).click();
    // Asked once more: it is another state.
    await ada
      .getByRole("dialog", { name: /Take Helpdesk back/ })
      .getByRole("button", { name: "Take all back" })
      .click();
    const stays = ada.getByRole("dialog", { name: "One grant is still there" });
    await stays.getByText("It denies something, and gives nothing to anybody.").waitFor();
    expect(await faultsOf(ada, "still-there")).toEqual([]);
    await stays.getByRole("button", { name: "Done" }).click();
    await hers.getByText("Private: only Ada can use it.").waitFor();
  });

  test("an agent: where she did not type she sees his, where both typed she keeps hers and is shown his", async () => {
    await ada.goto(`/agents/${agent.id}`);
    await ada.getByLabel("Description").fill("Hers");
    await asMax.patch(`/api/agents/${agent.id}`, { description: "His", instructions: "Be patient." });
    await ada.getByRole("button", { name: "Save", exact: true }).click();
    await notice(ada).getByText("Description: “His”").waitFor();
    await notice(ada).getByText("Instructions", { exact: true }).waitFor();
    // One thing at a time: what was typed is kept, so nothing has to be done again.
    expect(await notice(ada).textContent()).toContain("Yours is not saved yet; it is still here.");
    expect(await notice(ada).textContent()).not.toMatch(/Do it again|Nothing was done/);
    expect(await ada.getByLabel("Description").inputValue()).toBe("Hers");
    expect(await ada.getByLabel("Instructions").inputValue()).toBe("Be patient.");
    expect(await faultsOf(ada, "meanwhile-agent")).toEqual([]);
    await notice(ada).getByRole("button", { name: "Save mine" }).click();
    await ada.getByText("Saved").waitFor();
    const saved = (await asAda.get(`/api/agents/${agent.id}/expanded`)).body;
    expect([saved.description, saved.instructions]).toEqual(["Hers", "Be patient."]);

    await ada.getByLabel("Description").fill("Hers again");
    await asMax.patch(`/api/agents/${agent.id}`, { description: "His again" });
    await ada.getByRole("button", { name: "Save", exact: true }).click();
    await notice(ada).getByRole("button", { name: "Take theirs" }).click();
    expect(await ada.getByLabel("Description").inputValue()).toBe("His again");
    await notice(ada).waitFor({ state: "detached" });
    expect(await ada.getByRole("button", { name: "Save", exact: true }).isDisabled()).toBe(true);
  });

  test("the features of a role: both people's switches count", async () => {
    await ada.goto("/roles/USER");
    await ada.getByRole("checkbox", { name: "Agents: Share public", exact: true }).check();
    await asAda.patch("/api/admin/roles/USER/permissions", { permissions: { WEB_SEARCH: { USE: false } } });
    await ada.getByRole("button", { name: "Save", exact: true }).click();
    await notice(ada).getByText("Web search: Use is off now").waitFor();
    expect(await notice(ada).textContent()).not.toContain("Do it again");
    expect(await faultsOf(ada, "meanwhile-role")).toEqual([]);
    expect(await ada.getByRole("checkbox", { name: "Web search: Use", exact: true }).isChecked()).toBe(false);
    expect(await ada.getByRole("checkbox", { name: "Agents: Share public", exact: true }).isChecked()).toBe(true);
    await notice(ada).getByRole("button", { name: "Save mine" }).click();
    await ada.getByRole("dialog", { name: "Change what USER may do?" }).getByRole("button", { name: "Save" }).click();
    await ada.getByText("Saved").waitFor();
    const { permissions } = (await asAda.get("/api/admin/roles/USER")).body.role;
    expect([permissions.AGENTS.SHARE_PUBLIC, permissions.WEB_SEARCH.USE]).toEqual([true, false]);
  });

  test("a group: its name, and who is in it", async () => {
    await ada.goto(`/groups/${group}`);
    await ada.getByRole("button", { name: "Edit", exact: true }).click();
    const form = ada.getByRole("dialog", { name: "Change the group" });
    await form.getByLabel("Name").fill("Platforms");
    await asMax.patch(`/api/admin/groups/${group}`, { name: "The platform", description: "Told by Max" });
    await form.getByRole("button", { name: "Save", exact: true }).click();
    await notice(ada).getByText("Name: “The platform”").waitFor();
    expect(await form.getByLabel("Description").inputValue()).toBe("Told by Max");
    await notice(ada).getByRole("button", { name: "Save mine" }).click();
    await ada.getByRole("heading", { name: "Platforms", level: 1 }).waitFor();

    await asMax.post(`/api/admin/groups/${group}/members`, { userId: cy });
    await ada.getByRole("button", { name: "Remove Ben" }).click();
    await notice(ada).waitFor();
    await ada.getByRole("button", { name: "Remove Cy" }).waitFor();
    await ada.getByRole("button", { name: "Remove Ben" }).click();
    await ada.getByText("Ben is no longer in Platforms").waitFor();
    const { members } = (await asAda.get(`/api/admin/groups/${group}/members`)).body;
    expect(members.map(({ name }: { name: string }) => name)).toEqual(["Cy"]);
  });

  test("an account", async () => {
    await ada.goto(`/people/${cy}`);
    await ada.getByLabel("Name", { exact: true }).fill("Cynthia");
    await asMax.patch(`/api/admin/users/${cy}`, { username: "cyn" });
    await ada.getByRole("button", { name: "Save", exact: true }).click();
    await notice(ada).waitFor();
    expect(await ada.getByLabel("User name").inputValue()).toBe("cyn");
    await notice(ada).getByRole("button", { name: "Save mine" }).click();
    await ada.getByRole("heading", { name: "Cynthia", level: 1 }).waitFor();
    expect((await asAda.get(`/api/admin/users/${cy}`)).body.user).toMatchObject({ name: "Cynthia", username: "cyn" });
  });

  test("no page complained", () => {
    expect(complaints.flat()).toEqual([]);
  });
});
