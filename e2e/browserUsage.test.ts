import { readFileSync } from "node:fs";
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

  const tab = (name: string) => max.getByRole("tab", { name, exact: true }).click();
  const table = (name: string) => max.getByRole("region", { name, exact: true });

  test("how many are active and how much is written, and not what; with the measure that one chooses", async () => {
    await max.getByRole("link", { name: "Analytics", exact: true }).click();
    await max.getByRole("img", { name: /^Active people, from/ }).waitFor();
    await max.getByRole("radiogroup", { name: "Shown" }).getByText("Messages", { exact: true }).click();
    await max.getByRole("img", { name: /^Messages, from/ }).waitFor();
    await expect.poll(() => max.url()).toMatch(/show=messages/);
    expect(await max.locator("main").textContent()).not.toContain("nobody is to know");
    expect(await faultsAtBothWidths(max, "usage")).toEqual([]);
  });

  test("what the models and agents that were asked took, and what that costs where it is known", async () => {
    await tab("Models");
    await table("Usage by model").getByRole("cell", { name: "echo/echo", exact: true }).waitFor();
    // The built-in model tells nobody how many tokens it took.
    await table("Usage by model").getByRole("cell", { name: "3 of 3", exact: true }).waitFor();
    expect(await faultsAtBothWidths(max, "usage-models")).toEqual([]);
    await tab("Agents");
    await table("Usage by agent").getByRole("row").nth(1).waitFor();
    expect(await table("Usage by agent").getByRole("row").nth(1).textContent()).not.toContain("Helpdesk");
    expect(await faultsAtBothWidths(max, "usage-agents")).toEqual([]);
  });

  test("what groups do together, whose members are in other groups as well", async () => {
    await tab("Groups");
    for (const group of ["Engineering", "Platform"])
      await table("Usage by group").getByRole("link", { name: group, exact: true }).waitFor();
    expect(await faultsAtBothWidths(max, "usage-groups")).toEqual([]);
  });

  test("who writes most, by month, in another order; the address can be sent to somebody", async () => {
    await tab("People");
    const rows = table("Usage by person").getByRole("row");
    await rows.filter({ hasText: "Ben" }).getByRole("cell", { name: "2", exact: true }).first().waitFor();
    expect(await rows.nth(1).textContent()).toContain("Ben");
    await max.getByText("Months", { exact: true }).click();
    await choose(max, "Order", "Last seen");
    await expect.poll(() => max.url()).toMatch(/by=month.*sort=lastAt|sort=lastAt.*by=month/);
    await expect.poll(() => rows.nth(1).textContent()).toContain("Ada");
    await max.reload();
    await expect.poll(() => rows.nth(1).textContent()).toContain("Ada");
    expect(await faultsAtBothWidths(max, "usage-people")).toEqual([]);
  });

  test("what is shown is a file for a spreadsheet", async () => {
    const [file] = await Promise.all([
      max.waitForEvent("download"),
      max.getByRole("button", { name: "Download as CSV", exact: true }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("gatehouse-people.csv");
    expect(readFileSync(await file.path(), "utf8")).toMatch(/^name,id,conversations,.*\r\nAda,/);
  });

  test("what programs took, by key", async () => {
    await stage.world.ada.patch("/api/admin/roles/USER/permissions", {
      permissions: { REMOTE_AGENTS: { USE: true, CREATE: true } },
    });
    const ben = await Person.signIn(stage.url, emailOf("Ben"), PASSWORD);
    const { key } = (await ben.post("/api/api-keys", { name: "Nightly" })).body;
    const asked = { model: "echo/echo", messages: [{ role: "user", content: "What nobody is to know" }] };
    expect((await new Person(stage.url, key).post("/v1/chat/completions", asked)).status).toBe(200);
    // Usage is written twice a second.
    await expect
      .poll(async () => (await stage.world.ada.get("/api/admin/usage/keys?by=day&sort=cost")).body.keys.length, {
        timeout: 20_000,
        interval: 1_000,
      })
      .toBe(1);
    await max.goto(`${stage.url}/usage?tab=keys`);
    const row = table("Usage by key").getByRole("row").nth(1);
    await row.getByText("Nightly, of Ben").waitFor();
    await row.getByRole("link", { name: "Ben", exact: true }).waitFor();
    expect(await faultsAtBothWidths(max, "usage-keys")).toEqual([]);
    const [file] = await Promise.all([
      max.waitForEvent("download"),
      max.getByRole("button", { name: "Download as CSV", exact: true }).click(),
    ]);
    expect(readFileSync(await file.path(), "utf8")).toMatch(/^name,id,account,accountName,conversations.*\r\nNightly,/);
  });

  test("an earlier period in which nobody wrote is empty", async () => {
    const year = new Date().getUTCFullYear() - 1;
    await max.goto(`${stage.url}/usage?tab=people&by=month&from=${year}-12-01`);
    await max.getByText("Nobody was active").waitFor();
    expect(await faultsAtBothWidths(max, "usage-empty")).toEqual([]);
  });

  test("what is shared most, and with how many", async () => {
    await tab("Sharing");
    await table("Most shared, as a table").getByRole("row").nth(1).waitFor();
    expect(await faultsAtBothWidths(max, "usage-sharing")).toEqual([]);
  });

  test("what is refused most, by nobody's name; who it was stands in the trail, for whoever reads it", async () => {
    const ben = await Person.signIn(stage.url, emailOf("Ben"), PASSWORD);
    await ben.get("/api/admin/users");
    const ada = await stage.signedIn("Ada");
    // Whoever asks for the head has what waits written first.
    await stage.world.ada.get("/api/audit/head");
    await ada.goto(`${stage.url}/usage?tab=refusals`);
    await ada
      .getByRole("region", { name: "Most refused, as a table", exact: true })
      .getByText("See the administration pages")
      .waitFor();
    expect(await ada.locator("main").textContent()).not.toContain("Ben");
    expect(await faultsAtBothWidths(ada, "usage-refusals")).toEqual([]);
    await ada.getByRole("link", { name: "Who was refused", exact: true }).click();
    await ada.getByText("Ben", { exact: true }).first().waitFor();
    await max.goto(`${stage.url}/usage?tab=refusals`);
    await max.getByRole("heading", { name: "Most refused", exact: true }).waitFor();
    expect(await max.getByRole("link", { name: "Who was refused", exact: true }).count()).toBe(0);
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
    expect(await cy.getByRole("link", { name: "Analytics", exact: true }).count()).toBe(0);
    await cy.goto(`${stage.url}/usage`);
    await cy.getByRole("alert").first().waitFor();
    expect(await faultsInBothSchemes(cy, "usage-forbidden-phone")).toEqual([]);
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
