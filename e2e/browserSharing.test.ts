import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsOf, launch, openWindow, signIn } from "./support/browser.ts";
import { startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./support/smallWorld.ts";

/*
 * The share dialog of somebody who may share, and is not the owner: Ben uses Helpdesk through Platform and was given `share` until tomorrow. What he
 * may not give is refused in plain words; what the owner gave and he does not hold stays, and he is told why.
 */
describe.skipIf(!chromiumPath)("sharing what is somebody else's, in a browser (skipped without Chromium)", () => {
  let browser: Browser;
  let world: SmallWorld;
  let page: Page;
  let dialog: Locator;
  let complaints: string[] = [];

  beforeAll(async () => {
    const server = await startServer({ env: { LOGIN_MAX: "100" } });
    world = await makeSmallWorld(server.url);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    await give({ principal: `user:${world.ben}`, allow: ["use", "share"], expiresAt: tomorrow, reason: "Helps out" });
    await give({ principal: `user:${world.cy}`, allow: ["use", "delete"], deny: ["share"] });
    browser = await launch();
    ({ page, complaints } = await openWindow(browser, server.url));
    await signIn(page, emailOf("Ben"), PASSWORD);
    await page.getByRole("tab", { name: "Shared with me" }).click();
    await page.getByText("By Ada").waitFor();
    await page.getByRole("button", { name: "Share Helpdesk" }).click();
    dialog = page.getByRole("dialog", { name: "Share Helpdesk" });
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  const give = (wish: object) => world.ada.post(`/api/access/resources/agent/${world.agent._id}/grants`, wish);
  const refusal = (text: string) => dialog.getByRole("alert").getByText(text);

  test("each grant says to whom, what, how long, from whom and why; and what its holder has besides", async () => {
    const ben = dialog.getByRole("listitem").filter({ hasText: "Helps out" });
    await ben.getByText(/Person · until .*· given by Ada on .*· “Helps out”/).waitFor();
    await ben.getByText("Besides: Viewer through Platform, which is in Engineering").waitFor();
    await ben.getByText("share", { exact: true }).waitFor();
    const cy = dialog.getByRole("listitem").filter({ hasText: "denies share" });
    await cy.getByText("delete", { exact: true }).waitFor();
  });

  test("sharing with everyone says why it may not be chosen", async () => {
    const everyone = dialog.getByRole("button", { name: "Share with everyone" });
    await everyone.hover();
    await page
      .getByRole("tooltip")
      .getByText(/the role does not include this feature/)
      .waitFor();
    expect(await everyone.getAttribute("aria-disabled")).toBe("true");
  });

  test("more than he holds, and longer than he holds it, is refused in plain words, and what he chose stays", async () => {
    await dialog.getByRole("textbox", { name: "Add people or groups" }).fill("max");
    await page.getByRole("option", { name: /Max/ }).click();
    await choose(page, "Level", "Editor");
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await refusal("One can give and take away only what one holds oneself, and you do not hold update.").waitFor();
    expect(await faultsOf(page, "refused")).toEqual([]);
    await choose(page, "Level", "Single actions");
    await dialog.getByRole("checkbox", { name: "share" }).check();
    await choose(page, "Ends", "In a week");
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await refusal("Your own right to share ends before that.").waitFor();
    await dialog.getByRole("checkbox", { name: "share" }).uncheck();
    await dialog.getByRole("button", { name: "Deny, condition, reason" }).click();
    await dialog
      .getByRole("group", { name: /^Denies/ })
      .getByRole("checkbox", { name: "delete" })
      .check();
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await refusal("Only its owner decides about what is denied, or an administrator who may share it.").waitFor();
    expect(await dialog.getByText("`").count()).toBe(0);
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });

  test("who can delete it now, and how; and about somebody who cannot, what would turn it", async () => {
    await dialog.getByRole("tab", { name: "Who can do what now" }).click();
    await choose(page, "Who can", "delete: delete it");
    const people = dialog.getByRole("list", { name: "Who can do what" });
    await people
      .getByRole("listitem")
      .filter({ hasText: "Max" })
      .getByText("By the capability manage:agents through the role ADMIN")
      .waitFor();
    await people.getByRole("listitem").filter({ hasText: "Ada" }).getByText("Owner").waitFor();
    await dialog.getByRole("textbox", { name: "Ask about somebody else" }).fill("ben");
    await page.getByRole("option", { name: /Ben/ }).click();
    await dialog.getByText("May not delete: nobody has given this right; its owner can.").waitFor();
    await dialog.getByText("share it with them").waitFor();
    expect(await faultsOf(page, "who-can-delete")).toEqual([]);
  });

  test("taking all back takes what he may, his own grant with it, and says what stays and why", async () => {
    await dialog.getByRole("tab", { name: "Shared with", exact: true }).click();
    await dialog.getByRole("button", { name: "Take all back" }).click();
    await page
      .getByRole("dialog", { name: /Take Helpdesk back/ })
      .getByRole("button", { name: "Take all back" })
      .click();
    await page.getByText("2 taken back; some could not be").waitFor();
    const left = (await world.ada.get(`/api/access/resources/agent/${world.agent._id}/grants`)).body.grants;
    expect(
      left.map(({ principalName, allow }: { principalName: string; allow: string[] }) => [principalName, allow]),
    ).toEqual([["Cy", ["use", "delete"]]]);
    const stays = page.getByRole("dialog", { name: "One grant is still there" });
    await stays.getByText(/^Cy \(use and delete\): .*you do not hold delete\.$/).waitFor();
    expect(await faultsOf(page, "still-there")).toEqual([]);
    await stays.getByRole("button", { name: "Done" }).click();
    // With his own grant, and Engineering's, all that he had of it is gone.
    await page.getByText("Nothing is shared with you yet").waitFor();
  });

  test("no page complained", () => {
    expect(complaints).toEqual([]);
  });
});
