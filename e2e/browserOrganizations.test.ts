import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsInBothSchemes, faultsOf, launch, openWindow } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD } from "./support/smallWorld.ts";

const CLI = join(import.meta.dirname, "../packages/cli/bin/gatehouse.mjs");

/*
 * Dee belongs to a second organization. She names it once; from then on her browser knows it, whichever way she comes back.
 */
describe.skipIf(!chromiumPath)("a second organization, in a browser (skipped without Chromium)", () => {
  let browser: Browser;
  let server: RunningServer;
  let page: Page;
  let complaints: string[] = [];
  let told = "";

  beforeAll(async () => {
    server = await startServer({ env: { LOGIN_MAX: "100" } });
    await makeSmallWorld(server.url);
    const make = ["org", "create", "other", "Other", "--admin", emailOf("Dee"), "--password", PASSWORD];
    const env = { ...process.env, DATA_DIR: server.dataDir };
    ({ stdout: told } = await promisify(execFile)(process.execPath, [CLI, ...make], { env, cwd: server.dataDir }));
    browser = await launch();
    ({ page, complaints } = await openWindow(browser, server.url));
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  const enter = async (name: string) => {
    await page.getByLabel("Email").fill(emailOf(name));
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  const isNamed = () => page.getByRole("main").getByText("Organization other").waitFor();
  const signOut = async () => {
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  };
  const agents = () => page.getByRole("heading", { name: "Agents", exact: true }).waitFor();

  test("the page of the sign-in has a way to name it", async () => {
    await page.goto("/");
    await page.getByRole("button", { name: "Another organization?" }).click();
    await page.getByLabel("Organization").fill(" Other ");
    expect(await faultsInBothSchemes(page, "another-organization")).toEqual([]);
    await enter("Dee");
    await agents();
  });

  test("after signing out, and at a link into the console, it is still named", async () => {
    await signOut();
    await isNamed();
    expect(new URL(page.url()).search).toBe("?organization=other");
    await page.goto("/groups");
    await isNamed();
    expect(await faultsInBothSchemes(page, "remembered-organization")).toEqual([]);
    await enter("Dee");
    await page.getByRole("heading", { name: "Groups", exact: true }).waitFor();
  });

  test("it is still named after the session was ended elsewhere", async () => {
    // With all that the page asks for by itself, which would notice by itself that the session has ended.
    await page.goto("/groups", { waitUntil: "networkidle" });
    await Person.endSessionsOf(server.url, emailOf("Dee"), PASSWORD, "other");
    await page.getByRole("link", { name: "People" }).click();
    await isNamed();
    await enter("Dee");
    await page.getByRole("heading", { name: "People", exact: true }).waitFor();
    await page.getByRole("link", { name: "dee", exact: true }).waitFor();
  });

  test("registering is for the same one", async () => {
    await signOut();
    await page.getByRole("link", { name: "Create one" }).click();
    await page.getByRole("heading", { name: "Create your account" }).waitFor();
    await isNamed();
    await page.goto("/register");
    await isNamed();
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await faultsOf(page, "register-organization-phone")).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 860 });
  });

  test("whoever empties the field is with the first organization again", async () => {
    await page.goto("/login");
    await isNamed();
    await page.getByRole("button", { name: "Another organization?" }).click();
    await page.getByLabel("Organization").fill("");
    await enter("Ada");
    await agents();
    await page.getByRole("article", { name: "Helpdesk" }).waitFor();
    await signOut();
    expect(new URL(page.url()).search).toBe("");
  });

  test("who makes an organization is told where its people sign in", async () => {
    const address = /sign in at (\S+),/.exec(told)?.[1] ?? "";
    expect(address).toBe("/login?organization=other");
    await page.goto(address);
    await enter("Dee");
    await agents();
  });

  test("no page complained", () => {
    expect(complaints).toEqual([]);
  });
});
