import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsInBothSchemes, faultsOf } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * The command palette: everything that one may go to, find and do, from any page, by the keyboard.
 */
describe.skipIf(!chromiumPath)("the command palette in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ada: Page;
  const paletteOf = (page: Page) => page.getByRole("dialog", { name: "Find or do" });
  const fieldOf = (page: Page) => paletteOf(page).getByRole("combobox");
  const option = (page: Page, name: string | RegExp, group?: string) =>
    (group ? paletteOf(page).getByRole("group", { name: group }) : paletteOf(page)).getByRole("option", { name });
  const open = async (page: Page) => {
    await page.keyboard.press("Control+k");
    await fieldOf(page).and(page.locator(":focus")).waitFor();
  };

  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
  });

  test("Ctrl+K opens it; a page is one word and Enter away, and the keyboard is at its heading", async () => {
    await open(ada);
    await option(ada, "New agent", "Do").waitFor();
    expect(await faultsInBothSchemes(ada, "palette")).toEqual([]);
    await ada.keyboard.type("access rep");
    await option(ada, "Access report").waitFor();
    await ada.keyboard.press("Enter");
    await ada.getByRole("heading", { name: "Access report", level: 1 }).and(ada.locator(":focus")).waitFor();
    await paletteOf(ada).waitFor({ state: "detached" });
  });

  test("the arrows go through it, and a screen reader hears where", async () => {
    await open(ada);
    await option(ada, "New chat", "Do").waitFor();
    const atFirst = await fieldOf(ada).getAttribute("aria-activedescendant");
    await ada.keyboard.press("ArrowDown");
    await expect.poll(() => fieldOf(ada).getAttribute("aria-activedescendant")).not.toBe(atFirst);
    await ada.keyboard.press("ArrowUp");
    await expect.poll(() => fieldOf(ada).getAttribute("aria-activedescendant")).toBe(atFirst);
    const selected = paletteOf(ada).getByRole("option", { selected: true });
    expect(await selected.getAttribute("id")).toBe(atFirst);
    await ada.keyboard.press("ArrowUp");
    await paletteOf(ada)
      .getByRole("option")
      .last()
      .and(paletteOf(ada).getByRole("option", { selected: true }))
      .waitFor();
    await ada.keyboard.press("Escape");
    await paletteOf(ada).waitFor({ state: "detached" });
  });

  test("people, groups, roles and agents are found by their names", async () => {
    const found: readonly [string, RegExp, string][] = [
      ["ben", /^Ben/, "People"],
      ["platf", /^Platform/, "Groups"],
      ["moder", /^MODERATOR/, "Roles"],
      ["helpd", /^Helpdesk/, "Agents"],
    ];
    await open(ada);
    for (const [typed, name, group] of found) {
      await fieldOf(ada).fill(typed);
      await option(ada, name, group).waitFor();
    }
    expect(await faultsOf(ada, "palette-found")).toEqual([]);
    await fieldOf(ada).fill("ben");
    await option(ada, /^Ben/, "People").click();
    await ada.getByRole("heading", { name: "Ben", level: 1 }).waitFor();
  });

  test("what was chosen lately comes first", async () => {
    await open(ada);
    const lately = paletteOf(ada).getByRole("group", { name: "Recent" }).getByRole("option");
    await expect.poll(() => lately.allTextContents()).toEqual([expect.stringContaining("Ben"), "Access report"]);
    await ada.keyboard.press("Escape");
  });

  test("a word that is nowhere says so", async () => {
    await open(ada);
    await ada.keyboard.type("zzzzz");
    await ada.getByText("Nothing has this in its name").waitFor();
    expect(await faultsOf(ada, "palette-nothing")).toEqual([]);
    await ada.keyboard.press("Escape");
  });

  test("who presses Enter before anything is found means the first that is", async () => {
    await open(ada);
    await ada.keyboard.type("platform");
    await ada.keyboard.press("Enter");
    await ada.getByRole("heading", { level: 1, name: "Platform" }).waitFor();
  });

  test("it does things, too: dark, and an invitation", async () => {
    await open(ada);
    await ada.keyboard.type("switch to");
    await ada.keyboard.press("Enter");
    await ada.locator('[data-mantine-color-scheme="dark"]').waitFor();
    await open(ada);
    await ada.keyboard.type("invite");
    await ada.keyboard.press("Enter");
    await ada.getByRole("dialog", { name: "Invite somebody" }).getByLabel("Email").waitFor();
    // Not on top of another dialog, whose form it could take away.
    await ada.keyboard.press("Control+k");
    expect(await paletteOf(ada).count()).toBe(0);
    await ada.keyboard.press("Escape");
  });

  test("it opens while somebody types, and asks before it leads away from what is not saved", async () => {
    await ada.goto(`${stage.url}/agents/new`);
    await ada.getByLabel("Name", { exact: true }).fill("Half an agent");
    await open(ada);
    await ada.keyboard.type("people");
    await ada.keyboard.press("Enter");
    await ada.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
    await ada.getByRole("button", { name: "Cancel" }).click();
    expect(await ada.getByLabel("Name", { exact: true }).inputValue()).toBe("Half an agent");
    await ada.goto(`${stage.url}/agents`);
    await ada.getByRole("heading", { name: "Agents", level: 1 }).waitFor();
  });

  test("a search that is broken is said, and the rest is there", async () => {
    await ada.route("**/api/admin/groups?*", (route) => route.fulfill({ status: 500, body: "{}" }));
    await open(ada);
    await ada.keyboard.type("help");
    await option(ada, /^Helpdesk/, "Agents").waitFor();
    await ada.getByText("Not everything could be searched just now.").waitFor();
    await ada.keyboard.press("Escape");
    await ada.unrouteAll();
  });

  test("a member finds their own, on a phone, and nothing of the administration", async () => {
    const ben = await Person.signIn(stage.url, emailOf("Ben"), PASSWORD);
    await ben.hear(stage.world.agent.id, "The printer on the third floor");
    const page = await stage.signedIn("Ben", PHONE);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.getByRole("button", { name: "Find or do" }).click();
    await option(page, "New chat", "Do").waitFor();
    expect(await faultsOf(page, "palette-phone")).toEqual([]);
    expect(await option(page, "People").count()).toBe(0);
    await fieldOf(page).fill("helpd");
    await option(page, /^Helpdesk/, "Agents").waitFor();
    expect(asked.filter((url) => url.includes("/api/admin/"))).toEqual([]);
    await fieldOf(page).fill("sign out");
    await option(page, "Sign out").click();
    await page.getByLabel("Email").waitFor();
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
