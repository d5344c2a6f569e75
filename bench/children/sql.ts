// The same world in three tables, the same questions as one SQL statement each, on the embedded SQLite and on PostgreSQL.
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { Figures } from "../measure/measurement.ts";
import { rateOf } from "../measure/rounds.ts";
import { grantOf } from "../world/changes.ts";
import { compareAnswers } from "../world/compared.ts";
import { makeQuestions, namesOf } from "../world/questions.ts";
import {
  agentName,
  GRANTS_EACH,
  makeWorld,
  NO_PROJECT,
  nameOf,
  principalsOf,
  resourceName,
  userName,
  type World,
} from "../world/world.ts";
import { loadedEngine, taskOf } from "./task.ts";

const { grants, snapshot, isQuick } = taskOf(process.argv);
const USE = 1; // also the bit of `view` on a project, which passes `use` down
const figures = new Figures(grants);
const world = makeWorld(grants);
const questions = makeQuestions(world, 20_000);
const engine = loadedEngine(snapshot);

/*
 * One statement, nothing recursive: the principal set is worked out by the asking program and passed in, as is the usual way.
 * An owner is not denied anything; a deny on the agent or its project wins over every allow; owning the project passes `use` down.
 */
const statement = (principals: string, now: string, subject: string, resource: string) => `
  with places as (select resource, owner from resources where resource = ${resource}
    union all select r.resource, r.owner from parents p join resources r on r.resource = p.parent where p.resource = ${resource})
  select coalesce(max(case when p.resource = ${resource} and p.owner = ${subject} then 1 else 0 end), 0) as owns,
    coalesce(max(case when p.owner = ${subject} then 1 else 0 end), 0) as passed,
    coalesce(max(case when g.allow & ${USE} <> 0 then 1 else 0 end), 0) as allows,
    coalesce(max(case when g.deny & ${USE} <> 0 then 1 else 0 end), 0) as denies
  from places p left join grants g on g.resource = p.resource and g.principal in (${principals})
    and (g.expires_at is null or g.expires_at > ${now})`;

interface Found {
  owns: number;
  passed: number;
  allows: number;
  denies: number;
}
const isYes = ({ owns, passed, allows, denies }: Found) =>
  owns === 1 || (denies === 0 && (allows === 1 || passed === 1));

// Which grants name one of these principals on this resource? Which parents has it?
const indexes = [
  "create index grants_by_resource on grants (resource, principal)",
  "create index parents_by_resource on parents (resource, parent)",
];

const principals = new Map<number, string[]>();
for (const user of questions.users) if (!principals.has(user)) principals.set(user, principalsOf(world, user));
const setOf = (index: number) => principals.get(questions.users[index]!)!;
const { subjects, resources } = namesOf(questions);

await onSqlite();
const url = process.env.TEST_DATABASE_URL;
if (url) await onPostgres(url);
figures.send();

async function onSqlite(): Promise<void> {
  const database = new DatabaseSync(":memory:");
  for (const table of tables("integer")) database.exec(table);
  database.exec("begin");
  const rows = {
    resources: database.prepare("insert into resources values (?, ?)"),
    parents: database.prepare("insert into parents values (?, ?)"),
    grants: database.prepare("insert into grants values (?, ?, ?, ?, ?)"),
  };
  for (const [table, row] of rowsOf(world)) rows[table].run(...row);
  database.exec("commit");
  for (const index of indexes) database.exec(index);
  database.exec("analyze");
  const query = database.prepare(statement("select value from json_each(?1)", "?2", "?3", "?4"));
  const sets = new Map([...principals].map(([user, names]) => [user, JSON.stringify(names)]));
  const ask = (index: number) => {
    const found = query.get(sets.get(questions.users[index]!)!, Date.now(), subjects[index]!, resources[index]!);
    return isYes(found as unknown as Found);
  };
  const rate = await rateOf(isQuick ? 5_000 : 20_000, ask);
  figures.add("one SQL query on SQLite", rate, "per second", "in memory, prepared");
  const { same } = await compareAnswers("SQLite", engine, questions, 5_000, ask);
  figures.add("answers equal to SQLite's", same, "of them", "5,000 asked");
  database.close();
}

async function onPostgres(address: string): Promise<void> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    await client.query("create schema gatehouse_bench");
    await client.query("set search_path to gatehouse_bench");
    for (const table of tables("bigint")) await client.query(table);
    await fillPostgres(client);
    for (const index of indexes) await client.query(index);
    await client.query("analyze");
    const text = statement("select unnest($1::text[])", "$2::bigint", "$3::text", "$4::text");
    const ask = async (index: number) => {
      const values = [setOf(index), Date.now(), subjects[index]!, resources[index]!];
      const { rows } = await client.query<Found>({ name: "check", text, values });
      return isYes(rows[0]!);
    };
    const rate = await rateOf(isQuick ? 1_000 : 3_000, ask);
    figures.add("one SQL query on PostgreSQL", rate, "per second", "one connection, prepared");
    const { same } = await compareAnswers("PostgreSQL", engine, questions, 2_000, ask);
    figures.add("answers equal to PostgreSQL's", same, "of them", "2,000 asked");
  } finally {
    await client.query("drop schema if exists gatehouse_bench cascade");
    await client.end();
  }
}

function tables(moment: string): string[] {
  const text = moment === "bigint" ? 'text collate "C"' : "text";
  return [
    `create table resources (resource ${text} primary key, owner ${text} not null)`,
    `create table parents (resource ${text} not null, parent ${text} not null)`,
    `create table grants (principal ${text} not null, resource ${text} not null, allow integer not null, deny integer not null, expires_at ${moment})`,
  ];
}

type Row = ["resources" | "parents" | "grants", (string | number | null)[]];

function* rowsOf(from: World): IterableIterator<Row> {
  for (let resource = 0; resource < from.agents + from.projects; resource++)
    yield ["resources", [resourceName(from, resource), userName(from.owner[resource]!)]];
  for (let agent = 0; agent < from.agents; agent++)
    if (from.project[agent] !== NO_PROJECT)
      yield ["parents", [agentName(agent), nameOf("project", from.project[agent]!)]];
  for (let grant = 0; grant < (from.agents + from.projects) * GRANTS_EACH; grant++) {
    const { principal, resource, allow, deny, expiresAt } = grantOf(from, grant);
    yield ["grants", [principal, resource, allow.length > 0 ? USE : 0, deny.length > 0 ? USE : 0, expiresAt]];
  }
}

/** Rows go as arrays, a column each, some thousands at once. */
async function fillPostgres(client: pg.Client): Promise<void> {
  const types = {
    resources: ["text", "text"],
    parents: ["text", "text"],
    grants: ["text", "text", "integer", "integer", "bigint"],
  };
  const waiting: Record<Row[0], (string | number | null)[][]> = { resources: [], parents: [], grants: [] };
  const send = async (table: Row[0]) => {
    const columns = types[table].map((_, column) => waiting[table].map((row) => row[column]!));
    const values = types[table].map((type, column) => `$${column + 1}::${type}[]`).join(", ");
    waiting[table] = [];
    await client.query(`insert into ${table} select * from unnest(${values})`, columns);
  };
  for (const [table, row] of rowsOf(world)) if (waiting[table].push(row) === 20_000) await send(table);
  for (const table of Object.keys(waiting) as Row[0][]) await send(table);
}
