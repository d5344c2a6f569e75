import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes, letOthersHaveIt } from "./support/browser.ts";
import { message } from "./support/promptList.ts";
import { onStage, PHONE } from "./support/stage.ts";

const YAML = "version: 1.3.5\nactions: { allowedDomains: [weather.invalid] }\n";
const SPEC = (host: string) => `openapi: 3.1.0
info: { title: Weather }
servers: [{ url: "https://${host}" }]
paths: { /now: { get: { operationId: getWeather, summary: The weather now } } }
`;

/* Ada gives her agent an action: a document that is wrong, one for a closed host, a good one; Ben, who talks to the agent, sees that it was called. */
describe.skipIf(!chromiumPath)("actions in a browser (skipped without Chromium)", () => {
  const stage = onStage({ yaml: YAML });
  let ada: Page;
  let ben: Page;

  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben", PHONE);
  });
  const tools = async () => (await stage.world.ada.get(`/api/agents/${stage.world.agent.id}/tools`)).body;

  test("a document is read before it is saved: what is wrong with it, which functions it has, whether its host is open", async () => {
    await ada.goto(`/agents/${stage.world.agent.id}`);
    await ada.getByRole("button", { name: "Add an action" }).click();
    const dialog = ada.getByRole("dialog", { name: "Add an action" });
    const document = dialog.getByLabel("OpenAPI document");
    const read = dialog.getByRole("button", { name: "Read the document" });
    await document.fill("a: [1");
    await read.click();
    await dialog.getByText(/no valid YAML/).waitFor();
    await document.fill(SPEC("closed.invalid"));
    await read.click();
    await dialog.getByText("Actions may not speak to closed.invalid here.").waitFor();
    await document.fill(SPEC("weather.invalid"));
    await read.click();
    await dialog.getByText("Weather: 1 function").waitFor();
    await dialog.getByText("GET /now · The weather now").waitFor();
    await dialog.getByLabel("Domain").fill("weather.invalid");
    await dialog.getByRole("combobox", { name: "Key" }).click();
    await ada.getByRole("option", { name: "Bearer token" }).click();
    await dialog.getByRole("textbox", { name: "Value of the key" }).fill("canary-key");
    expect(await faultsAtBothWidths(ada, "action-form")).toEqual([]);
    await dialog.getByRole("button", { name: "Add action" }).click();
    await letOthersHaveIt(ada);
    await dialog.waitFor({ state: "hidden" });
    await ada.getByText("weather.invalid · for whoever may use the agent · getWeather").waitFor();
    expect(await tools()).toMatchObject([{ name: "Weather", mode: "lent" }]);
    expect(await faultsInBothSchemes(ada, "agent-actions")).toEqual([]);
  });

  test("changed, it keeps its key, and is for fewer people", async () => {
    await ada.getByRole("button", { name: "Change Weather" }).click();
    const dialog = ada.getByRole("dialog", { name: "Change Weather" });
    await dialog.getByRole("textbox", { name: "Value of the key" }).waitFor();
    expect(await dialog.getByRole("textbox", { name: "Value of the key" }).inputValue()).toBe("");
    await dialog.getByRole("combobox", { name: "Who has it called" }).click();
    await ada.getByRole("option", { name: /those only/ }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await ada.getByText(/for those only who may use the action, too/).waitFor();
    const [tool] = await tools();
    expect(tool.mode).toBe("own");
    expect((await stage.world.ada.get(`/api/tools/${tool._id}`)).body.auth).toMatchObject({
      as: "bearer",
      hasKey: true,
    });
    await stage.world.ada.put(`/api/agents/${stage.world.agent.id}/tools/${tool._id}`, { mode: "lent" });
  });

  test("whoever talks to the agent sees that it was called, and can look at what was asked and answered", async () => {
    await ben.goto(`/c/new?agent=${stage.world.agent.id}`);
    await message(ben).fill("/run getWeather {}");
    await message(ben).press("Enter");
    const line = ben.getByText("Called getWeather, which failed");
    await line.waitFor();
    expect(await ben.getByLabel("What getWeather answered").isVisible()).toBe(false);
    await line.click();
    await ben
      .getByLabel("What getWeather answered")
      .getByText(/^error: the tool could not be called: its host is not known$/)
      .waitFor();
    expect(await faultsInBothSchemes(ben, "tool-call")).toEqual([]);
    expect(await ben.content()).not.toMatch(/weather\.invalid|canary-key/);
  });

  test("one that is there is given to the agent, too", async () => {
    const spec = SPEC("weather.invalid").replace("Weather }", "Shared }");
    await stage.world.ada.post("/api/tools", { spec, domain: "weather.invalid", owner: "organization" });
    const [mine] = await tools();
    const { tools: all } = (await stage.world.ada.get("/api/tools")).body;
    // What the organization owns is for nobody until it is given to somebody.
    expect(all).toMatchObject([{ _id: mine._id }]);
    const made = await stage.world.ada.post("/api/tools", { spec, domain: "weather.invalid" });
    await ada.getByRole("button", { name: "Use one that is there" }).click();
    const dialog = ada.getByRole("dialog", { name: "Give it an action" });
    await dialog.getByRole("combobox", { name: "Action" }).click();
    await ada.getByRole("option", { name: "Shared · weather.invalid" }).click();
    expect(await faultsAtBothWidths(ada, "give-action")).toEqual([]);
    await dialog.getByRole("button", { name: "Give it" }).click();
    await letOthersHaveIt(ada);
    await dialog.waitFor({ state: "hidden" });
    await ada.getByRole("button", { name: "Take away Shared" }).waitFor();
    expect((await tools()).map(({ _id }: { _id: string }) => _id)).toContain(made.body._id);
  });

  test("taken away after a question, it is gone", async () => {
    await ada.reload();
    await ada.getByRole("button", { name: "Take away Weather" }).click();
    await ada
      .getByRole("dialog", { name: "Take Weather from the agent?" })
      .getByRole("button", { name: "Take it" })
      .click();
    await ada.getByText("The agent no longer has Weather").waitFor();
    expect(await tools()).toMatchObject([{ name: "Shared" }]);
  });

  test("nothing complained", () => expect(stage.complaints()).toEqual([]));
});
