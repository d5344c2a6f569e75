import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * An access review from its opening to its result: Max, an administrator, asks Ben, who administers nothing, about what Ada shares: her Helpdesk is
 * with Engineering, with Cy and with everyone.
 */
describe.skipIf(!chromiumPath)("access reviews in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let max: Page;
  let ben: Page;
  const NAME = "Who uses the Helpdesk";
  const reviews = (page: Page) => page.getByRole("list", { name: "Reviews" }).getByRole("listitem");
  const lines = (page: Page) => page.getByRole("list", { name: "Lines" }).getByRole("listitem");
  const line = (page: Page, who: string) => lines(page).filter({ hasText: `${who} has` });

  beforeAll(async () => {
    const { ada, agent, cy } = stage.world;
    for (const principal of [`user:${cy}`, "everyone"])
      expect(
        (await ada.post(`/api/access/resources/agent/${agent._id}/grants`, { principal, role: "viewer" })).status,
      ).toBe(201);
    max = await stage.signedIn("Max");
    ben = await stage.signedIn("Ben", PHONE);
  });

  test("before there is one, the page says what to begin with; whoever reviews nothing has no such page", async () => {
    await max.getByRole("link", { name: "Access reviews", exact: true }).click();
    await max.getByText("No review yet").waitFor();
    expect(await faultsAtBothWidths(max, "reviews-empty")).toEqual([]);
    await ben.goto(`${stage.url}/my-reviews`);
    await ben.getByText("No review waits for you").waitFor();
    expect(await faultsAtBothWidths(ben, "my-reviews-empty")).toEqual([]);
  });

  test("Max opens one, with Ben as the reviewer", async () => {
    await max.getByRole("button", { name: "New review", exact: true }).click();
    const dialog = max.getByRole("dialog", { name: "New access review" });
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(NAME);
    await choose(max, "Kind of thing", "Agents");
    await dialog.getByRole("textbox", { name: "Reviewers" }).fill("ben");
    await max.getByRole("option", { name: /Ben/ }).click();
    expect(await faultsAtBothWidths(max, "reviews-new")).toEqual([]);
    await dialog.getByRole("button", { name: "Open the review" }).click();
    await max.getByRole("heading", { level: 1, name: NAME }).waitFor();
    await max.getByText("0 of 3 lines decided", { exact: false }).waitFor();
    await expect.poll(() => lines(max).count()).toBe(3);
    expect(await faultsAtBothWidths(max, "review-open")).toEqual([]);
  });

  test("Ben finds it waiting on his phone, and decides with a press, the keys and a note", async () => {
    await ben.goto(`${stage.url}/my-reviews`);
    await ben.getByRole("link", { name: `Look at it: ${NAME}` }).click();
    await expect.poll(() => lines(ben).count()).toBe(3);
    expect(await faultsAtBothWidths(ben, "my-review")).toEqual([]);
    await line(ben, "Everyone in the organization").getByRole("button", { name: /^Keep/ }).click();
    await line(ben, "Everyone in the organization").getByText("Keep, decided by Ben", { exact: false }).waitFor();
    await ben.getByRole("textbox", { name: "Note" }).fill("Rarely there");
    await line(ben, "Cy").getByRole("checkbox").focus();
    await ben.keyboard.press("r");
    await line(ben, "Cy").getByText("Revoke, decided by Ben", { exact: false }).waitFor();
    await line(ben, "Cy").getByText("Rarely there").waitFor();
    await ben.getByText("You have decided everything.", { exact: false }).waitFor();
  });

  test("about a group that he is in, he is told, somebody else decides", async () => {
    const own = line(ben, "Engineering");
    await own.getByText("about your own access", { exact: false }).waitFor();
    expect(await own.getByRole("button", { name: /^Keep/ }).count()).toBe(0);
  });

  test("Max decides what is left, sees who would lose what, and closes it", async () => {
    await max.reload();
    await line(max, "Engineering").getByRole("checkbox").check();
    await max.getByRole("button", { name: "Keep 1 chosen" }).click();
    await max.getByText("3 of 3 lines decided", { exact: false }).waitFor();
    await max.getByRole("button", { name: "Close …" }).click();
    const dialog = max.getByRole("dialog", { name: "Close this review?" });
    await dialog.getByText("1 to revoke, 2 to keep", { exact: false }).waitFor();
    expect(await faultsAtBothWidths(max, "review-close")).toEqual([]);
    await dialog.getByRole("button", { name: "Close the review" }).click();
    await max.getByText("Revoked: 1").waitFor();
    await max.getByText("Kept: 2").waitFor();
    await line(max, "Cy").getByText("In the name of Max", { exact: false }).waitFor();
    expect(await faultsAtBothWidths(max, "review-closed")).toEqual([]);
  });

  test("the result is taken home: signed, as a table, with the key", async () => {
    for (const [button, file] of [
      ["Download the signed result", /^access-review-[0-9a-f]{24}\.json$/],
      ["Download as CSV", /\.csv$/],
      ["Download the public key", /\.pem$/],
    ] as const) {
      const [download] = await Promise.all([
        max.waitForEvent("download"),
        max.getByRole("button", { name: button }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(file);
    }
  });

  test("it waits for Ben no more, and stands among all", async () => {
    await ben.reload();
    await ben.getByText("does not wait for you any more", { exact: false }).waitFor();
    await max.getByRole("link", { name: "All reviews" }).click();
    await expect.poll(() => reviews(max).filter({ hasText: NAME }).count()).toBe(1);
    expect(await faultsAtBothWidths(max, "reviews")).toEqual([]);
  });

  test("no page complained", () => expect(stage.complaints()).toEqual([]));
});
