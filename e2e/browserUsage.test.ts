import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * Statistics as an administrator reads them: Ben asks twice, Ada once.
 */
describe.skipIf(!chromiumPath)("usage in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let max: Page;

  beforeAll(async () => {
    const { ada, agent } = stage.world;
    const ben = await Person.signIn(stage.url, emailOf("Ben"), PASSWORD);
    await ben.hear(agent.id, "What nobody is to know");
    await ben.hear(agent.id, "Nor this");
    await ada.hear(agent.id, "Hello");
    max = await stage.signedIn("Max");
  });

  test("who is active and how much is written stands on one page, and not what", async () => {
    await max.getByRole("link", { name: "Usage", exact: true }).click();
    await max.getByRole("img", { name: /^Active people, from/ }).waitFor();
    const people = max.getByRole("region", { name: "Usage by person" });
    const rows = people.getByRole("row");
    await rows.filter({ hasText: "Ben" }).getByRole("cell", { name: "2", exact: true }).first().waitFor();
    expect(await rows.nth(1).textContent()).toContain("Ben");
    expect(await max.locator("main").textContent()).not.toContain("nobody is to know");
    expect(await faultsAtBothWidths(max, "usage")).toEqual([]);
  });

  test("by week and month, in another order; the address can be sent to somebody", async () => {
    await max.getByText("Months", { exact: true }).click();
    await choose(max, "Order", "Last seen");
    await expect.poll(() => max.url()).toMatch(/by=month.*sort=lastAt|sort=lastAt.*by=month/);
    const rows = max.getByRole("region", { name: "Usage by person" }).getByRole("row");
    await expect.poll(() => rows.nth(1).textContent()).toContain("Ada");
    await max.reload();
    await expect.poll(() => rows.nth(1).textContent()).toContain("Ada");
  });

  test("an earlier period in which nobody wrote is empty", async () => {
    const year = new Date().getUTCFullYear() - 1;
    await max.goto(`${stage.url}/usage?by=month&from=${year}-12-01`);
    await max.getByText("Nobody was active").waitFor();
    expect(await faultsAtBothWidths(max, "usage-empty")).toEqual([]);
  });

  test("at Ben's page stands how much he wrote", async () => {
    await max.goto(`${stage.url}/people/${stage.world.ben}`);
    await max.getByRole("img", { name: /^Messages in the last 30 days/ }).waitFor();
    await max.getByText("By month").click();
    await max.getByRole("region", { name: "Their usage by month" }).waitFor();
    expect(await faultsAtBothWidths(max, "person-usage")).toEqual([]);
  });

  test("Ada, who is super admin, sees what Ben's workspace has, and what nothing is called", async () => {
    const ada = await stage.signedIn("Ada");
    await ada.goto(`${stage.url}/people/${stage.world.ben}`);
    await ada.getByRole("link", { name: "View as" }).click();
    await ada.getByRole("heading", { name: "The workspace of Ben" }).waitFor();
    const others = ada.getByRole("list", { name: "From others" });
    await others.getByText(/^of Ada · Viewer through Platform, which is in Engineering/).waitFor();
    expect(await faultsAtBothWidths(ada, "view-as")).toEqual([]);
    await choose(ada, "Kind", "2 conversations");
    await ada.getByText("Their own", { exact: true }).click();
    const own = ada.getByRole("list", { name: "Their own" });
    await expect.poll(() => own.getByRole("listitem").count()).toBe(2);
    const main = await ada.locator("main").textContent();
    for (const hidden of ["nobody is to know", "Helpdesk", "Nor this"]) expect(main).not.toContain(hidden);
    expect(await faultsAtBothWidths(ada, "view-as-conversations")).toEqual([]);
    await max.goto(`${stage.url}/people/${stage.world.ben}`);
    await max.getByRole("heading", { name: "Access" }).waitFor();
    expect(await max.getByRole("link", { name: "View as" }).count()).toBe(0);
  });

  test("whoever may not has neither the page nor the way to it", async () => {
    const cy = await stage.signedIn("Cy", PHONE);
    expect(await cy.getByRole("link", { name: "Usage", exact: true }).count()).toBe(0);
    await cy.goto(`${stage.url}/usage`);
    await cy.getByRole("alert").first().waitFor();
    expect(await faultsInBothSchemes(cy, "usage-forbidden-phone")).toEqual([]);
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
