import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/** Longer than a few lines. */
const REASON = `The greeting has a mistake${", and another one further down".repeat(20)}`;

/*
 * Asking for access as people do: Ben may talk to Ada's agent and asks to change it; Cy has only its address, and asks to use it. Ada answers.
 */
describe.skipIf(!chromiumPath)("asking for access in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ada: Page;
  let ben: Page;
  let cy: Page;

  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben", PHONE);
    cy = await stage.signedIn("Cy");
  });
  const dialog = (page: Page, name: string) => page.getByRole("dialog", { name });
  const goTo = (page: Page, path: string) => page.goto(`${stage.url}${path}`);

  test("nobody has asked yet", async () => {
    await ada.getByRole("link", { name: "Requests" }).click();
    await ada.getByText("No requests for you").waitFor();
    expect(await faultsAtBothWidths(ada, "requests-empty")).toEqual([]);
    await ada.getByRole("tab", { name: "Mine" }).click();
    await ada.getByText("You asked for nothing").waitFor();
  });

  test("a refusal is turned into a request, with the least right and an end", async () => {
    await goTo(ben, `/agents/${stage.world.agent.id}`);
    await ben.getByRole("button", { name: "Ask for access" }).click();
    const asking = dialog(ben, "Ask for access");
    await asking.getByText("let you read and change all of it").waitFor();
    expect(await asking.getByRole("combobox", { name: "As" }).inputValue()).toBe("Editor");
    expect(await asking.getByRole("combobox", { name: "Until" }).inputValue()).toBe("In a month");
    await asking.getByLabel("What it is for").fill(REASON);
    expect(await faultsInBothSchemes(ben, "ask-for-access")).toEqual([]);
    await asking.getByRole("button", { name: "Ask", exact: true }).click();
    await ben.getByText("Asked. You find the answer under Requests.").waitFor();
    await asking.waitFor({ state: "hidden" });
  });

  test("asking again says that it was asked for", async () => {
    await ben.getByRole("button", { name: "Ask for access" }).click();
    await dialog(ben, "Ask for access").getByRole("button", { name: "Ask", exact: true }).click();
    await dialog(ben, "Ask for access").getByText("You have asked for this already").waitFor();
    await ben.keyboard.press("Escape");
  });

  test("who may not know of it asks in the same words, whether it is there or not", async () => {
    const said: string[] = [];
    for (const id of [stage.world.agent.id, "agent_AAAAAAAAAAAAAAAAAAAAA"]) {
      await goTo(cy, `/agents/${id}`);
      await cy.getByRole("heading", { name: "Not found", level: 1 }).waitFor();
      await cy.getByRole("button", { name: "Ask for access" }).click();
      const form = dialog(cy, "Ask for access").getByRole("form", { name: "Ask for access" });
      await form.waitFor();
      // The clock may go on by a minute in between.
      said.push(((await form.textContent()) ?? "").replaceAll(/\d+:\d\d/g, "now"));
      await form.getByRole("button", { name: "Ask", exact: true }).click();
      await dialog(cy, "Ask for access").waitFor({ state: "hidden" });
    }
    expect(said[0]).toBe(said[1]);
    await goTo(cy, "/requests?box=mine");
    const list = cy.getByRole("list", { name: "What you asked for" });
    await list.getByText("Not answered yet").first().waitFor();
    expect(await list.getByRole("listitem").count()).toBe(2);
    expect(await list.textContent()).not.toContain("Helpdesk");
  });

  test("Ada sees how many wait, and gives it with one press", async () => {
    await goTo(ada, "/agents");
    await ada.getByRole("link", { name: /^Requests\s*2 new$/ }).click();
    const list = ada.getByRole("list", { name: "What others ask of you" });
    await list.getByText(`“${REASON}”`).waitFor();
    expect(await list.getByText(REASON).evaluate((one) => one.scrollHeight - one.clientHeight)).toBe(0);
    expect(await faultsAtBothWidths(ada, "requests-to-me")).toEqual([]);
    expect(await faultsInBothSchemes(ada, "requests-to-me")).toEqual([]);
    await list.getByRole("button", { name: "Give it: Ben, Helpdesk" }).click();
    await ada.getByText("Ben has it now").waitFor();
    await list.getByText("The greeting has a mistake").waitFor({ state: "hidden" });
  });

  test("Ben hears of it, and changes the agent", async () => {
    await goTo(ben, "/requests?box=mine");
    const list = ben.getByRole("list", { name: "What you asked for" });
    await list.getByText("Given").waitFor();
    await list.getByText("by Ada").waitFor();
    await list.getByText(`You wrote: “${REASON}”`).waitFor();
    expect(await faultsInBothSchemes(ben, "requests-mine")).toEqual([]);
    await goTo(ben, `/agents/${stage.world.agent.id}`);
    expect(await ben.getByLabel("Instructions").inputValue()).toBe("Be kind.");
  });

  test("a no to whoever does not know of it is not told", async () => {
    await ada.getByRole("button", { name: "Other answers: Cy, Helpdesk" }).click();
    await ada.getByRole("menuitem", { name: "Say no, with why" }).click();
    await dialog(ada, "Say no").getByLabel("Why").fill("Not for you");
    await dialog(ada, "Say no").getByRole("button", { name: "Say no" }).click();
    await ada.getByText("No requests for you").waitFor();
    await goTo(cy, "/requests?box=mine");
    const list = cy.getByRole("list", { name: "What you asked for" });
    await list.getByRole("listitem").first().waitFor();
    expect(await list.getByText("Not answered yet").count()).toBe(2);
  });

  test("one takes back what one asked for", async () => {
    const list = cy.getByRole("list", { name: "What you asked for" });
    await list.getByRole("button", { name: "Take back" }).first().click();
    await cy.getByText("Taken back").waitFor();
    await expect.poll(() => list.getByRole("listitem").count()).toBe(1);
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
