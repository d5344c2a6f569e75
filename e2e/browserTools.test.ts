import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

const YAML = "version: 1.3.5\nactions: { allowedDomains: [weather.invalid] }\n";
const SPEC = (title: string, operations = ["getWeather"]) => `openapi: 3.1.0
info: { title: ${title} }
servers: [{ url: "https://weather.invalid" }]
paths:
${operations.map((id) => `  /${id}: { get: { operationId: ${id}, summary: The weather now } }`).join("\n")}
`;

/* Tools by themselves: Ada makes one of her own and one of the organization's, and gives Ben hers; he finds it on a phone and changes nothing. */
describe.skipIf(!chromiumPath)("tools in a browser (skipped without Chromium)", () => {
  const stage = onStage({ yaml: YAML });
  let ada: Page;
  let ben: Page;

  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben", PHONE);
  });
  const dialog = (page: Page, name: string) => page.getByRole("dialog", { name });
  /** Fills the form for a new tool. */
  const write = async (title: string) => {
    await ada.getByRole("button", { name: "New tool" }).click();
    const form = dialog(ada, "New tool");
    await form.getByLabel("OpenAPI document").fill(SPEC(title));
    await form.getByRole("button", { name: "Read the document" }).click();
    await form.getByText(`${title}: 1 function`).waitFor();
    await form.getByLabel("Domain").fill("weather.invalid");
    return form;
  };

  test("Ada makes one of her own, which gets the title of its document", async () => {
    await ada.getByRole("link", { name: "Tools", exact: true }).click();
    await ada.getByText("No tools of your own yet").waitFor();
    expect(await faultsAtBothWidths(ada, "tools-empty")).toEqual([]);
    const form = await write("Weather");
    expect(await faultsAtBothWidths(ada, "tool-form")).toEqual([]);
    await form.getByRole("button", { name: "Create tool" }).click();
    await ada.getByRole("heading", { name: "Weather", exact: true }).waitFor();
    await ada.getByText("GET /getWeather · The weather now").waitFor();
    expect(await faultsAtBothWidths(ada, "tool")).toEqual([]);
  });

  test("she shares it with Ben, who finds it and what it can do, and changes nothing", async () => {
    await ada.getByRole("button", { name: "Share Weather" }).click();
    const sharing = dialog(ada, "Share Weather");
    await sharing.getByText("Private: only Ada can use it.").waitFor();
    await sharing.getByRole("textbox", { name: /^Add people/ }).fill("ben@");
    await ada.getByRole("option", { name: /Ben/ }).click();
    await sharing.getByText("find it, and have agents call it").first().waitFor();
    await sharing.getByRole("button", { name: "Share", exact: true }).click();
    await ada.getByText("Weather is shared with Ben").waitFor();
    await ada.keyboard.press("Escape");
    await sharing.waitFor({ state: "hidden" });
    await ben.goto("/tools?owner=shared");
    await ben.getByRole("link", { name: "Weather" }).click();
    await ben.getByText("GET /getWeather · The weather now").waitFor();
    expect(await ben.getByRole("button", { name: "Change" }).getAttribute("aria-disabled")).toBe("true");
    expect(await faultsInBothSchemes(ben, "tool-of-another")).toEqual([]);
  });

  test("she is asked before it does more for him, and it is saved", async () => {
    await ada.getByRole("button", { name: "Change", exact: true }).click();
    const form = dialog(ada, "Change Weather");
    await form.getByLabel("Description").fill("Wind and rain");
    await form.getByLabel("OpenAPI document").fill(SPEC("Weather", ["getWeather", "getWind"]));
    await form.getByRole("button", { name: "Save" }).click();
    // Ben has it: he gets what it does more.
    await ada.getByText(/The action is there for/).waitFor();
    await ada.getByRole("button", { name: "Change it for them, too" }).click();
    await form.waitFor({ state: "hidden" });
    await ada.getByText("Wind and rain").waitFor();
    await ada.getByText("getWind", { exact: true }).waitFor();
  });

  test("one of the organization's is for nobody until it is given", async () => {
    await ada.goto("/tools");
    const form = await write("Calendar");
    await form.getByRole("checkbox", { name: "The organization's" }).check();
    await form.getByRole("button", { name: "Create tool" }).click();
    await ada.getByRole("heading", { name: "Calendar", exact: true }).waitFor();
    await ada.getByText(/of The organization/).waitFor();
    const list = await stage.world.ada.get("/api/tools?owner=me");
    expect(list.body.tools.map(({ name }: { name: string }) => name)).toEqual(["Weather"]);
    await ben.goto("/tools?owner=organization");
    await ben.getByText("No tools for everybody yet").waitFor();
  });

  test("deleted, it is gone for both", async () => {
    await ada.goto("/tools");
    await ada.getByRole("link", { name: "Weather" }).click();
    await ada.getByRole("button", { name: "Delete", exact: true }).click();
    await ada.getByRole("button", { name: "Delete the tool" }).click();
    await ada.getByText("No tools of your own yet").waitFor();
    await ben.goto("/tools?owner=shared");
    await ben.getByText("Nothing is shared with you yet").waitFor();
  });

  test("nothing was complained about in any window", () => expect(stage.complaints()).toEqual([]));
});
