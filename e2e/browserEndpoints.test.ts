import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openActionServer } from "../packages/server/src/workspace/testing/actionServer.ts";
import { answerAsEndpoint, KEY } from "../packages/server/src/workspace/testing/endpoints.ts";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

const upstream = await openActionServer();
answerAsEndpoint(upstream);
const { port } = upstream.network.route("127.0.0.1", 0);
const YAML = `version: 1.3.5\nendpoints: { allowedAddresses: ["127.0.0.1:${port}"] }\n`;

/* Ada adds an endpoint of models in the console; Ben, on a phone, talks to one of its models, and finds no page for it. */
describe.skipIf(!chromiumPath)("endpoints of models in a browser (skipped without Chromium)", () => {
  const stage = onStage({ yaml: YAML });
  let ada: Page;
  let ben: Page;

  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben", PHONE);
  });
  afterAll(() => upstream.close());
  const dialog = (name: string) => ada.getByRole("dialog", { name });
  const offered = async () => (await stage.world.max.get("/api/models")).body;

  test("there are none yet, and the page says what to do", async () => {
    await ada.getByRole("link", { name: "Models", exact: true }).click();
    await ada.getByText("No endpoints yet").waitFor();
    await ada.getByText("Built in", { exact: true }).waitFor();
    expect(await faultsAtBothWidths(ada, "endpoints-empty")).toEqual([]);
  });

  test("one that cannot be reached is said to be so, with where others are allowed", async () => {
    await ada.getByRole("button", { name: "Add an endpoint" }).click();
    const form = dialog("Add an endpoint");
    await form.getByLabel("Name", { exact: true }).fill("Lab");
    await form.getByLabel("Address").fill("https://10.0.0.5/v1");
    await form.getByRole("button", { name: "Test" }).click();
    await form.getByText(/it is not in the public network/).waitFor();
    await form.getByLabel("Address").fill("http://models.invalid/v1");
    await form.getByRole("button", { name: "Test" }).click();
    await form
      .getByText(/must begin with .*whoever runs this server allows others in endpoints\.allowedAddresses/)
      .waitFor();
    expect(await faultsInBothSchemes(ada, "endpoint-form-refused")).toEqual([]);
  });

  test("a test says how many models there are, and they are taken over", async () => {
    const form = dialog("Add an endpoint");
    await form.getByLabel("Address").fill(`http://127.0.0.1:${port}/v1`);
    await form.getByRole("textbox", { name: "Key" }).fill(KEY);
    await form.getByRole("button", { name: "Test" }).click();
    await form.getByText("Reached. It has 2 models.").waitFor();
    await form.getByRole("button", { name: "Offer all 2" }).click();
    await form.getByText("big", { exact: true }).waitFor();
    expect(await faultsAtBothWidths(ada, "endpoint-form")).toEqual([]);
    await form.getByRole("button", { name: "Add endpoint" }).click();
    await ada.getByText("Lab is added").waitFor();
    const section = ada.getByRole("region", { name: "Lab" });
    await section.getByText("Console", { exact: true }).waitFor();
    await section.getByText(/key ends with 9876/).waitFor();
    expect(await faultsInBothSchemes(ada, "endpoints")).toEqual([]);
    expect(await offered()).toMatchObject({ Lab: ["big", "small"] });
  });

  test("Ben talks to one of its models, and has no page for it", async () => {
    await ben.goto("/c/new?endpoint=Lab&model=big");
    await ben.getByRole("textbox", { name: "Message" }).fill("Hello");
    await ben.keyboard.press("Enter");
    await ben.getByText("Hello from big").waitFor();
    await ben.goto("/models");
    await ben.getByRole("heading", { name: "Not allowed" }).waitFor();
    expect(await ben.getByRole("button", { name: "Add an endpoint" }).count()).toBe(0);
  });

  test("she restricts one of its models like any other", async () => {
    await ada.getByRole("switch", { name: "Restricted: big" }).click({ force: true });
    await ada.getByRole("dialog", { name: "Restrict big?" }).getByRole("button", { name: "Restrict" }).click();
    await ada.getByText("Restricted: for nobody yet").waitFor();
    expect((await offered()).Lab).toEqual(["small"]);
  });

  test("she changes it without giving the key again, and it still answers", async () => {
    await ada.getByRole("button", { name: "Change Lab" }).click();
    const form = dialog("Change Lab");
    await form.getByText(/Kept: a key that ends with 9876/).waitFor();
    expect(await form.getByRole("textbox", { name: "Key" }).count()).toBe(0);
    await form.getByRole("button", { name: "Test" }).click();
    await form.getByText("Reached. It has 2 models.").waitFor();
    expect(upstream.calls.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`);
    await form.getByLabel("Answers are signed with").fill("The lab");
    await form.getByRole("button", { name: "Save" }).click();
    await ada.getByText("Lab is saved").waitFor();
    expect((await stage.world.max.get("/api/endpoints")).body.Lab.modelDisplayLabel).toBe("The lab");
  });

  test("switched off, it is offered to nobody; deleting it says what has it", async () => {
    await stage.world.ada.post("/api/agents", { name: "Helper", provider: "Lab", model: "small" });
    await ada.getByRole("button", { name: "Switch off Lab" }).click();
    const asked = ada.getByRole("dialog", { name: "Switch Lab off?" });
    await asked.getByText(/One agent has one of them: Helper/).waitFor();
    expect(await faultsAtBothWidths(ada, "endpoint-switching-off")).toEqual([]);
    await asked.getByRole("button", { name: "Switch off", exact: true }).click();
    await ada.getByText("Switched off", { exact: true }).waitFor();
    expect(await offered()).not.toHaveProperty("Lab");
    await ada.getByRole("button", { name: "Delete Lab" }).click();
    const question = ada.getByRole("dialog", { name: "Delete Lab?" });
    await question.getByText(/One agent has one of them: Helper/).waitFor();
    expect(await faultsInBothSchemes(ada, "endpoint-delete")).toEqual([]);
    await question.getByRole("button", { name: "Delete the endpoint" }).click();
    await ada.getByText("No endpoints yet").waitFor();
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
