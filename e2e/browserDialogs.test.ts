import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsInBothSchemes, faultsOf, launch, openWindow, signIn } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./support/smallWorld.ts";

/*
 * Dialogs: what was typed in one is not thrown away without a question, what is shown once stays until it is done with, and what is offered says
 * what it means.
 */
describe.skipIf(!chromiumPath)("dialogs in a browser (skipped without Chromium)", () => {
  let browser: Browser;
  let server: RunningServer;
  let world: SmallWorld;
  let page: Page;
  let complaints: string[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { LOGIN_MAX: "100", LIMIT_MESSAGE_IP: "false" } });
    world = await makeSmallWorld(server.url);
    browser = await launch();
    ({ page, complaints } = await openWindow(browser, server.url));
    await signIn(page, emailOf("Ada"), PASSWORD);
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  const question = () => page.getByRole("dialog", { name: "Close without saving?" });
  const dialog = (name: string) => page.getByRole("dialog", { name });
  /** A dialog that was just asked about hears the next Escape a moment later. */
  const escapeUntilAsked = async () => {
    for (let tries = 0; tries < 20 && !(await question().isVisible()); tries++) {
      await page.keyboard.press("Escape");
      await page.waitForTimeout(400);
    }
  };
  const openAt = async (path: string, name: string) => {
    await page.goto(path);
    await page.getByRole("button", { name, exact: true }).click();
  };

  test.each([
    ["/people", "New account", "New account", "Name"],
    ["/groups", "New group", "New group", "Name"],
    ["/roles", "New role", "New role", "Name"],
    ["/services", "New service", "New service", "Description"],
    ["/people/ben", "Ban", "Ban Ben", "Reason"],
  ])("at %s, %s: closing asks once something is typed", async (path, button, title, label) => {
    await openAt(path.replace("ben", world.ben), button);
    const field = dialog(title).getByLabel(label);
    await field.fill("Half typed");
    await page.keyboard.press("Escape");
    await question().waitFor();
    // The second Escape answers the question, and nothing more.
    await page.keyboard.press("Escape");
    await question().waitFor({ state: "detached" });
    expect(await field.inputValue()).toBe("Half typed");
    await dialog(title).getByRole("button", { name: "Close" }).click();
    await question().getByRole("button", { name: "Cancel" }).click();
    await question().waitFor({ state: "detached" });
    expect(await field.inputValue()).toBe("Half typed");
    if (path === "/people") expect(await faultsOf(page, "dialog-half-typed")).toEqual([]);
    await escapeUntilAsked();
    if (path === "/people") expect(await faultsInBothSchemes(page, "dialog-asks")).toEqual([]);
    await question().getByRole("button", { name: "Close without saving" }).click();
    await dialog(title).waitFor({ state: "detached" });
    // Nothing of it is left, and nothing typed is nothing lost.
    await page.getByRole("button", { name: button, exact: true }).click();
    expect(await field.inputValue()).toBe("");
    await page.keyboard.press("Escape");
    await dialog(title).waitFor({ state: "detached" });
    expect(await question().count()).toBe(0);
  });

  test("what was chosen for somebody in the share dialog", async () => {
    await openAt("/agents", "Share Helpdesk");
    await dialog("Share Helpdesk")
      .getByRole("textbox", { name: /^Add people/ })
      .fill("cy@");
    await page.getByRole("option", { name: /Cy/ }).click();
    await dialog("Share Helpdesk").getByRole("button", { name: "Deny, condition, reason" }).click();
    await dialog("Share Helpdesk").getByLabel("Reason").fill("Helps out");
    await page.keyboard.press("Escape");
    await question().getByRole("button", { name: "Cancel" }).click();
    await question().waitFor({ state: "detached" });
    // The button at the bottom asks as well, and a look at another tab loses nothing.
    await dialog("Share Helpdesk").getByRole("button", { name: "Close" }).last().click();
    await question().getByRole("button", { name: "Cancel" }).click();
    await question().waitFor({ state: "detached" });
    await dialog("Share Helpdesk").getByRole("tab", { name: "Owner" }).click();
    await escapeUntilAsked();
    await question().getByRole("button", { name: "Cancel" }).click();
    await question().waitFor({ state: "detached" });
    await dialog("Share Helpdesk").getByRole("tab", { name: "Shared with" }).click();
    expect(await dialog("Share Helpdesk").getByLabel("Reason").inputValue()).toBe("Helps out");
    await dialog("Share Helpdesk").getByRole("button", { name: "Share", exact: true }).click();
    await page.getByText("Helpdesk is shared with Cy").waitFor();
    await dialog("Share Helpdesk").getByRole("button", { name: "Close" }).first().click();
    await dialog("Share Helpdesk").waitFor({ state: "detached" });
  });

  test("a credential that is shown once stays until one is done with it", async () => {
    await openAt("/services", "New service");
    await dialog("New service").getByLabel("Name").fill("Wiki");
    await dialog("New service").getByRole("button", { name: "Create service" }).click();
    const secret = dialog("Wiki").getByText(/^gh_/);
    await secret.waitFor();
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 400);
    await page.waitForTimeout(300);
    expect(await secret.isVisible()).toBe(true);
    expect(await dialog("Wiki").getByRole("button", { name: "Close" }).count()).toBe(0);
    expect(await faultsInBothSchemes(page, "secret-once")).toEqual([]);
    await dialog("Wiki").getByRole("button", { name: "Done" }).click();
    await dialog("Wiki").waitFor({ state: "detached" });
  });

  test("a session that ends under a dialog: it closes, and what was typed is there when it is opened again, without the password", async () => {
    await openAt("/people", "New account");
    await dialog("New account").getByLabel("Name").fill("Dan");
    await dialog("New account").getByLabel("Email").fill(emailOf("Dan"));
    await dialog("New account").getByLabel("Password", { exact: true }).fill("dans own secret");
    await Person.endSessionsOf(server.url, emailOf("Ada"), PASSWORD);
    await dialog("New account").getByRole("button", { name: "Create account" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("dans own secret");
    await page.getByLabel("Email").fill(emailOf("Ada"));
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "New account" }).click();
    await page.getByText("What you had typed is here again.").waitFor();
    expect(await dialog("New account").getByLabel("Email").inputValue()).toBe(emailOf("Dan"));
    expect(await dialog("New account").getByLabel("Password", { exact: true }).inputValue()).toBe("");
    await dialog("New account").getByRole("button", { name: "Create account" }).click();
    await dialog("The account of Dan").getByRole("button", { name: "Done" }).click();
    world.ada = await Person.signIn(server.url, emailOf("Ada"), PASSWORD);
  });

  test("a ban ends in a week unless something else is chosen, and can be given up", async () => {
    await openAt(`/people/${world.cy}`, "Ban");
    const ban = dialog("Ban Cy");
    await ban.getByRole("button", { name: "Cancel" }).click();
    await ban.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Ban", exact: true }).click();
    await ban.getByLabel("Reason").fill("Noise");
    expect(await ban.getByRole("combobox", { name: "Ends" }).inputValue()).toBe("In a week");
    expect(await faultsInBothSchemes(page, "ban")).toEqual([]);
    await ban.getByRole("button", { name: "Ban", exact: true }).click();
    await page.getByText(/^Banned until/).waitFor();
    const { bannedUntil } = (await world.ada.get(`/api/admin/users/${world.cy}`)).body.user;
    expect(Math.round((Date.parse(bannedUntil) - Date.now()) / 86_400_000)).toBe(7);
    await page.getByRole("button", { name: "Lift the ban" }).click();
    await page.getByText("The ban is lifted").waitFor();
  });

  test("a group stands for the whole organization where somebody says so", async () => {
    await openAt(`/groups/${world.platform}`, "Edit");
    const form = dialog("Change the group");
    const mark = form.getByRole("checkbox", { name: "It stands for the whole organization" });
    await form.getByText("sharing with it takes the feature Share public").waitFor();
    expect(await mark.isChecked()).toBe(false);
    await mark.check();
    expect(await faultsInBothSchemes(page, "group-form")).toEqual([]);
    await form.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Stands for the whole organization.").waitFor();
    const group = async () => (await world.ada.get(`/api/admin/groups/${world.platform}`)).body.group;
    expect(await group()).toMatchObject({ organizationWide: true, name: "Platform" });
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await mark.uncheck();
    await form.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Stands for the whole organization.").waitFor({ state: "detached" });
    expect(await group()).toMatchObject({ organizationWide: false });
  });

  test("no page complained", () => {
    expect(complaints).toEqual([]);
  });
});
