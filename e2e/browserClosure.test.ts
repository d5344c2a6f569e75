import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths, launch, openWindow, signIn } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./support/smallWorld.ts";

/*
 * What travels with an agent: Helpdesk is Ada's and shared with Engineering. She is asked before Engineering gets the file that she adds, sees in the
 * share dialog what goes with it, is told when that changes under her hands, and what does not work any more.
 */
describe.skipIf(!chromiumPath)("what travels with an agent, in a browser (skipped without Chromium)", () => {
  let server: RunningServer;
  let world: SmallWorld;
  let browser: Browser;
  let page: Page;
  let complaints: string[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { LOGIN_MAX: "100" } });
    world = await makeSmallWorld(server.url);
    browser = await launch();
    ({ page, complaints } = await openWindow(browser, server.url));
    await signIn(page, emailOf("Ada"), PASSWORD);
    await page.goto(`/agents/${world.agent.id}`);
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  const question = () => page.getByRole("dialog", { name: "Others get what you add" });
  const files = () => page.getByRole("list", { name: "Files of the agent" }).getByRole("listitem");
  const dialog = () => page.getByRole("dialog", { name: "Share Helpdesk" });
  const travels = (): Locator => dialog().getByRole("region", { name: "What travels with it" });
  const add = (name: string) =>
    page
      .locator('input[type="file"][multiple]')
      .setInputFiles([{ name, mimeType: "text/plain", buffer: Buffer.from("Be kind to everybody.") }]);

  test("adding a file asks first: what it is, and who gets it; whoever rather not adds nothing", async () => {
    await page.getByRole("button", { name: "Add files" }).waitFor();
    await add("handbook.txt");
    await question().getByText("The agent is shared with 1 group.").waitFor();
    await question()
      .getByRole("listitem")
      .filter({ hasText: "handbook.txt" })
      .getByText("lent through the agent")
      .waitFor();
    expect(await faultsAtBothWidths(page, "closure-grows")).toEqual([]);
    await question().getByRole("button", { name: "Cancel" }).click();
    expect(await files().count()).toBe(0);
    await add("handbook.txt");
    await question().getByRole("button", { name: "Add it for them, too" }).click();
    await files().filter({ hasText: "handbook.txt" }).waitFor();
  });

  test("showing it asks again, and then whoever may use the agent opens it", async () => {
    const ben = await Person.signIn(server.url, emailOf("Ben"), PASSWORD);
    const shown = async () => (await ben.get(`/api/agents/${world.agent.id}/files`)).body;
    expect(await shown()).toEqual([]);
    await choose(page, "How the agent has handbook.txt", "Shown");
    await question().getByText("handbook.txt").waitFor();
    await question().getByText("The agent uses it, and whoever may use the agent may open it.").waitFor();
    await question().getByRole("button", { name: "Add it for them, too" }).click();
    await page.getByText("Whoever may use the agent may open handbook.txt").waitFor();
    expect(await shown()).toMatchObject([{ filename: "handbook.txt" }]);
  });

  test("the share dialog says what travels, before anybody is added", async () => {
    await page.getByRole("button", { name: "Share Helpdesk" }).click();
    const line = (text: string) => travels().getByRole("listitem").filter({ hasText: text });
    await line("handbook.txt").getByText("shown", { exact: true }).waitFor();
    await line("echo/echo").getByText("open to everybody", { exact: true }).waitFor();
    expect(await faultsAtBothWidths(page, "share-closure")).toEqual([]);
  });

  test("what is added meanwhile keeps the sharer from sharing it unseen", async () => {
    await dialog()
      .getByRole("textbox", { name: /^Add people/ })
      .fill("cy");
    await page.getByRole("option", { name: /Cy/ }).click();
    await dialog().getByRole("button", { name: "Share", exact: true }).waitFor();
    const other = await uploaded(world.ada, "secret plan.txt");
    const kept = (await world.ada.get(`/api/agents/${world.agent.id}/expanded`)).body.tool_resources.context.file_ids;
    const tool_resources = { context: { file_ids: [...kept, other] } };
    expect((await world.ada.patch(`/api/agents/${world.agent.id}`, { tool_resources })).status).toBe(200);
    await dialog().getByRole("button", { name: "Share", exact: true }).click();
    await dialog().getByText("What travels with it has changed meanwhile").waitFor();
    await travels().getByText("secret plan.txt").waitFor();
    const grants = `/api/access/resources/agent/${world.agent._id}/grants`;
    expect((await world.ada.get(grants)).body.grants).toHaveLength(1);
    await dialog().getByRole("button", { name: "Share all the same" }).click();
    await page.getByText("Helpdesk is shared with Cy").waitFor();
    await dialog().getByRole("button", { name: "Close" }).last().click();
  });

  test("what somebody else gave it is not named, and says when it does not work any more", async () => {
    const grants = `/api/access/resources/agent/${world.agent._id}/grants`;
    await world.ada.post(grants, { principal: `user:${world.ben}`, role: "editor" });
    const ben = await Person.signIn(server.url, emailOf("Ben"), PASSWORD);
    const bens = await uploaded(ben, "private notes.txt");
    const kept = (await ben.get(`/api/agents/${world.agent.id}/expanded`)).body.tool_resources.context.file_ids;
    const tool_resources = { context: { file_ids: [...kept, bens] } };
    expect((await ben.patch(`/api/agents/${world.agent.id}`, { tool_resources })).status).toBe(200);
    expect((await world.ada.post(`/api/admin/users/${world.ben}/ban`, { until: null, reason: "spam" })).status).toBe(
      200,
    );
    await page.reload();
    await page.getByRole("button", { name: "Share Helpdesk" }).click();
    const line = travels().getByRole("listitem").filter({ hasText: "a file that Ben gave it" });
    await line.getByText("Does not work: whoever gave it to the agent may not share it any more.").waitFor();
    expect(await dialog().getByText("private notes").count()).toBe(0);
    expect(await faultsAtBothWidths(page, "share-closure-ended")).toEqual([]);
  });

  test("putting it into a project that others have asks what goes along, and so does sharing the project", async () => {
    const { body: made } = await world.ada.post("/api/projects", { name: "Launch" });
    const { body: given } = await world.ada.get(`/api/access/resources/agent/${world.agent._id}/grants`);
    const viewer = given.grants.find(({ role }: { role: string }) => role === "viewer").principal;
    await world.ada.post(`/api/access/resources/project/${made._id}/grants`, { principal: viewer, role: "viewer" });
    await page.goto(`/projects/${made._id}`);
    await page.getByRole("button", { name: "Put something in" }).click();
    const putting = page.getByRole("dialog", { name: "Others get what travels with it" });
    await page.getByRole("button", { name: "Put in Helpdesk" }).click();
    await putting.getByText(/^Launch is shared with/).waitFor();
    await putting.getByRole("listitem").filter({ hasText: "secret plan.txt" }).waitFor();
    expect(await faultsAtBothWidths(page, "closure-put-in")).toEqual([]);
    await putting.getByRole("button", { name: "Cancel" }).click();
    expect((await world.ada.get(`/api/projects/${made._id}/contents?type=agent`)).body.things).toEqual([]);
    await page.getByRole("button", { name: "Put in Helpdesk" }).click();
    await putting.getByRole("button", { name: "Put it in for them, too" }).click();
    await page.getByText("Helpdesk is in Launch").waitFor();
    await page.goto(`/projects/${made._id}`);
    await page.getByRole("button", { name: "Share Launch" }).click();
    const shown = page
      .getByRole("dialog", { name: "Share Launch" })
      .getByRole("region", { name: /^What travels with/ });
    await shown.getByText("Helpdesk").waitFor();
    await shown.getByRole("listitem").filter({ hasText: "secret plan.txt" }).waitFor();
    expect(await faultsAtBothWidths(page, "closure-of-project")).toEqual([]);
  });

  test("no page complained", () => {
    expect(complaints).toEqual([]);
  });
});

/** @returns its uuid */
async function uploaded(person: Person, name: string): Promise<string> {
  const form = new FormData();
  form.append("file", new Blob(["Be kind."], { type: "text/plain" }), name);
  const headers = { authorization: `Bearer ${person.token}` };
  const answer = await fetch(`${person.url}/api/files`, { method: "POST", headers, body: form });
  expect(answer.status).toBe(200);
  return (await answer.json()).file_id;
}
