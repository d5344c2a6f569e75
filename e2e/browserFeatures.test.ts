import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsInBothSchemes, launch, openWindow, signIn } from "./support/browser.ts";
import { startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./support/smallWorld.ts";

/*
 * What Ben's role does not include is not offered, said at the beginning and in words; what it does include is there all the same.
 */
describe.skipIf(!chromiumPath)("features that a role lacks, in a browser (skipped without Chromium)", () => {
  let browser: Browser;
  let world: SmallWorld;
  let page: Page;
  let complaints: string[] = [];

  beforeAll(async () => {
    const server = await startServer({ env: { LOGIN_MAX: "100", LIMIT_MESSAGE_IP: "false" } });
    world = await makeSmallWorld(server.url);
    browser = await launch();
    ({ page, complaints } = await openWindow(browser, server.url));
    await signIn(page, emailOf("Ben"), PASSWORD);
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  const switchAgents = (features: object) =>
    world.ada.patch("/api/admin/roles/USER/permissions", { permissions: { AGENTS: features } });
  const refusal = (feature: string) => page.getByRole("alert").getByText(`Your role does not include ${feature}.`);
  const isOffered = async () => {
    await page.goto("/agents");
    const button = page.getByRole("button", { name: "New agent" });
    await button.waitFor();
    await page.waitForLoadState("networkidle");
    return (await button.getAttribute("aria-disabled")) !== "true";
  };

  test("whoever may use no agent talks to a model all the same", async () => {
    await switchAgents({ USE: false });
    await page.goto("/c/new");
    await page.getByRole("textbox", { name: "Message" }).fill("Hello");
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(await faultsInBothSchemes(page, "chat-without-agents")).toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByText("You said: Hello").waitFor();
  });

  test("neither is a new agent offered, nor the form of one shown", async () => {
    expect(await isOffered()).toBe(false);
    await page.goto("/agents/new");
    await refusal("Agents: Use").waitFor();
    expect(await page.getByRole("textbox", { name: "Name" }).count()).toBe(0);
    await switchAgents({ USE: true, CREATE: false });
    expect(await isOffered()).toBe(false);
    await page.getByText("No agents of your own yet").waitFor();
    expect(await page.getByRole("link", { name: "Make your first agent" }).count()).toBe(0);
    await page.goto("/agents/new");
    await refusal("Agents: Create").waitFor();
    expect(await page.getByRole("textbox", { name: "Name" }).count()).toBe(0);
    expect(await faultsInBothSchemes(page, "new-agent-refused")).toEqual([]);
  });

  test("a feature that ends while one types: the end says which one, and what was typed stays", async () => {
    await switchAgents({ CREATE: true });
    await page.goto("/agents/new");
    await page.getByRole("textbox", { name: "Name" }).fill("Mine");
    await switchAgents({ CREATE: false });
    await page.getByRole("button", { name: "Create agent" }).click();
    await refusal("Agents: Create").waitFor();
    expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Mine");
    await switchAgents({ CREATE: true });
    await page.getByRole("button", { name: "Create agent" }).click();
    await page.getByRole("heading", { name: "Mine" }).waitFor();
  });

  test("whoever may use an agent and not change it is told so once, and led to the chat", async () => {
    await page.goto(`/agents/${world.agent.id}`);
    await page.getByRole("heading", { name: "Not allowed" }).waitFor();
    await page.getByRole("link", { name: "Chat with it" }).waitFor();
    expect(await page.getByText("Not allowed").count()).toBe(1);
    expect(await faultsInBothSchemes(page, "agent-of-others")).toEqual([]);
    await page.getByRole("link", { name: "Chat with it" }).click();
    await page.getByPlaceholder("Write to Helpdesk").waitFor();
  });

  test("no page complained", () => {
    expect(complaints).toEqual([]);
  });
});
