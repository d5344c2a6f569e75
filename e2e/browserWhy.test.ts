import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * Why somebody can do something, or cannot; now, and on a day in the past. Ben has Ada's Helpdesk through Platform, which is in Engineering; Cy has
 * not. Max administers.
 */
describe.skipIf(!chromiumPath)("why, in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let past = "";
  const helpdesk = () => `${stage.url}/agents/${stage.world.agent.id}`;

  beforeAll(async () => {
    const { ada, platform, ben } = stage.world;
    past = new Date().toISOString();
    await new Promise((wake) => setTimeout(wake, 20));
    await ada.delete(`/api/admin/groups/${platform}/members/${ben}`);
  });

  test("a no says what would turn it, with names and the ways to their pages", async () => {
    const page = await stage.signedIn("Max");
    await page.getByRole("link", { name: "Why", exact: true }).click();
    await page.getByText("Ask about somebody").waitFor();
    expect(await faultsAtBothWidths(page, "why-empty")).toEqual([]);
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("Choose a person first.").waitFor();
    await page.getByRole("textbox", { name: "Who" }).fill("cy");
    await page.getByRole("option", { name: /Cy/ }).click();
    await page.getByRole("textbox", { name: "Thing" }).fill("Helpdesk");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("Choose a thing by its name").waitFor();
    await page.getByRole("textbox", { name: "Thing" }).fill(helpdesk());
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    const answer = page.getByRole("region", { name: "Answer" });
    await answer.getByText("May not use: nobody has given this right; its owner can.").waitFor();
    await answer.getByText("share it with them").waitFor();
    await answer.getByText("put them into Engineering").waitFor();
    expect(await faultsAtBothWidths(page, "why-no")).toEqual([]);
    await page.context().close();
  });

  test("a yes of the past shows the path that led there, step by step, by an address that can be sent", async () => {
    const { ben, agent, platform } = stage.world;
    const page = await stage.signedIn("Max", PHONE);
    const question = { who: `user:${ben}`, action: "use", thing: `agent:${agent.id}` };
    await page.goto(`/why?${new URLSearchParams(question)}`);
    const answer = page.getByRole("region", { name: "Answer" });
    await answer.getByText("May not use").waitFor();
    await page.goto(`/why?${new URLSearchParams({ ...question, at: past })}`);
    await answer.getByText(/May use: it is shared/).waitFor();
    const steps = answer.getByRole("listitem");
    await steps.filter({ hasText: "Ben is in Platform" }).waitFor();
    await steps.filter({ hasText: "Platform is in Engineering" }).waitFor();
    expect(await faultsAtBothWidths(page, "why-past")).toEqual([]);
    await answer.getByRole("link", { name: "Platform" }).first().click();
    await page.waitForURL(`**/groups/${platform}`);
    await page.context().close();
  });

  test("features and powers are asked about as well", async () => {
    const { ben } = stage.world;
    const page = await stage.signedIn("Ada");
    await page.goto(`/why?who=user:${ben}`);
    await page.getByText("A feature", { exact: true }).click();
    await choose(page, "Feature", "Agents: Share public");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("switch Agents: Share public on for the role USER").waitFor();
    await page.getByText("A power", { exact: true }).click();
    await choose(page, "Power", "manage:users");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("give them the capability manage:users").waitFor();
    await page.context().close();
  });

  test("is not there for members, who are told so", async () => {
    const page = await stage.signedIn("Cy");
    expect(await page.getByRole("link", { name: "Why", exact: true }).count()).toBe(0);
    await page.goto(`/why?who=user:${stage.world.ben}&action=AGENTS.USE`);
    await page.getByRole("alert").first().waitFor();
    await page.context().close();
  });

  test("no page complains", () => expect(stage.complaints()).toEqual([]));
});
