// The built server over HTTP, on one database: checks with sign-in, validation and logging on, beside a bare answer; batches; sharing.
import { randomBytes } from "node:crypto";
import { ownDatabase } from "../measure/database.ts";
import { Figures } from "../measure/measurement.ts";
import { median } from "../measure/rounds.ts";
import { startBare, startGatehouse } from "../measure/server.ts";
import { requestOf, type Served, serveRate } from "../measure/sockets.ts";

const [, , , kind = "sqlite", pace = ""] = process.argv;
const isQuick = pace === "quick";
const CONNECTIONS = 32;
const LASTING = isQuick ? 2_000 : 5_000;
const ROUNDS = isQuick ? 3 : 5;
const PEOPLE = 20;
const PROMPTS = 200;
const BATCH = 1_000;
const PASSWORD = randomBytes(12).toString("hex");

const figures = new Figures(0);
const database = kind === "postgres" ? await ownDatabase(process.env.TEST_DATABASE_URL ?? "") : undefined;
const server = await startGatehouse({ databaseUrl: database?.url });
try {
  const { token, people } = await furnish();
  const headers = { authorization: `Bearer ${token}` };
  if (kind === "sqlite") await checks(headers, people);
  await sharing(headers, people);
} finally {
  await server.stop();
  await database?.drop();
}
figures.send();

async function checks(headers: Record<string, string>, people: readonly string[]): Promise<void> {
  const question = (index: number) => ({
    subject: people[index % people.length],
    action: "use",
    resource: `prompt:${idOf(Math.floor(index / people.length) % PROMPTS)}`,
  });
  const single = Array.from({ length: PEOPLE * PROMPTS }, (_, index) =>
    requestOf("POST", "/api/access/check", question(index), headers),
  );
  const ask = (port: number) =>
    serveRate({
      port,
      connections: CONNECTIONS,
      lasting: LASTING,
      request: (index) => single[index % single.length]!,
    });
  const { bodyBytes } = await ask(server.port);
  const bare = await startBare(bodyBytes);
  const ours: Served[] = [];
  const least: Served[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    least.push(await ask(bare.port));
    ours.push(await ask(server.port));
  }
  await bare.stop();
  const ratios = ours.map(({ perSecond }, round) => perSecond / least[round]!.perSecond);
  figures.add("HTTP check", median(ours.map(({ perSecond }) => perSecond)), "per second", `${CONNECTIONS} connections`);
  figures.add("HTTP check, p99", median(ours.map(({ p99Ms }) => p99Ms)), "ms", "seen by the client");
  figures.add("bare node:http", median(least.map(({ perSecond }) => perSecond)), "per second", `${bodyBytes} bytes`);
  figures.add("HTTP check ÷ bare node:http", median(ratios), "times");

  const batches = Array.from({ length: 4 }, (_, batch) =>
    requestOf(
      "POST",
      "/api/access/check",
      { checks: Array.from({ length: BATCH }, (_, index) => question(batch * BATCH + index)) },
      headers,
    ),
  );
  const batched = await serveRate({
    port: server.port,
    connections: 2,
    lasting: LASTING,
    request: (index) => batches[index % batches.length]!,
  });
  figures.add("HTTP batches of 1,000, answers", batched.perSecond * BATCH, "per second", "2 connections");
}

/** Everybody's viewer grants on everything, one request each, until the time is over; each grant is a new one. */
async function sharing(headers: Record<string, string>, people: readonly string[]): Promise<void> {
  const requests: Buffer[] = [];
  const request = (index: number) => {
    requests[index] ??= requestOf(
      "POST",
      `/api/access/resources/prompt/${idOf(Math.floor(index / people.length) % PROMPTS)}/grants`,
      { principal: people[index % people.length], role: "viewer", reason: `share ${index}` },
      headers,
    );
    return requests[index];
  };
  const served = await serveRate({ port: server.port, connections: CONNECTIONS, lasting: LASTING, request });
  const name = kind === "postgres" ? "PostgreSQL" : "SQLite";
  figures.add(
    `sharing writes of one organization, ${name}`,
    served.perSecond,
    "per second",
    `${CONNECTIONS} connections`,
  );
  figures.add(`sharing writes of one organization, ${name}, p99`, served.p99Ms, "ms", "seen by the client");
}

/** The first account, twenty people, two hundred prompts, each shared with a few of them. */
async function furnish(): Promise<{ token: string; people: string[] }> {
  const email = "ada@example.com";
  const account = { name: "Ada", email, password: PASSWORD, confirm_password: PASSWORD };
  await call("POST", "/api/auth/register", account);
  const { token } = await call("POST", "/api/auth/login", { email, password: PASSWORD });
  const people: string[] = [];
  for (let index = 0; index < PEOPLE; index++) {
    const wish = { name: `Person ${index}`, email: `person${index}@example.com`, password: PASSWORD };
    const { user } = await call("POST", "/api/admin/users", wish, token);
    people.push(`user:${user.id}`);
  }
  for (let prompt = 0; prompt < PROMPTS; prompt++) {
    await call("PUT", `/api/access/resources/prompt/${idOf(prompt)}`, {}, token);
    for (let grant = 0; grant < 3; grant++) {
      const principal = people[(prompt * 7 + grant * 3) % PEOPLE];
      await call("POST", `/api/access/resources/prompt/${idOf(prompt)}/grants`, { principal, role: "viewer" }, token);
    }
  }
  return { token, people };
}

interface Told {
  token: string;
  user: { id: string };
}

async function call(method: string, path: string, body: unknown, token?: string): Promise<Told> {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered with ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** One of another application's: what looks like the workspace's own ids cannot be registered. */
function idOf(prompt: number): string {
  return `p${(prompt + 1).toString(16).padStart(24, "0")}`;
}
