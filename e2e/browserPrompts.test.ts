import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths, faultsInBothSchemes, faultsOf, signIn } from "./support/browser.ts";
import { finder, message, options } from "./support/promptList.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * Prompts as people live with them: Ada writes one and brings a better version into production; Ben uses it in a chat; she takes it back. Ada at a
 * desk, Ben on a phone in the dark.
 */
describe.skipIf(!chromiumPath)("prompts in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ada: Page;
  let ben: Page;
  let groupId = "";

  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben", PHONE);
  });
  const group = async () => (await stage.world.ada.get(`/api/prompts/groups/${groupId}`)).body;

  test("Ada writes one with two variables", async () => {
    await ada.getByRole("link", { name: "Prompts" }).click();
    await ada.getByText("No prompts of your own yet").waitFor();
    expect(await faultsAtBothWidths(ada, "prompts-empty")).toEqual([]);
    await ada.getByRole("link", { name: "Write your first prompt" }).click();
    await ada.getByRole("heading", { name: "New prompt" }).waitFor();
    await ada.getByRole("textbox", { name: "Name" }).fill("Summary");
    await ada.getByRole("textbox", { name: "Line", exact: true }).fill("Sums up whatever you paste");
    await ada.getByRole("textbox", { name: "Command" }).fill("Sum up");
    await ada.getByRole("textbox", { name: "Text" }).fill("Sum up {{text}} for {{reader}} on {{current_date}}.");
    await ada.getByText("Only small letters a to z, digits and - can be in a command").waitFor();
    expect(await faultsAtBothWidths(ada, "prompt-new-wrong")).toEqual([]);
    await ada.getByRole("textbox", { name: "Command" }).fill("sum");
    await choose(ada, "Category", "Write");
    const variables = ada.getByRole("list", { name: "Variables" }).getByRole("listitem");
    expect(await variables.allTextContents()).toEqual([
      "textasked for",
      "readerasked for",
      "current_datefilled in automatically",
    ]);
    expect(await faultsAtBothWidths(ada, "prompt-new")).toEqual([]);
    await ada.getByRole("button", { name: "Create prompt" }).click();
    await ada.getByRole("heading", { name: "Summary", level: 1 }).waitFor();
    groupId = /prompts\/([0-9a-f]{24})/.exec(ada.url())?.[1] ?? "";
    expect(await group()).toMatchObject({ name: "Summary", command: "sum", category: "write" });
  });

  test("a second text is a draft, until she brings it into production", async () => {
    const versions = ada.getByRole("region", { name: "Versions" }).getByRole("listitem");
    await versions.first().getByText("In production").waitFor();
    const text = "Sum up {{text}} for {{reader}}, in a {{tone:formal|friendly}} tone. Today is {{current_date}}.";
    await ada.getByRole("textbox", { name: "Text" }).fill(text);
    await ada.getByRole("button", { name: "Save as a new version" }).click();
    await ada.getByText("Saved as a draft").waitFor();
    await ada.getByText("Version 2, not in production").waitFor();
    expect((await group()).productionPrompt.prompt).toContain("on {{current_date}}");
    expect(await faultsAtBothWidths(ada, "prompt-draft")).toEqual([]);
    await ada.getByRole("button", { name: "Make it the one in production: version 2" }).click();
    await ada.getByText("Version 2 is in production", { exact: true }).waitFor();
    await ada.getByText("Version 2, which is in production").waitFor();
    expect((await group()).productionPrompt.prompt).toBe(text);
    await versions
      .filter({ hasText: "Version 1" })
      .getByText(/ by you$/)
      .waitFor();
  });

  test("she shares it with Ben: the dialog speaks of a prompt", async () => {
    await ada.goto("/prompts");
    await ada.getByRole("article", { name: "Summary" }).getByText("Sums up whatever you paste").waitFor();
    expect(await faultsAtBothWidths(ada, "prompts")).toEqual([]);
    await ada.getByRole("button", { name: "Share Summary" }).click();
    const dialog = ada.getByRole("dialog", { name: "Share Summary" });
    await dialog.getByText("Private: only Ada can use it.").waitFor();
    await dialog.getByRole("textbox", { name: /^Add people/ }).fill("ben@");
    await ada.getByRole("option", { name: /Ben/ }).click();
    await dialog.getByText("find it, read it and use it").first().waitFor();
    await choose(ada, "Level", "Single actions");
    expect(await dialog.getByRole("checkbox", { name: "execute" }).count()).toBe(0);
    expect(await faultsAtBothWidths(ada, "prompt-share-form")).toEqual([]);
    await choose(ada, "Level", "Viewer");
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await ada.getByText("Summary is shared with Ben").waitFor();
    await dialog.getByText("Shared with 1 person.").waitFor();
    await dialog.getByRole("tab", { name: "Who can do what now" }).click();
    const row = dialog.getByRole("listitem").filter({ hasText: "Ben" }).first();
    await row.getByText("Viewer, given directly").waitFor();
    await ada.getByRole("button", { name: "Why? Ben" }).click();
    await row.getByText(/Ben was given a right on/).waitFor();
    expect((await dialog.textContent()) ?? "").not.toMatch(/agent/i);
    expect(await faultsAtBothWidths(ada, "prompt-share-who")).toEqual([]);
    await ada.keyboard.press("Escape");
  });

  test("Ben finds it under shared with me, reads it, and cannot change it", async () => {
    await ben.getByRole("button", { name: "Open navigation" }).click();
    await ben.getByRole("link", { name: "Prompts" }).click();
    await ben.getByText("No prompts of your own yet").waitFor();
    await ben.getByRole("tab", { name: "Shared with me" }).click();
    const card = ben.getByRole("article", { name: "Summary" });
    await card.getByText(/By Ada · not used yet/).waitFor();
    await card.getByText("/sum").waitFor();
    expect(await faultsOf(ben, "prompts-shared-phone-dark")).toEqual([]);
    for (const name of ["Edit Summary", "Share Summary"]) {
      const button = ben.getByRole("button", { name });
      expect(await button.getAttribute("aria-disabled"), name).toBe("true");
      expect(await button.getAttribute("aria-description"), name).toMatch(/^Not allowed: /);
    }
    await card.getByRole("button", { name: "More for Summary" }).click();
    await ben.getByRole("menuitem", { name: /Delete Not allowed/ }).waitFor();
    await ben.keyboard.press("Escape");
    await choose(ben, "Category", "Travel");
    await ben.getByText("No prompt found").waitFor();
    await choose(ben, "Category", "Write");
    await card.waitFor();
    await ben.getByRole("searchbox", { name: "Search prompts" }).fill("nowhere");
    await ben.getByText("No prompt found").waitFor();
    await ben.goto("/prompts?owner=shared");
    await card.getByRole("link", { name: "Summary", exact: true }).click();
    await ben.getByText("By Ada. You may use it, and not change it.").waitFor();
    expect(await ben.getByRole("textbox").count()).toBe(0);
    expect(await ben.getByRole("list", { name: "Variables" }).getByRole("listitem").allTextContents()).toEqual([
      "textasked for",
      "readerasked for",
      "toneone of: formal, friendly",
      "current_datefilled in automatically",
    ]);
    expect(await faultsOf(ben, "prompt-reader-phone-dark")).toEqual([]);
    await ben.setViewportSize({ width: 1280, height: 860 });
    expect(await faultsInBothSchemes(ben, "prompt-reader")).toEqual([]);
    await ben.emulateMedia({ colorScheme: "dark" });
    await ben.setViewportSize({ width: 390, height: 844 });
  });

  test("Use puts it into a new chat's message: each variable is asked for", async () => {
    await ben.getByRole("link", { name: "Use", exact: true }).click();
    const dialog = ben.getByRole("dialog", { name: "Fill in Summary" });
    await dialog.getByRole("textbox", { name: "text" }).waitFor();
    expect(await faultsOf(ben, "prompt-fill-in-phone-dark")).toEqual([]);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(ben.url()).not.toContain("prompt=");
    expect(await message(ben).inputValue()).toBe("");
    expect((await group()).numberOfGenerations).toBe(0);
  });

  test("he uses it by a slash, without a mouse: fills in, sees it in the field, sends", async () => {
    const asked: string[] = [];
    ben.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await ben.goto(`/c/new?agent=${stage.world.agent.id}`);
    await ben.getByRole("button", { name: "Prompts" }).waitFor();
    await message(ben).focus();
    expect(asked.filter((path) => path.startsWith("/api/prompts"))).toEqual([]);
    await ben.keyboard.type("/");
    await options(ben).first().waitFor();
    await ben.keyboard.type("su");
    expect(await finder(ben).inputValue()).toBe("su");
    expect(await finder(ben).getAttribute("aria-expanded")).toBe("true");
    const option = options(ben).filter({ hasText: "Summary" });
    expect(await option.getAttribute("aria-selected")).toBe("true");
    expect(await finder(ben).getAttribute("aria-activedescendant")).toBe(await option.getAttribute("id"));
    expect(await faultsOf(ben, "prompt-list-phone-dark")).toEqual([]);
    await ben.keyboard.press("Escape");
    await expect.poll(() => message(ben).evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await message(ben).inputValue()).toBe("/su");
    await message(ben).fill("");
    await ben.keyboard.type("/su");
    await expect.poll(() => finder(ben).inputValue()).toBe("su");
    await option.waitFor();
    await ben.keyboard.press("Tab");
    const dialog = ben.getByRole("dialog", { name: "Fill in Summary" });
    await expect.poll(() => ben.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
    await ben.keyboard.type("the minutes of {{today}}");
    await dialog.getByRole("textbox", { name: "reader" }).fill("Cy");
    await choose(ben, "tone", "friendly");
    await dialog.getByLabel("The message").getByText("the minutes of {{today}}").waitFor();
    expect(await faultsOf(ben, "prompt-filled-in-phone-dark")).toEqual([]);
    await dialog.getByRole("button", { name: "Put it in" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await message(ben).inputValue()).toMatch(
      /^Sum up the minutes of \{\{today\}\} for Cy, in a friendly tone\. Today is \d{4}-\d\d-\d\d \([A-Z][a-z]+day\)\.$/,
    );
    await expect.poll(async () => (await group()).numberOfGenerations).toBe(1);
    await expect.poll(() => message(ben).evaluate((field) => field === document.activeElement)).toBe(true);
    await ben.keyboard.press("Enter");
    await ben.getByText(/You said: Sum up the minutes/).waitFor();
  });

  test("she takes it back: Ben no longer sees it, by no way; Cy never did", async () => {
    const cy = await stage.window({ dark: true });
    await signIn(cy, emailOf("Cy"), PASSWORD);
    await ada.goto("/prompts");
    await ada.getByRole("button", { name: "Share Summary" }).click();
    await ada.getByRole("button", { name: "Take all back" }).click();
    const question = ada.getByRole("dialog", { name: /Take Summary back/ });
    await question.getByText("Nobody but Ada will be able to use it. What denies stays.").waitFor();
    await question.getByRole("button", { name: "Take all back" }).click();
    await ada.getByText("Summary is private again").waitFor();
    for (const page of [ben, cy]) {
      for (const owner of ["shared", "organization"]) {
        await page.goto(`/prompts?owner=${owner}`);
        await page.getByText(/^(Nothing is shared with you|No prompts for everybody) yet$/).waitFor();
      }
      await page.goto(`/prompts/${groupId}`);
      await page.getByRole("heading", { name: "Not found", level: 1 }).waitFor();
      expect(await page.content()).not.toContain("Summary");
      await page.goto("/c/new");
      await page.getByRole("button", { name: "Prompts" }).click();
      await page.getByText("There is no prompt that you may use yet.").waitFor();
      await page.keyboard.press("Tab");
      await expect
        .poll(() => page.getByRole("link", { name: "Write one" }).and(page.locator(":focus")).count())
        .toBe(1);
    }
    expect(await faultsInBothSchemes(cy, "prompt-list-empty")).toEqual([]);
    await cy.keyboard.press("Escape");
    await expect.poll(() => message(cy).and(cy.locator(":focus")).count()).toBe(1);
    await cy.context().close();
  });

  test("where the role does not include prompts there is no entry, no button and no list, and a slash is a slash", async () => {
    await stage.world.ada.patch("/api/admin/roles/USER/permissions", { permissions: { PROMPTS: { USE: false } } });
    await ben.setViewportSize({ width: 1280, height: 860 });
    await ben.goto("/c/new");
    await ben.getByRole("link", { name: "Agents" }).waitFor();
    await message(ben).waitFor();
    await ben.waitForTimeout(300);
    expect(await ben.getByRole("link", { name: "Prompts" }).count()).toBe(0);
    expect(await ben.getByRole("button", { name: "Prompts" }).count()).toBe(0);
    await message(ben).focus();
    await ben.keyboard.type("/su");
    expect(await message(ben).inputValue()).toBe("/su");
    expect(await finder(ben).count()).toBe(0);
    await ben.goto("/prompts");
    await ben.getByText("Your role does not include Prompts: Use.").waitFor();
    expect(await faultsOf(ben, "prompts-off-dark")).toEqual([]);
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
