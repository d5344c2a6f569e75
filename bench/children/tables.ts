// A page of every table of the console, in a workplace of 100,000 people, over HTTP on the embedded database.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Figures } from "../measure/measurement.ts";
import { type RunningServer, startGatehouse } from "../measure/server.ts";
import { requestOf, serveRate } from "../measure/sockets.ts";
import { EVERYBODY, fillWorkplace, groupIdOf, PEOPLE, personOf } from "../world/workplace.ts";

const [, , , , pace = ""] = process.argv;
const LASTING = pace === "quick" ? 400 : 2_000;
const PASSWORD = "correct horse battery";
const EMAIL = "ada@example.com";
/** How many pages somebody turns before the page that is measured as a late one. */
const TURNED = 20;

const person = personOf(1).slice("user:".length);
const group = groupIdOf(7);
const everybody = groupIdOf(EVERYBODY);

/** Each list as the console asks for it. `deep`: an offset near its end, where pages are numbered. */
const tables: readonly { path: string; deep?: number }[] = [
  { path: "/api/admin/users?limit=50", deep: PEOPLE - 100 },
  ...["sort=name&order=desc", "sort=email", "sort=email&order=desc", "sort=created", "sort=created&order=desc"].flatMap(
    (order) => [
      { path: `/api/admin/users?${order}&limit=50`, deep: PEOPLE - 100 },
      middleOf(`/api/admin/users?${order}`),
    ],
  ),
  // Of a hundred thousand found, and of some.
  { path: "/api/admin/users?search=example.com&limit=50", deep: PEOPLE - 100 },
  middleOf("/api/admin/users?search=example.com"),
  { path: "/api/admin/users?search=person47&order=desc&limit=50", deep: 500 },
  { path: "/api/admin/users/search?q=person4711&limit=20" },
  { path: "/api/admin/users/search?q=ada&limit=20" },
  { path: "/api/permissions/search-principals?q=ben&limit=20" },
  { path: "/api/admin/invitations?limit=50", deep: 9_900 },
  { path: "/api/admin/groups?memberIds=none&limit=50", deep: 4_900 },
  { path: "/api/admin/groups?search=group%2047&memberIds=none&limit=50" },
  { path: "/api/admin/groups?sort=name&order=desc&memberIds=none&limit=50", deep: 4_900 },
  { path: "/api/admin/groups?sort=members&order=desc&memberIds=none&limit=50", deep: 4_900 },
  { path: `/api/admin/groups/${group}/members?search=example&limit=50` },
  { path: `/api/admin/groups/${everybody}/members?search=example&limit=50`, deep: 250 },
  { path: `/api/admin/groups/${everybody}/members?search=person4711&limit=50` },
  { path: "/api/admin/invitations?sort=email&order=asc&limit=50", deep: 9_900 },
  { path: "/api/admin/invitations?search=47&limit=50" },
  { path: `/api/admin/groups/${group}/members?limit=50` },
  { path: `/api/admin/groups/${everybody}/members?limit=50`, deep: PEOPLE - 100 },
  { path: "/api/admin/roles?limit=50" },
  { path: "/api/admin/roles/USER/members?limit=50", deep: PEOPLE - 100 },
  { path: "/api/admin/grants?limit=50" },
  { path: "/api/admin/services?limit=50" },
  { path: "/api/admin/outbox?limit=50", deep: 9_900 },
  { path: "/api/agents?limit=50" },
  { path: "/api/agents?limit=50&search=agent%2047" },
  { path: "/api/convos?limit=50" },
  { path: "/api/convos?limit=50&sortBy=title&sortDirection=asc" },
  { path: "/api/convos?limit=50&search=conversation%2047" },
  { path: "/api/share?pageSize=50" },
  { path: "/api/access/mine?type=agent&whose=me&limit=50" },
  { path: "/api/access/shared-by-me?limit=50" },
  { path: "/api/access/report?limit=50" },
  ...["wide", "unused", "ownerless", "expiring", "stale-giver"].map((finding) => ({
    path: `/api/access/report?finding=${finding}&limit=50`,
  })),
  { path: `/api/access/report/reached?who=user:${person}&whose=others&type=agent&limit=50` },
  { path: "/api/access/shared?type=agent&limit=50" },
  { path: "/api/access/shared?sort=given&order=desc&limit=50" },
  { path: "/api/access/shared?sort=given&limit=50" },
  { path: "/api/access/shared?search=agent%2047&limit=50" },
  { path: "/api/admin/usage/people?by=day&limit=50" },
  { path: "/api/admin/usage/people?by=month&sort=conversations&limit=50" },
  { path: "/api/admin/usage/people?by=month&sort=cost&limit=50" },
  { path: "/api/admin/usage?by=day&periods=60" },
  { path: "/api/admin/usage/models?by=month&sort=cost&limit=50" },
  { path: "/api/admin/usage/agents?by=month&limit=50" },
  { path: "/api/admin/usage/groups?by=month&sort=active&limit=50" },
  { path: "/api/admin/analytics/sharing" },
  { path: "/api/admin/analytics/sharing?type=agent&sort=grants" },
  { path: "/api/admin/analytics/refusals?by=day&periods=60" },
  { path: `/api/admin/users/${person}/view-as/things?type=agent&whose=others&limit=50` },
  { path: "/api/admin/openings?limit=50" },
  { path: "/api/admin/moderation/cases?state=open&limit=50" },
  { path: "/api/admin/moderation/cases?state=open&order=desc&limit=50" },
  { path: "/api/admin/moderation/cases?state=decided&type=agent&limit=50" },
  { path: `/api/admin/moderation/cases?about=${person}&limit=50` },
  { path: "/api/audit/entries?limit=50" },
  { path: `/api/audit/entries?actor=user:${person}&limit=50` },
  { path: `/api/audit/entries?about=user:${person}&limit=50` },
  { path: "/api/audit/entries?kind=sign-in&origin=api&limit=50" },
  { path: "/api/audit/entries?order=asc&limit=50" },
  { path: `/api/audit/entries?about=user:${person}&order=asc&limit=50` },
  { path: "/api/audit/entries?q=person4711&limit=50" },
  { path: "/api/access/changes?limit=50" },
];

/** The page halfway. */
function middleOf(path: string): { path: string } {
  return { path: `${path}&limit=50&offset=${PEOPLE / 2}` };
}

const figures = new Figures(0);
const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-tables-"));
try {
  fillWorkplace(folder, await withServer(async ({ port }) => `user:${await registered(port)}`));
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
  const { token } = await told(port, "/api/auth/login", undefined, { email: EMAIL, password: PASSWORD });
  const authorization = `Bearer ${token}`;
  const taken: { path: string; p99Ms: number }[] = [];
  const time = async (path: string) => {
    const request = requestOf("GET", path, undefined, { authorization });
    await told(port, path, authorization); // says which one, where it is refused
    const { p99Ms } = await serveRate({ port, connections: 1, lasting: LASTING, request: () => request });
    taken.push({ path, p99Ms });
  };
  for (const { path, deep } of tables) {
    await time(path);
    const late = deep === undefined ? await lateOf(port, path, authorization) : `${path}&offset=${deep}`;
    if (late !== null) await time(late);
  }
  taken.sort((a, b) => b.p99Ms - a.p99Ms);
  const [slowest] = taken;
  if (!slowest) throw new Error("no page was asked for");
  const others = taken
    .slice(0, 6)
    .map(({ path, p99Ms }) => `${p99Ms.toFixed(1)} ms ${path.replace(/cursor=.*/, "cursor=…")}`);
  figures.add(
    "slowest page of any table with 100,000 people, p99",
    slowest.p99Ms,
    "ms",
    `${taken.length} pages; ${others.join("; ")}`,
  );
}

/** The page that somebody comes to who turns page after page; null: the list is shorter, or has no such pages. */
async function lateOf(port: number, path: string, authorization: string): Promise<string | null> {
  let late: string | null = null;
  for (let page = 0; page < TURNED; page++) {
    const answer = await told(port, late ?? path, authorization);
    const next = answer.nextCursor ?? answer.next ?? answer.after ?? null;
    if (typeof next !== "string" || next === "") break;
    late = `${path}&cursor=${encodeURIComponent(next)}`;
  }
  return late;
}

async function registered(port: number): Promise<string> {
  const account = { email: EMAIL, password: PASSWORD };
  await told(port, "/api/auth/register", undefined, { ...account, name: "Ada", confirm_password: PASSWORD });
  const { user } = await told(port, "/api/auth/login", undefined, account);
  return user.id;
}

/** What is read of the answers of many routes. */
interface Told {
  token: string;
  user: { id: string };
  nextCursor?: unknown;
  next?: unknown;
  after?: unknown;
}

async function told(port: number, path: string, authorization?: string, body?: object): Promise<Told> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: body ? "POST" : "GET",
    headers: { "content-type": "application/json", ...(authorization !== undefined && { authorization }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered with ${answer.status}: ${text}`);
  return JSON.parse(text);
}
