import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mailTo, openPostbox, type Postbox } from "../packages/server/src/identity/testing/postbox.ts";
import { chromiumPath, faultsAtBothWidths, launch, openWindow, signIn } from "./support/browser.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD } from "./support/smallWorld.ts";

const NEW_PASSWORD = "another password of theirs";
const GENEROUS = { LOGIN_MAX: "100", REGISTER_MAX: "100", VERIFY_EMAIL_MAX: "100", RESET_PASSWORD_MAX: "100" };

/** The path of the link of a letter. */
const linkIn = (text: string): string => {
  const { pathname, search } = new URL(/https?:\/\/\S+/.exec(text)?.[0] ?? "");
  return pathname + search;
};

/* Accounts by mail, over a real mail server; and what the operator does without one. */
describe.skipIf(!chromiumPath)("accounts in a browser (skipped without Chromium)", () => {
  let browser: Browser;
  let postbox: Postbox;
  let server: RunningServer;
  let visitor: Page;
  let ada: Page;
  const complaints: string[][] = [];

  beforeAll(async () => {
    browser = await launch();
    postbox = await openPostbox();
    server = await startServer({
      env: { ...GENEROUS, ...mailTo(postbox), ALLOW_PASSWORD_RESET: "true", LOG_LEVEL: "trace" },
    });
    await makeSmallWorld(server.url);
    visitor = await window(server);
    ada = await window(server);
    await signIn(ada, emailOf("Ada"), PASSWORD);
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
    await postbox?.close();
  });

  const window = async ({ url }: RunningServer) => {
    const { page, complaints: of } = await openWindow(browser, url);
    complaints.push(of);
    return page;
  };

  async function register(page: Page, name: string, email?: string): Promise<void> {
    await page.getByLabel("Name", { exact: true }).fill(name);
    if (email !== undefined) await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByLabel("Repeat the password").fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("status").getByText("Done").waitFor();
  }

  test("whoever registers verifies their address before they sign in", async () => {
    await visitor.goto("/register");
    await register(visitor, "Dee", "dee@example.com");
    await visitor.goto("/login");
    await visitor.getByLabel("Email").fill("dee@example.com");
    await visitor.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await visitor.getByRole("button", { name: "Sign in" }).click();
    await visitor.getByText("Email not verified.").waitFor();
    await visitor.getByRole("button", { name: "Send the letter again" }).click();
    await visitor.getByText("a letter is on its way").waitFor();
    expect(await faultsAtBothWidths(visitor, "accounts-unverified")).toEqual([]);
    const { text } = await postbox.letterTo("dee@example.com", 2);
    const elsewhere = await window(server);
    await elsewhere.goto(linkIn(text));
    await elsewhere.getByRole("button", { name: "Yes, it is mine" }).click();
    await elsewhere.getByLabel("Password", { exact: true }).waitFor();
    expect(elsewhere.url()).not.toContain("token");
    expect(await faultsAtBothWidths(elsewhere, "accounts-verify-elsewhere")).toEqual([]);
    await elsewhere.getByRole("button", { name: "I did not sign up" }).click();
    await elsewhere.getByLabel("New password").waitFor();
    await visitor.goto(linkIn(text));
    expect(await faultsAtBothWidths(visitor, "accounts-verify")).toEqual([]);
    await visitor.getByRole("button", { name: "Yes, it is mine" }).click();
    await visitor.getByRole("status").getByText("Verified").waitFor();
    await visitor.getByRole("link", { name: "Go to sign-in" }).click();
    await signIn(visitor, "dee@example.com", PASSWORD);
  });

  test("a forgotten password is set anew by a link that works once", async () => {
    const page = await window(server);
    await page.goto("/login");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    expect(await faultsAtBothWidths(page, "accounts-forgot")).toEqual([]);
    await page.getByLabel("Email").fill(emailOf("Ben"));
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByRole("status").getByText("Look into your mail").waitFor();
    const link = linkIn((await postbox.letterTo(emailOf("Ben"))).text);
    const set = async () => {
      await page.goto(link);
      await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
      await page.getByLabel("Repeat the new password").fill(NEW_PASSWORD);
      await page.getByRole("button", { name: "Set the password" }).click();
    };
    await set();
    await page.getByRole("status").getByText("Your password is set").waitFor();
    await set();
    await page.getByText("The link does not work").waitFor();
    await page.getByRole("link", { name: "Ask for another link" }).waitFor();
    expect(await faultsAtBothWidths(page, "accounts-reset")).toEqual([]);
    await signIn(page, emailOf("Ben"), NEW_PASSWORD);
  });

  test("an administrator invites somebody, who makes their account with the link", async () => {
    await ada.getByRole("link", { name: "People", exact: true }).click();
    await ada.getByRole("link", { name: "Invitations" }).click();
    await ada.getByText("Nobody is invited").waitFor();
    await ada.getByRole("button", { name: "Invite somebody" }).click();
    const dialog = ada.getByRole("dialog", { name: "Invite somebody" });
    await dialog.getByLabel("Email").fill("eve@example.com");
    await dialog.getByRole("button", { name: "Send the invitation" }).click();
    await ada.getByRole("list", { name: "Invitations" }).getByText("eve@example.com").waitFor();
    expect(await faultsAtBothWidths(ada, "accounts-invitations")).toEqual([]);
    const page = await window(server);
    await page.goto(linkIn((await postbox.letterTo("eve@example.com")).text));
    expect(await page.getByLabel("Email").inputValue()).toBe("eve@example.com");
    expect(await faultsAtBothWidths(page, "accounts-invited")).toEqual([]);
    await register(page, "Eve");
    await signIn(page, "eve@example.com", PASSWORD);
    await ada.reload();
    await ada.getByRole("list", { name: "Invitations" }).getByText("accepted", { exact: true }).waitFor();
  });

  test("somebody changes their own address, and ends their other devices", async () => {
    const other = await window(server);
    await signIn(other, "dee@example.com", PASSWORD);
    await visitor.goto("/account");
    await visitor.getByRole("button", { name: "End all others" }).click();
    await visitor.getByText("You are signed in here only").waitFor();
    const address = visitor.getByRole("form", { name: "Address" });
    await address.getByLabel("New address").fill("dee@elsewhere.example.com");
    await address.getByLabel("Your password").fill(PASSWORD);
    await address.getByRole("button", { name: "Change address" }).click();
    await address.getByText("a letter is on its way there").waitFor();
    expect(await faultsAtBothWidths(visitor, "accounts-own")).toEqual([]);
    await visitor.goto(linkIn((await postbox.letterTo("dee@elsewhere.example.com")).text));
    await visitor.getByRole("button", { name: "Yes, it is mine" }).click();
    await visitor.getByRole("status").getByText("Verified").waitFor();
    expect((await postbox.letterTo("dee@example.com", 3)).subject).toContain("was changed");
    await other.reload();
    await other.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  test("without a mail server the operator reads the letters, and it shows who did", async () => {
    const without = await startServer({ env: GENEROUS });
    await makeSmallWorld(without.url);
    const operator = await window(without);
    await signIn(operator, emailOf("Ada"), PASSWORD);
    await operator.getByRole("link", { name: "People", exact: true }).click();
    await operator.getByRole("link", { name: "Ben", exact: true }).click();
    await operator.getByRole("button", { name: "Reset the password" }).click();
    await operator.getByRole("button", { name: "Send the link" }).click();
    await operator.getByText("the letter waits in the operator's outbox").waitFor();
    await operator.getByRole("link", { name: "Outbox", exact: true }).click();
    await operator.getByRole("button", { name: `Read the letter to ${emailOf("Ben")}` }).click();
    await operator.getByRole("button", { name: "Read it" }).click();
    const letter = operator.getByRole("dialog").getByLabel("The letter");
    const text = (await letter.textContent()) ?? "";
    await operator.keyboard.press("Escape");
    await operator.getByText("Read by Ada").waitFor();
    expect(await faultsAtBothWidths(operator, "accounts-outbox")).toEqual([]);
    const ben = await window(without);
    await ben.goto(linkIn(text));
    await ben.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
    await ben.getByLabel("Repeat the new password").fill(NEW_PASSWORD);
    await ben.getByRole("button", { name: "Set the password" }).click();
    await ben.getByRole("status").getByText("Your password is set").waitFor();
    await signIn(ben, emailOf("Ben"), NEW_PASSWORD);
    expect(await ben.getByRole("link", { name: "Outbox" }).count()).toBe(0);
  });

  test("somebody deletes their account, with their password", async () => {
    await visitor.goto("/account");
    await visitor.getByRole("button", { name: "Delete my account" }).click();
    const dialog = visitor.getByRole("dialog", { name: "Delete your account?" });
    await dialog.getByLabel("Your password").fill("wrong");
    await dialog.getByRole("button", { name: "Delete my account" }).click();
    await dialog.getByText("The current password is wrong").waitFor();
    expect(await faultsAtBothWidths(visitor, "accounts-delete")).toEqual([]);
    await dialog.getByLabel("Your password").fill(PASSWORD);
    await dialog.getByRole("button", { name: "Delete my account" }).click();
    await visitor.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  test("no link stands in the log, at the finest level", () => {
    const tokens = postbox.letters.flatMap(({ text }) => /token=([0-9a-f]{64})/.exec(text)?.[1] ?? []);
    expect(tokens.length).toBeGreaterThan(4);
    expect(server.output().length).toBeGreaterThan(1_000);
    expect(tokens.filter((token) => server.output().includes(token))).toEqual([]);
    expect(postbox.letters.flatMap(({ to }) => to).filter((address) => server.output().includes(address))).toEqual([]);
  });

  test("no page complained", () => {
    expect(complaints.flat()).toEqual([]);
  });
});
