import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * What administrators do about people's accounts: Max, an administrator, signs Ben out; Ben leaves, and his agent goes to Cy; Dan is deleted with
 * a choice for his things; Cy deletes her own account on a phone.
 */
describe.skipIf(!chromiumPath)("people's accounts in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let max: Page;
  let ben: Page;

  beforeAll(async () => {
    const { ada, cy } = stage.world;
    await ada.post("/api/admin/users", { name: "Dan", email: emailOf("Dan"), password: PASSWORD });
    for (const name of ["Ben", "Dan", "Cy"]) {
      const person = await Person.signIn(stage.url, emailOf(name), PASSWORD);
      const wish = { name: `Agent of ${name}`, provider: "echo", model: "echo" };
      const agent = (await person.post("/api/agents", wish)).body;
      if (name === "Ben")
        await person.post(`/api/access/resources/agent/${agent._id}/grants`, {
          principal: `user:${cy}`,
          role: "viewer",
        });
    }
    max = await stage.signedIn("Max");
    ben = await stage.signedIn("Ben", PHONE);
  });
  const open = async (page: Page, name: string) => {
    await page.goto(`${stage.url}/people`);
    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  };

  test("where Ben is signed in stands on his page, in words", async () => {
    await open(max, "Ben");
    const devices = max.getByRole("region", { name: "Devices" });
    await devices.getByText(/^Chrome on/).waitFor();
    await devices
      .getByText(/^with the password/)
      .first()
      .waitFor();
    expect(await faultsAtBothWidths(max, "person-sessions")).toEqual([]);
  });

  test("Max signs him out everywhere, and Ben's window is at the sign-in", async () => {
    await max.getByRole("button", { name: "Sign out everywhere" }).click();
    await max.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
    await max.getByText("Ben is not signed in anywhere.").waitFor();
    await ben.goto(`${stage.url}/projects`);
    await ben.getByRole("button", { name: "Sign in" }).waitFor();
  });

  test("the page of leaving of the super admin, opened by its address, says why nothing can be done there", async () => {
    await max.goto(`${stage.url}/people/${stage.world.ada.id}/leaving`);
    await max.getByRole("heading", { name: "1. Deactivate" }).waitFor();
    expect(await max.getByRole("button", { name: "Deactivate now" }).getAttribute("aria-disabled")).toBe("true");
    expect(await faultsAtBothWidths(max, "leaving-not-allowed")).toEqual([]);
  });

  test("of the super admin, whom he does not outrank, he sees no devices", async () => {
    await open(max, "Ada");
    await max.getByRole("heading", { name: "Access" }).waitFor();
    expect(await max.getByRole("region", { name: "Devices" }).count()).toBe(0);
  });

  describe("Ben leaves", () => {
    test("first he is deactivated, which can be undone", async () => {
      await open(max, "Ben");
      await max.getByRole("link", { name: "Leaving" }).click();
      await max.getByRole("heading", { name: "Ben leaves" }).waitFor();
      await max.getByRole("button", { name: "Deactivate now" }).click();
      await max.getByRole("button", { name: "Activate again" }).click();
      await max.getByRole("button", { name: "Deactivate now" }).click();
      await max.getByRole("button", { name: "Activate again" }).waitFor();
    });

    test("what ends, what he gave, and who loses what is shown before", async () => {
      await max.getByText("Member of Platform").waitFor();
      await max.getByRole("checkbox", { name: "1 agent to Cy (use, execute)" }).waitFor();
      await max.getByRole("heading", { name: "5. Finish" }).waitFor();
      expect(await faultsAtBothWidths(max, "leaving")).toEqual([]);
      await max.getByRole("radio", { name: "Take them back" }).click();
      const loses = max.getByRole("list", { name: "Who loses what" });
      await loses.getByText(/^Cy: loses 2 rights/).waitFor();
    });

    test("his agent is handed over to Cy: counted before, and only once somebody is named", async () => {
      await max.getByRole("radio", { name: "Keep them" }).click();
      await max.getByRole("radio", { name: "Hand them over to somebody" }).click();
      expect(await max.getByRole("button", { name: "Finish" }).isDisabled()).toBe(true);
      await max.getByLabel("Hand over to", { exact: true }).fill("cy");
      await max.getByRole("option", { name: /Cy/ }).click();
      await max.getByText("1 agent: 1 handed over").waitFor();
      expect(await faultsAtBothWidths(max, "leaving-handed-over")).toEqual([]);
    });

    test("it is done in one step, and said", async () => {
      await max.getByRole("button", { name: "Finish" }).click();
      await max.getByRole("dialog").getByRole("button", { name: "Finish" }).click();
      await max.getByText("Ben has left. The account is deactivated.").waitFor();
      await max.getByText(/^Ended: 1 membership/).waitFor();
      expect(await faultsAtBothWidths(max, "leaving-done")).toEqual([]);
      const cy = await Person.signIn(stage.url, emailOf("Cy"), PASSWORD);
      const agents = (await cy.get("/api/agents")).body.data.map(({ name }: { name: string }) => name);
      expect(agents).toContain("Agent of Ben");
    });
  });

  test("Dan is deleted with a choice for his things, and what that means", async () => {
    await open(max, "Dan");
    await max.getByRole("button", { name: "Delete", exact: true }).click();
    const asking = max.getByRole("dialog", { name: "Delete Dan?" });
    await asking.getByText("1 agent: 1 deleted").waitFor();
    expect(await faultsAtBothWidths(max, "delete-person")).toEqual([]);
    await asking.getByRole("radio", { name: "Hand them over to somebody" }).click();
    await asking.getByLabel("Hand over to", { exact: true }).fill("cy");
    await max.getByRole("option", { name: /Cy/ }).click();
    await asking.getByText("1 agent: 1 handed over").waitFor();
    await asking.getByRole("button", { name: "Delete the account" }).click();
    await max.getByRole("heading", { name: "People", exact: true }).waitFor();
    await max.getByRole("link", { name: "Cy", exact: true }).waitFor();
    expect(await max.getByRole("link", { name: "Dan", exact: true }).count()).toBe(0);
  });

  test("on a phone Cy sees what becomes of her own things, and deletes her account", async () => {
    const cy = await stage.signedIn("Cy", PHONE);
    await cy.goto(`${stage.url}/account`);
    await cy.getByRole("button", { name: "Delete my account" }).click();
    const asking = cy.getByRole("dialog", { name: "Delete your account?" });
    await asking.getByText(/^3 agents: 3 deleted/).waitFor();
    expect(await faultsInBothSchemes(cy, "delete-own-phone")).toEqual([]);
    await asking.getByRole("radio", { name: "Delete them" }).click();
    await asking.getByText(/^3 agents: 3 deleted/).waitFor();
    await asking.getByLabel("Your password").fill(PASSWORD);
    await asking.getByRole("button", { name: "Delete my account" }).click();
    await cy.getByRole("button", { name: "Sign in" }).waitFor();
  });

  test("whoever may not manage people finds no page of leaving", async () => {
    await stage.world.ada.post("/api/admin/users", { name: "Eve", email: emailOf("Eve"), password: PASSWORD });
    const eve = await stage.signedIn("Eve", PHONE);
    await eve.goto(`${stage.url}/people/${stage.world.ben}/leaving`);
    await eve.getByRole("alert").waitFor();
    expect(await faultsInBothSchemes(eve, "leaving-forbidden-phone")).toEqual([]);
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
