import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, launch, openWindow, signIn } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./support/smallWorld.ts";

/*
 * What somebody has typed is theirs until they save it, send it or throw it away: it is still there when they come back to it after their session
 * was ended elsewhere. Only theirs: whoever signs in after them in the same window finds nothing of it.
 */
describe.skipIf(!chromiumPath)("what was typed is kept, in a browser (skipped without Chromium)", () => {
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

  const endSessionOf = (name: string) => Person.endSessionsOf(server.url, emailOf(name), PASSWORD);
  const enter = async (name: string) => {
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByLabel("Email").fill(emailOf(name));
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  const isBack = () => page.getByText("What you had typed is here again.").waitFor();
  const message = () => page.getByRole("textbox", { name: "Message" });
  const save = () => page.getByRole("button", { name: "Save", exact: true }).click();
  const description = () => page.getByLabel("Description");

  test("a change of an agent, refused since the session has ended, can be saved after signing in again", async () => {
    await page.goto(`/agents/${world.agent.id}`);
    await description().fill("Answers at once");
    await endSessionOf("Ada");
    await save();
    await enter("Ada");
    await isBack();
    expect(await description().inputValue()).toBe("Answers at once");
    await save();
    await page.getByText("Saved", { exact: true }).waitFor();
    expect((await world.ada.get(`/api/agents/${world.agent.id}`)).status).toBe(401);
    world.ada = await Person.signIn(server.url, emailOf("Ada"), PASSWORD);
    expect((await world.ada.get(`/api/agents/${world.agent.id}`)).body.description).toBe("Answers at once");
    // Once saved it is not given back any more.
    await page.reload();
    await description().waitFor();
    await page.waitForTimeout(300);
    expect(await page.getByText("What you had typed is here again.").count()).toBe(0);
  });

  test("what somebody else has written in the same field meanwhile is shown beside it", async () => {
    await description().fill("Hers");
    await endSessionOf("Ada");
    await save();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await world.max.patch(`/api/agents/${world.agent.id}`, { description: "His", instructions: "Be patient." });
    await enter("Ada");
    await isBack();
    await page.getByRole("alert").getByText("Description: “His”").waitFor();
    expect(await description().inputValue()).toBe("Hers");
    expect(await page.getByLabel("Instructions").inputValue()).toBe("Be patient.");
    await page.getByRole("button", { name: "Take theirs" }).click();
  });

  test.each([
    ["/agents/new", "Name", "Half a thought", "Create agent"],
    ["/people/ben", "User name", "benny", "Save"],
  ])("what was typed at %s is there again, until they leave it themselves", async (path, label, text, button) => {
    const field = page.getByLabel(label, { exact: true });
    await page.goto(path.replace("ben", world.ben), { waitUntil: "networkidle" });
    await field.fill(text);
    await endSessionOf("Ada");
    await page.getByRole("button", { name: button, exact: true }).click();
    await enter("Ada");
    await isBack();
    expect(await field.inputValue()).toBe(text);
    await page.getByRole("link", { name: "Groups", exact: true }).click();
    await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Leave" }).click();
    await page.getByRole("heading", { name: "Groups", exact: true }).waitFor();
    await page.goto(path.replace("ben", world.ben));
    await field.waitFor();
    await page.waitForTimeout(300);
    expect(await field.inputValue()).toBe("");
  });

  test("a prompt that is not made yet, with its text", async () => {
    await page.goto("/prompts/new", { waitUntil: "networkidle" });
    await page.getByRole("textbox", { name: "Name" }).fill("Summary");
    await page.getByRole("textbox", { name: "Text" }).fill("Sum up {{text}}");
    await endSessionOf("Ada");
    await page.getByRole("button", { name: "Create prompt" }).click();
    await enter("Ada");
    await isBack();
    expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Summary");
    expect(await page.getByRole("textbox", { name: "Text" }).inputValue()).toBe("Sum up {{text}}");
    await page.getByRole("button", { name: "Create prompt" }).click();
    await page.getByRole("heading", { name: "Summary", exact: true }).waitFor();
  });

  test("a new text of a prompt", async () => {
    await page.getByRole("textbox", { name: "Text" }).fill("Sum up {{text}} in three lines");
    await endSessionOf("Ada");
    await page.getByRole("button", { name: "Save as a new version" }).click();
    await enter("Ada");
    await isBack();
    expect(await page.getByRole("textbox", { name: "Text" }).inputValue()).toBe("Sum up {{text}} in three lines");
    await page.getByRole("button", { name: "Save as a new version" }).click();
    await page.getByText("Saved as a draft").waitFor();
  });

  test("what was chosen for somebody in the share dialog, when it is opened for them again", async () => {
    const dialog = page.getByRole("dialog", { name: "Share Helpdesk" });
    const reason = dialog.getByLabel("Reason");
    const chooseCy = async () => {
      await page.getByRole("button", { name: "Share Helpdesk" }).click();
      await dialog.getByRole("textbox", { name: /^Add people/ }).fill("cy@");
      await page.getByRole("option", { name: /Cy/ }).click();
    };
    await page.goto("/agents");
    await chooseCy();
    await dialog.getByRole("button", { name: "Deny, condition, reason" }).click();
    await reason.fill("Helps out");
    await endSessionOf("Ada");
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await enter("Ada");
    await chooseCy();
    await isBack();
    expect(await reason.inputValue()).toBe("Helps out");
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await page.getByText("Helpdesk is shared with Cy").waitFor();
  });

  test("a message that could not be sent since the session has ended", async () => {
    await page.goto("/c/new");
    await message().fill("Is anybody there?");
    await endSessionOf("Ada");
    await page.keyboard.press("Enter");
    await enter("Ada");
    await page.getByRole("heading", { name: "New chat" }).waitFor();
    await expect.poll(() => message().inputValue()).toBe("Is anybody there?");
    await page.keyboard.press("Enter");
    await page.getByText("You said: Is anybody there?").waitFor();
    expect(await message().inputValue()).toBe("");
  });

  test("a draft waits in its conversation, and goes along to whom it is for", async () => {
    const conversation = new URL(page.url()).pathname;
    await message().fill("Half an answer");
    await page.getByRole("link", { name: "Groups", exact: true }).click();
    await page.getByRole("heading", { name: "Groups", exact: true }).waitFor();
    await page.goto("/c/new");
    expect(await message().inputValue()).toBe("");
    await message().fill("For the helpdesk");
    await choose(page, "Talk to", "Helpdesk");
    await page.getByPlaceholder("Write to Helpdesk").waitFor();
    expect(await message().inputValue()).toBe("For the helpdesk");
    await page.goto("/c/new");
    expect(await message().inputValue()).toBe("");
    await page.goto(conversation);
    await expect.poll(() => message().inputValue()).toBe("Half an answer");
    await page.goto(`/c/new?agent=${world.agent.id}`);
    await expect.poll(() => message().inputValue()).toBe("For the helpdesk");
  });

  test("whoever signs in after them finds nothing of it, on the screen or in the browser", async () => {
    await page.goto(`/agents/${world.agent.id}`);
    await description().fill("Hers alone");
    await endSessionOf("Ada");
    await save();
    await enter("Max");
    await page.getByRole("heading", { name: "Helpdesk" }).waitFor();
    expect(await description().inputValue()).toBe("His");
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toMatch(/Hers alone|Half an answer/);
    await page.goto("/c/new");
    await message().fill("His own");
    await page.getByRole("button", { name: "Account of Max" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("His own");
  });

  test("no page complained", () => {
    expect(complaints).toEqual([]);
  });
});
