import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createGatehouse, type Gatehouse } from "../../app.ts";

const PASSWORD = "correct horse battery";
const people = { ada: "SUPER_ADMIN", root: "SUPER_ADMIN", max: "ADMIN", ben: "USER" };
type Person = keyof typeof people;

let folder: string;
let house: Gatehouse;
let ids: Record<Person, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-outbox-"));
  house = await createGatehouse({
    env: { DATA_DIR: folder, LOGIN_MAX: "100" },
    cwd: folder,
    log: pino({ level: "silent" }),
  });
  const made = { ada: "", root: "", max: "", ben: "" };
  for (const [name, role] of Object.entries(people)) {
    const payload = { name, email: `${name}@example.org`, password: PASSWORD, role };
    made[name as Person] = (await operate("POST", "/api/admin/users", payload)).json<{
      user: { id: string };
    }>().user.id;
  }
  ids = made;
});
afterEach(async () => {
  await house.close();
  await rm(folder, { recursive: true });
});

const operate = (method: "GET" | "POST" | "PATCH", url: string, payload?: object) =>
  house.operatorInject({ method, url, ...(payload && { payload }) });

async function as(name: Person, method: "GET" | "POST", url: string) {
  const payload = { email: `${name}@example.org`, password: PASSWORD };
  const signedIn = await house.app.inject({ method: "POST", url: "/api/auth/login", payload });
  const { token } = signedIn.json<{ token: string }>();
  return house.app.inject({ method, url, headers: { authorization: `Bearer ${token}` } });
}

/** A letter with a link for a new password waits for them. @returns its id */
async function letterFor(name: Person): Promise<string> {
  await operate("POST", `/api/admin/users/${ids[name]}/reset-password`);
  const { letters } = (await operate("GET", "/api/admin/outbox")).json<{ letters: { id: string; to: string }[] }>();
  return letters.find(({ to }) => to === `${name}@example.org`)?.id ?? "";
}
const readUrl = (id: string) => `/api/admin/outbox/${id}/read`;

it("lists to whom, of what kind and until when, and no link", async () => {
  const id = await letterFor("ben");
  const answer = await as("ada", "GET", "/api/admin/outbox");
  expect(answer.json()).toMatchObject({
    total: 1,
    letters: [{ id, to: "ben@example.org", kind: "reset-password", mayRead: true, whyNot: null, readings: [] }],
  });
  expect(answer.body).not.toContain("token");
});

it("reads a letter one by one, and shows who did beside it", async () => {
  const id = await letterFor("ben");
  const letter = (await as("ada", "POST", readUrl(id))).json<{ text: string }>();
  expect(letter.text).toMatch(/\/reset-password\?userId=[0-9a-f]{24}&token=[0-9a-f]{64}/);
  await operate("POST", readUrl(id));
  const { letters } = (await operate("GET", "/api/admin/outbox")).json<{ letters: { readings: unknown[] }[] }>();
  expect(letters[0]?.readings).toMatchObject([{ by: `user:${ids.ada}`, name: "ada" }, { by: "cli:operator" }]);
});

it.each<[Person, Person, number]>([
  ["ada", "ben", 200],
  ["ada", "max", 200],
  ["ada", "root", 403],
  ["ada", "ada", 403],
  ["max", "ben", 403],
  ["ben", "ben", 403],
])("%s reads a letter to %s: %d", async (reader, to, status) => {
  expect((await as(reader, "POST", readUrl(await letterFor(to)))).statusCode).toBe(status);
});

it("shows a super admin's letter on the command line alone, also while they wait to be let in", async () => {
  const id = await letterFor("root");
  const { id: organization } = house.access.list()[0] ?? { id: "" };
  const operator = { organization, subject: "operator", name: "cli:test", from: "cli" };
  await house.access.of(organization).commit(operator, async () => ({
    changes: [{ kind: "account-status-set", account: `user:${ids.root}`, status: "unverified" }],
    result: null,
  }));
  expect((await as("ada", "POST", readUrl(id))).statusCode).toBe(403);
  expect((await operate("POST", readUrl(id))).statusCode).toBe(200);
});

it.each([
  ["role SUPER_ADMIN", { role: "SUPER_ADMIN" }, 403],
  ["additional role SUPER_ADMIN", { roles: ["SUPER_ADMIN"] }, 403],
  ["role ADMIN", { role: "ADMIN" }, 200],
])("reads an invitation with the %s", async (_, wish, status) => {
  const made = await operate("POST", "/api/admin/invitations", { email: "dee@example.org", ...wish });
  expect(made.statusCode, made.body).toBe(201);
  const [letter] = (await as("ada", "GET", "/api/admin/outbox")).json<{ letters: { id: string; mayRead: boolean }[] }>()
    .letters;
  expect(letter?.mayRead).toBe(status === 200);
  expect((await as("ada", "POST", readUrl(letter?.id ?? ""))).statusCode).toBe(status);
  expect((await operate("POST", readUrl(letter?.id ?? ""))).statusCode).toBe(200);
});

it("says that a link is spent, and shows it to nobody any more", async () => {
  const id = await letterFor("ben");
  const { text } = (await operate("POST", readUrl(id))).json<{ text: string }>();
  const { searchParams } = new URL(/http\S+/.exec(text)?.[0] ?? "");
  const payload = { ...Object.fromEntries(searchParams), password: "another password" };
  expect((await house.app.inject({ method: "POST", url: "/api/auth/resetPassword", payload })).statusCode).toBe(200);
  const { letters } = (await operate("GET", "/api/admin/outbox")).json<{ letters: Record<string, unknown>[] }>();
  expect(letters.find((one) => one.id === id)).toMatchObject({ spent: true, mayRead: false });
  expect(letters.find(({ kind }) => kind === "password-changed")).toMatchObject({ spent: false, mayRead: true });
  expect((await operate("POST", readUrl(id))).statusCode).toBe(409);
});

it("notes nothing, and tells nothing, of a letter that is not there", async () => {
  expect((await as("ada", "POST", readUrl("0".repeat(24)))).statusCode).toBe(404);
  expect(await house.store.db.selectFrom("letter_readings").selectAll().execute()).toEqual([]);
});

it("keeps another organization's letters to its own command line", async () => {
  await operate("POST", "/api/gatehouse/organizations", {
    slug: "second",
    name: "Second",
    admin: { email: "eve@example.org", password: PASSWORD },
  });
  const headers = { "gatehouse-organization": "second" };
  await house.operatorInject({
    method: "POST",
    url: "/api/admin/invitations",
    headers,
    payload: { email: "x@example.org" },
  });
  const theirs = await house.operatorInject({ method: "GET", url: "/api/admin/outbox", headers });
  const [letter] = theirs.json<{ letters: { id: string }[] }>().letters;
  expect(letter).toMatchObject({ to: "x@example.org", kind: "invitation" });
  expect((await as("ada", "GET", "/api/admin/outbox")).json()).toMatchObject({ letters: [], total: 0 });
  expect((await as("ada", "POST", readUrl(letter?.id ?? ""))).statusCode).toBe(404);
});
