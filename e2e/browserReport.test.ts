import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * Who can reach what, as Max, an administrator, looks through it and mends it: Ada's Helpdesk is with Engineering, with Cy for three days and
 * with everyone; a conversation of Ada's is with Ben, of which Max hears no name.
 */
describe.skipIf(!chromiumPath)("the access report in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let max: Page;
  const SECRET = "What nobody is to know";
  const lines = (page: Page) => page.getByRole("list", { name: "Who was given what" }).getByRole("listitem");
  const finding = (page: Page, name: RegExp) => page.getByRole("button", { name });
  const toast = (page: Page, text: string) => page.getByText(text, { exact: false }).first();

  beforeAll(async () => {
    const { ada, agent, ben, cy } = stage.world;
    const give = async (path: string, wish: object) =>
      expect((await ada.post(`/api/access/resources/${path}/grants`, wish)).status).toBe(201);
    const expiresAt = new Date(Date.now() + 3 * 86_400_000).toISOString();
    await give(`agent/${agent._id}`, { principal: `user:${cy}`, role: "viewer", expiresAt, reason: "For the release" });
    await give(`agent/${agent._id}`, { principal: "everyone", role: "viewer" });
    const { start } = await ada.hear(agent.id, SECRET);
    const { _id } = (await ada.get(`/api/convos/${start.body.conversationId}`)).body;
    await give(`conversation/${_id}`, { principal: `user:${ben}`, role: "viewer" });
    max = await stage.signedIn("Max");
  });

  test("a thing is chosen by a part of its name, by the keyboard", async () => {
    const { agent } = stage.world;
    await max.goto("/explore?by=thing");
    await max.getByRole("textbox", { name: "Thing" }).fill("elpd");
    await max.getByRole("option", { name: /Helpdesk/ }).waitFor();
    expect(await faultsAtBothWidths(max, "thing-by-name")).toEqual([]);
    await max.keyboard.press("ArrowDown");
    await max.keyboard.press("Enter");
    await expect.poll(() => max.getByRole("textbox", { name: "Thing" }).inputValue()).toContain(`(agent:${agent.id})`);
    await max.keyboard.press("Enter");
    await max.getByRole("list", { name: "Who reaches it" }).getByText("Cy", { exact: true }).waitFor();
    await expect.poll(() => max.getByRole("textbox", { name: "Thing" }).inputValue()).toMatch(/^Helpdesk \(/);
    await max.getByRole("textbox", { name: "Thing" }).fill("nothing has this");
    await max.getByText("Nothing that you see has this in its name").waitFor();
  });

  test("findings are counted, and chosen by a press; the address can be sent to somebody", async () => {
    await max.getByRole("link", { name: "Access report", exact: true }).click();
    await finding(max, /^Widely shared 1 /).waitFor();
    await expect.poll(() => lines(max).count()).toBe(4);
    expect(await max.locator("main").textContent()).not.toContain(SECRET);
    await lines(max).filter({ hasText: "Ben has Conversation of Ada" }).waitFor();
    expect(await faultsAtBothWidths(max, "report")).toEqual([]);
    await finding(max, /^Ending soon/).click();
    await expect.poll(() => lines(max).count()).toBe(1);
    await lines(max).filter({ hasText: "For the release" }).waitFor();
    await expect.poll(() => max.url()).toContain("finding=expiring");
    await max.reload();
    await expect.poll(() => lines(max).count()).toBe(1);
    await expect.poll(() => max.url()).not.toContain("days=");
    await finding(max, /^Ending soon/)
      .getByText("Ends within 30 days.")
      .waitFor();
    await choose(max, "Ends within", "7 days");
    await finding(max, /^Ending soon/)
      .getByText("Ends within 7 days.")
      .waitFor();
    await expect.poll(() => max.url()).toContain("days=7");
    await expect.poll(() => lines(max).count()).toBe(1);
    await finding(max, /^Not used/).click();
    await max.getByText("Nothing of the kind").waitFor();
    expect(await faultsAtBothWidths(max, "report-empty")).toEqual([]);
    await max.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => lines(max).count()).toBe(4);
  });

  test("it is narrowed to somebody, to a kind, and to a thing", async () => {
    await max.getByRole("textbox", { name: "Given to" }).fill("cy");
    await max.getByRole("option", { name: /Cy/ }).click();
    await expect.poll(() => lines(max).count()).toBe(1);
    await max.getByRole("switch", { name: /^Also what reaches them through/ }).click();
    await expect.poll(() => lines(max).count()).toBe(2);
    await expect.poll(() => max.url()).toContain("through=true");
    await max.getByRole("button", { name: "Not only to Cy" }).click();
    await expect.poll(() => max.url()).not.toContain("through");
    await choose(max, "Kind of thing", "Conversations");
    await expect.poll(() => lines(max).count()).toBe(1);
    await choose(max, "Kind of thing", "All kinds");
    await lines(max)
      .filter({ hasText: "Engineering" })
      .getByRole("button", { name: /^Who else/ })
      .click();
    await expect.poll(() => lines(max).count()).toBe(3);
    await expect.poll(() => max.url()).toContain("on=agent");
  });

  test("Back goes through what it was narrowed to, one after the other", async () => {
    await max.goto(`${stage.url}/report`);
    await finding(max, /^Widely shared/).click();
    await expect.poll(() => max.url()).toContain("finding=wide");
    await finding(max, /^Ending soon/).click();
    await expect.poll(() => max.url()).toContain("finding=expiring");
    await max.goBack();
    await expect.poll(() => max.url()).toContain("finding=wide");
    await lines(max).filter({ hasText: "Everyone" }).waitFor();
    await max.goBack();
    await expect.poll(() => max.url()).toMatch(/\/report$/);
    await expect.poll(() => lines(max).count()).toBe(4);
  });

  test("it is sorted, which stands in the address; what no index holds is not offered", async () => {
    await max.goto(`${stage.url}/report`);
    const sort = max.getByRole("combobox", { name: "Sort by" });
    await sort.selectOption({ label: "What ends first, first" });
    await expect.poll(() => lines(max).first().textContent()).toContain("Cy has");
    await expect.poll(() => max.url()).toContain("sort=ends");
    await sort.selectOption({ label: "By who has it" });
    await expect.poll(() => lines(max).first().textContent()).toContain("Everyone");
    expect(await faultsAtBothWidths(max, "report-sorted")).toEqual([]);
    await choose(max, "Kind of thing", "Conversations");
    await expect.poll(() => lines(max).count()).toBe(1);
    await sort.waitFor({ state: "detached" });
    await choose(max, "Kind of thing", "All kinds");
    await expect.poll(() => lines(max).first().textContent()).toContain("Everyone");
  });

  test("a line is taken away after one saw who loses, and given back", async () => {
    await max.goto(`${stage.url}/report`);
    const cys = lines(max).filter({ hasText: "Cy has" });
    await cys.getByRole("checkbox").click();
    await max.getByRole("button", { name: "Take away one line" }).click();
    const dialog = max.getByRole("dialog", { name: "Take this away?" });
    await dialog.getByText("Cy: Helpdesk").waitFor();
    expect(await faultsAtBothWidths(max, "report-asked")).toEqual([]);
    await dialog.getByRole("button", { name: "Take away" }).click();
    await toast(max, "1 taken away").waitFor();
    await expect.poll(() => lines(max).count()).toBe(3);
    await max.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => cys.count()).toBe(1);
    await cys.filter({ hasText: "by Max" }).waitFor();
  });

  test("what one may not take away is not offered, and stays", async () => {
    await max.goto(`${stage.url}/report`);
    const bens = lines(max).filter({ hasText: "Ben has" }).getByRole("checkbox");
    await bens.waitFor();
    expect(await bens.isDisabled()).toBe(true);
    await max.getByRole("checkbox", { name: "All 3 that can be chosen" }).waitFor();
    await lines(max).filter({ hasText: "Everyone" }).getByRole("checkbox").click();
    await max.getByRole("button", { name: "Take away one line" }).click();
    await max.getByRole("dialog").getByRole("button", { name: "Take away" }).click();
    await toast(max, "1 taken away").waitFor();
    await expect.poll(() => lines(max).count()).toBe(3);
    await lines(max).filter({ hasText: "Ben has" }).waitFor();
  });

  test("it is taken home as a table", async () => {
    const [download] = await Promise.all([
      max.waitForEvent("download"),
      max.getByRole("button", { name: "Download as CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("access-report.csv");
  });

  test("the way to why a line is so is one press", async () => {
    await lines(max).filter({ hasText: "Cy has" }).getByRole("link", { name: /^Why/ }).click();
    await max
      .getByRole("region", { name: "Answer" })
      .getByText(/May use: it is shared/)
      .waitFor();
  });

  test("by person: what they reach, and by which groups; on a phone, too", async () => {
    const page = await stage.signedIn("Max", PHONE);
    await page.goto("/report?by=person");
    await page.getByText("Choose a person", { exact: true }).waitFor();
    await page.getByRole("textbox", { name: "Person" }).fill("ben");
    await page.getByRole("option", { name: /Ben/ }).click();
    const reached = page.getByRole("list", { name: "What others let them reach" });
    await reached.getByText("Viewer through Platform, which is in Engineering").waitFor();
    expect(await faultsAtBothWidths(page, "report-person")).toEqual([]);
    await choose(page, "Kind of thing", "Conversations");
    await reached.getByText("Conversation of Ada").waitFor();
    expect(await page.locator("main").textContent()).not.toContain(SECRET);
    await page.context().close();
  });

  test("all that there is: also what nobody shared, by whose it is, on a phone too", async () => {
    await stage.world.ada.post("/api/agents", { name: "Ada's alone", provider: "echo", model: "echo" });
    const page = await stage.signedIn("Max", PHONE);
    await page.goto("/resources");
    const things = page.getByRole("list", { name: "Resources" }).getByRole("listitem");
    await things.first().waitFor();
    expect(await faultsAtBothWidths(page, "resources")).toEqual([]);
    await choose(page, "Shared", "Shared with nobody");
    await choose(page, "Kind of thing", "Agents");
    await expect.poll(() => things.count()).toBe(1);
    await things.getByText("Its owner alone").waitFor();
    expect(await page.locator("main").textContent()).not.toContain("Ada's alone");
    await page.getByRole("textbox", { name: "Owner" }).fill("ben");
    await page.getByRole("option", { name: /Ben/ }).click();
    await page.getByText("Nothing of the kind").waitFor();
    await expect.poll(() => page.url()).toContain(`owner=user%3A${stage.world.ben}`);
    await page.reload();
    await page.getByText("Nothing of the kind").waitFor();
    await page.context().close();
  });

  test("what is shared stands thing by thing; it is handed over and deleted there", async () => {
    await max.getByRole("link", { name: "Shared resources", exact: true }).click();
    const things = max.getByRole("list", { name: "Shared resources" }).getByRole("listitem");
    await expect.poll(() => things.count()).toBe(2);
    expect(await faultsAtBothWidths(max, "shared")).toEqual([]);
    await choose(max, "Kind of thing", "Agents");
    await expect.poll(() => things.count()).toBe(1);
    await max.getByRole("button", { name: /^Share Agent of Ada/ }).click();
    await max.getByRole("dialog").getByText("Shared with").first().waitFor();
    await max.keyboard.press("Escape");
    await max.getByRole("button", { name: /^Hand over Agent of Ada/ }).click();
    await max.getByRole("textbox", { name: "Hand over to" }).fill("ben");
    await max.getByRole("option", { name: /Ben/ }).click();
    await max
      .getByRole("dialog", { name: /^Hand Agent of Ada .* over to Ben/ })
      .getByRole("button", { name: "Hand over" })
      .click();
    await max.getByRole("button", { name: /^Delete Agent of Ben/ }).click();
    const asking = max.getByRole("dialog", { name: /^Delete Agent of Ben/ });
    await asking.waitFor();
    expect(await faultsAtBothWidths(max, "shared-deleting")).toEqual([]);
    await asking.getByRole("button", { name: "Cancel" }).click();
    await max.getByRole("button", { name: /^Delete Agent of Ben/ }).click();
    await asking.getByRole("button", { name: "Delete" }).click();
    await max.getByText("Nothing is shared").waitFor();
    expect(await faultsAtBothWidths(max, "shared-empty")).toEqual([]);
  });

  test("Back from a search among all things leads to all of them, with nothing left in the field", async () => {
    await max.goto(`${stage.url}/resources?type=agent`);
    const things = max.getByRole("list", { name: "Resources" }).getByRole("listitem");
    await things.first().waitFor();
    const field = max.getByRole("searchbox", { name: "Search by name" });
    await max.getByRole("combobox", { name: "Shared" }).click();
    await max.getByRole("option", { name: "Shared with others" }).click();
    await expect.poll(() => max.url()).toContain("shared=true");
    await field.fill("helpdesk");
    await expect.poll(() => max.url()).toContain("q=helpdesk");
    await max.goBack();
    await expect.poll(() => max.url()).not.toContain("q=");
    expect(await field.inputValue()).toBe("");
    await things.first().waitFor();
  });

  test("is not there for members, who are told so", async () => {
    const page = await stage.signedIn("Cy");
    for (const name of ["Access report", "Resources", "Shared resources"])
      expect(await page.getByRole("link", { name, exact: true }).count()).toBe(0);
    for (const path of ["/report", "/resources", "/shared"]) {
      await page.goto(path);
      await page.getByRole("alert").first().waitFor();
    }
    await page.context().close();
  });

  test("no page complains", () => expect(stage.complaints()).toEqual([]));
});
