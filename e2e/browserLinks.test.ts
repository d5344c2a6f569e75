import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes, signIn } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * Shared links as people live with them: Ada shows a conversation by a link with a passcode; somebody without an account reads it on a phone in the
 * dark; she sees that, and takes it back.
 */
describe.skipIf(!chromiumPath)("shared links in a browser (skipped without Chromium)", () => {
  const stage = onStage({ env: { ALLOW_SHARED_LINKS_PUBLIC: "true" } });
  let ada: Page;
  let visitor: Page;
  let address = "";

  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
    visitor = await stage.window(PHONE);
  });
  const dialog = () => ada.getByRole("dialog");

  test("Ada has none at first", async () => {
    await ada.getByRole("link", { name: "Shared links" }).click();
    await ada.getByText("No shared links yet").waitFor();
    expect(await faultsAtBothWidths(ada, "links-empty")).toEqual([]);
  });

  test("she makes one from the menu of a conversation", async () => {
    const asked = await stage.world.ada.post("/api/agents/chat/echo", { text: "What is **bold**?", model: "echo" });
    expect(asked.status).toBe(200);
    await ada.goto(`/c/${asked.body.streamId}`);
    await ada.getByText("You said: What is").waitFor();
    await ada
      .getByRole("button", { name: /^More for What is/ })
      .first()
      .click();
    await ada.getByRole("menuitem", { name: "Link…" }).click();
    await dialog().getByRole("radio", { name: "The conversation as it is now" }).waitFor();
    await dialog().getByRole("textbox", { name: "Passcode" }).fill("short");
    expect(await dialog().getByRole("button", { name: "Make link" }).isDisabled()).toBe(true);
    expect(await faultsAtBothWidths(ada, "link-make")).toEqual([]);
    await dialog().getByRole("textbox", { name: "Passcode" }).fill("open sesame");
    await dialog().getByRole("button", { name: "Make link" }).click();
    address = await dialog().getByRole("textbox", { name: "Address" }).inputValue();
    expect(address).toMatch(/\/share\/[A-Za-z0-9_-]{21}$/);
    expect(await faultsAtBothWidths(ada, "link-settings")).toEqual([]);
  });

  test("a visitor finds nothing there until she lets anybody in who has the address", async () => {
    await visitor.goto(address);
    await visitor.getByRole("heading", { name: "There is nothing at this link" }).waitFor();
    expect(await faultsInBothSchemes(visitor, "link-nothing")).toEqual([]);
    await dialog().getByRole("tab", { name: "Who may open it" }).click();
    await dialog().getByRole("button", { name: "Share with anyone" }).click();
    await dialog().getByRole("button", { name: "Share", exact: true }).click();
    await ada
      .getByRole("dialog", { name: /with anyone with the link\?$/ })
      .getByRole("button", { name: "Share it" })
      .click();
    await dialog().getByText("Shared with anyone with the link.").waitFor();
    expect(await faultsAtBothWidths(ada, "link-shared")).toEqual([]);
  });

  test("the visitor gives the passcode, and reads it as the chat shows it", async () => {
    await visitor.reload();
    await visitor.getByRole("heading", { name: "This link has a passcode" }).waitFor();
    expect(await faultsInBothSchemes(visitor, "link-passcode")).toEqual([]);
    await visitor.getByLabel("Passcode", { exact: true }).fill("close sesame");
    await visitor.getByRole("button", { name: "Open" }).click();
    await visitor.getByText("This is not the passcode").waitFor();
    await visitor.getByLabel("Passcode", { exact: true }).fill("open sesame");
    await visitor.getByRole("button", { name: "Open" }).click();
    await visitor.getByRole("heading", { name: "What is **bold**?", level: 1 }).waitFor();
    await visitor.locator("strong", { hasText: "bold" }).waitFor();
    expect((await visitor.textContent("body")) ?? "").not.toMatch(/Ada|Fork|Go on with a copy/);
    expect(await faultsInBothSchemes(visitor, "link-read")).toEqual([]);
  });

  test("she sees that it was opened, and takes it back", async () => {
    await dialog().getByRole("tab", { name: "Who opened it" }).click();
    await dialog().getByText("Visitors without an account here").waitFor();
    expect(await faultsAtBothWidths(ada, "link-opened")).toEqual([]);
    await ada.goto("/links");
    await ada.getByRole("list", { name: "Your links" }).getByText("Passcode").waitFor();
    expect(await faultsAtBothWidths(ada, "links")).toEqual([]);
    await ada.getByRole("button", { name: /^Take back the link/ }).click();
    await ada.getByRole("button", { name: "Take back", exact: true }).last().click();
    await ada.getByText("No shared links yet").waitFor();
    await visitor.reload();
    await visitor.getByRole("heading", { name: "There is nothing at this link" }).waitFor();
  });

  test("of a link that somebody else made to her conversation she is told, and takes it back", async () => {
    const { streamId } = (await stage.world.ada.post("/api/agents/chat/echo", { text: "Ours", model: "echo" })).body;
    await ada.goto(`/c/${streamId}`);
    await ada.getByText("You said: Ours").waitFor();
    const { _id } = (await stage.world.ada.get(`/api/convos/${streamId}`)).body;
    const given = await stage.world.ada.post(`/api/access/resources/conversation/${_id}/grants`, {
      principal: `user:${stage.world.ben}`,
      allow: ["view", "share"],
    });
    expect(given.status, JSON.stringify(given.body)).toBe(201);
    const himself = await Person.signIn(stage.url, emailOf("Ben"), PASSWORD);
    expect((await himself.post(`/api/share/${streamId}`, {})).status).toBe(200);
    await ada.getByRole("button", { name: "More for Ours" }).first().click();
    await ada.getByRole("menuitem", { name: "Link…" }).click();
    const others = dialog().getByRole("list", { name: "Links of others" });
    await others.getByText("Ben").waitFor();
    expect(await faultsAtBothWidths(ada, "link-others")).toEqual([]);
    await others.getByRole("button", { name: /^Take back the link that Ben made/ }).click();
    await ada.getByRole("button", { name: "Take back", exact: true }).last().click();
    await others.waitFor({ state: "detached" });
    expect((await himself.get(`/api/share/link/${streamId}`)).body.success).toBe(false);
  });

  test("whose role may make none is told so", async () => {
    const off = await stage.world.ada.patch("/api/admin/roles/USER/permissions", {
      permissions: { SHARED_LINKS: { CREATE: false } },
    });
    expect(off.status, JSON.stringify(off.body)).toBe(200);
    const ben = await stage.window();
    await signIn(ben, emailOf("Ben"), PASSWORD);
    const himself = await Person.signIn(stage.url, emailOf("Ben"), PASSWORD);
    const { body } = await himself.post("/api/agents/chat/echo", { text: "Mine", model: "echo" });
    await ben.goto(`/c/${body.streamId}`);
    await ben.getByText("You said: Mine").waitFor();
    await ben.getByRole("button", { name: "More for Mine" }).first().click();
    await ben.getByRole("menuitem", { name: "Link…" }).click();
    const make = ben.getByRole("dialog").getByRole("button", { name: "Make link" });
    await make.waitFor();
    expect(await make.getAttribute("aria-description")).toMatch(/role/);
    expect(await faultsInBothSchemes(ben, "link-refused")).toEqual([]);
  });

  test("no page complained", () => expect(stage.complaints()).toEqual([]));
});
