import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes, faultsOf } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * The overview: how the organization is, for whoever may know; each figure with its page.
 */
describe.skipIf(!chromiumPath)("the overview in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ada: Page;
  const card = (page: Page, name: string) => page.locator("main").getByRole("region", { name, exact: true });

  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
  });

  test("it is the first page of the administration, and says what to do where nothing is yet", async () => {
    const link = ada.getByRole("link", { name: "Overview", exact: true });
    await link.click();
    await ada.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
    await card(ada, "Usage").getByText("Nobody has written anything in the last 30 days").waitFor();
    await card(ada, "Access reviews").getByText("None is open. Open one").waitFor();
    expect(await faultsAtBothWidths(ada, "overview-empty")).toEqual([]);
  });

  test("what there is stands in its card", async () => {
    const { ada: person, agent } = stage.world;
    await person.hear(agent.id, "Hello");
    // What is counted is told anew after some seconds.
    const charts = card(ada, "Usage").getByRole("img", { name: /^Messages, from/ });
    const empty = card(ada, "Usage").getByText("Nobody has written anything");
    await expect
      .poll(async () => {
        await ada.reload();
        await charts.or(empty).first().waitFor();
        return charts.count();
      })
      .toBe(1);
    await card(ada, "People").getByText("4", { exact: true }).waitFor();
    await card(ada, "Groups").getByText("2", { exact: true }).waitFor();
    await card(ada, "Outbox").getByText("No letter waits.").waitFor();
    for (const name of ["Requests for access", "Reports", "Sealed content", "Audit trail", "Errors", "Access report"])
      await card(ada, name).waitFor();
    expect(await faultsInBothSchemes(ada, "overview")).toEqual([]);
  });

  test("a card leads to its page", async () => {
    await card(ada, "Audit trail").getByRole("link", { name: "Audit trail", exact: true }).click();
    await expect.poll(() => new URL(ada.url()).pathname).toBe("/audit");
    await ada.goBack();
    await ada.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  });

  test("a figure that cannot be read fails alone, and is tried again alone", async () => {
    await ada.route("**/api/admin/moderation/summary", (route) => route.fulfill({ status: 500, body: "{}" }));
    await ada.reload();
    const again = card(ada, "Reports").getByRole("button", { name: "Try again: Reports" });
    await again.waitFor();
    await card(ada, "People").getByText("4", { exact: true }).waitFor();
    expect(await faultsOf(ada, "overview-failed")).toEqual([]);
    await ada.unrouteAll();
    await again.click();
    await card(ada, "Reports").getByText("No report waits, and no appeal.").waitFor();
  });

  test("whoever holds less sees less, and asks for no more", async () => {
    await stage.world.ada.post(`/api/admin/users/${stage.world.cy}/roles`, { role: "MODERATOR" });
    const cy = await stage.signedIn("Cy");
    const asked: string[] = [];
    cy.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await cy.goto(`${stage.url}/overview`);
    await card(cy, "Reports").waitFor();
    expect(await card(cy, "Audit trail").count()).toBe(0);
    expect(await card(cy, "Outbox").count()).toBe(0);
    expect(asked.filter((path) => /^\/api\/.*(outbox|audit|usage$|report\/summary)/.test(path))).toEqual([]);
  });

  test("a member has neither the page nor the way to it", async () => {
    const ben = await stage.signedIn("Ben", PHONE);
    expect(await ben.getByRole("link", { name: "Overview" }).count()).toBe(0);
    await ben.goto(`${stage.url}/overview`);
    await ben.getByText("This is for administrators").waitFor();
    expect(await faultsOf(ben, "overview-member-phone")).toEqual([]);
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
