import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { matrix } from "./matrix.ts";
import { codeOf } from "./support/answers.ts";
import { House, type SignedIn } from "./support/house.ts";
import { methodOf, pathOf, titleOf } from "./support/scene.ts";

/*
 * H2: every lifecycle state on every route. What the matrix asks of standing accounts (banned, deactivated, unverified, session ended) is asked
 * here of every way into such a state: by the calls that lead there, at once, with the token that was good a moment before.
 */
let house: House;
let ahead = 0;
/** Credentials that were good, and are not any more; with what they are told. */
const ended: { state: string; token: string; status: number; code: string }[] = [];

beforeAll(async () => {
  // The clock is moved by hand: what the server heard from the log would be long ago.
  house = await House.open({ GATEHOUSE_STALE_AFTER_MS: "3600000" }, () => Date.now() + ahead);
  await house.person("ada@example.org", "role:SUPER_ADMIN");
  const admin = await house.signIn("ada@example.org");
  const asAdmin = async (method: "POST" | "PATCH" | "DELETE", url: string, body?: unknown) => {
    const answer = await house.call(method, { url, ...(body !== undefined && { body }) }, admin.token);
    if (answer.status >= 300) throw new Error(`${url}: ${answer.text}`);
    return answer.body;
  };
  const someone = async (name: string): Promise<SignedIn & { id: string }> => {
    const id = await house.person(`${name}@example.org`, "role:ADMIN");
    return { id, ...(await house.signIn(`${name}@example.org`)) };
  };
  const invalid = { status: 401, code: "token-invalid" };

  const banned = await someone("banned");
  await asAdmin("POST", `/api/admin/users/${banned.id}/ban`, { until: null, reason: "spam" });
  ended.push({ state: "banned by an administrator", token: banned.token, ...invalid });
  const deactivated = await someone("deactivated");
  await asAdmin("PATCH", `/api/admin/users/${deactivated.id}`, { status: "deactivated" });
  ended.push({ state: "deactivated by an administrator", token: deactivated.token, ...invalid });
  const deleted = await someone("deleted");
  await asAdmin("DELETE", `/api/admin/users/${deleted.id}`);
  ended.push({ state: "deleted", token: deleted.token, ...invalid });
  const changed = await someone("changed");
  const other = await house.signIn("changed@example.org");
  const password = { currentPassword: "correct horse battery", newPassword: "another horse battery" };
  await house.call("POST", { url: "/api/auth/password", body: password }, other.token);
  ended.push({ state: "whose password was changed elsewhere", token: changed.token, ...invalid });
  const left = await someone("left");
  await house.call("POST", { url: "/api/auth/logout", body: {} }, left.token);
  ended.push({ state: "signed out", token: left.token, ...invalid });

  const service = async (name: string) => asAdmin("POST", "/api/admin/services", { name });
  const gone = await service("Gone");
  await asAdmin("DELETE", `/api/admin/services/${gone.service.id}`);
  ended.push({ state: "a service that was deleted", token: gone.credential, ...invalid });
  const renewed = await service("Renewed");
  await asAdmin("POST", `/api/admin/services/${renewed.service.id}/credential`, {});
  ended.push({ state: "a service whose credential was renewed", token: renewed.credential, ...invalid });
  const off = await service("Off");
  await asAdmin("PATCH", `/api/admin/services/${off.service.id}`, { status: "deactivated" });
  ended.push({
    state: "a service that was deactivated",
    token: off.credential,
    status: 403,
    code: "account-deactivated",
  });
});
afterAll(() => house?.close());

const guarded = matrix.filter(
  (row) => !row.console && row.who.of("anonymous") !== "allowed" && !row.who.text.startsWith("everybody"),
);

describe.each(guarded.map((row) => ({ title: titleOf(row), row })))("$title", ({ row }) => {
  test("is closed to who was let in a moment ago", async () => {
    const url = pathOf(row).replaceAll(/:\w+/g, "0123456789abcdef01234567");
    const found: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const { state, token, status, code } of ended) {
      const answer = await house.call(methodOf(row), { url, ...(methodOf(row) !== "GET" && { body: {} }) }, token);
      found[state] = `${answer.status} ${codeOf(answer)}`;
      // Whoever may sign out with any credential is told that this one is none.
      expected[state] = row.route === "POST /api/auth/logout" ? "401 not-signed-in" : `${status} ${code}`;
    }
    expect(found).toEqual(expected);
  });
});

describe("a ban that ends", () => {
  test("lets in again when it ends, not before, without anything being written", async () => {
    const id = await house.person("back@example.org");
    const until = new Date(Date.now() + ahead + 60_000).toISOString();
    const banned = await house.operate("POST", { url: `/api/admin/users/${id}/ban`, body: { until, reason: "short" } });
    expect(banned.status).toBe(200);
    const revision = house.revision();
    const signIn = () =>
      house.call("POST", {
        url: "/api/auth/login",
        body: { email: "back@example.org", password: "correct horse battery" },
      });
    expect((await signIn()).body.code).toBe("account-banned");
    ahead += 59_000;
    expect((await signIn()).body.code).toBe("account-banned");
    ahead += 2_000;
    expect((await signIn()).status).toBe(200);
    expect(house.revision()).toBe(revision);
  });
});

describe("who may not sign in", () => {
  test.each([
    ["banned", "account-banned"],
    ["deactivated", "account-deactivated"],
  ])("%s: is told so after the right password only", async (name, code) => {
    const signIn = (password: string) =>
      house.call("POST", { url: "/api/auth/login", body: { email: `${name}@example.org`, password } });
    expect((await signIn("correct horse battery")).body.code).toBe(code);
    expect((await signIn("wrong")).body.code).toBe("credentials-wrong");
  });
});
