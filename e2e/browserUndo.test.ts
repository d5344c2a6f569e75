import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath } from "./support/browser.ts";
import { onStage } from "./support/stage.ts";

const WHILE_IT_LASTS_MS = 1_000;

/*
 * Undo where something has ended, as Ada does it in one window. Ben and Cy were in Crew, had the role HELPERS, a power and the Helpdesk, until a
 * moment ago; so were, and had, two groups. Of Ben and Red it is cleared away, to Cy and Blue it is given anew.
 */
describe.skipIf(!chromiumPath)("undoing what is about something that has ended (skipped without Chromium)", () => {
  const stage = onStage();
  let page: Page;
  let crew = "";
  let red = "";
  let blue = "";

  const made = async (path: string, wish: object, by = stage.world.ada) => {
    const { status, body } = await by.post(path, wish);
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    return body;
  };
  /** Max's: nobody gives a role to a group of their own. */
  const group = async (name: string) => (await made("/api/admin/groups", { name }, stage.world.max)).group.id as string;
  const soon = () => ({ expiresAt: new Date(Date.now() + WHILE_IT_LASTS_MS).toISOString() });
  const grants = () => `/api/access/resources/agent/${stage.world.agent._id}/grants`;

  beforeAll(async () => {
    const { ben, cy } = stage.world;
    crew = await group("Crew");
    red = await group("Red");
    blue = await group("Blue");
    await made("/api/admin/roles", { name: "HELPERS" });
    for (const userId of [ben, cy]) {
      await made(`/api/admin/groups/${crew}/members`, { userId, ...soon() });
      await made(`/api/admin/users/${userId}/roles`, { role: "HELPERS", ...soon() });
      const power = { capability: "read:users", scope: null };
      await made("/api/admin/grants", { principalType: "user", principalId: userId, ...power, ...soon() });
      await made(grants(), { principal: `user:${userId}`, role: "viewer", ...soon() });
    }
    for (const groupId of [red, blue]) {
      await made(`/api/admin/groups/${crew}/members`, { groupId, ...soon() });
      await made("/api/admin/roles/HELPERS/members", { groupId, ...soon() });
    }
    await made(grants(), { principal: `group:${blue}`, role: "viewer", ...soon() });
    await made(grants(), {
      principal: `user:${stage.world.max.id}`,
      role: "editor",
      expiresAt: "2099-01-01T00:00:00.000Z",
    });
    page = await stage.signedIn("Ada");
    await page.waitForTimeout(WHILE_IT_LASTS_MS);
  });

  /** What is said of the newest change. */
  const said = (text: string) => page.getByRole("alert").filter({ hasText: text });
  const undoOf = (text: string) => said(text).getByRole("button", { name: "Undo", exact: true });
  const cannotUndo = async (text: string) => {
    await said(text).waitFor();
    expect(await undoOf(text).count()).toBe(0);
  };
  const undo = async (text: string) => {
    await undoOf(text).click();
    await said("Undone").last().waitFor();
    await said("Undone").last().getByRole("button", { name: "Dismiss" }).click();
  };
  const region = (name: string) => page.getByRole("region", { name, exact: true });
  const pick = async (field: string, text: string) => {
    await page.getByRole("textbox", { name: field }).fill(text.toLowerCase());
    await page.getByRole("option", { name: new RegExp(text) }).click();
  };
  const membersOf = async (id: string) =>
    ((await stage.world.ada.get(`/api/admin/groups/${id}/members`)).body.members as { name: string }[]).map(
      ({ name }) => name,
    );
  const groupsIn = async (id: string) =>
    (
      (await stage.world.ada.get(`/api/admin/groups/${id}/subgroups`)).body.groups as {
        name: string;
        membership: { expiresAt: string | null };
      }[]
    ).map(({ name, membership }) => [name, membership.expiresAt]);

  const dialog = () => page.getByRole("dialog", { name: "Share Helpdesk", exact: true });
  /** To whom something of the Helpdesk is given, whether it has ended or not. */
  const given = async () => {
    const { body } = await stage.world.ada.get(grants());
    return (body.grants as { principalName: string }[]).map(({ principalName }) => principalName).sort();
  };

  test("a membership: cleared away it cannot come back; given anew, it is taken back whole", async () => {
    await page.goto(`/groups/${crew}`);
    await region("Members").getByRole("button", { name: "Remove Ben" }).click();
    await cannotUndo("Ben is no longer in Crew");
    await pick("Add a person or group", "Cy");
    await undo("Cy is in Crew now");
    expect(await membersOf(crew)).toEqual([]);
  });

  test("a group in a group, too", async () => {
    await region("Groups in it").getByRole("button", { name: "Remove Red" }).click();
    await cannotUndo("Red is no longer in Crew");
    await pick("Add a person or group", "Blue");
    await undo("Blue is in Crew now");
    expect(await groupsIn(crew)).toEqual([]);
  });

  test("a group that is in it with another end comes to be in it as before", async () => {
    await made(`/api/admin/groups/${crew}/members`, { groupId: blue });
    await page.reload();
    await choose(page, "Membership ends", "In a week");
    await pick("Add a person or group", "Blue");
    await region("Groups in it")
      .getByText(/^until /)
      .waitFor();
    await undo("Blue is in Crew now");
    expect(await groupsIn(crew)).toEqual([["Blue", null]]);
  });

  test("a role and a power of a person", async () => {
    const { ada, ben, cy } = stage.world;
    await page.goto(`/people/${ben}`);
    await region("Additional roles").getByRole("button", { name: "Take the role HELPERS away" }).click();
    await cannotUndo("The role is taken away");
    await region("Powers").getByRole("button", { name: "Take read:users away" }).click();
    await cannotUndo("Ben no longer has read:users");
    await page.goto(`/people/${cy}`);
    await choose(page, "Give a role", "HELPERS");
    await region("Additional roles").getByRole("button", { name: "Give the role" }).click();
    await undo("The role is given");
    await choose(page, "Give a power", "read:users");
    await region("Powers").getByRole("button", { name: "Give the power" }).click();
    await undo("Cy has read:users now");
    for (const id of [ben, cy]) {
      expect((await ada.get(`/api/admin/users/${id}`)).body.user.roles).toEqual([]);
      expect((await ada.get(`/api/admin/grants/user/${id}`)).body.grants).toEqual([]);
    }
  });

  test("a role of a group", async () => {
    await page.goto("/roles/HELPERS");
    await page.getByRole("button", { name: "Take the role from Red" }).click();
    await cannotUndo("Red no longer has the role HELPERS");
    await choose(page, "Give it to a service or group", "Blue");
    await page.getByRole("button", { name: "Give the role" }).click();
    await undo("Blue has the role HELPERS now");
    expect((await stage.world.ada.get("/api/admin/roles/HELPERS/members")).body.members).toEqual([]);
  });

  test("whoever shares is told what somebody has besides now, and not what they had", async () => {
    await page.goto("/agents");
    await page.getByRole("button", { name: "Share Helpdesk" }).click();
    await dialog().getByText("Shared with 1 group and 1 person.").waitFor();
    await pick("Add people, groups or roles", "Max");
    await choose(page, "Ends", "In a week");
    await dialog()
      .getByText(/^Max also has: Editor, until .*2099.* What is allowed adds up\.$/)
      .waitFor();
    await dialog().getByRole("button", { name: "Cancel" }).click();
    await pick("Add people, groups or roles", "Cy");
    await choose(page, "Ends", "In a week");
    expect(await dialog().getByText("also has").count()).toBe(0);
    await dialog().getByRole("button", { name: "Cancel" }).click();
  });

  test("what was shared, one by one and all at once", async () => {
    await dialog().getByRole("button", { name: "Take away the grant of Ben" }).click();
    await cannotUndo("The grant of Ben is taken away");
    await dialog().getByRole("button", { name: "Change the grant of Cy" }).click();
    const form = dialog().getByRole("form", { name: "Change the grant of Cy" });
    await choose(page, "Ends", "In a week");
    await form.getByRole("button", { name: "Save" }).click();
    await undo("The grant is changed");
    expect(await given()).toEqual(["Blue", "Engineering", "Max"]);
    await dialog().getByRole("button", { name: "Take all back" }).click();
    const question = page.getByRole("dialog", { name: "Take Helpdesk back from everybody?" });
    await question.getByRole("button", { name: "Take all back" }).click();
    await undo("Helpdesk is private again");
    expect(await given()).toEqual(["Engineering", "Max"]);
  });

  test("no page complains", () => expect(stage.complaints()).toEqual([]));
});
