import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

const REASON = "A report of threats, number 12";

/*
 * Breaking the glass as people do: Ben has a conversation that is nobody else's; Ada, who is super admin, opens it for a reason; Ben is told.
 */
describe.skipIf(!chromiumPath)("sealed content in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ada: Page;
  let ben: Page;
  let conversation: string;

  beforeAll(async () => {
    const person = await Person.signIn(stage.url, emailOf("Ben"), PASSWORD);
    const talked = await person.hear(stage.world.agent.id, "What nobody is to know");
    conversation = talked.start.body.conversationId;
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben", PHONE);
  });
  const goTo = (page: Page, path: string) => page.goto(`${stage.url}${path}`);
  const openBen = async () => {
    await goTo(ada, "/people");
    await ada.getByRole("link", { name: "Ben", exact: true }).click();
    await ada.getByRole("heading", { name: "Sealed content" }).waitFor();
  };

  test("before, she cannot read it, and nothing was opened", async () => {
    await goTo(ada, `/c/${conversation}`);
    await ada.getByRole("heading", { name: "Not found" }).waitFor();
    await goTo(ada, "/openings");
    await ada.getByText("The glass was never broken").waitFor();
    expect(await faultsAtBothWidths(ada, "openings-empty")).toEqual([]);
    await goTo(ben, "/opened");
    await ben.getByText("Nothing of yours was opened").waitFor();
    expect(await faultsInBothSchemes(ben, "opened-empty")).toEqual([]);
  });

  test("at Ben's page she sees that he has one, and when it was made; not what it is called", async () => {
    await openBen();
    await ada.getByRole("button", { name: /^Open what is of/ }).waitFor();
    expect(await ada.locator("main").textContent()).not.toContain("What nobody");
    expect(await faultsAtBothWidths(ada, "sealed-things")).toEqual([]);
    await ada.getByRole("tab", { name: "Files" }).click();
    await ada.getByText("Ben has none.").waitFor();
    await ada.getByRole("tab", { name: "Conversations" }).click();
  });

  test("with a reason she reads it, and does not write in it", async () => {
    await ada.getByRole("button", { name: /^Open what is of/ }).click();
    const asking = ada.getByRole("dialog", { name: "Break the glass" });
    expect(await asking.getByRole("button", { name: "Break the glass" }).isDisabled()).toBe(true);
    await asking.getByLabel("Reason").fill(REASON);
    expect(await faultsAtBothWidths(ada, "break-the-glass")).toEqual([]);
    await asking.getByRole("button", { name: "Break the glass" }).click();
    await ada.getByText("What nobody is to know").first().waitFor();
    expect(await ada.getByRole("textbox", { name: "Message" }).isDisabled()).toBe(true);
  });

  test("there it says how she reads it, until when, and offers nothing that she may not", async () => {
    await ada.getByText(/^Open by breaking the glass, until .+ You read it, and change nothing\.$/).waitFor();
    await ada.getByRole("button", { name: "Close now" }).waitFor();
    await ada.getByRole("button", { name: "Copy" }).first().waitFor();
    for (const name of ["Fork from here", "Answer again", "Ask for access"])
      expect(await ada.getByRole("button", { name }).count(), name).toBe(0);
    expect(await ada.getByText(/duplicate it/).count()).toBe(0);
    expect(await faultsAtBothWidths(ada, "opened-conversation")).toEqual([]);
  });

  test("at Ben's page it is marked as what she reads now", async () => {
    await openBen();
    await ada.getByText(/you read it now/).waitFor();
    await ada.getByRole("link", { name: /^Read what is of/ }).click();
    await ada.getByText("What nobody is to know").first().waitFor();
  });

  test("Ben sees at once that something was opened: what, by whom, why, until when", async () => {
    await ben.reload();
    await ben.getByRole("button", { name: /navigation/i }).click();
    await ben.getByRole("link", { name: /Opened by administrators/ }).click();
    await ben.getByText(/^Ada opened/).waitFor();
    await ben.getByText(REASON).waitFor();
    await ben.getByText("Open", { exact: true }).waitFor();
    expect(await faultsInBothSchemes(ben, "opened-phone")).toEqual([]);
  });

  test("it stands among all openings; closed there, she reads it no more", async () => {
    await goTo(ada, "/openings");
    await ada.getByText(REASON).waitFor();
    expect(await faultsAtBothWidths(ada, "openings")).toEqual([]);
    await ada.getByRole("button", { name: /^Close now what was opened/ }).click();
    await ada.getByText("Closed", { exact: true }).first().waitFor();
    await goTo(ada, `/c/${conversation}`);
    await ada.getByRole("heading", { name: "Not found" }).waitFor();
  });

  test("closed where she reads it, she is among the openings, and nothing of it is left", async () => {
    await openBen();
    await ada.getByRole("button", { name: /^Open what is of/ }).click();
    const asking = ada.getByRole("dialog", { name: "Break the glass" });
    await asking.getByLabel("Reason").fill(REASON);
    await asking.getByRole("button", { name: "Break the glass" }).click();
    await ada.getByRole("button", { name: "Close now" }).click();
    await ada.getByRole("heading", { name: "Sealed content" }).waitFor();
    await ada.goBack();
    await ada.getByRole("heading", { name: "Not found" }).waitFor();
  });

  test("an open page clears by itself when it ends", async () => {
    await openBen();
    await ada.getByRole("button", { name: /^Open what is of/ }).click();
    const asking = ada.getByRole("dialog", { name: "Break the glass" });
    await asking.getByLabel("Reason").fill(REASON);
    await asking.getByRole("button", { name: "Break the glass" }).click();
    await ada.getByRole("button", { name: "Close now" }).waitFor();
    await ada.clock.install();
    await ada.reload();
    await ada.getByText("What nobody is to know").first().waitFor();
    await ada.getByRole("button", { name: "Close now" }).waitFor();
    // The server's clock stands where it is: what would have ended there by then is closed.
    const elsewhere = await ada.context().newPage();
    await goTo(elsewhere, "/openings");
    await elsewhere.getByRole("button", { name: /^Close now what was opened/ }).click();
    await elsewhere.getByText("Closed", { exact: true }).first().waitFor();
    await elsewhere.close();
    await ada.clock.fastForward("01:01:00");
    await ada.getByRole("heading", { name: "Not found" }).waitFor();
    expect(await ada.getByText("What nobody is to know").count()).toBe(0);
  });

  test("whoever may not has neither the page nor the section", async () => {
    await goTo(ben, "/openings");
    await ben.getByRole("heading", { level: 1 }).waitFor();
    await ben.getByRole("alert").waitFor();
    expect(await ben.getByText(REASON).count()).toBe(0);
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
