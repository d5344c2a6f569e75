import { mkdtemp, rm } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { emptyPostgres } from "../packages/server/src/store/testing/databases.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";

/*
 * H1, the clock of revocation: everything that goes on for a while is opened, then the right to it is taken, and what is left of it is timed.
 * The published bound is a second (docs/guides/agents-and-chat.md); with two servers the right is taken on the one, and held on the other.
 */
const BOUND_MS = 1_000;
const PASSWORD = "correct horse battery";
const LARGE = 64 * 1024 * 1024;
const postgres = process.env.TEST_DATABASE_URL;

/** Something that somebody holds open. */
interface Held {
  /** Whether it is over. */
  isOver(): Promise<boolean>;
  /** Takes what is on its way already. */
  hurry?(): void;
  leave(): void;
}
type Name = "access token" | "session" | "running answer" | "download" | "place in a list" | "live link" | "page";
const everything: readonly Name[] = [
  "access token",
  "session",
  "running answer",
  "download",
  "place in a list",
  "live link",
  "page",
];

interface Revocation {
  by: string;
  /** What ends with it; the rest goes on. */
  ends: readonly Name[];
  revoke(scene: Scene): Promise<unknown>;
}
const revocations: readonly Revocation[] = [
  {
    by: "a ban",
    ends: everything,
    revoke: ({ ada, mia }) => ada.post(`/api/admin/users/${mia.id}/ban`, { until: null, reason: "spam" }),
  },
  {
    by: "deactivating the account",
    ends: everything,
    revoke: ({ ada, mia }) => ada.patch(`/api/admin/users/${mia.id}`, { status: "deactivated" }),
  },
  { by: "deleting the account", ends: everything, revoke: ({ ada, mia }) => ada.delete(`/api/admin/users/${mia.id}`) },
  {
    by: "ending the session elsewhere",
    ends: everything,
    revoke: ({ ada, mia }) => Person.endSessionsOf(ada.url, mia.email, PASSWORD),
  },
  {
    by: "leaving the group",
    ends: ["running answer", "download", "place in a list", "live link", "page"],
    revoke: ({ ada, mia, group }) => ada.delete(`/api/admin/groups/${group}/members/${mia.id}`),
  },
  {
    by: "taking the grants",
    ends: ["running answer", "download", "place in a list", "live link", "page"],
    revoke: ({ ada, things }) =>
      Promise.all(things.map((thing) => ada.delete(`/api/access/resources/${thing.replace(":", "/")}/grants`))),
  },
  {
    by: "switching the feature off",
    ends: ["running answer", "page"],
    revoke: ({ ada }) => ada.patch("/api/admin/roles/USER/permissions", { permissions: { AGENTS: { USE: false } } }),
  },
];

interface Scene {
  /** Where rights are taken. */
  ada: Person;
  /** Who holds things, at the other server where there are two. */
  mia: Person & { email: string };
  group: string;
  /** `agent:64f0…`: what the group has. */
  things: string[];
  held: Record<Name, Held>;
}

describe.each([
  { where: "on one server", servers: 1 },
  { where: "across two servers on one PostgreSQL (skipped without TEST_DATABASE_URL)", servers: 2 },
])("the right is taken $where", ({ servers }) => {
  describe.skipIf(servers === 2 && !postgres)("and", () => {
    let database: Awaited<ReturnType<typeof emptyPostgres>> | undefined;
    let near: RunningServer;
    let far: RunningServer;
    let filesDir: string;
    let ada: Person;
    let count = 0;
    const longest: Partial<Record<Name, number>> = {};

    beforeAll(async () => {
      const env = { LOGIN_MAX: "1000", LIMIT_MESSAGE_IP: "false", FILE_UPLOAD_USER_MAX: "1000" };
      database = servers === 2 ? await emptyPostgres(postgres ?? "") : undefined;
      filesDir = await mkdtemp(join(tmpdir(), "gatehouse-e2e-files-"));
      const shared = {
        ...env,
        FILES_DIR: filesDir,
        ...(database && { DATABASE_URL: database.options.databaseUrl ?? "" }),
      };
      near = await startServer({ env: shared });
      far = database ? await startServer({ env: shared }) : near;
      const account = { name: "Ada", email: "ada@example.com", password: PASSWORD, confirm_password: PASSWORD };
      await new Person(near.url).post("/api/auth/register", account);
      ada = await Person.signIn(near.url, account.email, PASSWORD);
    });
    afterAll(async () => {
      await stopServers();
      await database?.remove();
      await rm(filesDir, { recursive: true, force: true });
      // What docs/guides/revocation.md tells.
      console.log(`longest, ${servers === 1 ? "one server" : "two servers"}:`, longest);
    });
    afterEach(() => ada.patch("/api/admin/roles/USER/permissions", { permissions: { AGENTS: { USE: true } } }));

    test.each(revocations)("$by ends what rests on it within a second, and nothing else", async ({ ends, revoke }) => {
      const scene = await open(ada, far.url, `mia-${++count}@example.com`);
      const names = everything.filter((name) => ends.includes(name));
      for (const name of everything) expect([name, await scene.held[name].isOver()]).toEqual([name, false]);
      const begun = performance.now();
      await revoke(scene);
      const taken = performance.now();
      for (const name of names) scene.held[name].hurry?.();
      const took = await Promise.all(names.map((name) => timeOf(scene.held[name], taken)));
      for (const [index, name] of names.entries()) {
        const ms = took[index] ?? Number.POSITIVE_INFINITY;
        expect(ms, `${name}, after ${Math.round(taken - begun)} ms of taking it`).toBeLessThan(BOUND_MS);
        longest[name] = Math.max(longest[name] ?? 0, Math.round(ms));
      }
      for (const name of everything.filter((one) => !ends.includes(one)))
        expect([name, await scene.held[name].isOver()]).toEqual([name, false]);
      for (const name of everything) scene.held[name].leave();
    });
  });
});

/** Milliseconds from when the right was taken; up to five times the bound is waited. */
async function timeOf({ isOver }: Held, taken: number): Promise<number> {
  while (performance.now() - taken < 5 * BOUND_MS) {
    if (await isOver()) return performance.now() - taken;
    await new Promise((wake) => setTimeout(wake, 5));
  }
  return Number.POSITIVE_INFINITY;
}

/** A member of a group with which Ada shares a few things, who holds all of them open. */
async function open(ada: Person, url: string, email: string): Promise<Scene> {
  const must = async (asked: ReturnType<Person["get"]>) => {
    const { status, body } = await asked;
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  };
  const account = await must(ada.post("/api/admin/users", { name: "Mia", email, password: PASSWORD }));
  const group = (await must(ada.post("/api/admin/groups", { name: `Group of ${email}` }))).group.id as string;
  await must(ada.post(`/api/admin/groups/${group}/members`, { userId: account.user.id }));
  const agent = await must(ada.post("/api/agents", { name: "Helper", provider: "echo", model: "echo" }));
  const prompts: string[] = [];
  for (const name of ["One", "Two"]) {
    const made = { prompt: { prompt: "Sum up", type: "text" }, group: { name } };
    prompts.push((await must(ada.post("/api/prompts", made))).group._id);
  }
  const file = await upload(ada);
  const talked = await ada.hear(agent.id, "Plans");
  const conversation = talked.start.body.conversationId as string;
  const link = await must(ada.post(`/api/share/${conversation}`, { live: true, public: false }));
  const fileRow = (await must(ada.get("/api/files"))).find((one: { file_id: string }) => one.file_id === file.file_id);
  const things = [
    `agent:${agent._id}`,
    ...prompts.map((id) => `prompt:${id}`),
    `file:${fileRow._id}`,
    `sharedLink:${link._id}`,
  ];
  let revision = "";
  for (const thing of things) {
    const wish = { principal: `group:${group}`, role: "viewer" };
    const given = await ada.post(`/api/access/resources/${thing.replace(":", "/")}/grants`, wish);
    if (given.status !== 201) throw new Error(JSON.stringify(given.body));
    revision = given.headers.get("gatehouse-revision") ?? "";
  }
  const signedIn = await Person.signIn(url, email, PASSWORD);
  const mia = Object.assign(signedIn, { email });
  await mia.get("/api/user", { "gatehouse-min-revision": revision });
  return { ada, mia, group, things, held: await hold(mia, agent.id, file.filepath, link.shareId) };
}

async function hold(mia: Person, agentId: string, filepath: string, shareId: string): Promise<Record<Name, Held>> {
  const refused = (ask: () => ReturnType<Person["get"]>): Held => ({
    isOver: async () => (await ask()).status >= 400,
    leave: () => undefined,
  });
  const first = await mia.get("/api/prompts/groups?pageSize=1");
  const place = encodeURIComponent(first.body.after ?? first.body.nextCursor ?? "");
  if (place === "") throw new Error(`no second page: ${JSON.stringify(first.body)}`);
  return {
    "access token": refused(() => mia.get("/api/user")),
    // A refresh that works makes the cookie another one: the check is a question that the session answers.
    session: refused(() => mia.get("/api/auth/sessions")),
    "running answer": await answer(mia, agentId),
    download: await download(mia, filepath),
    "place in a list": {
      isOver: async () => {
        const { status, body } = await mia.get(`/api/prompts/groups?pageSize=1&cursor=${place}`);
        return status >= 400 || body.promptGroups.length === 0;
      },
      leave: () => undefined,
    },
    "live link": refused(() => mia.get(`/api/share/${shareId}`)),
    page: refused(() => mia.get(`/api/agents/${agentId}`)),
  };
}

async function answer(mia: Person, agentId: string): Promise<Held> {
  const start = await mia.say(agentId, "/slow 60");
  if (start.status !== 200) throw new Error(JSON.stringify(start.body));
  let isOver = false;
  let hasBegun = false;
  const heard = (async () => {
    for await (const _ of mia.listen(start.body.streamId)) hasBegun = true;
  })();
  heard
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  while (!hasBegun && !isOver) await new Promise((wake) => setTimeout(wake, 5));
  return { isOver: async () => isOver, leave: () => undefined };
}

/** Takes its bytes slowly, a piece of 64 kB every 20 ms, so that it would last for long. One that comes whole was not ended. */
async function download(mia: Person, filepath: string): Promise<Held> {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(mia.url + filepath, { headers: { authorization: `Bearer ${mia.token}` } }, resolve).on("error", reject),
  );
  if (response.statusCode !== 200) throw new Error(`no download: ${response.statusCode}`);
  let isOver = false;
  /** Even in a hurry it would take seconds: what comes whole at once tells nothing. */
  let everyMs = 20;
  response
    .on("error", () => undefined)
    .on("close", () => {
      isOver = !response.complete;
    })
    .on("data", () => {
      response.pause();
      setTimeout(() => response.resume(), everyMs);
    });
  const hurry = () => {
    everyMs = 2;
  };
  return { isOver: async () => isOver, hurry, leave: () => response.destroy() };
}

async function upload({ url, token }: Person) {
  const form = new FormData();
  form.append("file", new Blob([Buffer.alloc(LARGE, "plain words ")], { type: "text/plain" }), "large.txt");
  const response = await fetch(`${url}/api/files`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as { file_id: string; filepath: string };
}
