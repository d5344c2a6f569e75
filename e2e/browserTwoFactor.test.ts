import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeAt } from "../packages/server/src/identity/testing/authenticator.ts";
import { chromiumPath, faultsAtBothWidths, launch, openWindow, signIn } from "./support/browser.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD } from "./support/smallWorld.ts";

const GENEROUS = { LOGIN_MAX: "100", REGISTER_MAX: "100" };

/* Two-factor sign-in as people meet it: set up, asked for, lost, and taken by a role. */
describe.skipIf(!chromiumPath)("two-factor sign-in in a browser (skipped without Chromium)", () => {
  let browser: Browser;
  let server: RunningServer;
  let ben: Page;
  let ada: Page;
  const complaints: string[][] = [];
  let secret: string;
  let backupCodes: string[];

  beforeAll(async () => {
    browser = await launch();
    server = await startServer({ env: GENEROUS });
    await makeSmallWorld(server.url);
    ben = await window(server);
    ada = await window(server);
    await signIn(ben, emailOf("Ben"), PASSWORD);
    await signIn(ada, emailOf("Ada"), PASSWORD);
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  const window = async ({ url }: RunningServer) => {
    const { page, complaints: of } = await openWindow(browser, url);
    complaints.push(of);
    return page;
  };
  const card = (page: Page) => page.getByRole("region", { name: "Two-factor sign-in" });
  const code = (stepsAway = 0) => codeAt(secret, Date.now(), stepsAway);
  const field = (page: Page) => page.getByLabel("Code", { exact: true });
  const textOf = async (page: Page, label: string) =>
    (await page.getByLabel(label, { exact: true }).textContent()) ?? "";
  const keyOn = async (page: Page) => (await textOf(page, "Key")).replaceAll(/\s/g, "");
  const codesOn = async (page: Page) => (await textOf(page, "Backup codes")).trim().split(/\s+/);

  async function sayPassword(page: Page, name: "Ben" | "Ada", at = "/login") {
    await page.goto(at);
    await page.getByLabel("Email").fill(emailOf(name));
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  test("is set up on the account page: scan or type, a code, backup codes to keep", async () => {
    await ben.goto("/account");
    await card(ben).getByText("Off", { exact: true }).waitFor();
    await card(ben).getByRole("button", { name: "Set up" }).click();
    await ben.getByRole("button", { name: "Show the QR code" }).click();
    await ben.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
    expect(await field(ben).evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await faultsAtBothWidths(ben, "two-factor-scan")).toEqual([]);
    secret = await keyOn(ben);
    await field(ben).fill("12");
    await ben.getByRole("button", { name: "Switch on" }).click();
    await ben.getByText("must be the six digits").waitFor();
    await field(ben).fill(code(-1) === "000000" ? "111111" : "000000");
    await field(ben).press("Enter");
    await ben.getByText("The code is wrong").waitFor();
    await field(ben).fill(code(-1));
    await field(ben).press("Enter");
    await ben.getByText("Keep your backup codes").waitFor();
    backupCodes = await codesOn(ben);
    expect(backupCodes).toHaveLength(10);
    expect(await faultsAtBothWidths(ben, "two-factor-codes")).toEqual([]);
    const downloading = ben.waitForEvent("download");
    await ben.getByRole("button", { name: "Download", exact: true }).click();
    expect((await downloading).suggestedFilename()).toBe("gatehouse-backup-codes.txt");
    await ben.keyboard.press("Escape");
    await ben.getByText("Your backup codes are shown this once.").waitFor();
    await ben.getByRole("button", { name: "Cancel" }).click();
    await ben.getByRole("button", { name: "I have kept them" }).click();
    await card(ben).getByText("10 backup codes are left.").waitFor();
    expect(await faultsAtBothWidths(ben, "two-factor-account")).toEqual([]);
  });

  test("asks for a code after the password, and goes on to where one was going", async () => {
    const page = await window(server);
    await sayPassword(page, "Ben", "/account");
    await field(page).waitFor();
    expect(await field(page).getAttribute("autocomplete")).toBe("one-time-code");
    expect(await faultsAtBothWidths(page, "two-factor-sign-in")).toEqual([]);
    await field(page).fill(code(-10));
    await field(page).press("Enter");
    await page.getByText("The code is wrong").waitFor();
    await field(page).fill(code());
    await page.getByRole("button", { name: "Sign in" }).click();
    await card(page).getByText("On", { exact: true }).waitFor();
    await page.context().close();
  });

  test("takes a backup code in its place, by the keyboard alone", async () => {
    const page = await window(server);
    await sayPassword(page, "Ben");
    await field(page).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.type(backupCodes[0] ?? "");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Agents", exact: true }).waitFor();
    await page.context().close();
  });

  test("new backup codes take a code, and are shown once", async () => {
    await ben.goto("/account");
    await card(ben).getByText("9 backup codes are left.").waitFor();
    await card(ben).getByRole("button", { name: "New backup codes" }).click();
    await ben.getByRole("button", { name: "Use a backup code" }).click();
    await ben.getByLabel("Backup code", { exact: true }).fill(backupCodes[1] ?? "");
    await ben.getByRole("button", { name: "Make new codes" }).click();
    const made = await codesOn(ben);
    expect(made).not.toContain(backupCodes[2]);
    backupCodes = made;
    await ben.getByRole("button", { name: "I have kept them" }).click();
    await card(ben).getByText("10 backup codes are left.").waitFor();
  });

  test("an administrator resets it for whoever lost theirs, after a question", async () => {
    await ada.goto("/people");
    await ada.getByRole("link", { name: "Ben" }).first().click();
    const access = ada.getByRole("region", { name: "Access of this account" });
    await access.getByRole("button", { name: "Reset two-factor sign-in" }).click();
    const question = ada.getByRole("dialog", { name: /Reset the two-factor sign-in of/ });
    await question.waitFor();
    expect(await faultsAtBothWidths(ada, "two-factor-reset")).toEqual([]);
    await question.getByRole("button", { name: "Reset", exact: true }).click();
    await access.getByRole("button", { name: "Reset two-factor sign-in" }).waitFor({ state: "detached" });
    const page = await window(server);
    await signIn(page, emailOf("Ben"), PASSWORD);
    await page.goto("/account");
    await card(page).getByText("Off", { exact: true }).waitFor();
    ben = page;
  });

  test("is switched off with a code", async () => {
    await card(ben).getByRole("button", { name: "Set up" }).click();
    await ben.getByRole("button", { name: "Show the QR code" }).click();
    secret = await keyOn(ben);
    await field(ben).fill(code(-1));
    await field(ben).press("Enter");
    await ben.getByRole("button", { name: "I have kept them" }).click();
    await card(ben).getByRole("button", { name: "Switch off" }).click();
    await field(ben).fill(code());
    await ben.getByRole("dialog").getByRole("button", { name: "Switch off" }).click();
    await card(ben).getByText("Off", { exact: true }).waitFor();
  });

  test("whoever's role takes it sets it up before anything else, and then goes on", async () => {
    const strict = await startServer({ env: { ...GENEROUS, TWO_FACTOR_REQUIRED_ROLES: "MODERATOR" } });
    const world = await makeSmallWorld(strict.url);
    const page = await window(strict);
    await signIn(page, emailOf("Ben"), PASSWORD);
    // With all that the page asks for by itself, which would notice it by itself.
    await page.waitForLoadState("networkidle");
    // In the middle of what they are doing, from the moment when the role is theirs.
    await world.ada.post(`/api/admin/users/${world.ben}/roles`, { role: "MODERATOR" });
    await page.getByRole("link", { name: "Files" }).click();
    await page.getByRole("heading", { name: "Set up two-factor sign-in" }).waitFor();
    expect(await faultsAtBothWidths(page, "two-factor-needed")).toEqual([]);
    await page.goto("/account");
    await page.getByRole("button", { name: "Show the QR code" }).click();
    secret = await keyOn(page);
    await field(page).fill(code(-1));
    await field(page).press("Enter");
    await page.getByRole("button", { name: "I have kept them" }).click();
    await card(page).getByText("On", { exact: true }).waitFor();
    expect(await card(page).getByRole("button", { name: "Switch off" }).getAttribute("aria-disabled")).toBe("true");
  });

  test("and no page complained", () => expect(complaints.flat()).toEqual([]));
});
