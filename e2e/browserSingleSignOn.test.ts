import { createServer, type Server } from "node:http";
import { Provider } from "oidc-provider";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  chromiumPath,
  faultsAtBothWidths,
  faultsInBothSchemes,
  launch,
  openWindow,
  signIn,
} from "./support/browser.ts";
import { freePort, type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./support/smallWorld.ts";

/* Chromium goes through a real OpenID provider: in, linked, refused, and what a token would do. */
describe.skipIf(!chromiumPath)("single sign-on in a browser (skipped without Chromium)", () => {
  let provider: Server;
  let server: RunningServer;
  let leading: RunningServer;
  let world: SmallWorld;
  let browser: Browser;
  const complaints: string[][] = [];

  beforeAll(async () => {
    const [at, port, other] = [await freePort(), await freePort(), await freePort()];
    const issuer = `http://127.0.0.1:${at}`;
    provider = await openProvider(issuer, at, [port, other]);
    server = await startServer({ port, env: settingsOf(issuer, port) });
    leading = await startServer({
      port: other,
      env: { ...settingsOf(issuer, other), OPENID_AUTO_REDIRECT: "true", OPENID_USE_END_SESSION_ENDPOINT: "true" },
    });
    await makeSmallWorld(leading.url);
    world = await makeSmallWorld(server.url);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
    provider?.close();
    provider?.closeAllConnections();
  });

  const window = async () => {
    const { page, complaints: of } = await openWindow(browser, server.url);
    complaints.push(of);
    return page;
  };

  test("the button leads to the provider and back, signed in, on the page that was asked for", async () => {
    const page = await window();
    await page.goto("/account");
    await page.getByRole("link", { name: "Continue with Acme" }).waitFor();
    expect(await faultsAtBothWidths(page, "sign-in-with-provider")).toEqual([]);
    await page.getByRole("link", { name: "Continue with Acme" }).click();
    await throughProvider(page, "nora");
    await page.getByRole("heading", { name: "Your account", exact: true }).waitFor();
    const linked = page.getByRole("region", { name: "Linked sign-ins" });
    await linked.getByText("nora@acme.example").waitFor();
    // It is the only way in.
    const unlink = linked.getByRole("button", { name: /^Unlink OpenID/ });
    expect(await unlink.getAttribute("aria-disabled")).toBe("true");
    const { body } = await world.ada.get("/api/admin/groups?search=acme-staff");
    expect(body.groups).toMatchObject([{ name: "acme-staff", source: "openid", memberCount: 1 }]);
  });

  test("whoever has an account with a password is told to sign in and link; then both ways lead to it", async () => {
    const page = await window();
    await page.goto("/login");
    await page.getByRole("link", { name: "Continue with Acme" }).click();
    await throughProvider(page, emailOf("Ben"));
    await page.getByRole("alert").getByText("There is an account with your address already.").waitFor();
    expect(await faultsInBothSchemes(page, "sign-in-refused")).toEqual([]);
    await signIn(page, emailOf("Ben"), PASSWORD);
    await page.goto("/account");
    await page.getByRole("button", { name: "Link OpenID" }).click();
    await throughProvider(page, emailOf("Ben"), true);
    await page.getByText("OpenID is linked").waitFor();
    expect(await faultsAtBothWidths(page, "linked-sign-ins")).toEqual([]);
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Continue with Acme" }).click();
    await throughProvider(page, emailOf("Ben"), true);
    await page.getByRole("heading", { name: "Agents", exact: true }).waitFor();
  });

  test("unlinking asks first, and leaves the password", async () => {
    const page = await window();
    await signIn(page, emailOf("Ben"), PASSWORD);
    await page.goto("/account");
    await page.getByRole("button", { name: /^Unlink OpenID/ }).click();
    await page.getByRole("dialog", { name: "Unlink OpenID?" }).getByRole("button", { name: "Unlink" }).click();
    await page.getByText("You sign in with your password only.").waitFor();
  });

  test("whoever changes their mind at the provider comes back to the sign-in page", async () => {
    const page = await window();
    await page.goto("/login");
    await page.getByRole("link", { name: "Continue with Acme" }).click();
    await page.getByText("[ Cancel ]").click();
    await page.getByRole("alert").getByText("stopped the sign-in").waitFor();
  });

  test("where the sign-in page leads on by itself, signing out ends the session at the provider as well", async () => {
    const { page } = await openWindow(browser, leading.url);
    await page.goto("/projects");
    await throughProvider(page, "lea");
    await page.getByRole("heading", { name: "Projects", exact: true }).waitFor();
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Yes, sign me out" }).click();
    // The provider no longer knows them: whoever comes next says who they are.
    await page.locator("input[name=login]").waitFor();
  });

  test("an administrator tries a token", async () => {
    const page = await window();
    await signIn(page, emailOf("Ada"), PASSWORD);
    await page.getByRole("link", { name: "Sign-in tokens" }).click();
    await page.getByRole("textbox", { name: "Token" }).fill("nonsense");
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByText("It would let nobody in: it is no token that can be read.").waitFor();
    expect(await faultsAtBothWidths(page, "token-test")).toEqual([]);
  });

  test("the pages complained of nothing", () => {
    expect(complaints.flat()).toEqual([]);
  });
});

/** Signs in at the provider's own pages, as whoever has this name there. */
async function throughProvider(page: Page, name: string, isKnown = false): Promise<void> {
  if (!isKnown) {
    await page.locator("input[name=login]").fill(name);
    await page.locator("input[name=password]").fill("anything");
    await page.locator("button[type=submit]").click();
  }
  const further = page.getByRole("button", { name: "Continue", exact: true });
  if (!isKnown) await further.click();
}

const settingsOf = (issuer: string, port: number) => ({
  LOGIN_MAX: "100",
  DOMAIN_SERVER: `http://127.0.0.1:${port}`,
  DOMAIN_CLIENT: `http://127.0.0.1:${port}`,
  ALLOW_SOCIAL_LOGIN: "true",
  ALLOW_SOCIAL_REGISTRATION: "true",
  OPENID_ISSUER: issuer,
  OPENID_CLIENT_ID: "gatehouse",
  OPENID_CLIENT_SECRET: "a secret of both",
  OPENID_BUTTON_LABEL: "Continue with Acme",
  OPENID_GROUPS_SYNC: "true",
  OPENID_GROUPS_CREATE: "true",
});

async function openProvider(issuer: string, port: number, servers: readonly number[]): Promise<Server> {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "gatehouse",
        client_secret: "a secret of both",
        redirect_uris: servers.map((one) => `http://127.0.0.1:${one}/oauth/openid/callback`),
        post_logout_redirect_uris: servers.map((one) => `http://127.0.0.1:${one}/login`),
      },
    ],
    claims: { openid: ["sub", "groups"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: id,
        email: id.includes("@") ? id : `${id}@acme.example`,
        email_verified: true,
        groups: ["acme-staff"],
      }),
    }),
    cookies: { keys: ["one of the test"] },
  });
  const server = createServer(provider.callback());
  await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  return server;
}
