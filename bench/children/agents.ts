// The first page of a list of agents over HTTP: of somebody who reaches 10,000 of so many, and of somebody who reaches three.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Figures } from "../measure/measurement.ts";
import { type RunningServer, startGatehouse } from "../measure/server.ts";
import { requestOf, serveRate } from "../measure/sockets.ts";
import { mixed } from "../world/random.ts";

const [, , size = "", , pace = ""] = process.argv;
const AGENTS = Number(size);
const isQuick = pace === "quick";
const LASTING = isQuick ? 3_000 : 10_000;
const MANY = 10_000;
const FEW = 3;
const PAGE = 100;
const PASSWORD = "correct horse battery";
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
/** Ada made everything; half of what Ben reaches is shared with himself, half with a group that he is in. */
const emails = { ada: "ada@example.com", ben: "ben@example.com", cy: "cy@example.com" };

const figures = new Figures(AGENTS);
const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-agents-"));
try {
  fill(await withServer(furnish));
  await withServer(measure);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
figures.send();

async function withServer<T>(work: (server: RunningServer) => Promise<T>): Promise<T> {
  const server = await startGatehouse({ folder });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function measure({ port }: RunningServer): Promise<void> {
  for (const [email, reached] of [
    [emails.ben, Math.min(MANY, AGENTS)],
    [emails.cy, FEW],
  ] as const) {
    const { token } = await call(port, "/api/auth/login", { email, password: PASSWORD });
    const authorization = `Bearer ${token}`;
    const first = await fetch(`http://127.0.0.1:${port}/api/agents?limit=${PAGE}`, { headers: { authorization } });
    const { data } = JSON.parse(await first.text());
    if (data.length !== Math.min(PAGE, reached))
      throw new Error(`a page of ${data.length} where ${reached} are reached`);
    const request = requestOf("GET", `/api/agents?limit=${PAGE}`, undefined, { authorization });
    const { perSecond, p99Ms } = await serveRate({ port, connections: 1, lasting: LASTING, request: () => request });
    const name = `page of ${PAGE} of ${reached.toLocaleString("en")} agents over HTTP`;
    figures.add(`${name}, p99`, p99Ms, "ms", `${Math.round(perSecond)} a second`);
  }
}

interface People {
  ada: string;
  ben: string;
  cy: string;
  group: string;
}

async function furnish({ port }: RunningServer): Promise<People> {
  await call(port, "/api/auth/register", {
    name: "Ada",
    email: emails.ada,
    password: PASSWORD,
    confirm_password: PASSWORD,
  });
  const { token, user } = await call(port, "/api/auth/login", { email: emails.ada, password: PASSWORD });
  const ids: string[] = [];
  for (const email of [emails.ben, emails.cy])
    ids.push((await call(port, "/api/admin/users", { name: email, email, password: PASSWORD }, token)).user.id);
  const { group } = await call(port, "/api/admin/groups", { name: "Everything" }, token);
  await call(port, `/api/admin/groups/${group.id ?? group._id}/members`, { userId: ids[0] }, token);
  const { id, _id = id } = group;
  return { ada: `user:${user.id}`, ben: `user:${ids[0]}`, cy: `user:${ids[1]}`, group: `group:${_id}` };
}

/** Rows as the server writes them, from which it builds its state: a million requests would take an hour. */
function fill({ ada, ben, cy, group }: People): void {
  const database = new DatabaseSync(join(folder, "data", "gatehouse.db"));
  database.exec("begin");
  const { id: organization } = database.prepare("select id from organizations").get() as { id: string };
  const insertAgent = database.prepare(
    `insert into agents (organization_id, id, public_id, name, description, instructions, provider, model, author, search_text, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, 'echo', 'echo', ?, ?, ?, ?)`,
  );
  const insertResource = database.prepare(
    "insert into resources (organization_id, resource, type, owner, state, restricted) values (?, ?, 'agent', ?, 'active', 0)",
  );
  const insertGrant = database.prepare(
    `insert into grants (organization_id, id, principal, type, resource, allow, deny, glass)
     values (?, ?, ?, 'agent', ?, '["use","execute"]', '[]', 0)`,
  );
  let grant = 1;
  const share = (agent: number, principal: string) =>
    insertGrant.run(organization, grant++, principal, `agent:${idOf(agent)}`);
  const now = Date.now();
  for (let agent = 0; agent < AGENTS; agent++) {
    const id = idOf(agent);
    const name = `Agent ${agent}`;
    const at = now - (mixed(agent) / 2 ** 32) * YEAR_MS;
    const says = "Answer shortly, in the words of whoever asks. ".repeat(10);
    insertAgent.run(
      organization,
      id,
      `agent_${agent.toString(36).padStart(21, "0")}`,
      name,
      `What ${name} is for`,
      says,
      ada,
      name.toLowerCase(),
      Math.floor(at),
      Math.floor(at),
    );
    insertResource.run(organization, `agent:${id}`, ada);
  }
  for (let one = 0; one < Math.min(MANY, AGENTS); one++)
    share(Math.floor((one * AGENTS) / Math.min(MANY, AGENTS)), one % 2 === 0 ? ben : group);
  for (let one = 0; one < FEW; one++) share(Math.floor((one * AGENTS) / FEW), cy);
  database.exec("delete from snapshot_parts");
  database.exec("delete from snapshots");
  database.exec("commit");
  database.close();
}

interface Told {
  token: string;
  user: { id: string };
  group: { id?: string; _id?: string };
}

async function call(port: number, path: string, body: unknown, token?: string): Promise<Told> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered with ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** 24 hexadecimal digits, in no order. */
function idOf(agent: number): string {
  return mixed(agent).toString(16).padStart(8, "0") + mixed(~agent).toString(16).padStart(16, "0");
}
