import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

const THERE = "203.0.113.20";

/*
 * Bans of addresses and what somebody was refused for, as people see them: Ada bans, Ben is refused, a member sees nothing of it.
 */
describe.skipIf(!chromiumPath)("addresses and violations in a browser (skipped without Chromium)", () => {
  const stage = onStage({
    env: { TRUST_PROXY: "1", LIMIT_MESSAGE_USER: "true", MESSAGE_USER_MAX: "1", BAN_INTERVAL: "3" },
  });
  let ada: Page;
  const signInFrom = (ip: string, name: string) =>
    fetch(`${stage.url}/api/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": ip },
      body: JSON.stringify({ email: emailOf(name), password: PASSWORD }),
    });

  beforeAll(async () => {
    await signInFrom(THERE, "Ben");
    ada = await stage.signedIn("Ada");
  });
  const goTo = (page: Page, path: string) => page.goto(`${stage.url}${path}`);
  const look = async (page: Page, address: string) => {
    await page.getByRole("button", { name: "Ban an address" }).click();
    await page.getByRole("textbox", { name: "Address" }).fill(address);
    await page.getByRole("button", { name: "Look who sits there" }).click();
  };

  test("nothing is banned at first, and it says what that is for", async () => {
    await ada.getByRole("link", { name: "Addresses", exact: true }).click();
    await ada.getByRole("heading", { name: "No address is banned" }).waitFor();
    expect(await faultsAtBothWidths(ada, "addresses-empty")).toEqual([]);
  });

  test("what is no address, or too much, is refused in words", async () => {
    await look(ada, "203.0.0.0/8");
    await ada.getByText(/takes in too much: at widest/).waitFor();
    await ada.getByRole("textbox", { name: "Address" }).fill("next door");
    await ada.getByRole("button", { name: "Look who sits there" }).click();
    await ada.getByText(/is no address/).waitFor();
  });

  test("before she bans one, she sees who else sits there", async () => {
    await ada.getByRole("textbox", { name: "Address" }).fill("203.0.113.0/24");
    await ada.getByRole("button", { name: "Look who sits there" }).click();
    await ada.getByRole("heading", { name: "One person signed in from 203.0.113.0/24 in the last month" }).waitFor();
    await ada.getByRole("list", { name: "Who sits there" }).getByRole("link", { name: "Ben" }).waitFor();
    await ada.getByLabel("Reason").fill("Floods from there");
    expect(await faultsAtBothWidths(ada, "ban-address")).toEqual([]);
    await ada.getByRole("button", { name: "Ban it" }).click();
    await ada.getByText("203.0.113.0/24", { exact: true }).waitFor();
    await ada.getByText("Floods from there").waitFor();
    expect(await faultsAtBothWidths(ada, "addresses")).toEqual([]);
    expect((await signInFrom(THERE, "Ben")).status).toBe(403);
  });

  test("lifted, people come in again; and it can be undone", async () => {
    await ada.getByRole("button", { name: "Lift the ban of 203.0.113.0/24" }).click();
    await ada.getByRole("heading", { name: "No address is banned" }).waitFor();
    expect((await signInFrom(THERE, "Ben")).status).toBe(200);
    await ada.getByRole("button", { name: "Undo" }).click();
    await ada.getByRole("button", { name: "Lift the ban of 203.0.113.0/24" }).waitFor();
    expect((await signInFrom(THERE, "Ben")).status).toBe(403);
  });

  test("where the last super admin sits nothing is banned, by herself neither", async () => {
    await look(ada, "127.0.0.1");
    await ada.getByText("You cannot ban 127.0.0.1:", { exact: false }).waitFor();
    expect(await ada.getByRole("button", { name: /^Ban it/ }).count()).toBe(0);
    expect(await faultsAtBothWidths(ada, "ban-address-refused")).toEqual([]);
  });

  test("a network of one's own is banned only where she says so", async () => {
    await ada.getByRole("textbox", { name: "Address" }).fill("10.1.2.3");
    await ada.getByRole("button", { name: "Look who sits there" }).click();
    await ada.getByText("a network of your own", { exact: false }).waitFor();
    await ada.getByLabel("Reason").fill("By mistake");
    expect(await ada.getByRole("button", { name: /^Ban it/ }).isDisabled()).toBe(true);
    await ada.getByLabel("Ban it all the same").check();
    expect(await ada.getByRole("button", { name: /^Ban it/ }).isEnabled()).toBe(true);
    expect(await faultsAtBothWidths(ada, "ban-address-dangers")).toEqual([]);
    await ada.getByRole("button", { name: "Cancel" }).click();
  });

  test("whoever is kept out reads at the sign-in page that it is their address", async () => {
    const context = await stage.browser.newContext({ extraHTTPHeaders: { "x-forwarded-for": THERE } });
    const page = await context.newPage();
    await goTo(page, "/login");
    await page.getByLabel("Email").fill(emailOf("Ben"));
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page
      .getByText(/nobody comes in from your address|Nobody comes in from this address/i)
      .first()
      .waitFor();
    await context.close();
  });

  test("on a person's page one sees what they were refused, and when a ban follows", async () => {
    const ben = await Person.signIn(stage.url, emailOf("Ben"), PASSWORD);
    for (let times = 0; times < 3; times++)
      await fetch(`${stage.url}/api/agents/chat/echo`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${ben.token}` },
        body: JSON.stringify({ text: "Hello", model: "echo" }),
      });
    await goTo(ada, "/people");
    await ada.getByRole("link", { name: "Ben", exact: true }).click();
    await ada.getByText("Sent messages too fast, 2 times").waitFor();
    await ada.getByText(/score 2 · the next ban follows at 3/).waitFor();
    expect(await faultsAtBothWidths(ada, "person-violations")).toEqual([]);
    await ada.getByRole("button", { name: "Forget" }).click();
    await ada.getByRole("dialog").getByRole("button", { name: "Forget" }).click();
    await ada.getByText("Ben was never refused for doing too much.").waitFor();
  });

  test("a member has no such page, on a phone either", async () => {
    const cy = await stage.signedIn("Cy", PHONE);
    await goTo(cy, "/addresses");
    await cy
      .getByRole("heading", { name: /not|may/i })
      .first()
      .waitFor();
    expect(await cy.getByRole("button", { name: "Ban an address" }).count()).toBe(0);
    expect(await faultsInBothSchemes(cy, "addresses-member")).toEqual([]);
  });

  test("on a phone she does the same", async () => {
    const phone = await stage.signedIn("Ada", PHONE);
    await goTo(phone, "/addresses");
    await phone.getByText("203.0.113.0/24", { exact: true }).waitFor();
    await look(phone, "198.51.100.0/24");
    await phone.getByRole("heading", { name: "Nobody signed in from 198.51.100.0/24 in the last month" }).waitFor();
    await phone.getByLabel("Reason").fill("The same again");
    expect(await faultsInBothSchemes(phone, "ban-address-phone")).toEqual([]);
    await phone.getByRole("button", { name: "Ban it" }).click();
    await phone.getByText("198.51.100.0/24", { exact: true }).waitFor();
  });

  test("no page complained", () => {
    expect(stage.complaints().filter((line) => !/40[0-9]|429/.test(line))).toEqual([]);
  });
});
